"""A town as it was measured, and the plans that are compared: what a what-if starts
from.

>>> card = Product("card", "citizens", (8, 10, 14), appointments=0.5)
>>> town = Town((card,), {0: {540: (6.0,), 570: (3.0,)}}, {0: ((540, 600),)})
>>> town.visitors(0), town.visitors(1)
(9.0, 0)

Times are minutes of the day, weekdays those of Python: Monday is 0. A half-hour is
named by its first minute.
"""

from dataclasses import dataclass, field
from math import inf

from .queue import Rules

HALF = 30


@dataclass(frozen=True)
class Product:
    """What visitors come for, as it was measured."""

    code: str
    service: str
    #: minutes that such visits keep a desk busy, from the shortest to the longest
    minutes: tuple
    #: share of visitors who make an appointment where they may walk in as well
    appointments: float = 0.0
    quick: bool = False


@dataclass(frozen=True)
class Habits:
    """What visitors do, as it was measured."""

    #: share of appointments whose visitor does not come
    no_show: float = 0.05
    #: minutes early for an appointment: mean and spread
    early: tuple = (6, 5)
    #: mean minutes after which who waits walks away; most never do
    patience: float = inf
    #: cannot wait
    priority: float = 0.02


@dataclass(frozen=True)
class Town:
    """Who wants to come when, for what, and how long it takes."""

    products: tuple
    #: weekday -> half-hour -> visitors of a usual day, by product: with and without
    #: appointment, by when they want to come
    demand: dict
    #: weekday -> pairs (start, stop) in which this was measured
    opening: dict
    habits: Habits = Habits()
    #: spread of days around what is usual, as a share of it
    spread: float = 0.12
    #: times the usual visitors, by week; they are repeated when they are too few
    weeks: tuple = (1.0,)
    #: weekday -> pairs in which people might walk in; ``None``: always
    walk_in: dict | None = None
    #: (weekday, half-hour) -> share who had an appointment then
    booked: dict = field(default_factory=dict)

    def walks(self, weekday):
        """Return when people might walk in."""
        hours = self.opening if self.walk_in is None else self.walk_in
        return hours.get(weekday, ())

    def visitors(self, weekday):
        """Return how many come on a usual day."""
        return sum(map(sum, self.demand.get(weekday, {}).values()))


@dataclass(frozen=True)
class Moving:
    """What people do who want to come while the doors are closed to them.

    Nobody measured this: it is assumed, shown with the answer, and can be changed.
    """

    #: share who make an appointment instead, where one can be had
    book: float = 0.5
    #: share of the others who come at another time; who is left stays away, or writes
    kept: float = 0.9
    #: who finds open doors within so many minutes of the same day comes then; others
    #: come on the nearest day with doors open
    reach: int = 240
    #: how many half-hours next to the closed ones share them
    spread: int = 4
    #: how gladly people come in hours that are new, compared with the mean hour
    appeal: float = 1.0


@dataclass(frozen=True)
class Plan:
    """Hours, desks and appointments that could be."""

    name: str
    #: weekday -> pairs (start, stop) in which doors are open
    opening: dict
    #: of engine.queue.Desk; their services are those of products
    desks: tuple
    #: weekday -> pairs in which who has no appointment may walk in; ``None``: always
    walk_in: dict | None = None
    #: weekday -> for each desk its pairs (start, stop); ``None``: as the doors
    staffed: dict | None = None
    #: service -> weekday -> starts of appointments, one for each that can be made
    slots: dict = field(default_factory=dict)
    #: times the measured share of appointments, of each product
    booking: float = 1.0
    #: minutes that somebody without appointment, and with one, should at most wait
    target: float = 20
    #: days ahead from which, and up to which, can be booked
    lead: int = 1
    horizon: int = 56
    rules: Rules = Rules()
    moving: Moving = Moving()

    def doors(self, weekday):
        return self.opening.get(weekday, ())

    def walks(self, weekday):
        """Return when people may walk in."""
        hours = self.opening if self.walk_in is None else self.walk_in
        return hours.get(weekday, ())

    def spans(self, weekday):
        """Return of each desk when it works, and whether the doors close then too."""
        doors = self.doors(weekday)
        staffed = (self.staffed or {}).get(weekday) or [doors] * len(self.desks)
        ends = {stop for _start, stop in doors}
        return [
            tuple((start, stop, stop in ends) for start, stop in mine)
            for mine in staffed
        ]

    def desk_minutes(self, weekday):
        """Return the minutes of all desks on a weekday."""
        return sum(b - a for mine in self.spans(weekday) for a, b, _stays in mine)


def half_hours(hours):
    """Return the half-hours that begin within pairs (start, stop).

    >>> half_hours([(540, 600), (780, 800)])
    [540, 570, 780]
    """
    return [half for start, stop in hours for half in range(start, stop, HALF)]


def slots(hours, every, together):
    """Return starts of appointments, so many at the same time.

    >>> slots([(540, 600)], every=20, together=2)
    (540, 540, 560, 560, 580, 580)
    """
    return tuple(
        start
        for first, last in hours
        for start in range(first, last - every + 1, every)
        for _one in range(together)
    )


def wrong(town, plan):
    """Return what is wrong with a plan, by name; nothing when it can be simulated."""
    found = _wrong_hours(plan) | _wrong_desks(town, plan)
    if not any(plan.opening.values()):
        found.add("never_open")
    if not sum(map(town.visitors, range(7))):
        found.add("no_demand")
    if not all(product.minutes for product in town.products):
        found.add("product_without_times")
    return found


def _wrong_hours(plan):
    """Return what is wrong with the hours of doors, walk-in and agenda."""
    found, walks = set(), plan.walk_in or {}
    for hours in (*plan.opening.values(), *walks.values()):
        ordered = sorted(hours)
        if any(start >= stop for start, stop in hours):
            found.add("empty_hours")
        if any(a[1] > b[0] for a, b in zip(ordered, ordered[1:], strict=False)):
            found.add("overlapping_hours")
    for day in range(7):
        opened = set(half_hours(plan.doors(day)))
        if not opened.issuperset(half_hours(walks.get(day, ()))):
            found.add("walk_in_outside_hours")
        starts = {one for week in plan.slots.values() for one in week.get(day, ())}
        if not all(any(a <= s < b for a, b in plan.doors(day)) for s in starts):
            found.add("appointments_outside_hours")
    return found


def _wrong_desks(town, plan):
    """Return what is wrong with the desks."""
    found = set()
    if any(len(mine) != len(plan.desks) for mine in (plan.staffed or {}).values()):
        found.add("hours_of_other_desks")
    for product in town.products:
        codes = {product.code}
        if not any(desk.receives(product.service, codes) for desk in plan.desks):
            found.add("product_without_desk")
    return found
