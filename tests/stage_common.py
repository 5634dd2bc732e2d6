import json
import time
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from freezegun import api as freezegun

from odoo.http import root
from odoo.tests import HttpCase
from odoo.tests.common import (
    HOST,
    TEST_CURSOR_COOKIE_NAME,
    ChromeBrowser,
    ChromeBrowserException,
    _registry_test_lock,
)

from odoo.addons.bus.models.bus import BusBus
from odoo.addons.bus.websocket import (
    CloseCode,
    WebsocketConnectionHandler,
    _kick_all,
)

from ..models.queue import municipal_location

#: rounds of a tenth of a second: what never appears is a failure. Shorter than the
#: minute after which a phone asks by itself: that it was told has to be why it knows.
PATIENCE = 450
#: longer than the desk screen disregards a second click
CALM = 0.8
#: finds what a person sees: by a selector, and words in it
SEE = """
((selector, words, quiet) => {
    const seen = [...document.querySelectorAll(selector)].filter(
        (node) =>
            (quiet || node.checkVisibility({visibilityProperty: true})) &&
            node.textContent.replace(/\\s+/g, " ").includes(words)
    );
    return seen[0];
})
"""


class Actor:
    """One browser with a session of its own: a screen, a phone, a clerk's computer."""

    def __init__(self, case, path, login=None, size="1366x768", **session):
        case.browser_size = size
        self.case, self.name = case, login or path[:30]
        self.browser = ChromeBrowser(case)
        self.browser.set_cookie(
            TEST_CURSOR_COOKIE_NAME, case.http_request_key, "/", HOST
        )
        self.log_in(login, **session)
        self.open(path)

    def log_in(self, login, same_as=None):
        """Take a session: a new one, or that of another browser."""
        if same_as:
            self.session = same_as.session
            self.browser.set_cookie("session_id", self.session.sid, "/", HOST)
            return
        # the case would forget the session of whoever logged in before
        self.case.session = None
        with _registry_test_lock:
            self.case.authenticate(login, login, browser=self.browser)
        self.session, self.case.session = self.case.session, None

    def open(self, path):
        self.browser.navigate_to(self.case.base_url() + path, wait_stop=False)
        loaded = "location.href !== 'about:blank' && document.readyState === 'complete'"
        self.until("loaded", lambda: self.run(loaded))

    def stop(self):
        self.browser.stop()
        root.session_store.delete(self.session)

    def run(self, code):
        """Let the page do something, and return what it says."""
        answer = self.browser._websocket_request(
            "Runtime.evaluate",
            params={"expression": code, "awaitPromise": True, "returnByValue": True},
            timeout=30,
        )
        if "exceptionDetails" in answer:
            raise ChromeBrowserException(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def ask(self, selector, words="", then="Boolean(node)", quiet=False):
        arguments = ", ".join(json.dumps(part) for part in (selector, words, quiet))
        return self.run(f"((node) => {then})({SEE}({arguments}))")

    def until(self, what, condition):
        """Wait until something is so; a page that changes meanwhile is asked again."""
        for _round in range(PATIENCE):
            try:
                found = condition()
            except (ChromeBrowserException, TimeoutError):
                found = None
            if found:
                return found
            time.sleep(0.1)
        self.browser.take_screenshot().result(10)
        self.case.fail(f"{self.name}: never {what}; shows {self.page()!r}")
        return None

    def page(self):
        return self.run("document.body.innerText.slice(0, 2000)")

    def sees(self, selector, words="", quiet=False):
        """Wait for something, and return its text."""
        text = "node && (node.textContent.replace(/\\s+/g, ' ').trim() || ' ')"
        return self.until(
            f"{selector} with {words!r}",
            lambda: self.ask(selector, words, text, quiet),
        )

    def misses(self, selector, words=""):
        """Wait until something is not there, on a page that has come."""
        ready = "document.readyState === 'complete'"
        self.until(
            f"without {selector} with {words!r}",
            lambda: self.run(ready) and not self.ask(selector, words),
        )

    def press(self, selector, words="", times=1):
        """Press what can be pressed."""
        press = ", ".join(["node.click()"] * times)
        self.until(
            f"{selector} with {words!r} to press",
            lambda: self.ask(
                selector, words, f"node && !node.disabled && (({press}), true)"
            ),
        )

    def calmly(self, selector, words=""):
        """Press like a person who looks first."""
        self.sees(selector, words)
        time.sleep(CALM)
        self.press(selector, words)

    def types(self, selector, text):
        self.sees(selector)
        for key in text:
            self.press(selector, key)

    def answer_for_server(self, answer=None):
        """Let no request reach the server: refused, or answered in its place."""

        def handle(requestId, **_request):
            method = "fulfillRequest" if answer else "failRequest"
            params = answer or {"errorReason": "ConnectionRefused"}
            self.browser._websocket_send(
                f"Fetch.{method}", params={"requestId": requestId, **params}
            )

        handlers = {"Fetch.requestPaused": handle}
        return patch.dict(self.browser._handlers, handlers)

    def lifecycle(self, state):
        """Let the page sleep (frozen) or be awake (active)."""
        self.browser._websocket_request(
            "Page.setWebLifecycleState", params={"state": state}
        )

    def no_fault(self):
        """Check that nothing went wrong on the page that nobody saw."""
        self.case.assertFalse(self.browser.had_failure, self.name)


class StageCase(HttpCase):
    """Several browsers at once, each with its own session, played from here.

    Odoo plays one browser in a test. Here each person and each device has one, and
    they hear of each other by the real websocket: as in ``browser_js``, what is said
    on the bus is written and passed on at once, as the test commits nothing.
    """

    @contextmanager
    def stage(self):
        """Open the doors; the actors that come are sent home at the end."""
        tell = BusBus._sendone

        def tell_at_once(bus, target, notification_type, message):
            tell(bus, target, notification_type, message)
            bus.env.cr.precommit.run()
            bus.env.cr.postcommit.run()

        self.actors = []
        with ExitStack() as stack:
            stack.enter_context(self.allow_requests())
            stack.callback(self._wait_remaining_requests)
            stack.callback(_kick_all, CloseCode.KILL_NOW)
            stack.enter_context(patch.object(BusBus, "_sendone", tell_at_once))
            stack.enter_context(
                patch.object(
                    WebsocketConnectionHandler, "websocket_allowed", return_value=True
                )
            )
            stack.callback(self._end)
            stack.enter_context(self._shared_for_real_seconds())
            self.cr.flush()
            self.cr.clear()
            yield
        self.env.invalidate_all()

    def _shared_for_real_seconds(self):
        """Let what screens share grow old while they play.

        Where time stands still, the first answer of a minute would be that of all who
        ask, also of the phone whose visitor became the next meanwhile.
        """
        self.registry.clear_cache()
        # a function of ours: freezegun replaces the real one wherever it finds it
        return patch.object(
            municipal_location, "monotonic", lambda: freezegun.real_monotonic()
        )

    def enter(self, path, login=None, size="1366x768", **session):
        actor = Actor(self, path, login, size, **session)
        self.actors.append(actor)
        return actor

    @contextmanager
    def outage(self, answer=None):
        """Let the server be away for everybody who is there."""
        with ExitStack() as stack:
            for actor in self.actors:
                stack.enter_context(actor.answer_for_server(answer))
            stack.enter_context(
                patch.object(
                    WebsocketConnectionHandler, "websocket_allowed", return_value=False
                )
            )
            _kick_all(CloseCode.KILL_NOW)
            yield

    def leave(self, actor):
        """Close the browser of somebody."""
        self.actors.remove(actor)
        actor.stop()

    def _end(self):
        for actor in self.actors:
            actor.stop()

    @contextmanager
    def looking(self):
        """Look into the database while the actors wait."""
        with _registry_test_lock:
            yield
            self.cr.flush()
            self.cr.clear()
