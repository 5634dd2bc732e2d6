"""How many visitors come in the weeks ahead, with a range, or why nobody can say.

>>> from datetime import date, timedelta
>>> def open_days(first, number):
...     days = (first + timedelta(days=n) for n in range(number))
...     return [day for day in days if not flemish_days.is_closed(day)]
>>> past = {day: 30 for day in open_days(date(2026, 1, 5), 150)}
>>> one, = forecast(History(past), [date(2026, 6, 8)])
>>> round(one.visitors), one.low <= 30 <= one.high
(30, True)
>>> forecast(History(dict(list(past.items())[:3])), [date(2026, 6, 8)])[0]
Expected(day=datetime.date(2026, 6, 8), visitors=None, low=None, high=None, \
reason='few_days')

One series is one service, or one kind of contact. ``forecast_model`` says how the
number arises, ``forecast_range`` how the range does, ``forecast_hours`` divides a day
into half-hours, ``forecast_bookings`` adds what is booked already.
"""

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import date
from math import sqrt

from . import flemish_days, forecast_range
from .forecast_model import USUAL, Row, fit

#: days with open doors since the last change of hours, and of one weekday
LEAST_DAYS, LEAST_WEEKDAY = 20, 3
#: nobody forecasts further than this many days
FURTHEST = 366


@dataclass(frozen=True)
class History:
    """What is known of a series; days that are not in ``visitors`` were closed."""

    #: day -> visitors, days without any included
    visitors: dict
    #: days on which other hours began: what weekdays are worth is learnt anew
    breaks: tuple = ()
    #: days whose count says nothing (a strike, a broken kiosk)
    leave_out: frozenset = frozenset()
    #: day -> names of what was on, or will be; its effect is learnt
    marks: dict = field(default_factory=dict)
    #: closed days besides weekends and holidays, past and to come
    closed: frozenset = frozenset()

    def row(self, day):
        """Return a day as the model sees it."""
        kinds = flemish_days.kinds(day, self.closed) | frozenset(
            self.marks.get(day, ())
        )
        regime = bisect_right(sorted(self.breaks), day)
        return Row(day, self.visitors.get(day), regime, kinds)

    def is_closed(self, day):
        """Tell whether nobody can come: a closing, or a holiday that was always one."""
        if day in self.closed:
            return True
        dates = {(past.month, past.day) for past in self.visitors}
        holiday = day in flemish_days.public_holidays(day.year)
        return holiday and (day.month, day.day) not in dates

    def rows(self):
        """Return the days that tell something, in order."""
        days = sorted(set(self.visitors) - set(self.leave_out) - set(self.closed))
        return [self.row(day) for day in days]


@dataclass(frozen=True)
class Expected:
    """The visitors of a day to come; eight of ten days fall between low and high."""

    day: date
    visitors: float | None = None
    low: float | None = None
    high: float | None = None
    #: why there is no number: ``no_history``, ``few_days``, ``new_hours``,
    #: ``new_weekday``, ``too_far``, ``closed``
    reason: str | None = None


@dataclass(frozen=True)
class Forecaster:
    """What was learnt of a series, to be asked about any day."""

    history: History
    model: object = None
    spread: object = None
    last: date | None = None
    #: days that count, by regime
    days: dict = field(default_factory=dict)

    def expected(self, day):
        """Return what is expected of one day."""
        reason = self.silent(day)
        if reason == "closed":
            return Expected(day, 0, 0, 0, reason)
        if reason:
            return Expected(day, reason=reason)
        row = self.history.row(day)
        visitors = self.model.expected(row)
        low, high = self.spread.range(
            visitors, (day - self.last).days, *self._doubt(row)
        )
        return Expected(day, visitors, low, high)

    def silent(self, day):
        """Return why nothing can be said of a day, or nothing."""
        row = self.history.row(day)
        if self.history.is_closed(day):
            return "closed"
        if not self.days:
            return "no_history"
        if sum(self.days.values()) < LEAST_DAYS:
            return "few_days"
        if self.days.get(row.regime, 0) < LEAST_DAYS:
            return "new_hours"
        if self.model.seen[row.weekday] < LEAST_WEEKDAY:
            return "new_weekday"
        return "too_far" if (day - self.last).days > FURTHEST else None

    def _doubt(self, row):
        """Return how much wider a range is, and what was never seen."""
        seen = self.model.seen
        unseen = [name for name in row.kinds if seen[name] < 2]
        wider = sqrt(1 + 1 / seen[row.weekday])
        return wider, USUAL["kind"] * sqrt(len(unseen))


def learn(history):
    """Return a forecaster of a series.

    :param History history:
    """
    rows = history.rows()
    if not rows:
        return Forecaster(history)
    days = {}
    for row in rows:
        days[row.regime] = days.get(row.regime, 0) + 1
    if len(rows) < LEAST_DAYS:
        return Forecaster(history, days=days)
    model = fit(rows)
    spread = forecast_range.learn(rows, model.dispersion)
    return Forecaster(history, model, spread, rows[-1].day, days)


def forecast(history, days):
    """Return what is expected of some days, in their order.

    :param History history:
    :rtype: list of :class:`Expected`
    """
    forecaster = learn(history)
    return [forecaster.expected(day) for day in days]


def known_until(history, day):
    """Return a history as it was known in the morning of a day."""
    past = {one: number for one, number in history.visitors.items() if one < day}
    breaks = tuple(one for one in history.breaks if one <= day)
    return replace(history, visitors=past, breaks=breaks)
