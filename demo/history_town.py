"""The town hall of the history as plain values: who is served where, and when."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from ..engine import ticks
from ..engine.duration import visit_minutes
from . import history_profile as profile


@dataclass(frozen=True)
class Product:
    id: int
    code: str
    duration: int
    extra: int
    max_quantity: int


@dataclass
class OpenDay:
    """A day on which a type is open, in minutes since local midnight."""

    date: date
    midnight: datetime
    openings: list = field(default_factory=list)

    @property
    def minutes(self):
        return sum(stop - start for start, stop in self.openings)


class Counter:
    """An appointment type, with what the history needs to know of it."""

    def __init__(self, type_, service):
        self.type = type_
        self.service = service
        self.service_id = type_.service_id.id
        self.company_id = type_.service_id.company_id.id
        self.location_id = type_.location_ids[:1].id
        self.zone = type_._tz()
        self.grid = max(1, round(type_.slot_duration * 60))
        bookable = type_.product_ids.filtered(lambda p: p.booking != "none")
        self.products = [
            Product(p.id, p.code or "", p.duration, p.extra_duration, p.max_quantity)
            for p in bookable
        ]
        self.partners = self._find_partners(bookable)
        self._desks = {}
        self._weights = {}

    def _find_partners(self, records):
        """Return which products may be added to which in one visit."""
        known = {product.id: product for product in self.products}
        return {
            one.id: [
                known[other.id]
                for other in records
                if other != one and one._combines_with(other)
            ]
            for one in records
        }

    def desks(self, products):
        """Return the desks that serve these products.

        Desks for a few products come first, to keep the others free. The order of
        the type may be random, and would make every history another one.
        """
        key = tuple(sorted(product.id for product in products))
        if key not in self._desks:
            records = self.type.env["municipal.product"].browse(key)
            resources = self.type.env["resource.resource"].union(
                *(
                    combination.resource_ids[:1]
                    for combination in self.type._candidate_combinations(records)
                )
            )
            desks = resources.sorted(lambda d: (not d.served_product_ids, d.id))
            self._desks[key] = desks.ids or [None]
        return self._desks[key]

    def month_weights(self, day):
        """Return the running sums of the weights of the products in a month."""
        key = (day.year, day.month)
        if key not in self._weights:
            self._weights[key] = list(
                accumulate(
                    profile.product_weight(self.service, product.code, *key)
                    for product in self.products
                )
            )
        return self._weights[key]

    def open_days(self, first, end):
        """Return the days of a period on which this type is open, as the type says."""
        return self._days(self.type._open_intervals(*self._bounds(first, end)))

    def _bounds(self, first, end):
        """Return the aware moments between which a period lies."""
        midnights = (first, end + timedelta(days=1))
        return [
            self.zone.localize(datetime.combine(day, time.min)) for day in midnights
        ]

    def _days(self, opened):
        """Return opened time, in minutes of the engine, by local day."""
        days = {}
        for start, stop in opened:
            local = self.local(ticks.from_minutes(start))
            day = days.setdefault(
                local.date(),
                OpenDay(
                    local.date(),
                    datetime.combine(local.date(), time.min) - local.utcoffset(),
                ),
            )
            minute = local.hour * 60 + local.minute
            day.openings.append((minute, minute + stop - start))
        return list(days.values())

    def local(self, moment):
        """Return a naive UTC moment as the clocks of the building show it."""
        return ticks.local(moment, self.zone)

    @staticmethod
    def minutes(lines):
        """Return the minutes that pairs (product, quantity) take."""
        return visit_minutes(
            (product.duration, product.extra, quantity) for product, quantity in lines
        )


def find_counters(env, kind=Counter):
    """Return the appointment types of the services that have a history."""
    counters = []
    for service in (profile.CITIZENS, *profile.ASSUMED):
        record = env.ref(f"municipal_appointment.{service}", raise_if_not_found=False)
        for type_ in record.type_ids if record else ():
            counter = kind(type_, service)
            if counter.products:
                counters.append(counter)
    return counters


def find_clerks(env):
    """Return the users who served the visitors: the clerks, else nobody."""
    system = env.ref("base.user_root") + env.ref("base.user_admin")
    clerks = env.ref("municipal_appointment.group_clerk").all_user_ids - system
    return clerks.sorted("id").ids
