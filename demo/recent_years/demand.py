"""What was counted beside the visits since 2025: how far ahead slots were free, what
visitors asked for in vain, and what went through the digital counter."""

import random
from bisect import bisect_right
from collections import defaultdict

from ..history_store import copy
from . import profile
from .calendar_days import AHEAD, days_between

ACCESS = (
    "day product_id service_id location_id company_id "
    "first_days third_days nothing_free"
).split()
DEMAND = (
    "day kind reason channel product_id service_id location_id company_id typed word "
    "times"
).split()
FIGURE = (
    "day product_id service_id company_id count create_uid write_uid create_date "
    "write_date"
).split()
USE = "day product_id service_id company_id channel location_id uses".split()


class Demand:
    def __init__(self, env, counters, last_day):
        self.env, self.counters = env, counters
        self.days = days_between(profile.SINCE, last_day)
        self.rng = random.Random(profile.SEED)
        self.names = {
            counter: counter.type.get_external_id()[counter.type.id].partition(".")[2]
            for counter in counters
        }
        self.open = self._open_dates(last_day)
        self.products = {
            product.code: product
            for product in env["municipal.product"].search(
                [("company_id", "=", env.company.id)]
            )
        }

    def make(self):
        self._access_times()
        copy(self.env, "municipal_demand", DEMAND, self._unmet())
        copy(self.env, "municipal_digital_figure", FIGURE, self._digital())
        copy(self.env, "municipal_digital_use", USE, self._uses())

    def _open_dates(self, last_day):
        """Return the days of each type on which appointments are kept, in order."""
        return {
            counter: [
                day.date
                for day in counter.days("appointment", profile.SINCE, last_day + AHEAD)
            ]
            for counter in self.counters
        }

    # How far away free slots were ---------------------------------------------------

    def _access_times(self):
        rows = []
        for counter in self.counters:
            products = counter.type._products_online().sorted("id")
            for day in self.days:
                rows += self._access_time(counter, products, day)
        copy(self.env, "municipal_access_time", ACCESS, rows)

    def _access_time(self, counter, products, day):
        """Yield the rows of a day; products that take as long have the same slots."""
        known = {}
        for product in products:
            if product.duration not in known:
                known[product.duration] = self._free(counter, product, day)
            for location in counter.type.location_ids.ids or [None]:
                yield (
                    day,
                    product.id,
                    counter.service_id,
                    location,
                    counter.company_id,
                    *known[product.duration],
                    0,
                )

    def _free(self, counter, product, day):
        """Return how many days away the first and the third free slot are."""
        name = self.names[counter]
        mean = profile.FREE_SLOT.get(name, 4) * profile.PRESSURE.get(day.month, 1)
        if day >= profile.FREE_WALK_IN:
            mean *= profile.FREE_SLOT_SINCE.get(name, 1)
        mean *= 0.8 + product.duration / 60
        first = max(0, round(self.rng.gauss(mean, mean / 4)) - 1)
        third = first + self.rng.choice((0, 0, 1, 1, 2))
        return [self._days_until(counter, day, number) for number in (first, third)]

    def _days_until(self, counter, day, number):
        """Return how many days after a day the next open day but so many is."""
        dates = self.open[counter]
        place = min(bisect_right(dates, day) + number, len(dates) - 1)
        return max(0, (dates[place] - day).days)

    # What was asked for in vain ---------------------------------------------------

    def _unmet(self):
        times = defaultdict(int)
        citizens = next(c for c in self.counters if c.service == profile.CITIZENS)
        opened = set(self.open[citizens])
        for day in self.days:
            walk_in = day.isoweekday() == 2 and day >= profile.FREE_WALK_IN
            kinds = {None, "tuesday"} if walk_in else {None, "other"}
            kinds = kinds if walk_in or day in opened else set()
            for *what, code, mean, kind in profile.UNMET:
                if kind in kinds or kind == "any":
                    times[(day, *what, code, None)] += self._count(mean, day)
            for word, mean in profile.WORDS.items():
                key = day, "word", "unknown_word", "website", None, word
                times[key] += self._count(mean, day)
        return [self._unmet_row(*key, count) for key, count in times.items() if count]

    def _unmet_row(self, day, kind, reason, channel, code, word, count):
        product = self.products.get(code, self.env["municipal.product"])
        location = product.type_id.location_ids[:1] if channel == "kiosk" else None
        return (
            day,
            kind,
            reason,
            channel,
            product.id or None,
            product.service_id.id or None,
            location.id if location else None,
            self.env.company.id,
            word,
            word,
            count,
        )

    def _count(self, mean, day, rate=profile.GROWTH):
        mean *= profile.growth(day, rate) * profile.PRESSURE.get(day.month, 1)
        return self._draw(mean)

    def _draw(self, mean):
        """Draw a number of independent events (Poisson)."""
        number, passed = -1, 0.0
        while passed < mean:
            passed += self.rng.expovariate(1)
            number += 1
        return max(0, number)

    # The digital counter ---------------------------------------------------

    def _digital(self):
        rows = []
        for day in self.days:
            for code, mean in profile.DIGITAL.items():
                product = self.products.get(code)
                count = product and self._digital_count(code, mean, day)
                if count:
                    rows.append(
                        (
                            day,
                            product.id,
                            product.service_id.id,
                            product.company_id.id,
                            count,
                            self.env.uid,
                            self.env.uid,
                            day,
                            day,
                        )
                    )
        return rows

    def _digital_count(self, code, mean, day):
        mean *= profile.growth(day, profile.DIGITAL_GROWTH)
        mean *= profile.season(code, day.month, False)
        return self._draw(mean * (profile.DIGITAL_WEEKEND if day.weekday() > 4 else 1))

    def _uses(self):
        """Return how often links were followed: some who do so do not go on."""
        return [
            (
                day,
                product.id,
                product.service_id.id,
                product.company_id.id,
                "website",
                None,
                uses,
            )
            for day in self.days
            for code, mean in profile.DIGITAL.items()
            if (product := self.products.get(code))
            and (uses := self._digital_count(code, mean * 0.7, day))
        ]
