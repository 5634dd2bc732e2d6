"""A browser that a test drives from outside: keys, and what can be seen of them.

Nothing of it runs in the page, so that pages are tried without their scripts too.
"""

import time
from contextlib import ExitStack, contextmanager
from urllib.parse import urljoin

from odoo.tests.common import ChromeBrowser

from .booking_common import BookingCase

#: name of a key -> what Chromium wants to know of it
KEYS = {
    "Tab": {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9},
    "Enter": {
        "key": "Enter",
        "code": "Enter",
        "windowsVirtualKeyCode": 13,
        "text": "\r",
    },
    "Space": {"key": " ", "code": "Space", "windowsVirtualKeyCode": 32, "text": " "},
}
#: how many keys somebody presses at most on the way to one thing
PATIENCE = 250
#: of what has the focus: what it is, whether it can be seen, whether it shows that it
#: has the focus. Of its corners and middle at least half must lie in sight, and under
#: nothing else (WCAG 2.2, SC 2.4.11); a ring around it, or around its label, says that
#: it has the focus (SC 2.4.7).
LOOK = """(() => {
    const node = document.activeElement;
    if (!node || node === document.body) {
        return null;
    }
    const shown = node.matches(".visually-hidden, .btn-check")
        ? node.labels?.[0] || node : node;
    const box = shown.getBoundingClientRect();
    const [inX, inY] = [Math.min(4, box.width / 4), Math.min(4, box.height / 4)];
    const points = [
        [box.left + inX, box.top + inY],
        [box.right - inX, box.top + inY],
        [box.left + inX, box.bottom - inY],
        [box.right - inX, box.bottom - inY],
        [box.left + box.width / 2, box.top + box.height / 2],
    ];
    const seen = points.filter(([x, y]) => {
        const top = document.elementFromPoint(x, y);
        return top && (shown.contains(top) || top.contains(shown));
    });
    const ring = [shown, shown.closest("label"), shown.querySelector("span")]
        .filter(Boolean)
        .map((one) => getComputedStyle(one))
        .some(
            (style) =>
                (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) ||
                style.boxShadow !== "none"
        );
    return {
        what: node.outerHTML.slice(0, 200),
        ours: Boolean(node.closest("#wrap")),
        seen: seen.length,
        ring,
        wide: document.documentElement.scrollWidth - window.innerWidth,
    };
})()"""
#: the page is there, and is not the one that was left
COMPLETE = "document.readyState === 'complete' && !window.municipalLeft"
#: and its scripts have begun
READY = f"""{COMPLETE} && !window.municipalFetching && (
    !document.querySelector("#wrapwrap") || document.body.matches("[is-ready='true']")
)"""


#: counts what a page still asks for: in languages other than English Odoo fetches
#: translations after it has begun, and says in red that it could not when it is left
COUNT_FETCHING = """(() => {
    const real = window.fetch;
    window.municipalFetching = 0;
    window.fetch = async (...asked) => {
        window.municipalFetching += 1;
        try {
            return await real.apply(window, asked);
        } finally {
            window.municipalFetching -= 1;
        }
    };
})()"""


class Visitor:
    """Somebody at a keyboard.

    :param case: the test
    :param browser: of Odoo's tests
    :param bool scripts: whether the scripts of pages run
    """

    def __init__(self, case, browser, scripts=True):
        self.case = case
        self.browser = browser
        self.scripts = scripts
        #: faults that were seen on the way
        self.wrong = []

    def tell(self, method, patience=30, **params):
        """Send a command to the browser, and return what it answers."""
        return self.browser._websocket_request(method, params=params, timeout=patience)

    def ask(self, expression, patience=30):
        """Return the value of an expression in the page."""
        answer = self.tell(
            "Runtime.evaluate",
            patience,
            expression=expression,
            returnByValue=True,
        )
        return answer["result"].get("value")

    def has(self, selector):
        return bool(self.ask(f"!!document.querySelector({selector!r})"))

    def text(self, selector="#wrap"):
        return self.ask(f"document.querySelector({selector!r})?.innerText") or ""

    def until(self, what, condition, seconds=20):
        # counted, for the clock of the tests stands still
        for _time in range(seconds * 20):
            if condition():
                return
            time.sleep(0.05)
        self.case.fail(f"{what}: {self.ask('location.href')} {self.text('body')[:600]}")

    def go(self, path):
        self.browser.navigate_to(urljoin(self.case.base_url(), path), wait_stop=True)
        self.loaded()

    def loaded(self):
        self.until("no page came", self.is_loaded)

    def is_loaded(self):
        """Tell whether the next page is there; one that is going answers nothing."""
        try:
            return self.ask(READY if self.scripts else COMPLETE, patience=3)
        except TimeoutError:
            return False

    def press(self, key):
        known = KEYS[key]
        down = "keyDown" if "text" in known else "rawKeyDown"
        self.tell("Input.dispatchKeyEvent", type=down, **known)
        self.tell("Input.dispatchKeyEvent", type="keyUp", **known)

    def type(self, text):
        self.tell("Input.insertText", text=text)

    def follow(self, selector=None):
        """Go to something with the keyboard and press it; wait for the next page."""
        if selector:
            self.tab_to(selector)
        self.ask("window.municipalLeft = true")
        self.press("Enter")
        self.loaded()

    def tab_to(self, selector):
        """Press Tab until something has the focus, and look at all on the way."""
        reached = f"!!document.activeElement?.matches({selector!r})"
        for _time in range(PATIENCE):
            if self.ask(reached):
                return
            self.press("Tab")
            self.look()
        self.case.fail(f"the keyboard does not reach {selector}: {self.text()[:600]}")

    def fill_in(self, selector, text):
        self.tab_to(selector)
        self.type(text)

    def look(self):
        """Note what is wrong with what has the focus."""
        found = self.ask(LOOK)
        if not found or not found["ours"]:
            return
        where = f"{self.ask('location.pathname')}: {found['what']}"
        if found["seen"] < 3:
            self.wrong.append(f"covered, {found['seen']} of 5 points: {where}")
        if not found["ring"]:
            self.wrong.append(f"no sign of the focus: {where}")
        if found["wide"] > 0:
            self.wrong.append(f"{found['wide']} pixels too wide: {where}")


class VisitorCase(BookingCase):
    """The small town hall, and somebody in front of a browser."""

    @contextmanager
    def visitor(self, width, height, scripts=True):
        """Open a browser; in the end nothing may have been wrong on the way."""
        browser = ChromeBrowser(self)
        with ExitStack() as after:
            after.enter_context(self.allow_requests(browser=browser))
            after.callback(self._wait_remaining_requests)
            after.callback(browser.stop)
            self.authenticate(None, None, browser=browser)
            self.cr.flush()
            self.cr.clear()
            person = Visitor(self, browser, scripts)
            person.tell(
                "Emulation.setDeviceMetricsOverride",
                width=width,
                height=height,
                deviceScaleFactor=1,
                mobile=False,
            )
            person.tell("Emulation.setScriptExecutionDisabled", value=not scripts)
            person.tell("Page.addScriptToEvaluateOnNewDocument", source=COUNT_FETCHING)
            yield person
            person.until(
                "the page still asks for something",
                lambda: not person.ask("window.municipalFetching"),
            )
            self.assertFalse(person.wrong, "\n".join(person.wrong))
            self.assertFalse(browser.had_failure, "the console of the browser")
        self.env.invalidate_all()

    def latest_booking(self):
        bookings = self.env["resource.booking"].with_context(active_test=False)
        return bookings.search([], order="id desc", limit=1)
