"""Moments as whole minutes: the only unit in which the engine counts time.

>>> from_minutes(to_minutes(datetime(2026, 10, 13, 9, 30)))
datetime.datetime(2026, 10, 13, 9, 30)
"""

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta, timezone
from functools import lru_cache

ORIGIN = datetime(2000, 1, 1)
#: the clock of so many days and zones is remembered: a page shows a few months of them
DAYS = 4096


def naive_utc(moment):
    """Return a datetime as Odoo stores it; what is naive is UTC already."""
    if moment.tzinfo:
        moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
    return moment


def local(moment, zone):
    """Return a naive UTC datetime as clocks in a zone show it, aware."""
    return moment.replace(tzinfo=timezone.utc).astimezone(zone)


def locals_of(moments, zone):
    """Return what :func:`local` says of many moments, a day of UTC at a time.

    On most days clocks differ from UTC by the same at both ends, and so in between:
    they are never put forward and back within a day.

    >>> from zoneinfo import ZoneInfo
    >>> half_past = datetime(2026, 10, 13, 7, 30)
    >>> [shown] = locals_of([half_past], ZoneInfo("Europe/Brussels"))
    >>> f"{shown:%H:%M %z}"
    '09:30 +0200'
    """
    known, found = {}, []
    for moment in moments:
        day = moment.date()
        if day not in known:
            known[day] = _offset_of_day(day, zone)
        offset, tzinfo = known[day]
        found.append(
            (moment + offset).replace(tzinfo=tzinfo) if tzinfo else local(moment, zone)
        )
    return found


def by_local_day(moments, zone):
    """Return the days of a zone, each with the moments that lie in it.

    It looks for where each day begins, not at each moment: a month has a thousand
    slots, and twenty days.

    :param moments: list of naive UTC datetimes in order
    :return: dict from date to list

    >>> from zoneinfo import ZoneInfo
    >>> late = [datetime(2026, 10, 13, hour, 30) for hour in (20, 22, 23)]
    >>> found = by_local_day(late, ZoneInfo("Europe/Brussels"))
    >>> {day.day: [f"{moment:%H:%M}" for moment in found[day]] for day in found}
    {13: ['20:30'], 14: ['22:30', '23:30']}
    """
    days, begin = {}, 0
    while begin < len(moments):
        shown = local(moments[begin], zone)
        end = _end_of_day(moments, begin, shown, zone)
        days[shown.date()] = moments[begin:end]
        begin = end
    return days


def _end_of_day(moments, begin, shown, zone):
    """Return the place of the first moment after the local day of one of them.

    :param datetime shown: the moment at ``begin``, aware
    """
    midnight = datetime(shown.year, shown.month, shown.day) + timedelta(days=1)
    guess = midnight - shown.utcoffset()
    if local(guess, zone).replace(tzinfo=None) == midnight:
        return bisect_left(moments, guess, begin)
    # clocks change before that midnight
    day = shown.date()
    return bisect_right(moments, day, begin, key=lambda m: local(m, zone).date())


@lru_cache(DAYS)
def _offset_of_day(day, zone):
    """Return the offset of a zone in a day of UTC and its tzinfo, or nothing."""
    first = datetime(day.year, day.month, day.day)
    begin, end = local(first, zone), local(first + timedelta(days=1), zone)
    same = begin.utcoffset() == end.utcoffset()
    return (begin.utcoffset(), begin.tzinfo) if same else (None, None)


@lru_cache(DAYS)
def begin_of_day(day, zone):
    """Return the midnight with which a day begins, aware.

    :param date day: in the zone
    :param zone: of ``pytz``

    >>> from pytz import timezone
    >>> f"{begin_of_day(datetime(2026, 10, 13).date(), timezone('Europe/Brussels')):%z}"
    '+0200'
    """
    return zone.localize(datetime(day.year, day.month, day.day))


def half_hour(clock):
    """Return which half-hour of the day a time is in: 1 begins at 00:00, 48 at 23:30.

    >>> half_hour(datetime(2026, 10, 13, 9, 29))
    19
    """
    return 1 + (clock.hour * 60 + clock.minute) // 30


def to_minutes(moment):
    """Return a datetime (aware, or naive and then UTC) in whole minutes."""
    return int((naive_utc(moment) - ORIGIN).total_seconds() // 60)


def from_minutes(minutes):
    """Return the naive UTC datetime of a number of minutes."""
    return ORIGIN + timedelta(minutes=minutes)


def interval_minutes(intervals):
    """Return triples (start, stop, anything) with datetimes as pairs of minutes.

    Odoo writes midnight as 23:59:59.999999 and the end of a day as 23:59:59:
    half a minute is added, so that both become the minute they mean.
    """
    half = timedelta(seconds=30)
    return [
        (to_minutes(naive_utc(start) + half), to_minutes(naive_utc(stop) + half))
        for start, stop, *_rest in intervals
    ]


def format_start(start):
    """Return a naive UTC moment in the form in which links and programs name it.

    >>> format_start(datetime(2026, 12, 1, 8, 30))
    '2026-12-01T08:30:00Z'
    """
    return f"{start:%Y-%m-%dT%H:%M:%SZ}"
