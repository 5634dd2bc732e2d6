"""How many desks each half-hour needs, so that people wait as little as was promised.

>>> from .what_if_town import Product, Town
>>> card = Product("card", "citizens", (8, 10, 12))
>>> rush = {540: (9.0,), 570: (9.0,), 600: (2.0,), 630: (2.0,)}
>>> town = Town((card,), {0: rush}, {0: ((540, 660),)})
>>> day = needed(town, {0: ((540, 660),)}, Target(minutes=10, share=0.8))[0]
>>> day.met, day.desks[540] > day.desks[630] >= 1
(True, True)
>>> needed(town, {0: ((540, 660),)}, Target(minutes=10, share=0.8), most=1)[0].met
False

A day is simulated many times by the rule of the queue. Desks are added to the half-hour
where most people wait too long until the target is met, then every desk is taken away
that is not missed; whether the target is met is judged on other days than those on
which desks were chosen. ``staffing_shifts`` makes shifts with breaks out of it.
"""

from dataclasses import dataclass, replace
from math import ceil, inf, sqrt
from random import Random

from . import what_if_people
from .queue import Desk, Rules, Visit
from .what_if_line import Hall, play
from .what_if_town import HALF, half_hours

#: visitors on whom desks are chosen, and in how few and many days they come
VISITORS, FEWEST, MANY = 1500, 8, 50
#: times as many days judge whether the target is met
JUDGES = 3
#: nobody has more desks than this
MOST = 30
#: desks added at most after the days that judge were less kind
AGAIN = 40


@dataclass(frozen=True)
class Target:
    """What is promised: so large a share waits at most so many minutes."""

    minutes: float = 15
    share: float = 0.9


@dataclass(frozen=True)
class Need:
    """The desks of a weekday."""

    weekday: int
    #: half-hour -> desks
    desks: dict
    #: share of visitors within the target; eight of ten days lie between low and high
    share: float
    low: float
    high: float
    met: bool

    @property
    def hours(self):
        """Return the desk hours of the day."""
        return sum(self.desks.values()) * HALF / 60


def needed(town, opening, target, most=MOST, rules=None, seed=1):
    """Return what each weekday needs.

    People wait for any desk of the town: who staffs services apart asks for each of
    them with :func:`only`. A weekday without visitors needs nobody: it is left out.

    :param Town town: of :mod:`engine.what_if_town`; nobody loses patience here
    :param opening: weekday -> pairs (start, stop)
    :param Target target:
    :param most: desks that there are
    """
    return [
        _Search(town, weekday, hours, target, most, rules or Rules(), seed).found()
        for weekday, hours in sorted(opening.items())
        if hours and town.visitors(weekday)
    ]


def only(town, services):
    """Return a town with nothing but some services."""
    keep = [n for n, product in enumerate(town.products) if product.service in services]
    demand = {
        weekday: {half: tuple(row[n] for n in keep) for half, row in halves.items()}
        for weekday, halves in town.demand.items()
    }
    return replace(town, products=tuple(town.products[n] for n in keep), demand=demand)


def spans(desks):
    """Return of each desk when it works, out of desks by half-hour.

    >>> spans({540: 2, 570: 1, 600: 2})
    [[(540, 630)], [(540, 570), (600, 630)]]
    """
    found = [[] for _desk in range(max(desks.values(), default=0))]
    for half in sorted(desks):
        for mine in found[: desks[half]]:
            if mine and mine[-1][1] == half:
                mine[-1] = mine[-1][0], half + HALF
            else:
                mine.append((half, half + HALF))
    return found


