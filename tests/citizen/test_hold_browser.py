from odoo.tests import tagged

from ..booking_common import iso
from ..hold_common import HoldCase

#: lets the clock of the visitor run ahead, and looks what the page says
COUNTDOWN = """
const block = document.querySelector(".o_municipal_hold");
const name = document.querySelector("#name");
const button = block.querySelector("button[name='hold']");
const said = () => block.querySelector(".o_say").textContent;
const now = Date.now;
const wrong = [];

async function until(what, condition) {
    for (let round = 0; round < 50; round++) {
        if (condition()) {
            return;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    wrong.push(`${what}: ${block.dataset.state} "${said()}" ${block.innerText}`);
}

function ahead(seconds) {
    Date.now = () => now() + seconds * 1000;
}

(async () => {
    const shown = (selector) => block.querySelector(selector).offsetHeight > 0;
    await until("nothing is kept at first", () => shown("p.o_if_never"));
    name.value = "An Peeters";
    button.click();
    await until("kept", () => block.dataset.state === "kept" && shown("p.o_if_kept"));
    await until("the time is told", () => said().includes("more time"));
    await until("it counts", () => /9:5\\d/.test(block.innerText));
    if (block.querySelector("[role='timer'][aria-live], [aria-live] [role='timer']")) {
        wrong.push("every second would be read out");
    }
    ahead(481);
    await until("two minutes", () => said().includes("Less than 2 minutes"));
    ahead(571);
    await until("thirty seconds", () => said().includes("Less than 30 seconds"));
    button.focus();
    ahead(601);
    await until("the end", () => said().includes("no longer keep"));
    await until("it is lost", () => shown("p.o_if_lost") && !shown("p.o_if_kept"));
    if (document.activeElement !== button || name.value !== "An Peeters") {
        wrong.push("focus or typed text was lost");
    }
    button.click();
    await until("kept again", () => block.dataset.state === "kept");
    await until("counts again", () => /9:5\\d/.test(block.innerText));
    if (name.value !== "An Peeters") {
        wrong.push("typed text was lost");
    }
    if (wrong.length) {
        console.error(wrong.join(" | "));
    } else {
        console.log("test successful");
    }
})();
"""

#: what happens in another window, at the server and at a shared computer
TRUTH = """
const block = document.querySelector(".o_municipal_hold");
const form = document.querySelector("form.o_municipal_form");
const button = block.querySelector("button[name='hold']");
const said = () => block.querySelector(".o_say").textContent;
const realFetch = window.fetch.bind(window);
const now = Date.now;
const wrong = [];

async function until(what, condition) {
    for (let round = 0; round < 100; round++) {
        if (condition()) {
            return;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    wrong.push(`${what}: ${block.dataset.state} "${said()}" ${form.name.value}`);
}

function type(name, text) {
    form.elements[name].value = text;
    form.elements[name].dispatchEvent(new Event("input", {bubbles: true}));
}

(async () => {
    location.hash = "#email";
    const header = document.querySelector("header").getBoundingClientRect();
    await until("what is jumped to is seen, with its label", () => {
        const label = form.querySelector("label[for='email']").getBoundingClientRect();
        const field = form.email.getBoundingClientRect();
        return label.top >= header.bottom && field.bottom <= window.innerHeight;
    });
    type("name", "An Peeters");
    button.click();
    await until("kept", () => block.dataset.state === "kept");

    window.fetch = async () => { throw new TypeError("no network"); };
    button.click();
    await until("the server is away", () => said().includes("cannot reach"));
    window.fetch = realFetch;

    const token = form.csrf_token;
    const right = token.value;
    token.value = "of a session that ended";
    Date.now = () => now() + 3000;
    window.dispatchEvent(new Event("focus"));
    await until("the secret is renewed", () => token.value.length === right.length);

    const other = new URLSearchParams({start: OTHER, csrf_token: token.value});
    await fetch(location.pathname.replace("gegevens", "moment") + location.search, {
        method: "POST",
        body: other,
        redirect: "manual",
    });
    const event = {key: "municipal_appointment.hold_changed"};
    window.dispatchEvent(new StorageEvent("storage", event));
    await until("another window took it", () => block.dataset.state !== "kept");
    await until("and the page says so", () => said().includes("keep this slot"));
    await until("nothing is lost", () => form.name.value === "An Peeters");

    let sent = 0;
    HTMLFormElement.prototype.requestSubmit = () => { sent += 1; };
    window.fetch = async () => new Response("<p>just taken</p>", {status: 422});
    button.click();
    await until("what the server says instead is shown", () => sent === 1);
    window.fetch = realFetch;

    Date.now = () => now() + 16 * 60 * 1000;
    await until("nobody reads it later", () => form.name.value === "");
    await until("in words", () => document.body.innerText.includes("is forgotten"));
    if (sessionStorage.getItem("municipal_appointment.typed")) {
        wrong.push("what was typed is still remembered");
    }
    if (wrong.length) {
        console.error(wrong.join(" | "));
    } else {
        console.log("test successful");
    }
})();
"""


@tagged("post_install", "-at_install")
class TestHoldBrowser(HoldCase):
    """What only shows in a browser: the countdown, and the way back."""

    def test_countdown(self):
        url = f"/afspraak/gegevens?q_{self.kids_id.id}=1&start={iso(self.start)}"
        ready = "!!document.querySelector('.o_clock:not(:empty)')"
        self.browser_js(url, COUNTDOWN, ready, timeout=60)
        self.assertEqual(self.held_starts(), [self.start])

    def test_truth(self):
        """Another window, a server that is away or says no, a session that ended."""
        self.company.municipal_holds_per_visitor = 1
        [other] = [s for s in self.free_starts(hour=9) if s != self.start][:1]
        url = f"/afspraak/gegevens?q_{self.kids_id.id}=1&start={iso(self.start)}"
        ready = "!!document.querySelector('.o_clock:not(:empty)')"
        code = TRUTH.replace("OTHER", f'"{iso(other)}"')
        self.browser_js(url, code, ready, timeout=60)
        self.assertEqual(self.held_starts(), [other])

    def test_back_and_forth(self):
        url = f"/afspraak/moment?q_{self.kids_id.id}=1"
        self.start_tour(url, "municipal_booking_back")
        booking = self.latest_booking()
        self.assertEqual(booking.contact_name, "An Peeters")
        self.assertFalse(self.holds())
