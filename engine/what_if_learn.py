"""A town out of what was measured, or why that is too little.

>>> from datetime import date, timedelta
>>> mondays = [date(2026, 1, 5) + timedelta(days=7 * n) for n in range(25)]
>>> rows = [Measured(day, 545, "card", 10.0) for day in mondays]
>>> found = learn(rows, mondays, {0: ((540, 720),)}, {"card": ("citizens", 8, False)})
>>> found.town.visitors(0), found.reason
(1.0, None)
>>> learn(rows[:3], mondays[:3], {}, {"card": ("citizens", 8, False)}).reason
'few_days'

Days on which the doors were open under the same hours are what may be put together: a
caller leaves out the time before a change of hours.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from math import inf, sqrt
from statistics import fmean, pstdev, pvariance

from . import handling
from .what_if_town import HALF, Habits, Product, Town, half_hours

#: open days, and days of one weekday, below which nobody can say what is usual
LEAST_DAYS, LEAST_WEEKDAY = 20, 4
#: visits of a product below which its times are those of all products
LEAST_VISITS = 20
#: people who walked away below which nobody is taken to
LEAST_LEFT = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """A visit as the log tells it; what was not measured is ``None``."""

    day: date
    #: of the day, at which they came or, with an appointment, wanted to come
    minute: float
    product: str
    #: from the call to the next call at the desk
    minutes: float | None = None
    appointment: bool = False
    #: minutes that they waited, and whether they left without being served
    wait: float | None = None
    left: bool = False
    no_show: bool = False
    #: minutes before the appointment at which they came
    early: float | None = None


@dataclass(frozen=True)
class Learnt:
    """The town, and what is doubtful about it."""

    town: Town | None
    #: why there is no town: ``few_days``, ``no_visits``, ``no_times``
    reason: str | None = None
    #: weekdays that were open on too few days, and products with too few times
    few_weekdays: frozenset = frozenset()
    few_times: frozenset = frozenset()
    #: open days that were put together
    days: int = 0


def learn(visits, days, opening, products, walk_in=None):
    """Return the town that visits tell of.

    :param visits: of :class:`Measured`
    :param days: all days with open doors, also those without any visit
    :param opening: weekday -> pairs (start, stop) of those days
    :param dict products: code -> (service, planned minutes, quick)
    :param walk_in: weekday -> pairs in which people might walk in; ``None``: always
    """
    visits = [one for one in visits if one.product in products]
    reason = _too_little(visits, days)
    if reason:
        return Learnt(None, reason, days=len(days))
    habits, numbers = _habits(visits), Counter(day.weekday() for day in days)
    rows, few = _products(visits, products, _free(visits, walk_in))
    demand = _demand(visits, numbers, opening, rows)
    town = Town(
        tuple(rows),
        demand,
        opening,
        habits,
        _spread(visits, days),
        walk_in=walk_in,
        booked=_booked(visits, opening),
    )
    rare = {day for day, number in numbers.items() if number < LEAST_WEEKDAY}
    return Learnt(town, None, frozenset(rare), frozenset(few), len(days))


def _too_little(visits, days):
    if len(days) < LEAST_DAYS:
        return "few_days"
    if not visits:
        return "no_visits"
    return None if any(one.minutes for one in visits) else "no_times"


def _free(visits, walk_in):
    """Return the visits at which an appointment was a choice, if there are any."""
    if walk_in is None:
        return visits
    some = [
        one
        for one in visits
        if any(a <= one.minute < b for a, b in walk_in.get(one.day.weekday(), ()))
    ]
    return some or visits


def _booked(visits, opening):
    """Return (weekday, half-hour) -> share with an appointment."""
    all_, some = Counter(), Counter()
    for one in visits:
        cell = one.day.weekday(), _half(one, opening)
        all_[cell] += 1
        some[cell] += one.appointment
    return {cell: some[cell] / number for cell, number in all_.items()}


def _products(visits, products, free):
    """Return the products, and the codes of those with too few times.

    :param free: visits at which an appointment was a choice
    """
    times = defaultdict(list)
    for one in visits:
        if one.minutes:
            times[one.product].append(one.minutes)
    learnt = handling.learn(
        ([(code, products[code][1])], minutes)
        for code, some in times.items()
        for minutes in some
    )
    asked = Counter(one.product for one in visits)
    choice = Counter(one.product for one in free)
    booked = Counter(one.product for one in free if one.appointment)
    rows = [
        Product(
            code,
            service,
            _samples(times[code], learnt, code, planned),
            booked[code] / max(1, choice[code]),
            quick,
        )
        for code, (service, planned, quick) in sorted(products.items())
        if asked[code]
    ]
    few = {row.code for row in rows if len(times[row.code]) < LEAST_VISITS}
    return rows, few


def _samples(times, learnt, code, planned):
    """Return the minutes of visits: their own where they are enough."""
    if len(times) < handling.ENOUGH:
        expected = learnt.minutes([(code, planned)])
        return tuple(expected * one for one in learnt.shape)
    most = 4 * fmean(times)
    return tuple(min(one, most) for one in sorted(times))


def _demand(visits, numbers, opening, rows):
    """Return weekday -> half-hour -> visitors of a day, by product.

    A half-hour has the visitors of a service that it had, divided as the service is:
    of a single product there are too few in a half-hour to say.
    """
    service = {row.code: row.service for row in rows}
    asked = Counter(one.product for one in visits)
    whole = Counter(service[one.product] for one in visits)
    cells = Counter(
        (one.day.weekday(), _half(one, opening), service[one.product]) for one in visits
    )
    shares = [(row.service, asked[row.code] / whole[row.service]) for row in rows]
    demand = defaultdict(dict)
    for weekday, half in sorted({cell[:2] for cell in cells}):
        demand[weekday][half] = tuple(
            cells[weekday, half, name] * share / numbers[weekday]
            for name, share in shares
        )
    return dict(demand)


def _half(visit, opening):
    """Return the half-hour of a visit; who came before the doors opened waited."""
    half = int(visit.minute) // HALF * HALF
    halves = half_hours(opening.get(visit.day.weekday(), ()))
    return (
        half
        if half in halves or not halves
        else min(halves, key=lambda h: abs(h - half))
    )


def _habits(visits):
    """Return who does not come, how early people come, and how patient they are."""
    booked = [one for one in visits if one.appointment]
    early = [one.early for one in booked if one.early is not None]
    usual = Habits()
    return Habits(
        sum(one.no_show for one in booked) / len(booked) if booked else usual.no_show,
        (fmean(early), pstdev(early)) if len(early) > LEAST_VISITS else usual.early,
        _patience(visits),
        usual.priority,
    )


def _patience(visits):
    """Return the mean patience: all minutes waited over those who gave up."""
    waits = [(one.wait, one.left) for one in visits if one.wait is not None]
    left = sum(gone for _wait, gone in waits)
    return sum(wait for wait, _gone in waits) / left if left >= LEAST_LEFT else inf


def _spread(visits, days):
    """Return how far days are from their weekday, beyond what chance does."""
    number = Counter(one.day for one in visits)
    by_weekday = defaultdict(list)
    for day in days:
        by_weekday[day.weekday()].append(number[day])
    parts = [
        (
            (pvariance(some) * len(some) / (len(some) - 1) - fmean(some))
            / fmean(some) ** 2
        )
        for some in by_weekday.values()
        if len(some) >= LEAST_WEEKDAY and fmean(some)
    ]
    return sqrt(max(0.0, fmean(parts))) if parts else Town.spread
