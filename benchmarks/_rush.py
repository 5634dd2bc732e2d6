"""Days at a town hall: who comes when, for what, and how long it really takes.

Durations are those of the catalogue, proportions those of the demo town hall. Nothing
of it needs a database.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from demo import history_profile as profile
from engine.queue import Desk, Visit

CATALOGUE = Path(__file__).parents[1] / "data"
SECOND_PRODUCT = 0.08
#: visitors who cannot wait, and appointments that come later than they may
PRIORITY, LATE = 0.03, 0.03
NO_SHOW = profile.NO_SHOW / 100
EARLIEST_WALK_IN, LAST_WALK_IN = 10, 20
GRID = 5
#: so much after the promised time visitors still come, most of them
IN_TIME = 10


@dataclass(frozen=True)
class Product:
    """What a visitor comes for."""

    code: str
    service: str
    minutes: int
    weight: float
    quick: bool
    walk_in: bool


def catalogue():
    """Return the products of the citizens' and the foreigners' desks."""
    found = []
    for path in sorted(CATALOGUE.glob("municipal_product_*_data.xml")):
        for record in ElementTree.parse(path).iter("record"):
            texts = {row.get("name"): row for row in record.iter("field")}
            if "duration" in texts and "code" in texts:
                found.append(_product(texts))
    return [product for product in found if product]


def _product(fields):
    code = fields["code"].text
    walk_in = fields["walk_in"].text if "walk_in" in fields else ""
    for service in (profile.CITIZENS, profile.FOREIGNERS):
        if code in profile.PRODUCTS[service]:
            return Product(
                code,
                service,
                int(fields["duration"].get("eval")),
                profile.PRODUCTS[service][code],
                walk_in == "quick_counter",
                walk_in != "never",
            )
    return None


PRODUCTS = {product.code: product for product in catalogue()}


def real_minutes(planned, rng):
    """Return how long a visit really takes, the walk to the desk included."""
    spread = 0.36 if planned <= 20 else 0.2
    pace = min(2, max(0.35, rng.lognormvariate(-0.1, spread)))
    return planned * pace + rng.uniform(0.7, 2.8)


@dataclass(frozen=True)
class Town:
    """Desks, hours, and how many come with and without appointment."""

    desks: tuple
    opening: tuple
    appointments: int
    walk_ins: int
    #: local hour -> how gladly people come without appointment
    hours: tuple = tuple(profile.HOURS.items())
    foreigners: bool = False

    def day(self, rng, pace=None):
        """Return a day of this town.

        :param dict pace: code of a product -> times the planned minutes
        """
        return Day(self, rng, pace or {})


@dataclass
class Day:
    """The visitors of one day; ``booked`` holds who did not come too."""

    town: Town
    rng: random.Random
    pace: dict
    visits: list = field(default_factory=list)
    booked: list = field(default_factory=list)
    planned: dict = field(default_factory=dict)
    real: dict = field(default_factory=dict)

    def __post_init__(self):
        taken = Counter()
        booked = self.town.appointments
        for number in range(booked):
            self._appointment(number, taken)
        for number in range(booked, booked + self.town.walk_ins):
            self._walk_in(number)

    def _appointment(self, number, taken):
        products = self._products(lambda product: True)
        start = self._free_start(sum(p.minutes for p in products), taken)
        early = min(25, max(-IN_TIME, self.rng.gauss(6, 5)))
        if self.rng.random() < LATE:
            early = -self.rng.uniform(IN_TIME, 30)
        visit = self._visit(number, start - early, products, start)
        self.booked.append(visit)
        if self.rng.random() >= NO_SHOW:
            self.visits.append(visit)

    def _free_start(self, minutes, taken):
        """Spread appointments as an agenda does, over two in three desks."""
        limit = max(1, len(self.town.desks) * 2 // 3)
        starts = [m for pair in self.town.opening for m in range(*pair, GRID)]
        weights = [profile.HOURS.get(m // 60, profile.OTHER_HOUR) for m in starts]
        for _attempt in range(200):
            start = self.rng.choices(starts, weights)[0]
            if all(taken[m] < limit for m in range(start, start + minutes)):
                break
        taken.update(range(start, start + minutes))
        return start

    def _walk_in(self, number):
        hours, (first, last) = dict(self.town.hours), self._doors()
        while True:
            arrival = self.rng.uniform(first, last)
            weight = hours.get(int(arrival // 60), profile.OTHER_HOUR)
            if self.rng.random() * max(hours.values()) <= weight:
                break
        products = self._products(lambda product: product.walk_in)
        self.visits.append(self._visit(number, arrival, products, None))

    def _doors(self):
        first, last = self.town.opening[0][0], self.town.opening[-1][1]
        return first - EARLIEST_WALK_IN, last - LAST_WALK_IN

    def _products(self, wanted):
        services = [profile.CITIZENS] + [profile.FOREIGNERS] * self.town.foreigners
        some = [p for p in PRODUCTS.values() if p.service in services and wanted(p)]
        weights = [product.weight for product in some]
        number = 2 if self.rng.random() < SECOND_PRODUCT else 1
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
            self.rng.random() < PRIORITY,
            None,
            all(product.quick for product in products),
        )


QUICK = frozenset(p.code for p in PRODUCTS.values() if p.quick)
SHORT = frozenset(p.code for p in PRODUCTS.values() if p.minutes <= 15)


def desks(everything, short=0, quick=0, citizens=0):
    """Return desks: for everything, short matters, the quick counter, citizens."""
    kinds = [
        *[("quick", None, QUICK)] * quick,
        *[("", None, SHORT)] * short,
        *[("", frozenset([profile.CITIZENS]), None)] * citizens,
        *[("", None, None)] * everything,
    ]
    return tuple(
        Desk(number, services, products, kind == "quick")
        for number, (kind, services, products) in enumerate(kinds)
    )


TOWNS = {
    "saturday": Town(
        desks(everything=12, short=6, quick=2),
        ((9 * 60, 15 * 60),),
        appointments=270,
        walk_ins=330,
        hours=((8, 1.5), (9, 1.6), (10, 1.5), (11, 1.2), (12, 0.9), (13, 0.8)),
    ),
    "tuesday": Town(
        desks(everything=4, quick=1),
        ((9 * 60, 12 * 60),),
        appointments=12,
        walk_ins=68,
        hours=((8, 2.0), (9, 1.6), (10, 1.3), (11, 0.9)),
    ),
    "weekday": Town(
        desks(everything=3, citizens=4, quick=1),
        ((9 * 60, 12 * 60), (13 * 60, 16 * 60 + 30)),
        appointments=140,
        walk_ins=75,
        foreigners=True,
    ),
}
