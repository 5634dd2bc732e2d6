"""The sheets of access time: per week, and over the whole period."""

from statistics import fmean

from ..dashboard.weeks import week_name
from ..sheets.sheet import Column


class AccessSheet:
    """What both tables of access time share."""

    def __init__(self, content, sheet):
        self.content = content
        self.env = content.book.env
        self.names = content.figures.names
        self.sheet = sheet

    def fill(self):
        self.content.notes.write_warning(self.sheet)
        self.sheet.header([*self._lead_columns(), *self._columns()])
        days = [self._write_row(*row) for row in self._rows()]
        self.sheet.filter()
        if not days:
            self.sheet.empty(self.content.nothing())
            return
        self._write_sums(days)
        self.content.notes.write_texts(self.sheet)

    def _write_sums(self, days):
        recorded, nothing = (sum(column) for column in zip(*days, strict=True))
        before = [None] * (len(self._lead_columns()) - 1)
        sums = [*before, recorded, nothing, *[None] * (len(self._columns()) - 2)]
        self.sheet.sums(self.env._("Sum"), sums)
        keys = [*before, "recorded", "nothing", *[None] * (len(self._columns()) - 2)]
        self.content.totals.check(self.sheet, sums, keys)

    def _lead_columns(self):
        env = self.env
        return [
            Column(env._("Product"), "text", 38),
            Column(env._("Service"), "text", 24),
            Column(env._("Location"), "text", 22),
        ]

    def _lead(self, key, location):
        return [self.names.name(key), self.names.service(key), location.name or None]

    def _place(self, key, location):
        """Return by what rows are sorted."""
        return self.names.name(key), location.name or "", key, location.id


class AccessProductsSheet(AccessSheet):
    def _columns(self):
        env = self.env
        return [
            Column(env._("Recorded"), "int", 11),
            Column(env._("Without a free slot"), "few", 11),
            Column(env._("Days until the third free slot, mean"), "dec", 14),
            Column(env._("at best"), "int", 9),
            Column(env._("at worst"), "int", 9),
            Column(env._("Days until the first free slot, mean"), "dec", 14),
        ]

    def _rows(self):
        found = self.content.figures.access_by_product()
        return [
            (*place, found[place])
            for place in sorted(found, key=lambda one: self._place(*one))
        ]

    def _write_row(self, key, location, access):
        third = access.third
        self.sheet.row(
            [
                *self._lead(key, location),
                access.days,
                access.nothing_free,
                mean(third),
                min(third, default=None),
                max(third, default=None),
                mean(access.first),
            ]
        )
        return access.days, access.nothing_free


class AccessWeeksSheet(AccessSheet):
    def _lead_columns(self):
        return [Column(self.env._("Week"), "text", 13), *super()._lead_columns()]

    def _columns(self):
        env = self.env
        return [
            Column(env._("Recorded"), "int", 11),
            Column(env._("Without a free slot"), "few", 11),
            Column(env._("Days until the first free slot"), "dec", 13),
            Column(env._("Days until the third free slot"), "dec", 13),
            Column(env._("Note"), "text", 26),
        ]

    def _rows(self):
        found = self.content.figures.access
        return [
            (*place, found[place])
            for place in sorted(found, key=lambda one: (one[0], *self._place(*one[1:])))
        ]

    def _write_row(self, monday, key, location, access):
        note, style = self.content.notes.of_week(monday)
        values = [
            week_name(monday),
            *self._lead(key, location),
            access.days,
            access.nothing_free,
            mean(access.first),
            mean(access.third),
            note,
        ]
        self.sheet.row(values, "" if style == "break" else style)
        return access.days, access.nothing_free


def mean(values):
    """Return the mean of what is known; nothing when nothing is."""
    return fmean(values) if values else None
