from odoo import models

from ..sheets.about import meanings_of
from ..sheets.content import Content
from .minutes import CapacityFigures
from .sheets import (
    DaysSheet,
    DesksSheet,
    HeatSheet,
    OvertimeSheet,
    SlotsSheet,
    WeeksSheet,
)

DESCRIBED = (
    "offered",
    "booked",
    "used",
    "overtime",
    "booked_percent",
    "used_percent",
    "half_hour",
)


class CapacityXlsx(models.AbstractModel):
    """The workbook of what desks offered, and how it was used."""

    _name = "report.municipal_appointment.capacity_xlsx"
    _inherit = "report.municipal_appointment.book"
    _description = "Capacity of the desks in Excel"

    def _count(self, choice):
        return self.env["municipal.capacity"].search_count(choice._domain())

    def _write_sheets(self, book, choice, parts):
        env = self.env
        figures = CapacityFigures(env, choice._domain())
        content = Content(book, choice, figures, figures.model)
        about = book.sheet(env._("About"), choice._title(), pages=1)
        content.add_totals(self._totals(figures.total))
        for name, heading, kind, pages in self._sheets():
            kind(content, book.sheet(name, heading, pages)).fill()
        content.fill_about(
            about,
            [*meanings_of(figures.model, *DESCRIBED), *self._meanings()],
            empty=not figures.by("day"),
        )
        return content.totals.sums_agree

    def _sheets(self):
        """Return the sheets in the order in which they are read."""
        env = self.env
        half_hours = env._("Capacity per weekday and half-hour")
        return [
            (env._("Use of the week"), env._("Use of the week"), HeatSheet, 1),
            (env._("Per weekday and half-hour"), half_hours, SlotsSheet, 0),
            (env._("Per desk"), env._("Capacity per desk"), DesksSheet, 0),
            (env._("Per week"), env._("Capacity per week"), WeeksSheet, 0),
            (env._("Per day"), env._("Capacity per day"), DaysSheet, 0),
            (env._("Overtime"), env._("Overtime after closing"), OvertimeSheet, 0),
        ]

    def _totals(self, total):
        env = self.env
        return [
            ("offered", env._("Offered (min)"), total.offered, "int"),
            ("booked", env._("Booked (min)"), total.booked, "int"),
            ("used", env._("Used (min)"), total.used, "int"),
            ("overtime", env._("Overtime (min)"), total.overtime, "int"),
            ("booked_share", env._("Booked, of offered"), total.booked_share, "share"),
            (
                "used_share",
                env._("Used, of what was offered and measured"),
                total.used_share,
                "share",
            ),
            (
                "per_hour",
                env._("Used per open hour of a desk (min)"),
                total.used_per_hour,
                "dec",
            ),
            ("days", env._("Open days: something was offered"), total.days, "int"),
            (
                "measured",
                env._("Open days on which the use was measured"),
                total.measured_days,
                "int",
            ),
            (
                "per_day",
                env._("Used per open day, all desks together (min)"),
                total.used_per_day,
                "dec",
            ),
        ]

    def _meanings(self):
        env = self.env
        return [
            (
                env._("Open day"),
                env._("A day on which at least one of the desks was offered."),
            ),
            (
                env._("Used per open hour"),
                env._(
                    "Minutes used of an hour that one desk was offered: the share in "
                    "other words. Hours of which the use was not measured are not "
                    "in it."
                ),
            ),
            (
                env._("Used per open day"),
                env._(
                    "Minutes used of an open day on which the use was measured: of all "
                    "desks of the row together."
                ),
            ),
            (env._("Empty"), env._("Not measured. A 0 was counted or measured.")),
            (
                env._("Days counted"),
                env._(
                    "A day is counted in the night after it: today and days to come "
                    "are not in it, nor what was before the counting began."
                ),
            ),
            (
                env._("Desks of several services"),
                env._(
                    "Their time is not divided: such a desk is in a workbook of all "
                    "services, and not in that of one of them."
                ),
            ),
        ]
