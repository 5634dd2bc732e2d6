import re

from odoo.tests import tagged
from odoo.tests.common import ChromeBrowser

from .test_screens_browser import FROM_TICKET_TO_CALL, ScreenBrowserCase

#: younger than Chrome 79 and Safari 14
YOUNG = """
for (const [place, names] of [
    [AbortSignal, ["timeout", "any"]],
    [AbortSignal.prototype, ["throwIfAborted"]],
    [Element.prototype, ["replaceChildren", "checkVisibility"]],
    [Document.prototype, ["replaceChildren", "startViewTransition"]],
    [DocumentFragment.prototype, ["replaceChildren"]],
    [Array.prototype, ["at", "findLast", "toSorted", "toReversed", "with"]],
    [String.prototype, ["at", "replaceAll"]],
    [Object, ["hasOwn", "groupBy"]],
    [Promise, ["any", "withResolvers"]],
    [HTMLDialogElement.prototype, ["showModal", "show", "close"]],
    [HTMLFormElement.prototype, ["requestSubmit"]],
    [SubmitEvent.prototype, ["submitter"]],
    [Crypto.prototype, ["randomUUID"]],
    [window, ["structuredClone", "WeakRef", "queueMicrotask"]],
]) {
    names.forEach((name) => delete place[name]);
}
"""
#: the scripts of a page arrive, and do nothing
NO_SCRIPTS = """
const nothing = () => {};
window.odoo = new Proxy({}, {get: () => nothing, set: () => true});
"""
SAYS_SO = """
play(async () => {
    const told = () => document.querySelector("#too_old");
    await until("said", () => !told().hidden && told().innerText.includes("too old"));
    const asked = () => performance.getEntriesByType("resource")
        .filter(({name, responseEnd}) => name.endsWith("/alive") && responseEnd);
    await until("told", () => asked().length === 1);
    if (BASE !== location.pathname) {
        throw new Error("the page went away");
    }
});
"""
#: a clock that stands still until somebody lets time pass, and a server that counts
STANDING_CLOCK = """
const real = {setTimeout: window.setTimeout.bind(window)};
window.realTimeout = real.setTimeout;
const timers = new Map();
let [now, last] = [Date.now(), 0];
Date.now = () => now;
function add(act, wait, again) {
    timers.set(++last, {act, at: now + (wait || 0), again});
    return last;
}
window.setTimeout = (act, wait) => add(act, wait, 0);
window.setInterval = (act, wait) => add(act, wait, wait);
window.clearTimeout = window.clearInterval = (id) => timers.delete(id);

async function settle() {
    for (let round = 0; round < 12; round++) {
        await null;
    }
}

/** Let time pass, as fast as it goes. */
window.pass = async (milliseconds) => {
    const end = now + milliseconds;
    for (;;) {
        let next = null;
        for (const [id, timer] of timers) {
            if (timer.at <= end && (!next || timer.at < next.timer.at)) {
                next = {id, timer};
            }
        }
        if (!next) {
            break;
        }
        now = Math.max(now, next.timer.at);
        if (next.timer.again) {
            next.timer.at += next.timer.again;
        } else {
            timers.delete(next.id);
        }
        next.timer.act();
        await settle();
    }
    now = end;
};
"""
AWAY = """
window.asked = 0;
window.answer = null;
window.goAway = () => {
    window.fetch = () => {
        window.asked += 1;
        return window.answer ? window.answer() : Promise.reject(new TypeError("away"));
    };
};
window.WebSocket = class {
    constructor() {
        this.readyState = 3;
        window.asked += 1;
        Promise.resolve().then(() => this.onclose && this.onclose({reason: ""}));
    }
    close() {}
};
"""
HOURS_AWAY = """
const MINUTE = 60000;

async function during(page, milliseconds) {
    const before = page.asked;
    await page.pass(milliseconds);
    return page.asked - before;
}

play(async () => {
    for (const [name, path] of Object.entries(PAGES)) {
        const {frame, find} = beside(path);
        await until(name, () => frame.contentWindow.municipalStarted);
        const page = frame.contentWindow;
        // What is on its way is answered by the real server.
        await new Promise((resolve) => page.realTimeout(resolve, 300));
        page.goAway();
        const [ten, hours] = [await during(page, 10 * MINUTE),
            await during(page, 590 * MINUTE)];
        const late = await during(page, 10 * MINUTE);
        if (!ten || ten > 90 || late > 80 || late > 1.5 * hours / 59) {
            wrong.push(`${name}: ${ten} in ten minutes, ${late} after ${hours}`);
        }
        const gone = find("#offline, #late");
        if (gone.hidden) {
            wrong.push(`${name} does not say that it is alone`);
        }
        // The server is there again, and has no such screen: it is asked in peace too.
        page.answer = () => Promise.resolve(new Response("{}", {
            status: 404, headers: {"X-Municipal-Screen": "1"},
        }));
        page.goAway();
        const asked = page.fetch;
        page.fetch = (url, options) => options && options.method === "POST"
            ? asked(url, options) : Promise.reject(new TypeError("away"));
        const revoked = await during(page, 60 * MINUTE);
        if (revoked > 420) {
            wrong.push(`${name}: ${revoked} in an hour without address`);
        }
        frame.remove();
    }
    if (wrong.length) {
        throw new Error(wrong.join(" | "));
    }
});
"""
#: an engine for speech that does what those on Linux do
ENGINE = """
window.said = [];
window.chimes = [];
window.engine = {
    voices: [], cancelled: -1000, deaf: false,
    getVoices() { return this.voices; },
    cancel() { this.cancelled = Date.now(); },
    speak(words) {
        if (Date.now() - this.cancelled < 100 || this.deaf) {
            return;
        }
        window.said.push({text: words.text, at: Date.now(), voice: words.voice});
        setTimeout(() => words.onend({}), 2500);
    },
};
Object.defineProperty(window, "speechSynthesis", {value: window.engine});
window.SpeechSynthesisUtterance = class {
    constructor(text) { this.text = text; }
};
window.AudioContext = class {
    constructor() { this.state = "running"; this.currentTime = 0; }
    createOscillator() {
        return {
            frequency: {}, connect() {}, stop() {},
            start() { window.chimes.push(Date.now()); },
        };
    }
    createGain() {
        const nothing = () => {};
        return {connect: nothing, gain: {
            setValueAtTime: nothing, exponentialRampToValueAtTime: nothing,
        }};
    }
};
"""
SPEAKING = """
play(async () => {
    await until("scripts", () => window.municipalStarted);
    const {display} = odoo.loader.modules.get("@municipal_appointment/screens/display");
    display.sound.lang = "nl-BE";
    display.refresh = () => Promise.resolve();
    const english = {lang: "en-GB"};
    const dutch = {lang: "nl_NL"};
    let number = 0;
    const call = () => {
        number += 1;
        const id = number;
        display.onMessage("municipal_call",
            {id, ticket: `B 0${id + 9}`, desk: "1", calls: 1});
        return id;
    };
    const check = (what, right) => right || wrong.push(what);
    const texts = () => said.map(({text}) => /B (\\d+)/.exec(text)[1]).join(" ");

    // Three within two seconds, while the engine finds its voices.
    call();
    await pass(900);
    call();
    engine.voices = [english, dutch];
    await pass(900);
    call();
    check("a chime waits for what is said", chimes.length === 6);
    await pass(60000);
    call();
    await pass(10000);
    check(`said: ${texts()}`, texts() === "10 11 12 13");
    check("another voice", said.every(({voice}) => voice === dutch));
    check(`trouble: ${display.trouble}`, display.trouble === "ok");

    // More than anybody can say: what is over is not said, and nobody is late for it.
    said.length = 0;
    for (let one = 0; one < 50; one++) {
        const id = call();
        setTimeout(() => display.onMessage("municipal_call_end", {id}), 6000);
        await pass(1300);
    }
    const behind = said.length;
    await pass(60000);
    check(`${said.length - behind} calls afterwards`, said.length - behind <= 4);
    check(`${behind} of 50 calls were said`, behind >= 20);

    // An engine that says nothing and tells nothing: known, and the next is tried.
    said.length = 0;
    engine.deaf = true;
    call();
    await pass(20000);
    check(`stuck: ${display.trouble}`, display.trouble === "failed");
    engine.deaf = false;
    call();
    await pass(20000);
    check("silent after a failure", said.length === 1 && display.trouble === "ok");

    // No Dutch voice: Dutch words are not for an English one.
    said.length = 0;
    engine.voices = [english];
    call();
    await pass(20000);
    check("English words", said.length === 0 && display.trouble === "no_voice");
    await display.askState();
    if (wrong.length) {
        throw new Error(wrong.join(" | "));
    }
});
"""


