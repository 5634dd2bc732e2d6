"""How often visitors were received: what figures are divided by to compare fairly.

Five Tuesdays with 200 visitors are no busier than four Mondays with 160.

    >>> from datetime import datetime, timezone
    >>> from .ticks import to_minutes
    >>> nine = to_minutes(datetime(2026, 10, 13, 9, 0))
    >>> opened = open_time([(nine, nine + 75)], timezone.utc)
    >>> opened.days(2), opened.half_hours
    (1, {(2, '09:00'): 1, (2, '09:30'): 1, (2, '10:00'): 1})
    >>> opened.hours(2)
    1.25
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from .intervals import merge
from .ticks import from_minutes, local

HALF_HOUR = 30


@dataclass(frozen=True)
class OpenTime:
    """On which days visitors were received, and when on them, in local time."""

    dates: frozenset[date]
    #: (weekday, "09:30") -> days on which some of this half-hour was open
    half_hours: dict
    #: weekday -> minutes that were open
    minutes: dict

    def days(self, weekday=None, besides=()):
        """Return how many days were open, of a weekday (1 is Monday) or of all.

        :param besides: dates on which visitors came, whatever the hours say
        """
        dates = self.dates.union(besides)
        if weekday is None:
            return len(dates)
        return sum(day.isoweekday() == weekday for day in dates)

    def hours(self, weekday=None):
        """Return how many hours were open, of a weekday or of all."""
        found = self.minutes if weekday is None else {weekday: self.minutes[weekday]}
        return sum(found.values()) / 60


def open_time(opened, zone):
    """Count the days and half-hours of opening intervals.

    :param opened: pairs of minutes of the engine, of one type of visit or of more;
        what is open twice at a time counts once
    :param zone: in which days and half-hours are counted
    """
    seen, minutes = set(), Counter()
    for start, stop in merge(opened):
        while start < stop:
            clock = local(from_minutes(start), zone)
            end = min(stop, start + HALF_HOUR - clock.minute % HALF_HOUR)
            half = clock.minute - clock.minute % HALF_HOUR
            seen.add((clock.date(), f"{clock:%H}:{half:02}"))
            minutes[clock.isoweekday()] += end - start
            start = end
    half_hours = Counter((day.isoweekday(), half) for day, half in sorted(seen))
    dates = frozenset(day for day, _half in seen)
    return OpenTime(dates, dict(half_hours), minutes)
