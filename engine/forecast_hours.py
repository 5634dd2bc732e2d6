"""A day to come divided into half-hours, as such days were divided.

>>> from datetime import date
>>> from .forecast import Expected, History
>>> past = {date(2026, 1, 5): {540: 30, 570: 10}, date(2026, 1, 12): {540: 30, 570: 10}}
>>> history = History({day: 40 for day in past})
>>> profile = learn(history, past)
>>> day = Expected(date(2026, 1, 19), 20, 15, 25)
>>> for half in profile.divide(history, day, (540, 570)):
...     print(half.start, round(half.visitors), half.low, half.high)
540 15 10 20
570 5 2 8

A weekday has its own shares, drawn to those of all weekdays as long as little speaks
for them; what is longer ago weighs less. The range of a half-hour is that of the day
and the chance of the half-hour together: a negative binomial law.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from math import exp, lgamma, log

#: days after which a day weighs half
HALF_LIFE = 180
#: visitors of all weekdays that weigh against those of one
PULL = 40
#: in the range of a day lie eight of ten: so many deviations wide
WIDTH = 2.5631
#: chance below and above the range
TAIL = 0.1
#: fewer visitors than this are none
NOBODY = 1e-9


@dataclass(frozen=True)
class HalfHour:
    """Visitors who come within a half-hour; ``None`` where nobody can say."""

    start: int
    visitors: float | None = None
    low: int | None = None
    high: int | None = None


@dataclass
class Profile:
    """Weighted visitors by half-hour, of all days and of a weekday under its hours."""

    #: regime -> half-hour -> visitors
    whole: dict = field(default_factory=lambda: defaultdict(Counter))
    #: (regime, weekday) -> half-hour -> visitors
    weekday: dict = field(default_factory=lambda: defaultdict(Counter))

    def shares(self, row, halves):
        """Return which share of a day falls into each of its half-hours.

        A half-hour in which the doors were never open has none: ``None``.

        :param row: of :class:`engine.forecast_model.Row`
        """
        mine, whole = self.weekday[row.weekday], self.whole[row.regime]
        known = [half for half in halves if whole.get(half)]
        total = sum(whole[half] for half in known)
        drawn = {half: mine[half] + PULL * whole[half] / total for half in known}
        weight = sum(drawn.values())
        return {
            half: drawn[half] / weight if half in drawn else None for half in halves
        }

    def divide(self, history, expected, halves):
        """Return the half-hours of a day.

        :param History history: what the profile was learnt from
        :param Expected expected: the day, of :mod:`engine.forecast`
        :param halves: its open half-hours, as minutes of the day
        """
        if expected.visitors is None:
            return [HalfHour(half) for half in halves]
        shares = self.shares(history.row(expected.day), halves)
        return [_half_hour(half, share, expected) for half, share in shares.items()]


def learn(history, hours):
    """Return how days divide.

    :param History history:
    :param dict hours: day -> half-hour -> visitors
    """
    profile, last = Profile(), max(hours, default=None)
    for day, halves in hours.items():
        if day in history.leave_out:
            continue
        row, weight = history.row(day), 0.5 ** ((last - day).days / HALF_LIFE)
        for half, visitors in halves.items():
            profile.whole[row.regime][half] += weight * visitors
            profile.weekday[row.weekday][half] += weight * visitors
    return profile


def _half_hour(half, share, expected):
    if share is None:
        return HalfHour(half)
    mean = share * expected.visitors
    deviation = share * (expected.high - expected.low) / WIDTH
    variance = max(mean, mean + deviation**2 - share**2 * expected.visitors)
    return HalfHour(half, mean, *central(mean, variance))


def central(mean, variance):
    """Return between which whole numbers eight of ten counts fall, or more.

    >>> central(4, 4), central(4, 12), central(0, 0)
    ((2, 7), (0, 9), (0, 0))
    """
    if mean < NOBODY:
        return 0, 0
    low, passed, number = None, 0.0, 0
    while passed < 1 - TAIL and number < 10 * mean + 100:
        passed += exp(_chance(number, mean, variance))
        low = number if low is None and passed > TAIL else low
        number += 1
    return low or 0, number - 1


def _chance(number, mean, variance):
    """Return the logarithm of the chance of a count."""
    if variance <= mean * 1.001:
        return number * log(mean) - mean - lgamma(number + 1)
    size = mean**2 / (variance - mean)
    ways = lgamma(number + size) - lgamma(size) - lgamma(number + 1)
    return ways + size * log(mean / variance) + number * log(1 - mean / variance)
