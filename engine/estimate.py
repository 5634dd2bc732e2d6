"""How long people will wait: a range, from the line as it is now.

The line is played on from this moment with the rule that calls it, the desks that are
open, the minutes that the visits at those desks will still take, and the appointments
that will come and go first. Visits differ, and the desk that is free first calls first,
so it is played a few times, with other visits being the short ones each time. How sure
the outcome is follows from how many visits stand between and how much visits differ.
``benchmarks/estimate.py`` scores it.

    >>> from .queue import Desk, Visit
    >>> line = Line(600, (Visit(1, 590), Visit(2, 591)), (Desk(1),), {1: 10, 2: 10})
    >>> wait = line.waits[2]
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
from .queue import Rules, keeps_promise
from .queue_run import calls

#: people understand steps of so many minutes
STEP = 5
#: half of the range, in standard deviations of what stands between, and minutes more
WIDTH, MARGIN = 1.0, 1.0
#: how many of the appointments still come that are not here at the promised time,
#: compared with all
OVERDUE = 0.5
#: how often the line is played, and how the visits of one time differ (the golden
#: ratio spreads any number of them evenly)
RUNS, SPREAD_EVENLY = 4, 0.6180339887


@dataclass(frozen=True)
class Line:
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


def waits(line):
    """Return id -> :class:`Wait` for everybody who waits and will be called.

    Whose time has not come is called before it only when nobody else waits. Who else
    will come nobody knows, so they are told the range from an empty hall to a full one.
    """
    found = _played(line)
    early = [visit.id for visit in line.visits if _is_early(visit, line)]
    if early:
        patient = _played(replace(line, rules=replace(line.rules, early=0)))
        found |= {id_: _span(found[id_], patient[id_]) for id_ in early if id_ in found}
    return found


def _is_early(visit, line):
    return keeps_promise(visit, line.rules) and line.now < visit.promised


def _played(line):
    found = {visit.id: [] for visit in line.visits}
    for run in range(RUNS):
        for visit, *turn in _turns(line, run):
            if visit in found:
                found[visit].append(turn)
    return {visit: _wait(turns) for visit, turns in found.items() if turns}


def _span(soon, late):
    """Return what holds both, and expects what lies between."""
    return Wait(
        min(soon.low, late.low),
        max(soon.high, late.high),
        fmean([soon.likely, late.likely]),
        max(soon.ahead, late.ahead),
    )


def newcomer(line, visit, minutes):
    """Return the :class:`Wait` of somebody who would come now.

    :param visit: what the desks need to know of them; id and arrival do not matter
    :param minutes: that they are expected to take
    :return: ``None`` when no open desk serves them
    """
    visit = replace(visit, id=inf, arrival=line.now)
    line = replace(
        line,
        visits=(*line.visits, visit),
        minutes={**line.minutes, visit.id: minutes},
    )
    turns = [
        next((turn for id_, *turn in _turns(line, run) if id_ == visit.id), None)
        for run in range(RUNS)
    ]
    return _wait(turns) if turns[0] else None


def _turns(line, run):
    """Yield (id, minutes until the call, standard deviation, ahead) of one run."""
    served = _desks_by_kind(line.desks)
    some, expected = _everybody(line)
    parts = ((n * SPREAD_EVENLY + run / RUNS) % 1 for n in count())
    handling, variance, free, called = line.handling, {}, {}, Counter()
    for desk in line.desks:
        busy, elapsed = line.busy.get(desk.id, (0, 0))
        left = handling.remaining(busy, elapsed, next(parts)) if busy else 0
        free[desk.id] = line.now + left + handling.between * bool(busy)
        variance[desk.id] = (handling.spread * busy) ** 2
    minutes = {
        id_: handling.sample(value, next(parts)) + handling.between
        for id_, value in expected.items()
    }
    for visit, desk, moment in calls(
        some, line.desks, line.rules, minutes, line.now, free
    ):
        between = [variance[id_] for id_ in served(visit)]
        ahead = sum(called[id_] for id_ in served(visit))
        yield visit.id, moment - line.now, sqrt(sum(between)) / len(between), ahead
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


def _everybody(line):
    """Return who waits and who will come, and the minutes that each takes.

    Who waits is here, whatever the clocks say. Of the appointments some do not come,
    and nobody knows which: each takes that much less time.
    """
    some = [
        visit if visit.arrival <= line.now else replace(visit, arrival=line.now)
        for visit in line.visits
    ]
    some.sort(key=lambda visit: (visit.arrival, visit.id))
    minutes = {visit.id: line.minutes[visit.id] for visit in some}
    for visit in line.booked:
        comes = replace(visit, arrival=max(line.now, visit.arrival))
        if keeps_promise(comes, line.rules):
            some.append(comes)
            overdue = OVERDUE if visit.promised < line.now else 1
            minutes[visit.id] = line.show_up * overdue * line.minutes[visit.id]
    return some, minutes


def _wait(turns):
    """Return a range in steps that holds what is likely.

    Whose desk is free now is called now: nothing is uncertain.
    """
    minutes, deviation, ahead = map(fmean, zip(*turns, strict=True))
    around = WIDTH * deviation + MARGIN if minutes > 0 else 0
    low = STEP * floor(max(0, minutes - around) / STEP)
    high = STEP * ceil((minutes + around) / STEP)
    return Wait(low, max(high, low + STEP), minutes, round(ahead))
