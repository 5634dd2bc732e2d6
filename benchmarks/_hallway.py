"""The displays of a hall, in a process of their own.

The moment at which one shows a call then says nothing about how busy the visitors and
clerks of the benchmark are.
"""

import multiprocessing

from _listen import Display, PollingDisplay

#: how often the peer looks, in seconds, and how many of it there are
EVERY, PEERS = 10, 4


class Hallway:
    """Start before anything else is: a process is copied as it is."""

    def __init__(self, gate):
        context = multiprocessing.get_context("fork")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, gate), daemon=True)
        self._process.start()

    def open(self, **building):
        """Let the displays listen.

        :param building: the arguments of :func:`_make`
        """
        self._pipe.send(building)
        assert self._pipe.recv() == "listening"

    def close(self):
        """Return what the displays saw, and what the peer saw.

        :return: two lists of dicts from visit to moment, and what was asked
        """
        self._pipe.send("stop")
        answer = self._pipe.recv()
        self._process.join()
        return answer


def _serve(pipe, gate):
    displays, peers = _make(gate, **pipe.recv())
    for display in displays + peers:
        display.start()
    pipe.send("listening")
    pipe.recv()
    for display in displays + peers:
        display.stop()
    pipe.send(
        (
            [dict(display.seen) for display in displays],
            [dict(display.seen) for display in peers],
            [asked for display in displays for asked in list(display.asked)],
        )
    )


def _make(gate, url, websocket, version, last, displays, channel):
    live = [
        Display(
            url,
            path,
            {
                "url": websocket,
                "version": version,
                "channels": [own, channel],
                "last": last,
            },
            gate,
        )
        for path, own in displays
    ]
    peers = [
        PollingDisplay(url, path, gate, EVERY, number * EVERY / PEERS)
        for number, (path, _channel) in enumerate(displays[:PEERS])
    ]
    return live, peers
