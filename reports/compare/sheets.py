"""The sheets on which two periods stand beside each other."""

from collections import Counter

from ..sheets.names import Names
from ..sheets.sheet import Column
from ..sheets.table import TableSheet
from .overview import Waits, waits_by
from .words import COLUMNS, cells, columns


class ChangesSheet(TableSheet):
    """A row for each group: numbers of both periods, and how much a day differs."""

    def __init__(self, content, sheet):
        super().__init__(content, sheet)
        self.facts = content.facts

    def _columns(self):
        lead, numbers = self._lead_columns(), self._number_columns()
        return [*lead, *numbers, *columns(self.env)]

    def _lead_columns(self):
        raise NotImplementedError

    def _number_columns(self):
        env = self.env
        return [
            Column(env._("Visitors before"), "int", 11),
            Column(env._("Visitors after"), "int", 11),
        ]

    def _write_row(self, lead, numbers, change):
        self.sheet.row([*lead, *numbers, *cells(self.env, change)])
        before, after = self._beside()
        return [*before, *numbers, *after]

    def _beside(self):
        """Return what stands before and after the numbers: nothing to add up."""
        return [None] * (len(self._lead_columns()) - 1), [None] * COLUMNS

    def _keys(self):
        before, after = self._beside()
        keys = [(self._total(), place) for place in ("before", "after")]
        return [*before, *keys, *after]

    def _total(self):
        """Return the name of the total with which the sums are compared."""
        return "visitors"


class WeekdaysSheet(ChangesSheet):
    def _lead_columns(self):
        env = self.env
        return [
            Column(env._("Weekday"), "text", 18),
            Column(env._("Open days before"), "few", 10),
            Column(env._("Open days after"), "few", 10),
        ]

    def _rows(self):
        names = self.content.labels("weekday")
        now, before = self.facts.figures.daily
        for weekday, change in self.facts.weekdays.items():
            days = [
                sum(day.isoweekday() == weekday for day in dates)
                for dates in self.facts.dates
            ]
            numbers = [
                sum(n for day, n in counted.items() if day.isoweekday() == weekday)
                for counted in (before, now)
            ]
            yield [names[str(weekday)], *days], numbers, change


class HalfHoursSheet(ChangesSheet):
    def _lead_columns(self):
        return [
            Column(self.env._("Weekday"), "text", 16),
            Column(self.env._("Half-hour"), "text", 18),
        ]

    def _rows(self):
        names, halves = self.content.labels("weekday"), self.content.labels("half_hour")
        visitors = self.facts.visitors_by_half_hour()
        changes = self.facts.half_hours
        for weekday, half in sorted(changes, key=lambda one: (one[0], one[1] or "")):
            label = halves.get(half) or self.env._("Not known")
            lead = [names[str(weekday)], label]
            yield lead, visitors[weekday, half], changes[weekday, half]


class ChannelsSheet(ChangesSheet):
    def _lead_columns(self):
        return [Column(self.env._("Channel"), "text", 28)]

    def _number_columns(self):
        env = self.env
        return [
            Column(env._("Contacts before"), "int", 11),
            Column(env._("Contacts after"), "int", 11),
        ]

    def _rows(self):
        daily, changes = self.facts.contacts_by_channel, self.facts.channels
        for channel, label in self.content.labels("channel").items():
            if channel in daily:
                now, before = daily[channel]
                yield [label], [before.total(), now.total()], changes[channel]

    def _total(self):
        return "contacts"


class ProductsSheet(ChangesSheet):
    """Sensitive products of a service are one row, as in every workbook."""

    def _lead_columns(self):
        env = self.env
        return [
            Column(env._("Product"), "text", 42),
            Column(env._("Service"), "text", 26),
        ]

    def _rows(self):
        names, groups = Names(self.env), {}
        products = self.env["municipal.product"]
        for product_id, (now, before) in self.facts.daily_products().items():
            key = names.key(products.browse(product_id))
            mine = groups.setdefault(key, (Counter(), Counter()))
            mine[0].update(now)
            mine[1].update(before)
        changes = self.facts.changed(groups)
        for key in sorted(
            groups, key=lambda key: (not key, -groups[key][0].total(), names.name(key))
        ):
            now, before = groups[key]
            numbers = [before.total(), now.total()]
            yield [names.name(key), names.service(key)], numbers, changes[key]

    def _write_sums(self, rows):
        """Say why there is no sum: a visit for two products stands in both rows."""
        self.sheet.line()
        self.sheet.paragraph(
            self.env._(
                "A visit for two products stands in the rows of both: the rows add up "
                "to more than the visitors."
            )
        )


