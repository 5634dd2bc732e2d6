"""Which days a manager looks at, and which days stand beside them.

A period that is not over is compared with as much of its predecessor: a month of which
twelve days are gone with the first twelve days of the month before.
"""

from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

#: name of a period -> months that it takes
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
#: names of choices -> (name of the period, how many back)
CHOICES = {
    f"{which}_{name}": (name, back)
    for name in MONTHS
    for which, back in (("this", 0), ("previous", 1))
}
#: a year and the rest of its last week; longer than that is for a pivot
MOST_DAYS = 373


class Period(NamedTuple):
    first: date
    last: date

    @property
    def days(self):
        return (self.last - self.first).days + 1

    def domain(self):
        return [("day", ">=", str(self.first)), ("day", "<=", str(self.last))]

    def cut(self, today):
        """Return what of it is not still to come; a future period stays whole."""
        return (
            self._replace(last=min(self.last, today)) if self.first <= today else self
        )


def named(choice, today):
    """Return the period of a choice, and the one before it."""
    name, back = CHOICES[choice]
    months = MONTHS[name]
    begun = (today.month - 1) // months * months + 1
    first = today.replace(month=begun, day=1) - relativedelta(months=back * months)
    whole, before = (
        Period(start, start + relativedelta(months=months, days=-1))
        for start in (first, first - relativedelta(months=months))
    )
    period = whole.cut(today)
    if period != whole:
        last = before.first + timedelta(days=period.days - 1)
        before = before._replace(last=min(before.last, last))
    return period, before


def own(first, last):
    """Return a period of one's own, and as many days, or whole months, before it."""
    period = Period(first, last)
    if first.day == 1 and (last + timedelta(1)).day == 1:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        start = first - relativedelta(months=months)
        return period, Period(start, first - timedelta(1))
    return period, Period(first - timedelta(period.days), first - timedelta(1))


def year_before(period):
    """Return the same days a year earlier."""
    return Period(*(day - relativedelta(years=1) for day in period))
