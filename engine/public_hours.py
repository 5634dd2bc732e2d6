"""The hours of a service as they hang on its door: usual weeks, and other days.

Never cut at the present minute: what hangs on a door at noon also says when it opened.

    >>> monday = date(2026, 10, 12)
    >>> week = {1: ((540, 720, WALK_IN),), 2: ((540, 720, APPOINTMENT),)}
    >>> closed = {date(2026, 10, 20): ()}
    >>> told = public_hours([(monday, week)], closed, monday, monday + timedelta(28))
    >>> [(usual.first, usual.last) for usual in told.usual]
    [(datetime.date(2026, 10, 12), None)]
    >>> [(other.first.isoformat(), other.spans) for other in told.others]
    [('2026-10-20', ())]

Spans are triples (start, stop, way) in minutes of the local day; a way is how people
come: one of ``WAYS``.
"""

from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from .access import (
    APPOINTMENT,
    BOTH,
    OPEN_HOURS,
    QUICK_COUNTER,
    WALK_IN,
    allows_appointment,
    allows_walk_in,
)

#: nobody walks in and nothing is booked: people call first
ASK = "ask"
WAYS = (APPOINTMENT, WALK_IN, BOTH, QUICK_COUNTER, ASK)
#: of which people come without appointment
TICKETS = (WALK_IN, BOTH, QUICK_COUNTER)
DAY = timedelta(days=1)
#: from this minute of the day on it is evening
EVENING = 18 * 60


class Usual(NamedTuple):
    """What holds from a day to a day; ``last`` is nothing while no end is known."""

    first: date
    last: date | None
    #: weekday (1 is Monday) -> spans
    week: dict


class Other(NamedTuple):
    """Days on which other hours hold than usual; no spans: closed."""

    first: date
    last: date
    spans: tuple


class PublicHours(NamedTuple):
    usual: tuple
    others: tuple


def way(line, rules):
    """Return how people come in a line of weekly hours.

    >>> way(BOTH, [(OPEN_HOURS, True)]), way(BOTH, [("never", True)])
    ('both', 'appointment')
    >>> way(APPOINTMENT, [(OPEN_HOURS, False)])
    'ask'

    :param str line: access of the line
    :param rules: of each product that is received: (walk-in rule, can it be booked)
    """
    walk = any(
        rule == OPEN_HOURS and allows_walk_in(line, rule) for rule, _booked in rules
    )
    book = any(booked and allows_appointment(line, rule) for rule, booked in rules)
    if walk:
        # what keeps its appointments at a free walk-in is told by product
        return BOTH if book and line == BOTH else WALK_IN
    if book:
        return APPOINTMENT
    quick = any(rule == QUICK_COUNTER for rule, _booked in rules)
    return QUICK_COUNTER if quick else ASK


def together(spans):
    """Return the spans of several agendas of a day as one.

    >>> together([(540, 600, "walk_in"), (570, 630, "appointment")])
    ((540, 570, 'walk_in'), (570, 600, 'both'), (600, 630, 'appointment'))
    >>> together([(540, 600, "ask"), (540, 630, "walk_in")])
    ((540, 630, 'walk_in'),)
    """
    found = []
    edges = sorted({edge for span in spans for edge in span[:2]})
    for start, stop in pairwise(edges):
        held = {kind for a, b, kind in spans if a <= start and stop <= b}
        if not held:
            continue
        kind = _both(held)
        if found and found[-1][1:] == (start, kind):
            start = found.pop()[0]
        found.append((start, stop, kind))
    return tuple(found)


def _both(ways):
    ways = ways - {ASK} or {ASK}
    if len(ways) > 1:
        ways = ways - {QUICK_COUNTER}
    return ways.pop() if len(ways) == 1 else BOTH


def public_hours(regimes, real, first, stop):
    """Return what hangs on the door.

    :param regimes: pairs (first day, weekday -> spans) in order, the first of them
        holds on ``first``; such as say the same are one
    :param real: day -> spans, of the days on which closings take something away
    :param stop: the first day that is no longer told
    """
    steps = []
    for day, week in regimes:
        week = {weekday: spans for weekday, spans in week.items() if spans}
        if not steps or steps[-1][1] != week:
            steps.append((day, week))
    ends = [day - DAY for day, _week in steps[1:]] + [None]
    usual = tuple(
        Usual(day, end, week) for (day, week), end in zip(steps, ends, strict=True)
    )
    return PublicHours(usual, tuple(_others(usual, real, first, stop)))


def usual_on(usual, day):
    """Return the spans of a day as they usually are."""
    held = [one for one in usual if one.first <= day and day <= (one.last or day)]
    return held[-1].week.get(day.isoweekday(), ()) if held else ()


def _others(usual, real, first, stop):
    """Yield the days with other hours; closed days in a row are one closing."""
    run = None
    for number in range((stop - first).days):
        day = first + number * DAY
        normal = usual_on(usual, day)
        spans = real.get(day, normal)
        if normal and not spans:
            run = Other(run.first if run else day, day, ())
            continue
        if not normal:
            continue
        if run:
            yield run
            run = None
        if spans != normal:
            yield Other(day, day, spans)
    if run:
        yield run


def last_tickets(spans, minutes):
    """Return for each span of a day the minute of the last ticket, or nothing.

    Where the next span goes on without appointment, tickets do too.

    >>> last_tickets([(540, 720, WALK_IN), (720, 780, BOTH), (840, 900, ASK)], 15)
    [None, 765, None]

    :param int minutes: before closing time; 0 for no such rule
    """
    found = []
    for place, (start, stop, kind) in enumerate(spans):
        after = spans[place + 1] if place + 1 < len(spans) else None
        goes_on = after and after[0] == stop and after[2] in TICKETS
        told = minutes and kind in TICKETS and not goes_on
        found.append(max(start, stop - minutes) if told else None)
    return found