@tagged("post_install", "-at_install")
class TestDevices(ScreenBrowserCase):
    """Televisions, retired tablets and small computers, as towns own them."""

    def beforehand(self, *scripts):
        """Run something in each page of the browser before its own scripts."""
        source = "{" + "\n".join(scripts) + "}"
        navigate = ChromeBrowser.navigate_to

        def prepared(browser, url, wait_stop=False):
            browser._websocket_request(
                "Page.addScriptToEvaluateOnNewDocument", params={"source": source}
            )
            return navigate(browser, url, wait_stop)

        self.patch(ChromeBrowser, "navigate_to", prepared)

    def test_a_browser_of_2020(self):
        self.beforehand(YOUNG)
        self.play(FROM_TICKET_TO_CALL)
        self.assertEqual(self.latest().state, "serving")

    def test_a_display_whose_scripts_do_not_run_says_so(self):
        self.beforehand(NO_SCRIPTS)
        self.play(SAYS_SO, BASE=self.address(screen=self.display))
        self.assertTrue(self.display.scripts_failed)
        self.assertIn("too old", self.display.attention)
        self.assertIn("Chrom", self.display.browser)

    def test_a_server_that_is_away_for_hours_is_asked_in_peace(self):
        visit = self.ticket()
        pages = {
            "kiosk": self.address(),
            "display": self.address(screen=self.display),
            "phone": f"/wachten/{visit.access_token}",
        }
        self.beforehand(STANDING_CLOCK, AWAY)
        self.play(HOURS_AWAY, PAGES=pages)

    def test_every_call_is_heard_once_or_staff_are_told(self):
        self.beforehand(STANDING_CLOCK, ENGINE)
        self.play(SPEAKING)
        self.assertEqual(self.display.sound, "no_voice")
        self.assertIn("no voice", self.display.attention)


