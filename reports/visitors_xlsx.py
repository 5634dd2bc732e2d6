from dataclasses import dataclass

import xlsxwriter

from odoo import models
from odoo.fields import Domain

from .sheets.about import AboutSheet
from .sheets.notes import Notes
from .sheets.sheet import Book
from .workbook.charts import ChartsSheet
from .workbook.figures import Figures
from .workbook.hours import HoursSheet, SlotsSheet
from .workbook.meanings import how_to_read, meanings
from .workbook.periods import DaysSheet, HalfYearsSheet, MonthsSheet
from .workbook.products import ProductsSheet
from .workbook.raw_rows import LAYOUT, Part, RowReader, RowText, Texts, split_days
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
    _inherit = "report.municipal_appointment.book"
    _description = "Visitors in Excel"
    _layout = LAYOUT

    def _write_sheets(self, book, choice, parts):
        figures = Figures(self.env, choice._domain())
        content = Content(book, figures, Notes(self.env, choice))
        self._fill_sheets(content, self._add_sheets(book, choice), parts)
        return content.totals.agree

    def _count(self, choice):
        return self.env["municipal.visit.report"].search_count(choice._domain())

    # In parts --------------------------------------------------------------------

    def _split(self, choice, rows):
        """Split the period in runs of days with so many rows: (first, last, rows)."""
        return split_days(self.env["municipal.visit.report"], choice._domain(), rows)

    def _part(self, choice, days, making):
        """Write the raw rows of some days, to be put in the workbook later.

        :param days: the first and the last one
        :param making: the line of the next row, the number of the last visit and the
            texts so far, in a dict
        :return: the part, the number of the last visit, the texts
        """
        between = Domain("day", ">=", days[0]) & Domain("day", "<=", days[1])
        report = self.env["municipal.visit.report"]
        reader = RowReader(report, choice._domain() & between, making["visits"])
        styles = Book(self.env, xlsxwriter.Workbook(), choice, LAYOUT).raw_styles
        texts = Texts(making["texts"])
        writer = RowText(styles, texts, reader.names())
        part = Part().fill(reader, writer, making["line"])
        return part, reader.number, list(texts)

    def _unpacked(self, parts):
        return (Part.unpacked(part.raw) for part in parts)

    # The sheets ------------------------------------------------------------------

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

    def _fill_sheets(self, content, sheets, parts):
        """Write the raw rows first: every other sheet refers to them."""
        content.visits = VisitsSheet(content.book, sheets["visits"], content.figures)
        content.visits.fill(parts)
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
        self._fill_about(content, sheets["about"])

    def _fill_about(self, content, sheet):
        figures, word = content.figures, content.book.word
        counted = figures.registered["total"][()] + figures.contacts["total"][()]
        AboutSheet(content.book, content.notes, sheet).fill(
            meanings(self.env),
            how_to_read(self.env, word(True), word(False)),
            empty=not counted,
        )
