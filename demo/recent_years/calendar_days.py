"""Days and months of the years since 2025, as the calendar has them."""

from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from . import profile

#: how far ahead a free slot is looked for
AHEAD = timedelta(days=90)


def days_between(first, last):
    """Return every day of a period."""
    return [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]


def first_year():
    """Return the first and the last day of the year that is the measure of a day."""
    return profile.SINCE, profile.SINCE.replace(month=12, day=31)


def months(last_day):
    """Return the first and last days of the months until a day."""
    found, first = [], profile.SINCE
    while first <= last_day:
        following = first + relativedelta(months=1)
        found.append((first, following - timedelta(days=1)))
        first = following
    return found


@cache
def school_holidays(year):
    """Return the days on which Flemish school holidays of a year begin."""
    sunday = easter(year)
    first_of_april = date(year, 4, 1)
    monday = first_of_april + timedelta(-first_of_april.weekday() % 7)
    return (
        sunday - timedelta(days=48),
        min(monday, sunday + timedelta(days=1)),
        date(year, 7, 1),
        date(year, 10, 28),
        date(year, 12, 22),
    )


@cache
def is_rush(day):
    """Tell whether people get what they need for the holidays that are near."""
    ahead = [(begin - day).days for begin in school_holidays(day.year)]
    return any(0 < days <= profile.RUSH_DAYS for days in ahead)
