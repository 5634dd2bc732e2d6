"""Days at a town hall: who comes when, for what, and how long it really takes.

The same generator gives the same day, so that rules, desks and opening hours are
compared on the very same visitors.

>>> from random import Random
>>> from .queue import Desk, Rules
>>> card = Product("card", "citizens", minutes=10, weight=1)
>>> town = Town((Desk(1),), ((540, 720),), appointments=8, walk_ins=4, products=(card,))
>>> day = town.day(Random(1))
>>> len(day.booked), len(day.played(Rules())) == len(day.visits)
(8, True)
"""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from .queue import Visit, first
from .queue_run import calls

#: tries to find a free slot for an appointment; then the day is full
ATTEMPTS = 200
#: minutes from one moment to the next at which appointments begin
GRID = 5
#: spread of how long visits take, as a lognormal law: short ones vary more
SPREADS = {20: 0.36, float("inf"): 0.2}
#: times the planned minutes: no visit is shorter or longer
SHORTEST, LONGEST = 0.35, 2
#: minutes from a call until the visitor sits at the desk
WALK = (0.7, 2.8)


@dataclass(frozen=True)
class Product:
    """What a visitor comes for."""

    code: str
    service: str
    minutes: int
    #: how often it is asked, compared with the others
    weight: float
    quick: bool = False
    #: whether it may be had without appointment
    walk_in: bool = True


@dataclass(frozen=True)
class Habits:
    """What visitors do; shares are between 0 and 1, times in minutes."""

    second_product: float = 0.08
    #: cannot wait
    priority: float = 0.03
    no_show: float = 0.06
    #: come later than :attr:`in_time` after the appointment time
    late: float = 0.03
    in_time: float = 10
    latest: float = 30
    #: how early most come for an appointment: mean, spread, and at most
    early: tuple = (6, 5, 25)
    #: without appointment: so long before the doors open, and until so long before the
    #: end
    before_opening: float = 10
    before_closing: float = 20
    #: local hour -> how gladly people come then, and in all other hours
    hours: tuple = ()
    other_hour: float = 1

    def gladly(self, minute, hours=()):
        """Return how gladly people come at a minute of the day.

        :param hours: pairs (hour, weight) instead of those of these habits
        """
        return dict(hours or self.hours).get(int(minute // 60), self.other_hour)


def real_minutes(planned, rng):
    """Return how long a visit really takes, the walk to the desk included."""
    spread = next(spread for most, spread in SPREADS.items() if planned <= most)
    pace = min(LONGEST, max(SHORTEST, rng.lognormvariate(-0.1, spread)))
    return planned * pace + rng.uniform(*WALK)


@dataclass(frozen=True)
class Town:
    """Desks, hours, what may be asked, and how many come."""

    #: of engine.queue.Desk
    desks: tuple
    #: pairs of minutes of the day
    opening: tuple
    appointments: int
    walk_ins: int
    #: of Product
    products: tuple
    habits: Habits = Habits()
    #: pairs (hour, weight) for who comes without appointment, if other than habits
    hours: tuple = ()

    def day(self, rng, pace=None):
        """Return a day of this town.

        :param dict pace: code of a product -> times the planned minutes
        """
        return Day(self, rng, pace or {})


@dataclass
class Day:
    """The visitors of one day; ``booked`` holds those who did not come, too."""

    town: Town
    rng: Random
    pace: dict
    #: of engine.queue.Visit
    visits: list = field(default_factory=list)
    booked: list = field(default_factory=list)
    #: id of a visit -> its products as pairs (code, planned minutes)
    planned: dict = field(default_factory=dict)
    #: id of a visit -> minutes that its desk is busy
    real: dict = field(default_factory=dict)

    def __post_init__(self):
        taken = Counter()
        booked = self.town.appointments
        for number in range(booked):
            self._appointment(number, taken)
        for number in range(booked, booked + self.town.walk_ins):
            self._walk_in(number)

    def played(self, rules, choose=first):
        """Return the calls of the day as a list of (visit, desk, moment).

        :param rules: engine.queue.Rules
        :param choose: another rule to call by, see :func:`engine.queue_run.calls`
        """
        town = self.town
        opened = town.opening[0][0]
        made = calls(self.visits, town.desks, rules, self.real, opened, choose=choose)
        return list(made)

    def _appointment(self, number, taken):
        habits, rng = self.town.habits, self.rng
        products = self._products(lambda product: True)
        start = self._free_start(sum(p.minutes for p in products), taken)
        mean, spread, most = habits.early
        early = min(most, max(-habits.in_time, rng.gauss(mean, spread)))
        if rng.random() < habits.late:
            early = -rng.uniform(habits.in_time, habits.latest)
        visit = self._visit(number, start - early, products, start)
        self.booked.append(visit)
        if rng.random() >= habits.no_show:
            self.visits.append(visit)

    def _free_start(self, minutes, taken):
        """Spread appointments as an agenda does, over two in three desks."""
        limit = max(1, len(self.town.desks) * 2 // 3)
        starts = [m for pair in self.town.opening for m in range(*pair, GRID)]
        weights = [self.town.habits.gladly(minute) for minute in starts]
        for _attempt in range(ATTEMPTS):
            start = self.rng.choices(starts, weights)[0]
            if all(taken[m] < limit for m in range(start, start + minutes)):
                break
        taken.update(range(start, start + minutes))
        return start

    def _walk_in(self, number):
        arrival = self._arrival()
        products = self._products(lambda product: product.walk_in)
        self.visits.append(self._visit(number, arrival, products, None))

    def _arrival(self):
        """Return when somebody without appointment comes."""
        town, habits = self.town, self.town.habits
        first = town.opening[0][0] - habits.before_opening
        last = town.opening[-1][1] - habits.before_closing
        weights = dict(town.hours or habits.hours).values()
        most = max([habits.other_hour, *weights])
        while True:
            arrival = self.rng.uniform(first, last)
            if self.rng.random() * most <= habits.gladly(arrival, town.hours):
                return arrival

    def _products(self, wanted):
        some = [product for product in self.town.products if wanted(product)]
        weights = [product.weight for product in some]
        number = 2 if self.rng.random() < self.town.habits.second_product else 1
        chosen = self.rng.choices(some, weights, k=number)
        same = [p for p in chosen if p.service == chosen[0].service]
        return list({product.code: product for product in same}.values())

    def _visit(self, number, arrival, products, promised):
        self.planned[number] = [(p.code, p.minutes) for p in products]
        minutes = sum(self.pace.get(p.code, 1) * p.minutes for p in products)
        self.real[number] = real_minutes(minutes, self.rng)
        return Visit(
            number,
            arrival,
            promised,
            products[0].service,
            frozenset(product.code for product in products),
            self.rng.random() < self.town.habits.priority,
            None,
            all(product.quick for product in products),
        )
