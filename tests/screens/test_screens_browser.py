import json

from odoo.tests import tagged

from ..screens_common import ScreenCase

#: the display is the page; kiosk and phone stand beside it in frames
PREPARE = """
const wrong = [];

async function until(what, condition) {
    for (let round = 0; round < 100; round++) {
        let result = null;
        try {
            result = await condition();
        } catch {
            // Not there yet.
        }
        if (result) {
            return result;
        }
        const wait = window.realTimeout || setTimeout;
        await new Promise((resolve) => wait(resolve, 100));
    }
    throw new Error(`never: ${what}`);
}

function beside(path) {
    const frame = document.createElement("iframe");
    frame.style = "position: fixed; left: 0; top: 0; width: 700px; height: 900px";
    frame.src = path;
    document.body.append(frame);
    return {
        frame,
        find: (selector) => frame.contentDocument.querySelector(selector),
        text: () => frame.contentDocument.body.innerText,
    };
}

async function ask(model, method, ...args) {
    const params = {model, method, args, kwargs: {}};
    const answer = await fetch(`/web/dataset/call_kw/${model}/${method}`, {
        method: "POST",
        headers: {"Content-Type": "application/json"},
        body: JSON.stringify({jsonrpc: "2.0", params}),
    });
    const {result, error} = await answer.json();
    if (error) {
        throw new Error(error.data.message);
    }
    return result;
}

const clerk = (method, ...args) => ask("resource.resource", method, [DESK], ...args);

function play(story) {
    story().then(
        () => console.log("test successful"),
        (error) => console.error(error.message)
    );
}
"""
FROM_TICKET_TO_CALL = """
play(async () => {
    const kiosk = beside(KIOSK);
    (await until("start", () => kiosk.find(".o_choice:not(.o_first)"))).click();
    const product = () =>
        [...kiosk.frame.contentDocument.querySelectorAll(".o_item")].find((item) =>
            item.innerText.includes("Test passport")
        );
    (await until("products", product)).click();
    const take = await until("choice", () => kiosk.find(".o_chosen .o_go"));
    take.click();
    take.click();
    const number = await until("ticket", () => kiosk.find(".o_number"));
    if (kiosk.frame.contentDocument.activeElement.tagName !== "H1") {
        throw new Error("the focus is not on the new page");
    }
    const ticket = number.textContent;
    const found = [["ticket", "=", ticket]];
    const visits = await ask("municipal.visit", "search_read", found, ["access_token"]);
    if (visits.length !== 1) {
        throw new Error("pressing twice gave two tickets");
    }
    const phone = beside(`/wachten/${visits[0].access_token}`);
    await until("next", () => phone.text().includes("You are next"));
    const spoken = [];
    window.SpeechSynthesisUtterance = class {
        constructor(text) {
            this.text = text;
        }
    };
    speechSynthesis.getVoices = () => [{lang: "en-US"}];
    speechSynthesis.speak = (words) => {
        spoken.push(words.text);
        words.onend();
    };
    const before = Date.now();
    await clerk("desk_call_next");
    const first = () => document.querySelector("#calls li b")?.textContent === ticket;
    await until("called", first);
    if (Date.now() - before > 5000) {
        throw new Error("the display did not hear it, but asked");
    }
    const [letters, digits] = ticket.split(" ");
    const words = `Number ${letters} ${Number(digits)}, desk 1`;
    await until("said", () => document.querySelector("#say").textContent === words);
    await until("spoken", () => spoken.includes(words));
    await until("turn", () => phone.text().includes("It is your turn"));
    const call = await clerk("desk_state");
    await clerk("desk_step", call.visits[0].id, "started");
    await until("at the desk", () => document.querySelector("#called").hidden);
    const served = () => document.querySelector("#before b").textContent === ticket;
    await until("before", served);
});
"""
SERVER_AWAY = """
play(async () => {
    const kiosk = beside(KIOSK);
    const choice = await until("start", () => kiosk.find(".o_choice.o_first"));
    await until("script", () => kiosk.frame.contentWindow.municipalStarted);
    const page = kiosk.frame.contentWindow;
    const reach = page.fetch;
    page.fetch = () => Promise.reject(new TypeError("away"));
    choice.click();
    await until("said", () => !kiosk.find("#offline").hidden);
    page.fetch = reach;
    await until("goes on", () => kiosk.find("#code") && kiosk.find("#offline").hidden);
    for (const key of "K7QF3") {
        kiosk.find(`[data-key="${key}"]`).click();
    }
    if (kiosk.find("#code").value !== "K7QF-3") {
        throw new Error("the keys do not type");
    }
    const type = (key) =>
        kiosk.find("#code").dispatchEvent(
            new page.KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})
        );
    await new Promise((resolve) => setTimeout(resolve, 300));
    [...CODE, "Enter"].forEach(type);
    await until("scanned", () => kiosk.find(".o_ticket"));
    if (kiosk.frame.contentDocument.title.indexOf("Your number is") !== 0) {
        throw new Error("the title is that of another page");
    }
});
"""
SLEPT = """
play(async () => {
    // The display loses its connection, and nobody tells it of the call.
    await until("state", () => document.querySelector("#waiting li"));
    window.WebSocket = class {
        static CLOSED = 3;
        readyState = 3;
        constructor() {
            setTimeout(() => this.onclose?.({reason: ""}));
        }
        close() {}
    };
    await clerk("desk_call_next");
    const now = Date.now;
    Date.now = () => now() + 3600000;
    await until("called", () => document.querySelector("#calls li b"));
    await clerk("desk_step", VISIT, "started");
    Date.now = () => now() + 7200000;
    await until("served", () => document.querySelector("#called").hidden);
});
"""


class ScreenBrowserCase(ScreenCase):
    """A story that is played in the browser of a display."""

    browser_size = "1920x1080"

    def play(self, story, **values):
        self.clerk_desk.desk_sit_down()
        values = {
            "KIOSK": self.address(),
            "DESK": self.desks[0].id,
            **values,
        }
        constants = [f"const {key} = {json.dumps(v)};" for key, v in values.items()]
        code = "\n".join([*constants, PREPARE, story])
        self.browser_js(
            self.address(screen=self.display), code, login="test_clerk", timeout=60
        )


@tagged("post_install", "-at_install")
class TestScreensBrowser(ScreenBrowserCase):
    """Kiosk, display and phone together, as on a morning in the hall."""

    def test_from_ticket_to_call(self):
        self.play(FROM_TICKET_TO_CALL)
        visit = self.latest()
        self.assertRecordValues(
            visit, [{"state": "serving", "calls": 1, "screen_id": self.kiosk.id}]
        )

    def test_the_server_is_away_for_a_moment(self):
        booking = self.booked_today()
        self.play(SERVER_AWAY, CODE=booking.reference)
        self.assertEqual(booking.visit_id.state, "waiting")

    def test_a_display_that_slept_catches_up(self):
        visit = self.ticket()
        self.play(SLEPT, VISIT=visit.id)
        self.assertEqual(visit.state, "serving")
