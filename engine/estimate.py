"""How long people will wait: a range, from the queue as it is now.

The queue is played on from this moment with the rule that calls it, the desks that are
open, the minutes that the visits at those desks will still take, and the appointments
that will come and go first. Visits differ, and the desk that is free first calls first,
so it is played a few times, with other visits being the short ones each time. How sure
the outcome is follows from how many visits stand between and how much visits differ.
``benchmarks/estimate.py`` scores it.

    >>> from .queue import Desk, Visit
    >>> queue = Queue(600, (Visit(1, 590), Visit(2, 591)), (Desk(1),), {1: 10, 2: 10})
    >>> wait = queue.waits[2]
    >>> wait.low, wait.high, wait.ahead
    (0, 15, 1)
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from math import ceil, floor, inf, sqrt
from statistics import fmean

from .handling import Handling
from .queue import Rules, is_on_time
from .queue_run import calls

#: people understand steps of so many minutes
STEP = 5
#: half of the range, in standard deviations of what stands between, and minutes more
WIDTH, MARGIN = 1.0, 1.0
#: how many of the appointments still come that are not here at the appointment time,
#: compared with all
OVERDUE = 0.5
#: how often the queue is played, and how the visits of one time differ (the golden
#: ratio spreads any number of them evenly)
RUNS, SPREAD_EVENLY = 4, 0.6180339887


@dataclass(frozen=True)
class Queue:
    """All that an estimate looks at; times in minutes, on the clock of ``now``."""

    now: float
    #: who waits
    visits: tuple
    #: the desks that are open
    desks: tuple
    #: id of a visit -> minutes that it is expected to take, see ``Handling.minutes``
    minutes: dict
    #: id of a desk -> (expected minutes of the visit there, minutes since its call)
    busy: dict = field(default_factory=dict)
    #: appointments that are not here yet, with the arrival that one expects
    booked: tuple = ()
    #: how many of the appointments come, as a part of one
    show_up: float = 0.94
    handling: Handling = Handling()
    rules: Rules = Rules()
    #: all desks of the building, also those that are closed
    hall: tuple = ()

    @cached_property
    def waits(self):
        """What :func:`waits` returns, played once."""
        return waits(self)


@dataclass(frozen=True, slots=True)
class Wait:
    """Minutes from now to the call: what we tell, and what we expect."""

    low: int
    high: int
    likely: float
    #: how many are called before at a desk that serves the visitor, also of those who
    #: are not here yet: the number does not rise when the time of one of them comes
    ahead: int


def waits(queue):
    """Return id -> :class:`Wait` for everybody who waits and will be called.

    Whose time has not come is called before it only when nobody else waits. Who else
    will come nobody knows, so they are told the range from an empty hall to a full one.
    """
    found = _played(queue)
    early = [visit.id for visit in queue.visits if _is_early(visit, queue)]
    if early:
        patient = _played(replace(queue, rules=replace(queue.rules, early=0)))
        found |= {id_: _span(found[id_], patient[id_]) for id_ in early if id_ in found}
    return found


def _is_early(visit, queue):
    return is_on_time(visit, queue.rules) and queue.now < visit.appointment


def _played(queue):
    found = {visit.id: [] for visit in queue.visits}
    for run in range(RUNS):
        for visit, *call in _simulated(queue, run):
            if visit in found:
                found[visit].append(call)
    return {visit: _wait(runs) for visit, runs in found.items() if runs}


def _span(soon, late):
    """Return what holds both, and expects what lies between."""
    return Wait(
        min(soon.low, late.low),
        max(soon.high, late.high),
        fmean([soon.likely, late.likely]),
        max(soon.ahead, late.ahead),
    )


def newcomer(queue, visit, minutes):
    """Return the :class:`Wait` of somebody who would come now.

    :param visit: what the desks need to know of them; id and arrival do not matter
    :param minutes: that they are expected to take
    :return: ``None`` when no open desk serves them
    """
    visit = replace(visit, id=inf, arrival=queue.now)
    queue = replace(
        queue,
        visits=(*queue.visits, visit),
        minutes={**queue.minutes, visit.id: minutes},
    )
    runs = [
        next((call for id_, *call in _simulated(queue, run) if id_ == visit.id), None)
        for run in range(RUNS)
    ]
    return _wait(runs) if runs[0] else None


def _simulated(queue, run):
    """Yield (id, minutes until the call, standard deviation, ahead) of one run."""
    served = _desks_by_kind(queue.desks)
    some, expected = _everybody(queue)
    parts = ((n * SPREAD_EVENLY + run / RUNS) % 1 for n in count())
    handling, variance, free, called = queue.handling, {}, {}, Counter()
    for desk in queue.desks:
        busy, elapsed = queue.busy.get(desk.id, (0, 0))
        left = handling.remaining(busy, elapsed, next(parts)) if busy else 0
        free[desk.id] = queue.now + left + handling.between * bool(busy)
        variance[desk.id] = (handling.spread * busy) ** 2
    minutes = {
        id_: handling.sample(value, next(parts)) + handling.between
        for id_, value in expected.items()
    }
    for visit, desk, moment in calls(
        some, queue.desks, queue.rules, minutes, queue.now, free
    ):
        between = [variance[id_] for id_ in served(visit)]
        ahead = sum(called[id_] for id_ in served(visit))
        yield visit.id, moment - queue.now, sqrt(sum(between)) / len(between), ahead
        called[desk.id] += 1
        variance[desk.id] += (handling.spread * expected[visit.id]) ** 2


def _desks_by_kind(desks):
    """Return a function from a visitor to the ids of their desks; it looks once."""
    known = {}

    def served(visit):
        kind = visit.service, visit.products, visit.target
        if kind not in known:
            known[kind] = [desk.id for desk in desks if desk.serves(visit)]
        return known[kind]

    return served


def _everybody(queue):
    """Return who waits and who will come, and the minutes that each takes.

    Who waits is here, whatever the clocks say. Of the appointments some do not come,
    and nobody knows which: each takes that much less time.
    """
    some = [
        visit if visit.arrival <= queue.now else replace(visit, arrival=queue.now)
        for visit in queue.visits
    ]
    some.sort(key=lambda visit: (visit.arrival, visit.id))
    minutes = {visit.id: queue.minutes[visit.id] for visit in some}
    for visit in queue.booked:
        comes = replace(visit, arrival=max(queue.now, visit.arrival))
        if is_on_time(comes, queue.rules):
            some.append(comes)
            overdue = OVERDUE if visit.appointment < queue.now else 1
            minutes[visit.id] = queue.show_up * overdue * queue.minutes[visit.id]
    return some, minutes


def _wait(runs):
    """Return a range in steps that holds what is likely.

    Whose desk is free now is called now: nothing is uncertain.
    """
    minutes, deviation, ahead = map(fmean, zip(*runs, strict=True))
    around = WIDTH * deviation + MARGIN if minutes > 0 else 0
    low = STEP * floor(max(0, minutes - around) / STEP)
    high = STEP * ceil((minutes + around) / STEP)
    return Wait(low, max(high, low + STEP), minutes, round(ahead))
