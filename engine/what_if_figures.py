"""The figures of simulated years: waits, who was served, what desks did; and ranges.

>>> Range.of([4.0, 5.0, 6.0, 5.0, 5.0]).middle
5.0
>>> compare([(5.0, 4.0), (6.0, 5.1), (5.5, 4.4)]).certain
True
>>> compare([(5.0, 4.0), (6.0, 7.5), (5.5, 5.6)]).certain
False
"""

from dataclasses import dataclass, field
from math import sqrt
from statistics import fmean, stdev

#: waits are counted by half-minutes; nobody waits longer than ten hours
STEPS, MOST = 2, 1200
#: two-sided 95 % of Student's law for 1, 2, ... degrees of freedom, then a normal law's
STUDENT = (12.7, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23)
STUDENT_MORE, NORMAL = 2.1, 1.96
ENOUGH = 30


@dataclass(frozen=True)
class Range:
    """A figure in the mean of years, and between what it lies in eight of ten."""

    middle: float | None
    low: float | None
    high: float | None

    @classmethod
    def of(cls, values):
        """Return the range of years; nothing where no year has the figure."""
        some = sorted(value for value in values if value is not None)
        if not some:
            return cls(None, None, None)
        return cls(fmean(some), _quantile(some, 0.1), _quantile(some, 0.9))


def _quantile(some, part):
    at = part * (len(some) - 1)
    low = int(at)
    high = min(low + 1, len(some) - 1)
    return some[low] + (some[high] - some[low]) * (at - low)


@dataclass(frozen=True)
class Difference:
    """How much more a figure is under another plan, with its 95 % interval."""

    more: float | None
    low: float | None = None
    high: float | None = None

    @property
    def certain(self):
        """Tell whether it is more than the chance of the simulation."""
        return self.low is not None and (self.low > 0 or self.high < 0)


def compare(pairs):
    """Compare a figure under two plans, in the same years.

    :param pairs: the figure of a year under the one and the other
    """
    some = [b - a for a, b in pairs if a is not None and b is not None]
    if len(some) < 2:
        return Difference(some[0] if some else None)
    free = len(some) - 1
    width = NORMAL if free > ENOUGH else (*STUDENT, *[STUDENT_MORE] * ENOUGH)[free - 1]
    around = width * stdev(some) / sqrt(len(some))
    return Difference(fmean(some), fmean(some) - around, fmean(some) + around)


@dataclass
class Counts:
    """Of one service in one year."""

    waits: list = field(default_factory=lambda: [0] * (MOST + 1))
    waited: float = 0.0
    served: int = 0
    refused: int = 0
    left: int = 0
    unserved: int = 0
    booked: int = 0
    access: int = 0


class Tally:
    """Counts of a year under a plan, by service."""

    def __init__(self, plan, services):
        self.plan, self.services = plan, services
        self.by_service = [Counts() for _service in services]
        self.counts = True
        self.desk = self.busy = self.overtime = 0.0
        self.days = 0

    def refuse(self, service):
        """Count somebody who found neither open doors nor an appointment."""
        self.by_service[service].refused += self.counts

    def book(self, service, days):
        """Count an appointment, and the days until it."""
        if self.counts:
            mine = self.by_service[service]
            mine.booked += 1
            mine.access += days

    def add(self, day, minutes):
        """Count a day.

        :param Day day: of :mod:`engine.what_if_line`
        :param minutes: of all desks that work on it
        """
        found, busy = self.by_service, 0.0
        for visitor, _desk, moment in day.calls:
            since, appointment = visitor[0], visitor[3]
            if appointment is not None and appointment > since:
                since = appointment
            wait = moment - since
            mine = found[visitor[7]]
            if wait > 0:
                mine.waited += wait
                mine.waits[min(MOST, int(STEPS * wait))] += 1
            else:
                mine.waits[0] += 1
            busy += visitor[4]
        for visitor in day.left:
            found[visitor[7]].left += 1
        for visitor in day.unserved:
            found[visitor[7]].unserved += 1
        self.busy += busy
        self.desk += minutes
        self.overtime += day.overtime
        self.days += 1

    def figures(self):
        """Return service -> name -> figure; all services together are ``None``.

        Waits are minutes, access time is days, desk time hours of the year.
        """
        rows = {None: _together(self.by_service)}
        rows |= dict(zip(self.services, self.by_service, strict=True))
        found = {name: self._row(counts) for name, counts in rows.items()}
        found[None] |= {
            "desk_hours": self.desk / 60,
            "overtime_hours": self.overtime / 60,
            "desk_use": (self.busy - self.overtime) / self.desk if self.desk else None,
            "days": self.days,
        }
        return found

    def _row(self, counts):
        served = sum(counts.waits)
        target = int(STEPS * self.plan.target)
        within = sum(counts.waits[:target])
        return {
            "served": served,
            "refused": counts.refused,
            "left": counts.left,
            "unserved": counts.unserved,
            "wait_mean": counts.waited / served if served else None,
            "wait_p90": _percentile(counts.waits, served, 0.9),
            "within_target": within / served if served else None,
            "booked": counts.booked,
            "access_days": counts.access / counts.booked if counts.booked else None,
        }


def _together(rows):
    """Return the counts of all services."""
    found = Counts()
    found.waits = [sum(column) for column in zip(*(r.waits for r in rows), strict=True)]
    for name in ("waited", "refused", "left", "unserved", "booked", "access"):
        setattr(found, name, sum(getattr(row, name) for row in rows))
    return found


def _percentile(waits, served, part):
    """Return the minutes within which a part is served, by their half-minutes."""
    passed = 0
    for step, number in enumerate(waits):
        if number and passed + number >= part * served:
            return (step + (part * served - passed) / number) / STEPS
        passed += number
    return None
