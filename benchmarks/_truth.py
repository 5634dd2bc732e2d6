"""A town with a known truth before and after new hours, to see what a what-if misses.

People here do not behave as the engine assumes: who finds no free walk-in books more
often, comes on any other day the more gladly the nearer it is, and at hours of its own
choice; the wishes reach beyond the opening hours. Waits come from the rule of the queue
itself (``engine.queue_run``), not from the fast line of the what-if.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from random import Random
from statistics import mean

from engine.queue import Desk, Rules, Visit
from engine.queue_run import calls
from engine.what_if_learn import Measured
from engine.what_if_town import Plan, half_hours, slots

DAYS = 240
RULES = Rules()
#: code -> (service, planned minutes, quick), and how often it is asked
PRODUCTS = {
    "card": ("citizens", 10, True),
    "pass": ("citizens", 15, False),
    "file": ("foreigners", 30, False),
}
WEIGHTS = (6, 3, 1.5)
#: real minutes for planned ones, and their spread
PACE, SPREAD = 0.95, 0.35
#: visitors who wish to come on a weekday
WISHES = (64, 50, 56, 52, 44)
#: minutes around which they wish to come, their spread, and how many of ten
PEAKS = ((560, 40, 3), (640, 60, 4), (850, 60, 2), (1050, 45, 1))
BOOKS, NO_SHOW = 0.4, 0.06
#: who cannot walk in: books, comes on another day; others stay away
RATHER_BOOKS, COMES_ANYHOW = 0.55, 0.35
DESKS = tuple(Desk(n, None if n else frozenset(["citizens"])) for n in range(3))

MORNINGS = {day: ((540, 720),) for day in range(5)}
BEFORE = Plan(
    "before",
    MORNINGS | {2: ((540, 720), (780, 960))},
    DESKS,
    slots={
        "citizens": {day: slots(((540, 720),), 15, 1) for day in range(5)},
        "foreigners": {day: slots(((540, 720),), 45, 1) for day in range(5)},
    },
)
NEW_HOURS = MORNINGS | {2: ((540, 720), (780, 960)), 3: ((540, 720), (1020, 1140))}
AFTER = Plan(
    "after",
    NEW_HOURS,
    DESKS,
    walk_in={1: NEW_HOURS[1], 2: NEW_HOURS[2], 3: ((1020, 1140),)},
    slots={
        "citizens": {
            day: slots(NEW_HOURS[day], 15, 1 if day in (1, 2) else 3)
            for day in range(5)
        },
        "foreigners": {day: slots(NEW_HOURS[day], 45, 1) for day in range(5)},
    },
)


@dataclass
class Truth:
    """What was measured under a plan, and how long people really waited."""

    plan: Plan
    rows: list
    days: list
    waits: list

    @property
    def wait(self):
        return mean(self.waits)


def live(plan, seed=1):
    """Let a town live under a plan."""
    rng, truth = Random(f"{plan.name} {seed}"), Truth(plan, [], [], [])
    free = {}
    come = {day: [] for day in range(DAYS * 7 // 5 + 90)}
    for day in range(DAYS * 7 // 5):
        if day % 7 < 5:
            for _person in range(round(rng.gauss(WISHES[day % 7], 9))):
                _wish(plan, day, come, free, rng)
    # the first weeks fill the agenda
    for day in range(28, DAYS * 7 // 5):
        if plan.opening.get(day % 7):
            _play(plan, day, come[day], truth)
    return truth


def _wish(plan, day, come, free, rng):
    """Let somebody book, walk in, or neither."""
    middle, spread, _weight = rng.choices(PEAKS, [peak[2] for peak in PEAKS])[0]
    code = rng.choices(list(PRODUCTS), WEIGHTS)[0]
    minutes = PRODUCTS[code][1] * rng.lognormvariate(-(SPREAD**2) / 2, SPREAD) * PACE
    wish = rng.gauss(middle, spread), code, minutes
    walks, dice = plan.walks(day % 7), rng.random()
    if rng.random() < BOOKS:
        _book(plan, day, wish, come, free, rng)
    elif any(start - 10 <= wish[0] < stop for start, stop in walks):
        come[day].append((wish[0], code, minutes, None))
    elif dice < RATHER_BOOKS:
        _book(plan, day, wish, come, free, rng)
    elif dice < RATHER_BOOKS + COMES_ANYHOW:
        other = _other_day(plan, day, rng)
        half = rng.choice(half_hours(plan.walks(other % 7)))
        come[other].append((half + rng.uniform(0, 30), code, minutes, None))


def _other_day(plan, day, rng):
    """Return a day with free walk-in, the nearer the likelier."""
    days = [other for other in range(day, day + 8) if plan.walks(other % 7)]
    return rng.choices(days, [exp(-(other - day) / 1.5) for other in days])[0]


def _book(plan, day, wish, come, free, rng):
    """Take the first day with a slot; of its slots one near the wish."""
    minute, code, minutes = wish
    week = plan.slots[PRODUCTS[code][0]]
    for other in range(day + 1, day + 57):
        key = PRODUCTS[code][0], other
        starts = free.setdefault(key, list(week.get(other % 7, ())))
        if starts:
            start = min(starts, key=lambda one: abs(one - minute) + rng.uniform(0, 40))
            starts.remove(start)
            come[other].append((start - rng.gauss(6, 5), code, minutes, start))
            return


def _play(plan, day, people, truth):
    """Play a day by the rule itself, each opening on its own."""
    when = date(2025, 1, 6) + timedelta(days=day)
    truth.days.append(when)
    rng = Random(f"{plan.name} {day}")
    for number, (start, stop) in enumerate(plan.opening[day % 7]):
        first = 0 if not number else plan.opening[day % 7][number - 1][1]
        here = [one for one in people if first <= (one[3] or one[0]) < stop]
        visits, times = {}, {}
        for index, (arrival, code, minutes, promised) in enumerate(here):
            if promised is not None and rng.random() < NO_SHOW:
                _note(truth, when, (arrival, code, None, promised), None, True)
                continue
            service, _planned, quick = PRODUCTS[code]
            products = frozenset([code])
            visits[index] = Visit(
                index, arrival, promised, service, products, quick=quick
            )
            times[index] = minutes
        made = calls(visits.values(), plan.desks, RULES, times, now=start)
        for visit, _desk, moment in made:
            wait = max(0, moment - max(visit.arrival, visit.appointment or 0))
            truth.waits.append(wait)
            _note(truth, when, here[visit.id], wait, False)


def _note(truth, when, person, wait, missed):
    arrival, code, minutes, promised = person
    booked = promised is not None
    early = promised - arrival if booked and not missed else None
    minute = promised if booked else arrival
    row = Measured(when, minute, code, minutes, booked, wait, False, missed, early)
    truth.rows.append(row)
