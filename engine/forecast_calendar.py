"""What hours and closings tell a forecast: where hours changed, and what was closed.

>>> from datetime import date, timedelta
>>> old, summer = "9-12", "8-11"
>>> changes = [
...     (date(2026, 1, 1), old), (date(2026, 7, 1), summer), (date(2026, 9, 1), old)
... ]
>>> regimes(changes)
Regimes(breaks=(), for_a_while=((datetime.date(2026, 7, 1), \
datetime.date(2026, 8, 31), '8-11'),))
>>> regimes([(date(2026, 1, 1), old), (date(2026, 4, 1), "14-18")]).breaks
(datetime.date(2026, 4, 1),)

Summer hours are no new hours: those of before come back, and what they do to a day is
learnt as that of a fair is.
"""

from bisect import bisect_right
from collections import Counter
from datetime import timedelta
from typing import NamedTuple

#: hours that end sooner, and make way for those of before, were for a while
LONGEST = timedelta(days=100)
#: share of the weeks in which a weekday was open, for it to be an open one
USUALLY = 0.5
#: open days in a row without any visitor on which nobody registered them
SILENT = 10
DAY = timedelta(days=1)


class Regimes(NamedTuple):
    """Days on which other hours began; (first, last, hours) of those for a while."""

    breaks: tuple
    for_a_while: tuple


def regimes(changes):
    """Return what changes of hours mean.

    :param changes: pairs (first day, hours) in order; hours are compared only
    """
    steps = []
    for day, hours in changes:
        if not steps or steps[-1][1] != hours:
            steps.append((day, hours))
    breaks, while_ = [], []
    while len(steps) > 1:
        (_start, before), (day, hours) = steps[:2]
        end = steps[2][0] if len(steps) > 2 else None
        if end and steps[2][1] == before and end - day <= LONGEST:
            while_.append((day, end - DAY, hours))
            del steps[1:3]
        else:
            breaks.append(day)
            del steps[0]
    return Regimes(tuple(breaks), tuple(while_))


def usual_weekdays(opened, first, last):
    """Return the weekdays that were open in most weeks of a period.

    >>> from datetime import date
    >>> mondays = [date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 26)]
    >>> usual_weekdays(mondays, date(2026, 1, 5), date(2026, 2, 1))
    {0}
    """
    seen = Counter(day.weekday() for day in opened if first <= day <= last)
    weeks = max(1, ((last - first).days + 1) / 7)
    return {weekday for weekday, number in seen.items() if number >= USUALLY * weeks}


def closings(opened, starts):
    """Return days that were closed although their weekday was not.

    A service that never works on Friday has no long weekend each week.

    >>> from datetime import date
    >>> days = {date(2026, 1, 5) + timedelta(days=7 * n) for n in range(9)}
    >>> closings(days - {date(2026, 1, 19)}, ())
    {datetime.date(2026, 1, 19)}

    :param opened: all open days, past and to come
    :param starts: days on which other hours began
    """
    if not opened:
        return set()
    bounds = sorted({min(opened), *starts, max(opened) + DAY})
    found = set()
    for first, end in zip(bounds, bounds[1:], strict=False):
        weekdays = usual_weekdays(opened, first, end - DAY)
        days = (first + n * DAY for n in range((end - first).days))
        found |= {d for d in days if d.weekday() in weekdays and d not in opened}
    return found


def registered(opened, visitors):
    """Return day -> visitors of the open days on which visitors were registered.

    Before the first visitor nobody registered any, nor in a long time without a single
    one: that is not nobody.

    >>> from datetime import date
    >>> days = [date(2026, 1, n) for n in range(1, 31)]
    >>> found = registered(days, {days[2]: 5, days[5]: 4, days[29]: 4})
    >>> sorted(day.day for day in found), found[days[3]]
    ([3, 4, 5, 6, 30], 0)
    """
    some = sorted(day for day, number in visitors.items() if number)
    found, empty = {day: visitors[day] for day in some}, {}
    for day in sorted(set(opened) - set(some)):
        place = bisect_right(some, day)
        if place:
            empty.setdefault(place, []).append(day)
    for days in empty.values():
        if len(days) < SILENT:
            found.update(dict.fromkeys(days, 0))
    return dict(sorted(found.items()))
