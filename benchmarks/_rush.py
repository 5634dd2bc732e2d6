"""The towns of the benchmarks of the queue: their desks, products and visitors.

Durations are those of the catalogue, proportions those of the demo town hall. Nothing
of it needs a database: the days are those of ``engine/simulation.py``.
"""

from pathlib import Path
from xml.etree import ElementTree

from demo import history_profile as profile
from engine.queue import Desk
from engine.simulation import Habits, Product, Town

CATALOGUE = Path(__file__).parents[1] / "data"
HABITS = Habits(
    no_show=profile.NO_SHOW / 100,
    hours=tuple(profile.HOURS.items()),
    other_hour=profile.OTHER_HOUR,
)


def catalogue():
    """Return the products of the citizens' and the foreigners' desks."""
    found = []
    for path in sorted(CATALOGUE.glob("municipal_product_*_data.xml")):
        for record in ElementTree.parse(path).iter("record"):
            texts = {row.get("name"): row for row in record.iter("field")}
            if "duration" in texts and "code" in texts:
                found.append(_product(texts))
    return tuple({product.code: product for product in found if product}.values())


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


PRODUCTS = catalogue()
OF_CITIZENS = tuple(p for p in PRODUCTS if p.service == profile.CITIZENS)
QUICK = frozenset(product.code for product in PRODUCTS if product.quick)
SHORT = frozenset(product.code for product in PRODUCTS if product.minutes <= 15)


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
        products=OF_CITIZENS,
        habits=HABITS,
        hours=((8, 1.5), (9, 1.6), (10, 1.5), (11, 1.2), (12, 0.9), (13, 0.8)),
    ),
    "tuesday": Town(
        desks(everything=4, quick=1),
        ((9 * 60, 12 * 60),),
        appointments=12,
        walk_ins=68,
        products=OF_CITIZENS,
        habits=HABITS,
        hours=((8, 2.0), (9, 1.6), (10, 1.3), (11, 0.9)),
    ),
    "weekday": Town(
        desks(everything=3, citizens=4, quick=1),
        ((9 * 60, 12 * 60), (13 * 60, 16 * 60 + 30)),
        appointments=140,
        walk_ins=75,
        products=PRODUCTS,
        habits=HABITS,
    ),
}
