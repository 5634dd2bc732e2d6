"""Many visitors rush at few moments of one desk, through the real pages.

A server with two worker processes, 200 visitors, 50 moments, four visitors for each.
They look at the moments, are released together, choose, and say who they are. Fifty
must be booked, the others told that it was just taken, with the nearest alternatives.
Afterwards the database itself is asked whether everything is in order.

--runs N    so many times, each with a desk and moments of its own
--kill      end the server with SIGKILL in the middle, look, start it again: the
            visitors send again what got no answer
--no-holds  keep no moment for who chose it: the race is for the booking itself
"""

import argparse
import random
import time
from datetime import timedelta

from _integrity import Checks, wait_for_backends
from _odoo import environment
from _report import report
from _server import serving
from _town import ZONE, allow_holds, make_municipal_type
from _visitor import Rush, Visitor
from pytz import utc

from odoo import fields

MOMENTS, VISITORS = 50, 200
#: the server is killed after so many answers, another number in every run: while
#: visitors choose, or while they book
ANSWERS_BEFORE_KILL = range(20, 230)
SHOWN = ("booked", "refused", "doubles", "faults", "errors_5xx")
#: what is the worst of several runs; the rest is added up
WORST = {"p50_seconds": max, "p99_seconds": max}


class Race:
    """One desk, and who rushes at it."""

    def __init__(self, url, holds):
        since = fields.Datetime.now()
        with environment(keep=True) as env:
            allow_holds(env, VISITORS if holds else 0)
            product = make_municipal_type(env, 1)
            now = utc.localize(fields.Datetime.now())
            free = product.type_id._free_slots(
                [(product, 1)], now + timedelta(days=1), now + timedelta(days=30)
            )
            self._slots = sorted(free)[:MOMENTS]
            self._product, self._type = product.id, product.type_id.id
        self.checks = Checks(self._type, since)
        self.pages = {}
        self.rush = Rush(
            [Visitor(url, number) for number in range(VISITORS)],
            self._look,
            self._book,
        )

    def _wanted(self, visitor):
        """Let neighbours want the same moment: they come at the same time."""
        return self._slots[visitor.number * MOMENTS // VISITORS]

    def _look(self, visitor):
        """Open the page with the moments of the day that the visitor wants."""
        day = utc.localize(self._wanted(visitor)).astimezone(ZONE).date()
        self.pages[visitor] = visitor.open(
            f"/afspraak/moment?q_{self._product}=1&day={day}&all=1"
        )

    def _book(self, visitor):
        wanted = f"{self._wanted(visitor):%Y-%m-%dT%H:%M:%SZ}"
        visitor.book(self.pages[visitor].moments()[wanted])

    def figures(self):
        """Return what the visitors were told, and what the database says about it."""
        refusals = [page for visitor in self.rush.visitors for page in visitor.refusals]
        return {
            **self.checks.figures(),
            "told_booked": len(self.rush.booked),
            "refused": len(refusals),
            "refused_with_nearest": sum(bool(page.alternatives()) for page in refusals),
            **self.rush.figures(),
        }


def kill(server, race):
    """Kill the server in the middle of a rush, look into the database, start it again.

    :return: what the database said in between
    """
    enough = random.choice(ANSWERS_BEFORE_KILL)
    while race.rush.busy and race.rush.answers() < enough:
        time.sleep(0.01)
    server.kill()
    wait_for_backends()
    found = race.checks.figures()
    server.start()
    return {f"{name}_at_kill": found[name] for name in ("booked", "doubles", "faults")}


def run(server, arguments):
    """Let one race take place, and return its figures."""
    race, between = Race(server.url, arguments.holds), {}
    race.rush.run(lambda _rush: arguments.kill and between.update(kill(server, race)))
    for failure in race.rush.failures[:5]:
        print(failure)
    return {**race.figures(), **between}


def together(all_figures):
    """Return the figures of several runs as one."""
    figures = {
        name: WORST.get(name, sum)([one[name] for one in all_figures])
        for name in all_figures[0]
    }
    spent = figures["seconds_to_last_booking"]
    figures["bookings_per_second"] = round(figures["told_booked"] / spent, 2)
    return {**figures, "seconds_to_last_booking": round(spent, 2)}


def limits(runs, killing):
    """Return what is promised; an answer that the killed server lost is sent again."""
    exact = {
        "booked": MOMENTS * runs,
        "refused": (VISITORS - MOMENTS) * runs,
        "refused_with_nearest": (VISITORS - MOMENTS) * runs,
    }
    never = ["doubles", "faults", "errors_5xx", "failed_visitors"]
    if killing:
        never += ["doubles_at_kill", "faults_at_kill"]
    return {name: ("==", limit) for name, limit in exact.items()} | {
        name: ("==", 0) for name in never
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--no-holds", action="store_false", dest="holds")
    arguments = parser.parse_args()
    found = []
    with serving() as server:
        for number in range(arguments.runs):
            found.append(run(server, arguments))
            print(f"run {number + 1}:", {name: found[-1][name] for name in SHOWN})
        errors = server.errors()
    figures = {"runs": arguments.runs, **together(found), "errors_logged": errors}
    report(figures, limits(arguments.runs, arguments.kill))


if __name__ == "__main__":
    main()