class WeekSheet(TableSheet):
    """Three pictures of the week: before, after, and the difference."""

    def __init__(self, content, sheet):
        super().__init__(content, sheet)
        known = content.facts.half_hours
        self.changes = {key: change for key, change in known.items() if key[1]}
        self.weekdays = sorted({weekday for weekday, _half in self.changes})
        halves = {half for _weekday, half in self.changes}
        self.half_hours = [
            half
            for half in content.labels("half_hour")
            if halves and min(halves) <= half <= max(halves)
        ]

    def _write_table(self):
        if not self.changes:
            self.sheet.empty()
            return
        env = self.env
        self._write(env._("Difference"), lambda change: change.after - change.before)
        self.sheet.line(
            env._("* more than chance, all half-hours judged together"), italic=True
        )
        self._write(env._("Before"), lambda change: change.before, freeze=False)
        self._write(env._("After"), lambda change: change.after, freeze=False)

    def _write(self, title, value, freeze=True):
        if not freeze:
            self.sheet.line()
        self.sheet.line(title, bold=True, font_size=13)
        names = self.content.labels("weekday")
        self.sheet.header(
            [
                Column(self.env._("Half-hour"), "text", 20),
                *(Column(names[str(day)], "mean", 13) for day in self.weekdays),
            ],
            freeze=freeze,
        )
        for half in self.half_hours:
            self._write_row(half, value, marked=freeze)
        if not freeze:
            self.sheet.shade(len(self.half_hours), len(self.weekdays))

    def _write_row(self, half, value, marked):
        labels = self.content.labels("half_hour")
        found = [self.changes.get((day, half)) for day in self.weekdays]
        kinds = [
            "marked" if marked and change and change.certain else "mean"
            for change in found
        ]
        values = [value(change) if change else None for change in found]
        self.sheet.row([labels[half], *values], kinds=["text", *kinds])


class WaitsSheet(TableSheet):
    """Waits of both periods: of all, by weekday and by half-hour of the day."""

    def _write_table(self):
        env = self.env
        self.sheet.header(self._columns())
        found = waits_by(self.figures)
        if not any(one.known for pair in found.values() for one in pair):
            self.sheet.empty(env._("No wait was measured in these periods."))
            return
        self._write_row(env._("All visitors"), found[()])
        for title, name in (
            (env._("Per weekday"), "weekday"),
            (env._("Per half-hour of the day"), "half_hour"),
        ):
            self._write_group(title, name)

    def _columns(self):
        env = self.env
        periods = (env._("before"), env._("after"))
        measures = [
            (env._("Waits known"), "int"),
            (env._("Mean"), "dec"),
            (env._("Median"), "dec"),
            (env._("Nine in ten"), "dec"),
            (env._("Within the target"), "share"),
        ]
        return [
            Column(env._("Waits (min)"), "text", 24),
            *(
                Column(f"{label}, {period}", kind, 11)
                for label, kind in measures
                for period in periods
            ),
        ]

    def _write_group(self, title, name):
        found, labels = waits_by(self.figures, name), self.content.labels(name)
        cells = len(self.sheet.columns)
        self.sheet.row([title, *[None] * (cells - 1)], "section", ["text"] * cells)
        for key in sorted(found, key=lambda one: one[0] or ""):
            self._write_row(labels.get(key[0]) or self.env._("Not known"), found[key])

    def _write_row(self, label, pair):
        values = []
        for name in ("known", "mean", "median", "p90", "share"):
            values += [getattr(one, name) for one in (Waits(*one) for one in pair)]
        self.sheet.row([label, *values])
