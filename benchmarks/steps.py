"""What a step of a visit costs, with the periods that are kept with it and without.

Visitors come, are called, received and finished, by the door that every screen takes.
Both ways take turns, visitor by visitor; of each step the median counts, because a
machine has moments. Processor seconds, of Odoo and of the database together, depend
less on what else it does, and the ratio is theirs. Without periods is what a step cost
before there was a table of them. Nothing is kept.
"""

import argparse
import os
import time
from collections import Counter
from contextlib import contextmanager, nullcontext
from statistics import median
from unittest.mock import patch

from _measure import counted, database_seconds, seconds
from _odoo import environment
from _report import report, table

STEPS = ("checked_in", "called", "started", "finished")
LIMITS = {"ratio_to_without_periods": ("<=", 1.1)}


@contextmanager
def without_periods(env):
    """Let steps write no periods."""
    visits = type(env["municipal.visit"])
    with patch.object(visits, "_keep_periods", lambda self, **grown: None):
        yield


def new_visit(env, product, desk, number):
    return env["municipal.visit"].create(
        {
            "name": f"STEP {number}",
            "channel": "walk_in",
            "state": "booked",
            "service_id": product.service_id.id,
            "location_id": desk.location_id.id,
            "line_ids": [(0, 0, {"product_id": product.id})],
        }
    )


def steps_of(env, product, desk, number):
    """Return the seconds of each step of one visitor."""
    visit = new_visit(env, product, desk, number)
    env.flush_all()
    env.invalidate_all()
    spent = {}
    for step in STEPS:
        at = None if step == "checked_in" else desk

        def take(step=step, at=at):
            visit._take_step(step, at)
            env.flush_all()

        spent[step], _none = seconds(take)
        env.invalidate_all()
    return spent


def processor(env):
    return time.process_time() + database_seconds(env)


def statements(env, product, desk, way):
    with way(env), counted(env) as found:
        steps_of(env, product, desk, way.__name__)
    return found.total()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=200)
    options = parser.parse_args()
    ways = {"with": nullcontext, "without": without_periods}
    with environment() as env:
        desk = env["resource.resource"].search([("is_desk", "=", True)], limit=1)
        services = env["municipal.service"].search([("guidance_enabled", "=", True)])
        product = env["municipal.product"].search(
            [("service_id", "in", services.ids)], limit=1
        )
        busy = Counter()
        spent = {name: {step: [] for step in STEPS} for name in ways}
        for number in range(options.visits):
            for name, way in ways.items():
                before = processor(env)
                with way(env):
                    found = steps_of(env, product, desk, f"{name} {number}")
                busy[name] += processor(env) - before
                for step, seconds_ in found.items():
                    spent[name][step].append(seconds_)
        asked = {
            name: statements(env, product, desk, way) for name, way in ways.items()
        }
    milliseconds = {
        name: {step: 1000 * median(times) for step, times in steps.items()}
        for name, steps in spent.items()
    }
    totals = {name: sum(steps.values()) for name, steps in milliseconds.items()}
    table(
        ("step", "milliseconds", "without periods", "ratio"),
        {
            step: (
                round(milliseconds["with"][step], 1),
                round(milliseconds["without"][step], 1),
                round(milliseconds["with"][step] / milliseconds["without"][step], 2),
            )
            for step in STEPS
        },
    )
    report(
        {
            "visits": options.visits,
            "load": round(os.getloadavg()[0], 1),
            "statements": asked["with"],
            "statements_without_periods": asked["without"],
            "milliseconds": round(totals["with"], 1),
            "ratio_of_milliseconds": round(totals["with"] / totals["without"], 2),
            "processor_milliseconds": round(1000 * busy["with"] / options.visits, 1),
            "ratio_to_without_periods": round(busy["with"] / busy["without"], 2),
        },
        LIMITS,
    )


if __name__ == "__main__":
    main()
