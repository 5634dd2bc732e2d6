"""The sheets of access time: per week, and over the whole period."""

from statistics import fmean

from ..dashboard.weeks import week_name
from ..sheets.sheet import Column
from ..sheets.table import TableSheet


class AccessSheet(TableSheet):
    """What both tables of access time share."""

    def _columns(self):
        return [*self._lead_columns(), *self._access_columns()]

    def _access_columns(self):
        raise NotImplementedError

    def _returned(self, access):
        """Return what of a row is added up."""
        before = [None] * (len(self._lead_columns()) - 1)
        after = [None] * (len(self._access_columns()) - 2)
        return [*before, access.days, access.nothing_free, *after]

    def _keys(self):
        before = [None] * (len(self._lead_columns()) - 1)
        after = [None] * (len(self._access_columns()) - 2)
        return [*before, "recorded", "nothing", *after]

    def _lead_columns(self):
        env = self.env
        return [
            Column(env._("Product"), "text", 42),
            Column(env._("Service"), "text", 27),
            Column(env._("Location"), "text", 22),
        ]

    def _lead(self, key, location):
        return [
            self.figures.names.name(key),
            self.figures.names.service(key),
            location.name or None,
        ]

    def _place(self, key, location):
        """Return by what rows are sorted."""
        return self.figures.names.name(key), location.name or "", key, location.id


class AccessProductsSheet(AccessSheet):
    def _access_columns(self):
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
        found = self.figures.access_by_product()
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
        return self._returned(access)


class AccessWeeksSheet(AccessSheet):
    def _lead_columns(self):
        return [Column(self.env._("Week"), "text", 13), *super()._lead_columns()]

    def _access_columns(self):
        env = self.env
        return [
            Column(env._("Recorded"), "int", 11),
            Column(env._("Without a free slot"), "few", 11),
            Column(env._("Days until the first free slot"), "dec", 13),
            Column(env._("Days until the third free slot"), "dec", 13),
            Column(env._("Note"), "text", 26),
        ]

    def _rows(self):
        found = self.figures.access
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
        return self._returned(access)


def mean(values):
    """Return the mean of what is known; nothing when nothing is."""
    return fmean(values) if values else None
