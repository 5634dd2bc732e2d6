"""How much of the time at a desk was offered, booked and used, half-hour by half-hour.

Minutes are those of :mod:`engine.ticks`: whole, in UTC. A half-hour is counted from
the local midnight with which a day begins, so that the day of a clock change simply has
two half-hours less, or two more.

    >>> # open from 9:00 (540) to 10:00; booked until 9:20; helped until 10:10
    >>> day = measure((0, 1440), [(540, 600)], [(540, 560)], [(550, 610)])
    >>> [(each.start, each.offered, each.booked, each.used) for each in day]
    [(540, 30, 20, 20), (570, 30, 0, 30), (600, 0, 0, 10)]
    >>> [each.overtime for each in day]
    [0, 0, 10]
"""

from dataclasses import dataclass

from . import intervals

SLICE = 30


@dataclass(frozen=True)
class Slice:
    """Minutes of one desk in one half-hour; together they are at most thirty."""

    start: int
    offered: int = 0
    booked: int = 0
    used: int = 0
    overtime: int = 0


def measure(day, offered, booked, served):
    """Return the half-hours of a day in which something was offered, booked or used.

    Two visitors at one desk at the same time use its minutes once. Overtime is what is
    used after an opening of the desk has ended and before it opens again: also at
    noon, but neither before the first opening nor at a desk that was not to open.

    :param day: pair (start, stop) of a local day
    :param offered: pairs (start, stop) in which the desk receives visitors
    :param booked: pairs of the appointments at the desk
    :param served: pairs in which visitors were helped at the desk
    :return: list of :class:`Slice`, in order of time
    """
    within = [
        intervals.intersect([day], each)
        for each in (offered, booked, served, overtime(day, offered, served))
    ]
    counted = [_by_slice(day[0], each) for each in within]
    starts = sorted(set().union(*counted))
    return [Slice(start, *(each.get(start, 0) for each in counted)) for start in starts]


def overtime(day, offered, served):
    """Return the part of the time used at a desk that lies after an opening."""
    opened = intervals.intersect([day], offered)
    if not opened:
        return []
    after = intervals.subtract([(opened[0][1], day[1])], opened)
    return intervals.intersect(served, after)


def offered_spans(slices):
    """Return when a desk was open, out of what was stored of it.

    What opens in the middle of a half-hour lasts until its end, and what closes then
    was open from its beginning: an opening shorter than a half-hour begins with it.

    >>> # from 9:10 to 10:15
    >>> offered_spans([(540, 20), (570, 30), (600, 15)])
    [(550, 615)]

    :param slices: pairs (start of a half-hour, minutes offered in it)
    """
    known = {start: minutes for start, minutes in slices if minutes}
    spans = []
    for start, minutes in known.items():
        opens = minutes < SLICE and start - SLICE not in known
        late = opens and start + SLICE in known
        begin = start + SLICE - minutes if late else start
        spans.append((begin, begin + minutes))
    return intervals.merge(spans)


def _by_slice(origin, spans):
    """Return how many minutes of merged intervals lie in which half-hour."""
    found = {}
    for start, stop in spans:
        while start < stop:
            begin = start - (start - origin) % SLICE
            end = min(stop, begin + SLICE)
            found[begin] = found.get(begin, 0) + end - start
            start = end
    return found
