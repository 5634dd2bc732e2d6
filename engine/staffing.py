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

A day is simulated many times, with one line for all desks (``staffing_line``). Desks
are added to the half-hour where most people wait too long until the target is met, then
every desk is taken away that is not missed; whether the target is met is judged on
other days than those on which desks were chosen. ``staffing_shifts`` makes shifts with
breaks out of it.
"""

from collections import Counter
from dataclasses import dataclass, replace
from math import ceil, inf, sqrt
from random import Random

from . import staffing_line as line
from . import what_if_people
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


def needed(town, opening, target, most=MOST, seed=1):
    """Return what each weekday needs.

    People wait for any desk of the town: who staffs services apart asks for each of
    them with :func:`only`. A weekday without visitors needs nobody: it is left out.

    :param Town town: of :mod:`engine.what_if_town`; nobody loses patience here
    :param opening: weekday -> pairs (start, stop)
    :param Target target:
    :param most: desks that there are
    """
    return [
        _Search(town, weekday, hours, target, most, seed).found()
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

    def __init__(self, town, weekday, hours, target, most, seed):
        self.weekday, self.hours, self.target = weekday, hours, target
        self.most, self.halves = most, half_hours(hours)
        self.ends = {stop for _start, stop in hours}
        mean = town.visitors(weekday)
        number = min(MANY, max(FEWEST, ceil(VISITORS / mean)))
        rng = Random(f"{seed} {weekday}")
        alone = replace(
            town,
            demand={weekday: town.demand[weekday]},
            habits=replace(town.habits, patience=inf),
        )
        self.days = [self._visitors(alone, rng) for _day in range(number)]
        self.judges = [self._visitors(alone, rng) for _day in range(JUDGES * number)]
        self.load = self._load(town)

    def _visitors(self, town, rng):
        """Return the visitors of one day as the line knows them, who come when open."""
        open_ = set(self.halves)
        came = sorted(
            (p[1], p[7], p[3])
            for p in what_if_people.week(town, rng, 1.0)
            if self._half(p[1]) in open_
        )
        return [(arrival, minutes) for arrival, _dice, minutes in came]

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
        slow = self._slow(desks, self.days)
        while not self._holds(slow, self.days) and self._add(desks, slow):
            slow = self._slow(desks, self.days)
        if self._holds(slow, self.days):
            self._worst_first(slow)
            self._prune(desks)
        return self._judged(desks)

    def _worst_first(self, slow):
        """Put days first on which many wait: they show soonest what does not hold."""
        number = [len(day) for day in slow]
        order = sorted(range(len(number)), key=lambda day: -number[day])
        self.days = [self.days[day] for day in order]

    def _add(self, desks, slow):
        """Add a desk where most wait too long; tell whether there was one to add.

        Who waits too long was mostly held up before: the half-hour before counts too.
        """
        possible = [half for half in self.halves if desks[half] < self.most]
        if not possible:
            return False
        late = Counter(self._half(arrival) for day in slow for arrival in day)
        worst = max(
            possible,
            key=lambda half: (late[half] + late[half + HALF] / 2, half),
        )
        desks[worst] += 1
        return True

    def _prune(self, desks):
        """Take away desks that are not missed, first where most stand idle."""
        idle = sorted(self.halves, key=lambda half: self.load[half] - desks[half])
        for half in idle:
            while desks[half] > 1:
                desks[half] -= 1
                if not self._still_holds(desks):
                    desks[half] += 1
                    break

    def _still_holds(self, desks):
        """Tell whether the target is met; most are not, which few days show."""
        work, slow = self._work(desks), []
        for visitors in self.days:
            slow.append(line.slow(visitors, work, self.target.minutes))
            if not self._holds(slow, self.days):
                return False
        return True

    def _judged(self, desks):
        """Return the need with what other days say of it, mended if they say so."""
        slow = self._slow(desks, self.judges)
        for _again in range(AGAIN):
            if self._holds(slow, self.judges) or not self._add(desks, slow):
                break
            slow = self._slow(desks, self.judges)
        shares = sorted(
            self._share([some], [day])
            for some, day in zip(slow, self.judges, strict=True)
        )
        share = self._share(slow, self.judges)
        low, high = (shares[int(part * (len(shares) - 1))] for part in (0.1, 0.9))
        met = self._holds(slow, self.judges)
        return Need(self.weekday, dict(desks), share, min(low, share), high, met)

    def _work(self, desks):
        """Return of each desk when it works, and whether the doors close then."""
        return [
            tuple((start, stop, stop in self.ends) for start, stop in mine)
            for mine in spans(desks)
        ]

    def _slow(self, desks, days):
        """Return of each day when those came who waited too long."""
        work, minutes = self._work(desks), self.target.minutes
        return [line.slow(visitors, work, minutes) for visitors in days]

    def _holds(self, slow, days):
        return self._share(slow, days) >= self.target.share

    @staticmethod
    def _share(slow, days):
        """Return the share within the target."""
        number = sum(map(len, days))
        return 1 - sum(map(len, slow)) / number if number else 1.0


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
