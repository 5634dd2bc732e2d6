"""What changed between two periods, day by day: only more than chance is news."""

from collections import Counter, defaultdict
from functools import cached_property

from ...engine.difference import adjusted, rates, shares
from ..dashboard.figures import CAME_DOMAIN, WAITED

#: products that are looked at for what changed
MOST_PRODUCTS = 8


class Facts:
    """The differences that a page for the college may tell of."""

    def __init__(self, figures):
        self.figures = figures

    @cached_property
    def _dates(self):
        """Return the days on which visitors were received: before and now."""
        now, before = self.figures.open_dates()
        return before, now

    def _per_day(self, before, now, chosen=lambda day: True):
        """Return a number for each open day of both periods, also 0."""
        return [
            [counted[day] for day in dates if chosen(day)]
            for dates, counted in zip(self._dates, (before, now), strict=True)
        ]

    @cached_property
    def visitors(self):
        now, before = self.figures.daily
        return rates(*self._per_day(before, now))

    @cached_property
    def weekdays(self):
        """Return the visitors of an open day of each weekday, judged together."""
        now, before = self.figures.daily
        days = {weekday: None for weekday in range(1, 8)}
        for weekday in days:
            counts = self._per_day(
                before, now, lambda day, weekday=weekday: day.isoweekday() == weekday
            )
            days[weekday] = rates(*counts) if any(map(any, counts)) else None
        found = {weekday: change for weekday, change in days.items() if change}
        return dict(zip(found, adjusted(list(found.values())), strict=True))

    @cached_property
    def in_time(self):
        """Return the share that was helped within the target."""
        pairs = {True: [], False: []}
        for now, _day, known, percent in self.figures.grouped(
            ["day:day"], ["waits_known:sum", "within_target:avg"], WAITED
        ):
            pairs[now].append((round(known * (percent or 0) / 100), known))
        return shares(pairs[False], pairs[True])

    @cached_property
    def no_shows(self):
        """Return the share of the appointments for which nobody came."""
        missed = {True: Counter(), False: Counter()}
        made = {True: Counter(), False: Counter()}
        for now, day, _lead, state, visits in self.figures.promised:
            made[now][day] += visits
            missed[now][day] += visits * (state == "no_show")
        before, after = (
            [(missed[now][day], total) for day, total in made[now].items()]
            for now in (False, True)
        )
        return shares(before, after)

    @cached_property
    def products(self):
        """Return the visitors a day of the products asked most, judged together."""
        daily = {True: defaultdict(Counter), False: defaultdict(Counter)}
        for now, day, product, visitors in self.figures.grouped(
            ["day:day", "product_id"], ["visitors:sum"], CAME_DOMAIN
        ):
            daily[now][product][day] += visitors
        asked = Counter({p: days.total() for p, days in daily[True].items() if p})
        most = [product for product, _count in asked.most_common(MOST_PRODUCTS)]
        changes = [
            rates(*self._per_day(daily[False][product], daily[True][product]))
            for product in most
        ]
        records = self.figures.env["municipal.product"].browse(most)
        return [
            (record.display_name, asked[record.id], change)
            for record, change in zip(records, adjusted(changes), strict=True)
        ]
