"""Shifts with staggered breaks that cover the desks of a day at little cost.

>>> day = {half: 2 for half in range(540, 960, 30)}
>>> roster = shifts(day, window=(690, 780))
>>> for shift in roster.shifts:
...     print(shift)
Shift(start=540, stop=960, pause=690)
Shift(start=540, stop=960, pause=720)
Shift(start=690, stop=870, pause=None)
>>> roster.hours, min(roster.spare.values())
(16.0, 0)

A clerk works the whole day, with a break when it is long, or comes for some hours. For
every number of clerks of the whole day breaks go one by one to the half-hour that can
best miss somebody, and who comes for some hours covers what is left, from the morning
on; the cheapest number wins. This is not proven to be the least there is, and is near
it.
"""

from dataclasses import dataclass

from .what_if_town import HALF

#: minutes at a desk after which clerks have a break
LONG = 360
#: minutes of the day between which breaks are had
WINDOW = (690, 840)
#: minutes: nobody comes for less
SHORTEST = 180


@dataclass(frozen=True)
class Shift:
    """When a clerk is at a desk; a pause lasts a half-hour and begins then."""

    start: int
    stop: int
    pause: int | None = None

    def covers(self, half):
        """Tell whether the clerk is at a desk in a half-hour."""
        return self.start <= half < self.stop and half != self.pause


@dataclass(frozen=True)
class Roster:
    """The shifts of a day."""

    shifts: tuple
    #: half-hour -> clerks beyond the desks that it needs
    spare: dict
    #: paid hours at desks
    hours: float


def shifts(desks, window=WINDOW):
    """Return shifts that cover desks by half-hour.

    :param dict desks: half-hour with open doors -> desks that it needs
    :param window: minutes of the day between which breaks are had
    """
    halves = sorted(desks)
    rosters = [
        _roster(desks, halves, whole, _pauses(halves, window))
        for whole in range(2 * max(desks.values(), default=0) + 1)
    ]
    return min(rosters, key=lambda roster: (roster.hours, len(roster.shifts)))


def _pauses(halves, window):
    """Return the half-hours of breaks; none on short days or with doors closed."""
    if not halves:
        return []
    whole = halves[-1] + HALF - halves[0]
    if whole <= LONG or whole > HALF * len(halves):
        return []
    return [half for half in halves if window[0] <= half < window[1]]


def _roster(desks, halves, whole, pauses):
    """Return the shifts with so many clerks of the whole day."""
    left, found = {half: desks[half] - whole for half in halves}, []
    for _clerk in range(whole):
        pause = min(pauses, key=lambda half: (left[half], half), default=None)
        if pause is not None:
            left[pause] += 1
        found.append(Shift(halves[0], halves[-1] + HALF, pause))
    while late := [half for half in halves if left[half] > 0]:
        found.append(_some_hours(left, halves, late[0]))
        for half in halves:
            left[half] -= found[-1].covers(half)
    spare = {half: -left[half] for half in halves}
    return Roster(tuple(found), spare, sum(_hours(one, halves) for one in found))


def _hours(shift, halves):
    return sum(shift.covers(half) for half in halves) * HALF / 60


def _some_hours(left, halves, first):
    """Return a shift from a half-hour on, as long as somebody is needed."""
    stop = first
    while left.get(stop, 0) > 0 and stop - first < LONG:
        stop += HALF
    end = halves[-1] + HALF
    stop = min(max(stop, first + SHORTEST), end)
    return Shift(max(halves[0], min(first, stop - SHORTEST)), stop)
