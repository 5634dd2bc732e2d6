"""A Saturday-like rush: 600 visitors, 20 desks, 30 displays, as fast as it goes.

A server with two worker processes and one for websockets. Visitors take tickets at the
kiosks, twenty clerks call, start and finish without a pause, with all requests of their
desk screens, and thirty displays hear of it by websocket and ask for the rest as their
script does. The desks open when half of the visitors wait. Nobody may be called twice
or lost, and every display must show every call. The peer is a display that looks every
ten seconds.

--visitors N  so many visitors
"""

import argparse
import multiprocessing
import random
import re
import threading
import time
from itertools import cycle

from _clerk import Clerk
from _hall import Hall
from _hallway import Hallway
from _measure import counted
from _odoo import environment
from _queue_checks import PROBE, commits, faults, secrets
from _report import report
from _server import serving
from _visitor import CONNECTIONS, Rush, Visitor, percentile

DESKS, KIOSKS, DISPLAYS = 20, 6, 30
#: so many wait when the statements of a call are counted
FEW, MANY = 10, 300
#: a display that is asleep for longer missed what it did not show
SETTLE_SECONDS = 15
GIVE_UP_SECONDS = 60
CALL_NEXT = re.compile(r"/desk_call_next\S* HTTP/1.1\" 200 - \d+ ([\d.]+) ([\d.]+)")
LIMITS = {
    "called_twice": ("==", 0),
    "lost": ("==", 0),
    "missed_on_display": ("==", 0),
    "faults": ("==", 0),
    "failures": ("==", 0),
    "display_ms_p99": ("<=", 300),
}


class Guest(Visitor):
    """Somebody without appointment at a kiosk."""

    def __init__(self, url, number, hall, kiosk):
        super().__init__(url, number)
        self._hall, (self._kiosk, _channel), self._free = hall, *kiosk
        self.secret = None
        self.got_at = None

    def take_ticket(self):
        """Choose a product, press the button, and look at the ticket."""
        product = random.Random(self.number).choice(self._hall.products)
        with self._free:
            self.open(f"{self._kiosk}/services", "kiosk")
            page = self.open(f"{self._kiosk}/choice?q_{product}=1", "kiosk")
            page = self.take(page.submit(page.choice), "ticket")
        self.secret = page.url.rsplit("/", 1)[-1].split("?")[0]
        self.got_at = time.perf_counter()


class Queue:
    """The building on its Saturday."""

    def __init__(self, server, hall, visitors, version, gate, database):
        self._hall, self._visitors = hall, visitors
        kiosks = cycle((kiosk, threading.Lock()) for kiosk in hall.kiosks)
        self.rush = Rush(
            [Guest(server.url, n, hall, next(kiosks)) for n in range(visitors)],
            lambda visitor: None,
            Guest.take_ticket,
        )
        self._progress = 0, time.monotonic()
        self.clerks = [
            Clerk(server.url, server.websocket, version, desk, login, gate, self.done)
            for desk, login in hall.desks
        ]
        for clerk in self.clerks:
            clerk.log_in(database)
            clerk.start()

    def done(self):
        """Tell whether everybody was helped, or nothing happens any more."""
        helped = sum(len(clerk.helped) for clerk in self.clerks)
        before, since = self._progress
        if helped != before:
            self._progress = helped, time.monotonic()
        return helped >= self._visitors or time.monotonic() - since > GIVE_UP_SECONDS

    def run(self):
        """Let everybody be helped, from when the hall is full.

        :return: how many seconds the desks were open
        """
        threads = [threading.Thread(target=clerk.work) for clerk in self.clerks]

        def work(rush):
            while rush.busy and 2 * len(self._tickets()) < self._visitors:
                time.sleep(0.1)
            self._opened_at = time.perf_counter()
            self._progress = 0, time.monotonic()
            for thread in threads:
                thread.start()

        self.rush.run(work)
        for thread in threads:
            thread.join()
        return time.perf_counter() - self._opened_at

    def _tickets(self):
        """Return the moments at which visitors got their ticket."""
        return [guest.got_at for guest in self.rush.visitors if guest.got_at]

    def figures(self, seconds):
        """Return what visitors and clerks met with."""
        got = self._tickets()
        calls = [call for clerk in self.clerks for call in clerk.called]
        requests = [one for guest in self.rush.visitors for one in guest.requests]
        failures = self.rush.failures + [
            clerk.failure for clerk in self.clerks if clerk.failure
        ]
        for failure in failures[:5]:
            print(failure)
        given = {guest.secret for guest in self.rush.visitors if guest.secret}
        return {
            "tickets": len(got),
            "calls": len(calls),
            "seconds": round(seconds, 1),
            "tickets_per_second": round(
                len(got) / (max(got) - self.rush.released_at), 2
            ),
            "calls_per_second": round(len(calls) / seconds, 2),
            "called_twice": len(calls) - len({visit for visit, *_times in calls}),
            "lost": self._visitors - len(given & secrets(self._hall.location)),
            "refused_presses": sum(clerk.refused for clerk in self.clerks),
            "desk_loads": sum(clerk.loads for clerk in self.clerks),
            "failures": len(failures),
            "errors_5xx": sum(request.status >= 500 for request in requests),
            "resent": sum(guest.resent for guest in self.rush.visitors),
        }

    def pressed(self):
        """Return visit -> the moment at which a clerk pressed."""
        return {
            visit: pressed
            for clerk in self.clerks
            for visit, pressed, _answered in clerk.called
        }