class _Search:
    """The desks of one weekday, being sought."""

    def __init__(self, town, weekday, hours, target, most, rules, seed):
        self.weekday, self.hours, self.target = weekday, hours, target
        self.most, self.rules, self.halves = most, rules, half_hours(hours)
        self.ends = {stop for _start, stop in hours}
        mean = town.visitors(weekday)
        number = min(MANY, max(FEWEST, ceil(VISITORS / mean)))
        rng = Random(f"{seed} {weekday}")
        self.days = [self._visitors(town, rng) for _day in range(number)]
        self.judges = [self._visitors(town, rng) for _day in range(JUDGES * number)]
        self.load = self._load(town)

    def _visitors(self, town, rng):
        """Return the visitors of one day as the line knows them, who come when open."""
        one = replace(
            town,
            demand={self.weekday: town.demand[self.weekday]},
            habits=replace(town.habits, patience=inf),
        )
        return [
            (max(p[1], self.halves[0]), p[7], 0, None, p[3], inf, False)
            for p in what_if_people.week(one, rng, 1.0)
            if self._half(p[1]) in self.halves
        ]

    @staticmethod
    def _half(minute):
        return int(minute) // HALF * HALF

    def _load(self, town):
        """Return how many desks a half-hour keeps busy in the mean."""
        means = [sum(p.minutes) / len(p.minutes) for p in town.products]
        rows = town.demand[self.weekday]
        return {
            half: sum(n * m for n, m in zip(rows.get(half, ()), means, strict=False))
            / HALF
            for half in self.halves
        }

    def found(self):
        """Return the desks of the day, or the best that can be had."""
        desks = {
            half: max(1, min(self.most, ceil(load + 0.3 * sqrt(load))))
            for half, load in self.load.items()
        }
        share, late = self._try(desks, self.days)
        while share < self.target.share and self._add(desks, late):
            share, late = self._try(desks, self.days)
        if share >= self.target.share:
            self._prune(desks)
        return self._judged(desks)

    def _add(self, desks, late):
        """Add a desk where most wait too long; tell whether there was one to add.

        Who waits too long was mostly held up before: the half-hour before counts too.
        """
        possible = [half for half in self.halves if desks[half] < self.most]
        if not possible:
            return False
        worst = max(
            possible,
            key=lambda half: (late.get(half, 0) + late.get(half + HALF, 0) / 2, half),
        )
        desks[worst] += 1
        return True

    def _prune(self, desks):
        """Take away desks that are not missed, first where most stand idle."""
        idle = sorted(self.halves, key=lambda half: self.load[half] - desks[half])
        for half in idle:
            while desks[half] > 1:
                desks[half] -= 1
                if self._try(desks, self.days)[0] < self.target.share:
                    desks[half] += 1
                    break

    def _judged(self, desks):
        """Return the need with what other days say of it, mended if they say so."""
        for _again in range(AGAIN):
            share, late = self._try(desks, self.judges)
            if share >= self.target.share or not self._add(desks, late):
                break
        shares = sorted(self._try(desks, [day])[0] for day in self.judges)
        share = self._try(desks, self.judges)[0]
        low, high = (shares[int(part * (len(shares) - 1))] for part in (0.1, 0.9))
        met = share >= self.target.share
        return Need(self.weekday, dict(desks), share, min(low, share), high, met)

    def _try(self, desks, days):
        """Return the share within the target, and who waited too long by half-hour."""
        work = [
            tuple((start, stop, stop in self.ends) for start, stop in mine)
            for mine in spans(desks)
        ]
        hall = Hall([Desk(n) for n in range(len(work))], [Visit(0, 0)])
        number, late, limit = 0, {}, self.target.minutes
        for visitors in days:
            day = play(visitors, hall, work, self.rules)
            slow = [v for v, _desk, moment in day.calls if moment - v[0] > limit]
            for visitor in (*slow, *day.unserved):
                half = self._half(visitor[0])
                late[half] = late.get(half, 0) + 1
            number += len(visitors)
        return (1 - sum(late.values()) / number if number else 1.0), late


def moves(today, need):
    """Return which half-hours lack a desk, and from where one may come.

    Pairs of half-hours of the same day: from one with more desks than it needs to one
    with fewer, the greatest lack first; then what is left over and what is lacking.

    >>> moves({540: 1, 570: 3, 600: 2}, {540: 2, 570: 2, 600: 3})
    ([(570, 540)], [], [600])

    :param today: half-hour -> desks as they are
    :param need: half-hour -> desks as they should be
    """
    halves = sorted({*today, *need})
    more = {half: today.get(half, 0) - need.get(half, 0) for half in halves}
    spare = [half for half in halves for _desk in range(max(0, more[half]))]
    lacking = [half for half in halves for _desk in range(max(0, -more[half]))]
    pairs = []
    for half in sorted(lacking, key=lambda one: (more[one], one)):
        if not spare:
            break
        nearest = min(spare, key=lambda one: (abs(one - half), one))
        spare.remove(nearest)
        lacking.remove(half)
        pairs.append((nearest, half))
    return pairs, spare, lacking
