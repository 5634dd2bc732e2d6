"""Screens that listen to the server, as the scripts of the product do."""

import json
import random
import re
import threading
import time
from contextlib import suppress
from pathlib import Path
from socket import SHUT_RDWR

import requests
import websocket

SOURCE = Path(__file__).parents[1] / "static/src"
TIMEOUT = 60


def constants(path, name):
    """Return the milliseconds that a script of the product waits, as seconds."""
    text = (SOURCE / path).read_text()
    found = re.search(rf"\bconst {name} = ([^;]+);", text).group(1)
    return [int(number) / 1000 for number in re.findall(r"\d+", found)]


def connect(url, version, channels, last=0, cookie=None):
    """Open a websocket of Odoo's bus, and subscribe."""
    socket = websocket.create_connection(
        f"{url}?version={version}",
        timeout=TIMEOUT,
        origin="http://127.0.0.1",
        cookie=cookie,
    )
    socket.settimeout(None)
    data = {"channels": channels, "last": last}
    socket.send(json.dumps({"event_name": "subscribe", "data": data}))
    return socket


class Listener:
    """Whoever hears messages, and asks for everything some time after them.

    :param connection: arguments of :func:`connect`
    :param wait: returns the seconds between a message and the question
    """

    def __init__(self, connection, wait):
        self._connection, self._wait = connection, wait
        self._socket = None
        self._due = threading.Event()
        self._ended = False

    def start(self):
        self._socket = connect(**self._connection)
        for work in (self._listen, self._ask_later):
            threading.Thread(target=work, daemon=True).start()

    def stop(self):
        """Stop listening; a thread that still waits for a message wakes up."""
        self._ended = True
        self._due.set()
        with suppress(OSError):
            self._socket.sock.shutdown(SHUT_RDWR)

    def on_message(self, kind, payload, moment):
        """Take notice of a message that came at a moment."""

    def ask(self):
        """Ask the server for everything."""

    def on_looked(self):
        """Take notice that the server was asked because of a message."""

    def _listen(self):
        while not self._ended:
            try:
                text = self._socket.recv()
            except (OSError, websocket.WebSocketException):
                return
            moment = time.time()
            for entry in json.loads(text or "[]"):
                message = entry["message"]
                self.on_message(message["type"], message["payload"], moment)
            self._due.set()

    def _ask_later(self):
        while True:
            self._due.wait()
            time.sleep(self._wait())
            if self._ended:
                return
            if self._due.is_set():
                self._due.clear()
                self.ask()
                self.on_looked()


class Display(Listener):
    """A display in the hall: what it showed, and when it showed that first.

    :param str url: of the server
    :param path: its secret address
    :param gate: lets so many requests through at once
    """

    def __init__(self, url, path, connection, gate):
        soon = constants("screens/display.js", "SOON")
        super().__init__(connection, lambda: random.uniform(*soon))
        self.seen = {}
        self.asked = []
        self._address, self._gate = url + path, gate
        self._browser = browser()

    def on_message(self, kind, payload, moment):
        if kind == "municipal_call":
            self.seen.setdefault(payload["id"], moment)

    def ask(self):
        with self._gate:
            started = time.perf_counter()
            answer = self._browser.post(f"{self._address}/alive", timeout=TIMEOUT)
        self.asked.append((time.perf_counter() - started, answer.status_code))
        self._show(answer)

    def _show(self, answer):
        moment = time.time()
        state = answer.json()
        for call in state["calls"] + state["before"]:
            self.seen.setdefault(call["id"], moment)


class PollingDisplay(Display):
    """The peer: a display without live messages that looks again every ten seconds.

    :param float after: seconds until it looks first
    """

    def __init__(self, url, path, gate, every, after):
        super().__init__(url, path, {}, gate)
        self._every, self._after = every, after

    def start(self):
        threading.Thread(target=self._poll, daemon=True).start()

    def stop(self):
        self._ended = True

    def _poll(self):
        time.sleep(self._after)
        while not self._ended:
            with self._gate:
                answer = self._browser.get(f"{self._address}/state", timeout=TIMEOUT)
            self._show(answer)
            time.sleep(self._every)


def browser():
    session = requests.Session()
    session.trust_env = False
    return session
