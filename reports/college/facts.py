"""What changed between two periods, day by day: only more than chance is news."""

from bisect import bisect_right
from collections import Counter, defaultdict
from functools import cached_property

from ...engine.difference import adjusted, rates, shares
from ..dashboard.figures import CAME_DOMAIN, CONTACTS, WAITED

#: products that are looked at for what changed
MOST_PRODUCTS = 8


class Facts:
    """The differences that a page for the college, or a workbook, may tell of."""

    def __init__(self, figures):
        self.figures = figures

    @cached_property
    def dates(self):
        """Return the days on which visitors were received: before and now."""
        now, before = self.figures.open_dates()
        return before, now

    def _per_day(self, before, now, chosen=lambda day: True):
        """Return a number for each open day of both periods, also 0."""
        return [
            [counted[day] for day in dates if chosen(day)]
            for dates, counted in zip(self.dates, (before, now), strict=True)
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
    def contacts(self):
        """Return the contacts of an open day, through every channel together."""
        now, before = self._added(self.contacts_by_channel.values())
        return rates(*self._per_open_day(before, now))

    @cached_property
    def contacts_by_channel(self):
        """Return the contacts of each day by channel: pairs (now, before)."""
        return self._daily("channel", CONTACTS, "contacts:sum")

    @cached_property
    def channels(self):
        """Return the contacts of an open day by channel, judged together."""
        found = self.contacts_by_channel
        changes = [
            rates(*self._per_open_day(before, now)) for now, before in found.values()
        ]
        return dict(zip(found, adjusted(changes), strict=True))

    def _per_open_day(self, before, now):
        """Return contacts for each open day; those of closed days came since the last.

        The digital counter never closes: its Sundays must not be lost.
        """
        found = []
        for dates, counted in zip(self.dates, (before, now), strict=True):
            dates = dates or sorted(counted)
            numbers = [0] * len(dates)
            for day, contacts in counted.items():
                numbers[max(0, bisect_right(dates, day) - 1)] += contacts
            found.append(numbers)
        return found

    @staticmethod
    def _added(pairs):
        """Return the counts of pairs (now, before) together."""
        now, before = Counter(), Counter()
        for one, other in pairs:
            now.update(one)
            before.update(other)
        return now, before

    def _daily(self, name, domain=None, measure="visitors:sum"):
        """Return counts of each day by a field: key -> pair (now, before).

        :param domain: of the visits that count; visitors when left out
        """
        found = defaultdict(lambda: (Counter(), Counter()))
        for now, day, key, amount in self.figures.grouped(
            ["day:day", name], [measure], domain or CAME_DOMAIN
        ):
            found[key][not now][day] += amount or 0
        return found

    @cached_property
    def _daily_half_hours(self):
        return self._daily("half_hour")

    @cached_property
    def half_hours(self):
        """Return the visitors of an open day by (weekday, half-hour), judged together.

        An open day is one of that weekday; visitors of whom an earlier system knows
        the day alone have no half-hour.
        """
        found = {}
        for half_hour, (now, before) in self._daily_half_hours.items():
            for weekday in {day.isoweekday() for day in [*now, *before]}:
                counts = self._per_day(
                    before,
                    now,
                    lambda day, weekday=weekday: day.isoweekday() == weekday,
                )
                found[weekday, half_hour] = rates(*counts)
        return dict(zip(found, adjusted(list(found.values())), strict=True))

    def visitors_by_half_hour(self):
        """Return the visitors by (weekday, half-hour): pairs (before, now)."""
        found = defaultdict(lambda: [0, 0])
        for half_hour, pair in self._daily_half_hours.items():
            for place, counted in enumerate(reversed(pair)):
                for day, visitors in counted.items():
                    found[day.isoweekday(), half_hour][place] += visitors
        return found

    def changed(self, groups):
        """Return the visitors of an open day of groups of products, judged together.

        :param groups: key -> pair (now, before) of the visitors of each day
        """
        changes = [
            rates(*self._per_day(before, now)) for now, before in groups.values()
        ]
        return dict(zip(groups, adjusted(changes), strict=True))

    def daily_products(self):
        """Return the visitors of each day by product: id -> pair (now, before)."""
        return self._daily("product_id")

    @cached_property
    def products(self):
        """Return the visitors a day of the products asked most, judged together."""
        daily = self.daily_products()
        asked = Counter({p: now.total() for p, (now, _before) in daily.items() if p})
        most = [product for product, count in asked.most_common(MOST_PRODUCTS) if count]
        changes = self.changed({product: daily[product] for product in most})
        records = self.figures.env["municipal.product"].browse(most)
        return [
            (record.display_name, asked[record.id], changes[record.id])
            for record in records
        ]
