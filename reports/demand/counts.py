"""Access times, what was asked in vain, and what went by the digital counter."""

from collections import Counter, defaultdict
from typing import NamedTuple

from odoo.fields import Domain

from ...models.visit.municipal_visit import DISTANCE_CHANNELS
from ..dashboard.weeks import monday_of
from ..sheets.names import Names

#: how unmet demand is grouped, under the name that the sheets use
DEMAND = {
    "total": (),
    "reason": ("kind", "reason", "channel"),
    "product": ("product_id", "kind"),
    "day": ("day:day", "kind"),
    "word": ("word",),
}


class Access(NamedTuple):
    """Days until a free slot, of some days on which they were recorded."""

    days: int = 0
    nothing_free: int = 0
    first: tuple = ()
    third: tuple = ()

    def add(self, row):
        first, third, nothing = row
        return Access(
            self.days + 1,
            self.nothing_free + (nothing or 0),
            self.first + ((first,) if first is not None else ()),
            self.third + ((third,) if third is not None else ()),
        )


class DemandFigures:
    """The figures of a period; a key of a product is that of :class:`Names`."""

    def __init__(self, env, domain):
        self.env = env
        self.domain = Domain(domain)
        self.names = Names(env)
        self.access = self._read_access()
        self.demand = self._read_demand()
        self.words = self._read_words()
        self.links = self._read_links()
        self.contacts = self._read_contacts()

    # Access time -------------------------------------------------------------------

    def _read_access(self):
        """Return the days by (Monday, key of the product, location)."""
        times = self.env["municipal.access.time"]
        groups = ["day:day", "product_id", "location_id"]
        measures = ["first_days:avg", "third_days:avg", "nothing_free:sum"]
        found = defaultdict(Access)
        for day, product, location, *row in times._read_group(
            self.domain, groups, measures
        ):
            key = (monday_of(day), self.names.key(product), location)
            found[key] = found[key].add(
                [None if value is False else value for value in row]
            )
        return dict(found)

    def access_by_product(self):
        """Return the same of the whole period: (key of the product, location)."""
        found = {}
        for (_monday, key, location), one in self.access.items():
            known = found.get((key, location), Access())
            found[key, location] = Access(
                *(mine + other for mine, other in zip(known, one, strict=True))
            )
        return found

    # Asked in vain -------------------------------------------------------------------

    def _read_demand(self):
        demand = self.env["municipal.demand"]
        found = demand._read_grouping_sets(
            self.domain, list(DEMAND.values()), ["times:sum"]
        )
        return {
            name: Counter({row[:-1]: row[-1] for row in rows if row[-1]})
            for name, rows in zip(DEMAND, found, strict=True)
        }

    @property
    def times(self):
        return self.demand["total"].total()

    def demand_by_product(self):
        """Return the times by (key of the product, kind)."""
        found = Counter()
        for (product, kind), times in self.demand["product"].items():
            found[self.names.key(product), kind] += times
        return found

    def demand_by_week(self):
        found = Counter()
        for (day, kind), times in self.demand["day"].items():
            found[monday_of(day), kind] += times
        return found

    def _read_words(self):
        """Return the words that are shown: word -> (times, days)."""
        rows = self.env["municipal.demand"]._read_group(
            self.domain & Domain("word", "!=", False),
            ["word"],
            ["times:sum", "day:count_distinct"],
        )
        return {word: (times, days) for word, times, days in rows}

    # Digital -------------------------------------------------------------------------

    def _read_links(self):
        """Return how often links were followed: (key of the product, channel)."""
        found = Counter()
        for product, channel, uses in self.env["municipal.digital.use"]._read_group(
            self.domain, ["product_id", "channel"], ["uses:sum"]
        ):
            found[self.names.key(product), channel] += uses
        return found

    def _read_contacts(self):
        """Return contacts by product: (key, in the building or the channel)."""
        report = self.env["municipal.visit.report"]
        found = Counter()
        for product, channel, contacts in report._read_group(
            self.domain & Domain("contacts", ">", 0),
            ["product_id", "channel"],
            ["contacts:sum"],
        ):
            place = channel if channel in DISTANCE_CHANNELS else "building"
            found[self.names.key(product), place] += contacts
        return found