def spread(name, values):
    """Return the percentiles of milliseconds."""
    ordered = sorted(values)
    return {
        f"{name}_p{percent}": round(percentile(ordered, percent), 1)
        for percent in (50, 99)
    }


def delays(since, seen):
    """Return the milliseconds until displays showed calls."""
    return [
        1000 * (moments[visit] - moment)
        for moments in seen
        for visit, moment in since.items()
        if visit in moments
    ]


def call_next(server):
    """Return how long the server says that it took to answer."""
    found = CALL_NEXT.findall(server.log.read_text(errors="replace"))
    times = [1000 * (float(sql) + float(rest)) for sql, rest in found]
    return spread("call_next_ms", times)


def display_figures(seen, peers, asked, pressed):
    """Return what the displays showed, against those of the peer."""
    called = commits()
    missed = sum(visit not in moments for moments in seen for visit in called)
    unseen = sum(visit not in moments for moments in peers for visit in called)
    figures = {
        **spread("display_ms", delays(called, seen)),
        **spread("press_to_display_ms", delays(pressed, seen)),
        **spread("polling_ms", delays(called, peers)),
        "missed_on_display": missed,
        "missed_by_polling_percent": round(100 * unseen / len(peers) / len(called), 1),
        "display_questions": len(asked),
        **spread("display_question_ms", [1000 * spent for spent, _status in asked]),
    }
    for percent in (50, 99):
        ours = figures[f"display_ms_p{percent}"]
        polling = figures[f"polling_ms_p{percent}"]
        figures[f"ratio_to_polling_p{percent}"] = round(polling / ours, 1)
    return figures


def statements():
    """Return how many statements a call takes when few and when many wait."""
    found = {}
    for number in (FEW, MANY):
        with environment() as env:
            hall = Hall(env, DESKS, 1, DISPLAYS)
            location = env["municipal.location"].browse(hall.location)
            products = env["municipal.product"].browse(hall.products)
            visits = env["municipal.visit"]
            for product, _number in zip(cycle(products), range(number), strict=False):
                visits._take_ticket([(product, 1)], location, by_staff=True)
            desk = env["resource.resource"].browse(hall.desks[0][0])
            desk.desk_sit_down()
            env.flush_all()
            env.cr.precommit.run()
            env.invalidate_all()
            with counted(env) as sent:
                desk.desk_call_next()
                env.flush_all()
                env.cr.precommit.run()
            found[f"call_next_statements_{number}"] = sent.total()
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--visitors", type=int, default=600)
    visitors = parser.parse_args().visitors
    gate = multiprocessing.get_context("fork").BoundedSemaphore(CONNECTIONS)
    Visitor.gate = gate
    hallway = Hallway(gate)
    from odoo.addons.bus.websocket import WebsocketConnectionHandler

    version = WebsocketConnectionHandler._VERSION
    figures = statements()
    with environment(keep=True) as env:
        env.cr.execute(PROBE)
        hall = Hall(env, DESKS, KIOSKS, DISPLAYS)
        last = env["bus.bus"]._bus_last_id()
        database = env.cr.dbname
    with serving() as server:
        hallway.open(
            url=server.url,
            websocket=server.websocket,
            version=version,
            last=last,
            displays=hall.displays,
            channel=hall.channel,
        )
        queue = Queue(server, hall, visitors, version, gate, database)
        seconds = queue.run()
        time.sleep(SETTLE_SECONDS)
        for clerk in queue.clerks:
            clerk.stop()
        seen = hallway.close()
        figures.update(call_next(server), errors_logged=server.errors())
    found = faults(hall.location)
    figures = {
        **queue.figures(seconds),
        **figures,
        **display_figures(*seen, queue.pressed()),
    }
    figures["called_twice"] += found["called_twice"]
    report({**figures, "faults": sum(found.values()), **found}, LIMITS)


if __name__ == "__main__":
    main()
