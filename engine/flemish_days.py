"""The public holidays and school holidays of Flanders, and what kind of day a day is.

>>> from datetime import date
>>> easter(2027).isoformat()
'2027-03-28'
>>> [day.isoformat() for day in sorted(public_holidays(2027))][2:5]
['2027-05-01', '2027-05-06', '2027-05-17']
>>> [day.isoformat() for day in school_holidays(2027)["carnival"]]
['2027-02-08', '2027-02-14']

School holidays follow fixed principles (decision of the Flemish Government of 17 April
1991, as published for each school year on www.vlaanderen.be/schoolvakanties), so that
they are computed, also for years that nobody has published yet. A test compares them
with the dates of five school years.
"""

from datetime import date, timedelta
from functools import cache

DAY, WEEK = timedelta(days=1), timedelta(days=7)
#: month and day of the holidays that do not move; 11 July is the Flemish one, on which
#: town halls close although it is not a legal holiday
FIXED = ((1, 1), (5, 1), (7, 11), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
#: days from Easter: Monday, Ascension, Whit Monday
MOVING = (1, 39, 50)
#: days of closing in a row, weekend included, that the days around it feel
LONG = 3
#: a longer closing is no longer looked through
MOST = 30
#: Easter after this day of April begins in the middle of the holiday, not before it
LATE_EASTER = 15


@cache
def easter(year):
    """Return Easter Sunday (the anonymous Gregorian computation of 1876)."""
    century, rest = divmod(year, 100)
    leap, skipped = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * (year % 19) + century - leap - moon + 15) % 30
    sunday = (32 + 2 * skipped + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (year % 19 + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def public_holidays(year):
    """Return the holidays of a year, 11 July included."""
    moving = (easter(year) + timedelta(days=days) for days in MOVING)
    return frozenset([*(date(year, *day) for day in FIXED), *moving])


@cache
def school_holidays(year):
    """Return name -> (first, last day) of the holidays that begin in a year."""
    carnival = easter(year) - 48 * DAY
    begins = {
        "carnival": (carnival, 7),
        "easter": (_spring(year), 14),
        "autumn": (_monday_of(date(year, 11, 1), {6}), 7),
        "christmas": (_monday_of(date(year, 12, 25), {5, 6}), 14),
    }
    found = {name: (day, day + (n - 1) * DAY) for name, (day, n) in begins.items()}
    first, last = found["easter"]
    found["easter"] = first, last + DAY if last == easter(year) else last
    return found | {"summer": (date(year, 7, 1), date(year, 8, 31))}


@cache
def school_holiday(day):
    """Return the name of the school holiday in which a day lies, or nothing."""
    for year in (day.year, day.year - 1):
        for name, (first, last) in school_holidays(year).items():
            if first <= day <= last:
                return name
    return None


def kinds(day, closed=()):
    """Return what is special about a day on which the doors are open.

    The school holiday in which it lies; ``before`` and ``after`` three or more days
    without town hall, of which at least one was no weekend; ``bridge`` when it stands
    alone between such a holiday and the weekend.

    >>> sorted(kinds(date(2027, 5, 7)))  # the Friday after Ascension
    ['bridge']
    >>> sorted(kinds(date(2027, 3, 30)))  # the Tuesday after Easter Monday
    ['after', 'easter']

    :param closed: other days on which the doors were closed
    """
    found = {school_holiday(day)} - {None}
    sides = {"after": _away(day, -DAY, closed), "before": _away(day, DAY, closed)}
    special = {name for name, (days, some) in sides.items() if some and days >= LONG}
    if all(days for days, _some in sides.values()):
        if any(some for _days, some in sides.values()):
            special = {"bridge"}
    return frozenset(found | special)


def is_closed(day, closed=()):
    """Tell whether a day is a weekend or holiday, or closed as somebody says."""
    return day.weekday() >= 5 or day in public_holidays(day.year) or day in closed


def _away(day, step, closed):
    """Return how many days without town hall follow on one side, and if by holiday."""
    days, special = 0, False
    day += step
    while is_closed(day, closed) and days < MOST:
        special = special or day.weekday() < 5
        days, day = days + 1, day + step
    return days, special


def _monday_of(day, later):
    """Return the Monday of the week of a day, of the next week on some weekdays."""
    monday = day - day.weekday() * DAY
    return monday + WEEK if day.weekday() in later else monday


def _spring(year):
    """Return the Monday on which the Easter holiday begins."""
    sunday = easter(year)
    if sunday.month == 3:
        return sunday + DAY
    if sunday.day > LATE_EASTER:
        return sunday - 13 * DAY
    first = date(year, 4, 1)
    return first + -first.weekday() % 7 * DAY
