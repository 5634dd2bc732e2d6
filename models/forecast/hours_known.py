"""What the hours of a service say of its days: which are open, and what changed."""

from datetime import timedelta

from ...engine import forecast_calendar, intervals
from ...engine.open_time import HALF_HOUR
from ...engine.ticks import begin_of_day, from_minutes, local

DAY = timedelta(days=1)


def regimes(types):
    """Return where the hours of some types changed, see ``engine.forecast_calendar``.

    A calendar that was copied and says the same is no change; nor are the first hours
    that are known.
    """
    openings = types.opening_ids
    starts = {opening.date_from for opening in openings}
    starts |= {opening.date_to + DAY for opening in openings if opening.date_to}
    return forecast_calendar.regimes(
        [(day, _hours_on(types, day)) for day in sorted(starts)]
    )


def _hours_on(types, day):
    return frozenset(
        (opening.type_id.id, _content(opening.calendar_id))
        for opening in types.opening_ids
        if opening.date_from <= day and (not opening.date_to or day <= opening.date_to)
    )


def _content(calendar):
    lines = calendar.attendance_ids.filtered(lambda line: not line.display_type)
    return tuple(
        sorted(
            (line.dayofweek, line.hour_from, line.hour_to, line.access or "")
            for line in lines
        )
    )


def half_hours(types, first, last):
    """Return day -> minutes of the day at which its open half-hours begin.

    :param first: first local day
    :param last: last local day
    """
    found = {}
    if not types:
        return found
    zone = types[:1]._tz()
    begin, end = (begin_of_day(day, zone) for day in (first, last + DAY))
    opened = []
    for type_ in types.sudo():
        opened += type_._line_intervals(begin, end, lambda access: True)
    for start, stop in intervals.merge(opened):
        while start < stop:
            clock = local(from_minutes(start), zone)
            past = clock.minute % HALF_HOUR
            minute = 60 * clock.hour + clock.minute - past
            found.setdefault(clock.date(), set()).add(minute)
            start += HALF_HOUR - past
    return {day: sorted(minutes) for day, minutes in found.items()}


def clock(minute):
    """Return the name of a half-hour, as figures have it.

    >>> clock(570)
    '09:30'
    """
    return f"{minute // 60:02}:{minute % 60:02}"


def minute(clock):
    """Return the minute of the day with which a half-hour begins."""
    hour, minutes = clock.split(":")
    return 60 * int(hour) + int(minutes)
