from dataclasses import dataclass

from odoo import api, models
from odoo.exceptions import UserError

from .workbook.about import AboutSheet
from .workbook.charts import ChartsSheet
from .workbook.figures import Figures
from .workbook.hours import HoursSheet, SlotsSheet
from .workbook.notes import Notes
from .workbook.periods import DaysSheet, HalfYearsSheet, MonthsSheet
from .workbook.products import ProductsSheet
from .workbook.sheet import Book
from .workbook.totals import TotalsSheet
from .workbook.visits import VisitsSheet


@dataclass
class Content:
    """What every sheet of the workbook draws from."""

    book: Book
    figures: Figures
    notes: Notes
    visits: VisitsSheet = None
    totals: TotalsSheet = None

    def labels(self, name):
        """Return the texts of a selection of the report by their codes."""
        field = self.figures.report._fields[name]
        return dict(field._description_selection(self.book.env))


class VisitorsXlsx(models.AbstractModel):
    """The workbook of visitors that a manager takes home.

    The figures are grouped by the database; the raw rows are written to the last
    sheet, and the totals are recounted from there.
    """

    _name = "report.municipal_appointment.visitors_xlsx"
    _inherit = "report.report_xlsx.abstract"
    _description = "Visitors in Excel"

    @api.private
    def get_workbook_options(self):
        """Never read a text as a formula or a link; write to disk row by row."""
        return {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }

    @api.private
    def generate_xlsx_report(self, workbook, data, objs):
        """Write the workbook of one export dialog."""
        if len(objs) != 1:
            raise UserError(
                self.env._("Choose a period under Visitors in Excel, and download it.")
            )
        wizard, domain = objs, objs._domain()
        wizard._check_size()
        book = Book(self.env, workbook, wizard)
        workbook.set_properties({"title": wizard._title(), "author": wizard._owner()})
        content = Content(book, Figures(self.env, domain), Notes(self.env, wizard))
        sheets = self._add_sheets(book, wizard)
        self._write_sheets(content, sheets)

    def _add_sheets(self, book, wizard):
        """Add the empty sheets in the order in which they are read."""
        env, title = self.env, wizard._title()
        return {
            "about": book.sheet(env._("About"), title, pages=1),
            "totals": book.sheet(env._("Totals"), env._("Totals"), pages=1),
            "charts": book.sheet(env._("Charts"), env._("Charts"), pages=1),
            "products": book.sheet(env._("Per product"), env._("Visitors per product")),
            "days": book.sheet(env._("Per day"), env._("Visitors per day")),
            "hours": book.sheet(
                env._("Per hour of the day"), env._("Visitors per hour of the day")
            ),
            "slots": book.sheet(
                env._("Per weekday and half-hour"),
                env._("Visitors per weekday and half-hour"),
                pages=1,
            ),
            "months": book.sheet(
                env._("Per channel"), env._("Visitors per channel and month")
            ),
            "half_years": book.sheet(
                env._("Per half-year"), env._("Visitors per half-year")
            ),
            "visits": book.sheet(env._("Visits")),
        }

    def _write_sheets(self, content, sheets):
        """Write the raw rows first: every other sheet refers to them."""
        content.visits = VisitsSheet(content.book, sheets["visits"], content.figures)
        content.visits.fill()
        content.totals = TotalsSheet(content, sheets["totals"])
        content.totals.fill()
        ProductsSheet(content, sheets["products"]).fill()
        periods = {
            "days": DaysSheet(content, sheets["days"]),
            "months": MonthsSheet(content, sheets["months"]),
            "half_years": HalfYearsSheet(content, sheets["half_years"]),
        }
        for period in periods.values():
            period.fill()
        hours = HoursSheet(content, sheets["hours"])
        hours.fill()
        SlotsSheet(content, sheets["slots"]).fill()
        ChartsSheet(content, sheets["charts"]).fill(
            periods["months"], periods["half_years"], hours
        )
        AboutSheet(content, sheets["about"]).fill()
