"""The first sheet: what the workbook is about and what its figures mean."""

from odoo import fields
from odoo.tools import format_date, format_datetime

from .sheet import LINE_HEIGHT, lines_of

#: of the column of texts, in characters
WIDTH = 110


def meanings_of(model, *names):
    """Return what fields mean, as it stands in the screens and in the documentation."""
    told = model.fields_get(names, ["string", "help"])
    return [(told[name]["string"], told[name].get("help") or "") for name in names]


class AboutSheet:
    def __init__(self, book, notes, sheet):
        self.book = book
        self.env = book.env
        self.notes = notes
        self.sheet = sheet
        self.wizard = book.wizard

    def fill(self, meanings, how_to_read=(), empty=False):
        """Write what somebody has to know who was not there when it was made.

        :param meanings: pairs (figure, what it means)
        :param how_to_read: pairs (what is on the sheets, what it tells)
        """
        env = self.env
        self.sheet.worksheet.set_column(0, 0, 34)
        self.sheet.worksheet.set_column(1, 1, WIDTH)
        self._write_pairs(self._facts())
        if empty:
            self.sheet.empty()
        self._write_table(
            env._("Breaks and estimates"), self._broken() or [self._unbroken()]
        )
        self._write_table(env._("What the figures mean"), meanings)
        if how_to_read:
            self._write_table(env._("How to read the sheets"), how_to_read)

    def _unbroken(self):
        return (
            self.env._("None"),
            self.env._(
                "No change in the way of counting and no estimate is known in this "
                "period."
            ),
        )

    def _write_pairs(self, pairs):
        label = self.book.format(bold=True)
        for name, text in pairs:
            row = self.sheet.next_row
            self.sheet.worksheet.set_row(
                row, LINE_HEIGHT * lines_of(text, WIDTH * 0.95)
            )
            self.sheet.worksheet.write_string(row, 0, name, label)
            self.sheet.worksheet.write_string(row, 1, text, self.book.format("note"))
            self.sheet.next_row += 1

    def _write_table(self, title, pairs):
        self.sheet.title(title)
        self._write_pairs(pairs)

    def _facts(self):
        env, wizard = self.env, self.wizard
        everywhere = env._("all locations")
        return [
            (env._("Municipality"), wizard._owner()),
            *self._periods(),
            (
                env._("Services"),
                ", ".join(wizard.service_ids.mapped("name")) or env._("all services"),
            ),
            (
                env._("Locations"),
                ", ".join(wizard.location_ids.mapped("name")) or everywhere,
            ),
            (
                env._("Made"),
                env._(
                    "on %(moment)s by %(user)s",
                    moment=format_datetime(env, fields.Datetime.now()),
                    user=env.user.name,
                ),
            ),
        ]

    def _periods(self):
        """Return the period, or the two that stand beside each other."""
        env, periods = self.env, self.wizard._periods()
        names = [env._("Period")]
        if len(periods) > 1:
            names = [env._("Before"), env._("After")]
        return [
            (
                name,
                env._(
                    "%(first)s to %(last)s, both included",
                    first=format_date(env, first),
                    last=format_date(env, last),
                ),
            )
            for name, (first, last) in zip(names, periods, strict=True)
        ]

    def _broken(self):
        return [
            (
                f"({number}) {record._service_text()}",
                f"{record._period_text()}: {record.name}",
            )
            for number, record in enumerate(self.notes.records, start=1)
        ]