@tagged("post_install", "-at_install")
class TestBundle(ScreenBrowserCase):
    """What the screens load, read as the oldest browser would."""

    #: none of this was there in 2019; strings and comments are taken out first
    TOO_YOUNG = (
        r"\?\.(?!\d)",
        r"\?\?",
        r"(\|\||&&)=",
        r"(?<![\w$.])static\s+[\w$]+\s*=",
        r"#[a-z]\w*\s*[=(;]",
        r"\.(replaceAll|replaceChildren|at|findLast|toSorted)\(",
        r"\b(structuredClone|globalThis|requestSubmit|randomUUID)\b",
        r"AbortSignal\s*\.\s*timeout",
        r"import\s*\(",
    )
    #: texts, comments and regular expressions
    TEXTS = re.compile(
        r"""'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|/\*.*?\*/|//[^\n]*"""
        r"""|(?<=[=(,:])\s*/(?:\\.|[^/\\\n])+/""",
        re.DOTALL,
    )

    def scripts(self):
        page = self.url_open(self.address(screen=self.display))
        paths = re.findall(r'<script[^>]* src="([^"]+)"', page.text)
        self.assertTrue(paths)
        return "\n".join(self.url_open(path).text for path in paths)

    def test_nothing_is_younger_than_the_browsers_we_promise(self):
        source = self.TEXTS.sub("", self.scripts())
        self.assertIn("class Kiosk", source)
        for young in self.TOO_YOUNG:
            found = re.search(f".{{0,60}}(?:{young}).{{0,40}}", source)
            self.assertIsNone(found, found and found.group())

    def test_the_page_itself_speaks_to_the_oldest(self):
        page = self.url_open(self.address(screen=self.display)).text
        script = page.rpartition("<script>")[2].partition("</script>")[0]
        self.assertIn("municipalStarted", script)
        for young in ("=>", "const ", "let ", "`", "&amp;", "&lt;"):
            self.assertNotIn(young, script)
