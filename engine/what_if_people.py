"""The people of a week: who wants to come, and when they come under a plan.

All plans meet the same people, who want the same, take as long and are as patient, so
that what differs is the plan (common random numbers).

>>> from random import Random
>>> from .what_if_town import Plan, Product, Town
>>> card = Product("card", "citizens", (10,))
>>> town = Town((card,), {0: {540: (40.0,)}}, {0: ((540, 600),)}, spread=0)
>>> people = week(town, Random(1), 1.0)
>>> len(people), people[0][0]
(45, 0)
>>> closed = Moves(town, Plan("later", {0: ((600, 720),)}, ()))
>>> came = filter(None, map(closed.time, people))
>>> sorted({int(minute // 30 * 30) for _weekday, minute in came})
[600, 630, 660, 690]
"""

from functools import lru_cache
from itertools import accumulate
from math import inf, log, sqrt

from .what_if_town import HALF, half_hours

#: a person: weekday and minute at which they want to come, product, minutes at the
#: desk, patience, and dice for the channel, for moving, and for what they do otherwise
WEEKDAY, WISH, PRODUCT, MINUTES, PATIENCE, CHANNEL, MOVES, OTHER, HALF_HOUR = range(9)


@lru_cache(maxsize=64)
def _cells(demand):
    """Return the cells of a weekday as pairs, and the running sum of their visitors."""
    pairs = [
        (half, product)
        for half, row in demand
        for product, mean in enumerate(row)
        if mean
    ]
    return pairs, list(
        accumulate(mean for _half, row in demand for mean in row if mean)
    )


def week(town, rng, factor):
    """Return the people of a week, in the order of the days on which they want to come.

    :param factor: times the usual visitors
    """
    random, people = rng.random, []
    times = [(product.minutes, len(product.minutes)) for product in town.products]
    mean = town.habits.patience
    endless = mean == inf
    for weekday, halves in town.demand.items():
        pairs, sums = _cells(tuple(halves.items()))
        number = _number(sums[-1] * factor, town.spread, rng) if sums else 0
        for half, product in rng.choices(pairs, cum_weights=sums, k=number):
            some, many = times[product]
            people.append(
                (
                    weekday,
                    half + HALF * random(),
                    product,
                    some[int(many * random())],
                    inf if endless else -mean * log(1 - random()),
                    random(),
                    random(),
                    random(),
                    half,
                )
            )
    return people


def _number(mean, spread, rng):
    """Return how many come: chance, and days that differ."""
    if spread:
        mean = rng.gammavariate(1 / spread**2, mean * spread**2)
    if mean > 60:
        return max(0, round(rng.gauss(mean, sqrt(mean))))
    passed, number = rng.expovariate(1), 0
    while passed < mean:
        passed, number = passed + rng.expovariate(1), number + 1
    return number


class Moves:
    """When people come who want to walk in, under a plan.

    :param Town town: what was measured, and during which hours
    """

    def __init__(self, town, plan):
        self.moving = plan.moving
        self.open = {day: half_hours(plan.walks(day)) for day in range(7)}
        self.days = [day for day, halves in self.open.items() if halves]
        measured = {day: set(half_hours(town.opening.get(day, ()))) for day in range(7)}
        self.new = [
            (day, half)
            for day in range(7)
            for half in self.open[day]
            if half not in measured[day]
        ]
        #: who is drawn by a new day comes at the same time of day, if it has that
        self.new_at = {
            half: [one for one in self.new if one[1] == half]
            for half in {half for _day, half in self.new}
        }
        kept = sum(map(len, self.open.values())) - len(self.new)
        weight = self.moving.appeal * len(self.new)
        #: share of all people who now come in new hours
        self.drawn = weight / (weight + kept) if weight and kept else 0.0
        self.targets = {
            (day, half): self._targets(day, half)
            for day, halves in town.demand.items()
            for half in halves
        }

    def time(self, person):
        """Return the weekday and minute at which somebody comes, or nothing."""
        day, wish, dice, half = person[0], person[1], person[6], person[8]
        if dice < self.drawn:
            some = self.new_at.get(half) or self.new
            day, other = some[int(dice / self.drawn * len(some))]
            return day, other + wish - half
        targets = self.targets[day, half]
        if targets is None:
            return day, wish
        dice = (dice - self.drawn) / (1 - self.drawn)
        if not targets or dice >= self.moving.kept:
            return None
        day, other = targets[int(dice / self.moving.kept * len(targets))]
        return day, other + wish - half

    def _targets(self, day, half):
        """Return where people of a half-hour go: nowhere else, or to half-hours."""
        if half in self.open[day]:
            return None
        near = sorted(self.open[day], key=lambda other: abs(other - half))
        if near and abs(near[0] - half) <= self.moving.reach:
            return [(day, other) for other in near[: self.moving.spread]]
        others = sorted(
            self.days,
            key=lambda other: ((other - day) % 7 == 0, abs(other - day), other < day),
        )
        others = [other for other in others if other != day] or self.days
        if not others:
            return []
        near = sorted(self.open[others[0]], key=lambda other: abs(other - half))
        return [(others[0], other) for other in near[: self.moving.spread]]


def bookers(town, plan):
    """Return (weekday, half-hour) -> for each product the share who books.

    Where people could walk in, it is what was measured then. Who came by appointment
    because nothing else could be had is taken to do so again, unless the plan lets them
    walk in: then as many book as elsewhere where both can be had.
    """
    usual = [product.appointments for product in town.products]
    return {
        (day, half): tuple(
            min(1.0, plan.booking * share)
            for share in _bookers(town, plan, day, half, usual)
        )
        for day, halves in town.demand.items()
        for half in halves
    }


def _bookers(town, plan, day, half, usual):
    share = town.booked.get((day, half))
    if share is None:
        return usual
    walked = half in half_hours(town.walks(day))
    walks = half in half_hours(plan.walks(day))
    return usual if walks and not walked else [share] * len(usual)
