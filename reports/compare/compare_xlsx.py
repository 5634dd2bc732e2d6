from odoo import models

from ..college.facts import Facts
from ..dashboard.figures import Figures
from ..dashboard.period import Period
from ..sheets.about import meanings_of
from ..sheets.content import Content
from .overview import OverviewSheet
from .sheets import (
    ChannelsSheet,
    HalfHoursSheet,
    ProductsSheet,
    WaitsSheet,
    WeekdaysSheet,
    WeekSheet,
)

DESCRIBED = (
    "visitors",
    "contacts",
    "waiting_minutes",
    "waiting_median",
    "waiting_p90",
    "waits_known",
    "within_target",
)
PLACES = ("before", "after")


class CompareXlsx(models.AbstractModel):
    """The workbook in which two periods stand beside each other."""

    _name = "report.municipal_appointment.compare_xlsx"
    _inherit = "report.municipal_appointment.book"
    _description = "Before and after in Excel"

    def _count(self, choice):
        return self.env["municipal.visit.report"].search_count(choice._domain())

    def _write_sheets(self, book, choice, parts):
        env = self.env
        before, after = (Period(*days) for days in choice._periods())
        figures = Figures(env, after, before, choice.service_ids, choice.location_ids)
        content = Content(book, choice, figures, figures.report)
        content.facts = Facts(figures)
        about = book.sheet(env._("About"), choice._title(), pages=1)
        for name, heading, kind, pages in self._sheets():
            kind(content, book.sheet(name, heading, pages)).fill()
        content.fill_about(
            about,
            [*meanings_of(figures.report, *DESCRIBED), *self._meanings()],
            empty=not any(content.totals.values["contacts", p] for p in PLACES),
        )
        return content.totals.sums_agree

    def _sheets(self):
        """Return the sheets in the order in which they are read."""
        env = self.env
        compared = env._("Before and after")
        week = env._("Visitors of an open day per weekday and half-hour")
        return [
            (env._("Overview"), compared, OverviewSheet, 1),
            (env._("The week"), week, WeekSheet, 1),
            (
                env._("Per weekday"),
                env._("Visitors of an open day per weekday"),
                WeekdaysSheet,
                0,
            ),
            (env._("Per weekday and half-hour"), week, HalfHoursSheet, 0),
            (
                env._("Per product"),
                env._("Visitors of an open day per product"),
                ProductsSheet,
                0,
            ),
            (
                env._("Per channel"),
                env._("Contacts of an open day per channel"),
                ChannelsSheet,
                0,
            ),
            (env._("Waits"), env._("Waits before and after"), WaitsSheet, 0),
        ]

    def _meanings(self):
        env = self.env
        return [
            (
                env._("No-show"),
                env._(
                    "Nobody turned up, or nobody answered when called. The share is "
                    "counted of the appointments that were kept or missed; those "
                    "cancelled in time do not matter."
                ),
            ),
            (
                env._("Open day"),
                env._(
                    "A day on which visitors were to be received by the hours, or on "
                    "which somebody came. Of a weekday: such a day of that weekday. "
                    "Contacts of closed days stand with the open day before them."
                ),
            ),
            (
                env._("Chance alone makes ±"),
                env._(
                    "When nothing changed, two such periods still differ by up to so "
                    "much, nineteen times out of twenty: days differ from each other. "
                    "It is computed from how much they did, day by day."
                ),
            ),
            (
                env._("Probability by chance"),
                env._(
                    "How often so large a difference comes about when nothing changed. "
                    "On sheets with a row for each weekday, half-hour, product or "
                    "channel all rows are judged together (Holm), because of many "
                    "rows one always differs most: there a difference can be larger "
                    "than what chance makes of one row, and still be chance."
                ),
            ),
            (
                env._("Verdict"),
                env._(
                    "More than chance: a probability below 5%. It does not say what "
                    "caused it: seasons, holidays and other changes do so too. Too few "
                    "days: fewer than eight in one of the periods."
                ),
            ),
            (
                env._("Difference of shares"),
                env._("In percentage points: from 60% to 65% is 5%."),
            ),
            (
                env._("Waits"),
                env._(
                    "Means and percentiles are not judged; whether waits changed is "
                    "told by the share within the target."
                ),
            ),
            (env._("Empty"), env._("Not measured. A 0 was counted or measured.")),
            (
                env._("Sensitive products"),
                env._(
                    "Those of a service stand together in one row, under a name that "
                    "does not tell which they are."
                ),
            ),
        ]
