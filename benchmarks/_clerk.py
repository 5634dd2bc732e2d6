"""Clerks at their desks, with the requests of the desk screen's own script."""

import random
import time

from _hall import PASSWORD
from _listen import Listener, browser, constants

REQUEST_SECONDS = 110
#: seconds until a clerk looks whether there is somebody to call now
GLANCE = 0.1


class Refused(Exception):
    """The server said no, in its own words."""


class Clerk(Listener):
    """Somebody who calls visitors, one after the other, until all are helped.

    :param str url: of the server
    :param str websocket: of the server, with the ``version`` that it wants to hear
    :param gate: lets so many requests through at once
    :param done: tells whether everybody was helped
    """

    def __init__(self, url, websocket, version, desk, login, gate, done):
        script = "backend/desk/desk_model.js"
        names = ("SERVING", "IDLE")
        self._waits = {name: constants(script, name) for name in names}
        self._waits["LATER"] = constants("backend/desk/later.js", "LATER")
        self._moves = self._again = False
        super().__init__({"url": websocket, "version": version}, self._soon)
        self.called = []
        self.helped = []
        self.refused = 0
        self.loads = 0
        self.failure = None
        self._url, self._desk, self._login = url, desk, login
        self._gate, self._done = gate, done
        self._browser = browser()
        self._state = None
        self._asked = 0

    def on_message(self, kind, payload, moment):
        self._moves |= bool(payload.get("moves"))

    def _soon(self):
        queue, visits = self._state["queue"], self._state["visits"]
        self._again, self._moves = self._moves and not queue, False
        wait = "IDLE" if self._again else "SERVING" if queue and visits else "LATER"
        return random.uniform(*self._waits[wait])

    def on_looked(self):
        if self._again:
            self._due.set()

    def log_in(self, database):
        params = {"db": database, "login": self._login, "password": PASSWORD}
        self._ask_server("/web/session/authenticate", params)
        session = self._browser.cookies["session_id"]
        self._connection.update(channels=[], cookie=f"session_id={session}")
        self._call("desk_sit_down")
        self._call("desk_products")
        self.ask()

    def _ask_server(self, path, params):
        envelope = {"jsonrpc": "2.0", "method": "call", "params": params}
        with self._gate:
            answer = self._browser.post(
                self._url + path, json=envelope, timeout=REQUEST_SECONDS
            )
        answer.raise_for_status()
        answer = answer.json()
        if "error" in answer:
            data = answer["error"]["data"]
            error = Refused if data["name"].endswith("Refusal") else RuntimeError
            raise error(data["message"])
        return answer.get("result")

    def _call(self, method, *args):
        return self._ask_server(
            f"/web/dataset/call_kw/resource.resource/{method}",
            {
                "model": "resource.resource",
                "method": method,
                "args": [[self._desk], *args],
                "kwargs": {},
            },
        )

    def ask(self):
        """Load what the desk screen shows; an answer after a newer one is dropped."""
        self._asked += 1
        asked = self._asked
        state = self._call("desk_state")
        self.loads += 1
        if asked == self._asked:
            self._state = state
        return state

    def work(self):
        try:
            while not self._done():
                self._help_next()
        except Exception as error:
            self.failure = f"clerk {self._login}: {error!r}"

    def _help_next(self):
        if not self._state["queue"]:
            time.sleep(GLANCE)
            return
        pressed = time.time()
        try:
            visit = self._call("desk_call_next")
        except Refused:
            self.refused += 1
            self.ask()
            return
        self.called.append((visit, pressed, time.time()))
        [mine] = [one for one in self.ask()["visits"] if one["id"] == visit]
        self._call("desk_step", visit, "started")
        self.ask()
        lines = [{"product_id": x["product_id"], "delivered": 1} for x in mine["lines"]]
        self._call("desk_finish", visit, lines)
        self.helped.append(visit)
        self.ask()
