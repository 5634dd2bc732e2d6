"""The sheet of the raw rows: one for each product of each visit, and each figure.

Nothing in it is a key to a person in the system: visits are numbered in the workbook,
times are half-hours and durations, and sensitive products of a service are one.

Every total of the workbook is recounted from this sheet: by formulas in Excel, and
by :class:`RowCount` for whoever opens the file in a program that does not calculate.
"""

from ..sheets.sheet import Column
from .raw_rows import KEYS, LAYOUT, RowCount, RowReader, RowText, neutral_numbers


class VisitsSheet:
    """Writes the raw rows, and tells formulas where each column is."""

    def __init__(self, book, sheet, figures):
        self.book = book
        self.sheet = sheet
        self.report = figures.report
        self.domain = figures.domain
        self.row_count = RowCount()
        self.neutral = neutral_numbers(self.report, self.domain)

    def fill(self, parts=None):
        """Write all rows, a few days at a time, so that memory stays bounded.

        :param parts: the rows, when they were written before
        """
        labels = column_labels(self.book.env)
        self.sheet.header(
            [Column(labels[key], kind, width) for key, kind, width in LAYOUT]
        )
        if parts is None:
            reader = RowReader(self.report, self.domain)
            self.sheet.add_rows(self._texts(reader))
        for part in parts or ():
            self.row_count.merge(part.count)
            self.sheet.add_rows(part.chunks(), part.rows)
        self.sheet.filter()

    def _texts(self, reader):
        """Yield the text of each row, and count it."""
        texts = self.sheet.worksheet.str_table
        writer = RowText(self.book.raw_styles, texts, reader.names())
        for number, row in enumerate(reader.rows(), start=self.sheet.next_row + 1):
            self.row_count.add(row)
            yield writer.text(row, number)

    def area(self, key):
        """Return the address of a column without its header."""
        return self.sheet.area(KEYS.index(key), 1, max(1, self.sheet.next_row - 1))


def column_labels(env):
    """Return the headings of the raw rows by their keys."""
    return {
        "visit": env._("Visit"),
        "first": env._("First row"),
        "figure": env._("Digital figure"),
        "day": env._("Day"),
        "weekday": env._("Weekday"),
        "hour": env._("Hour"),
        "half_hour": env._("Half-hour"),
        "week": env._("Week"),
        "half_year": env._("Half-year"),
        "service": env._("Service"),
        "location": env._("Location"),
        "desk": env._("Desk"),
        "channel": env._("Channel"),
        "state": env._("State"),
        "came": env._("Came"),
        "contacts": env._("Contacts"),
        "persons": env._("Persons"),
        "product_no": env._("Product no."),
        "product": env._("Product"),
        "products": env._("Products in the visit"),
        "asked": env._("Pieces asked"),
        "delivered": env._("Pieces delivered"),
        "waited": env._("Waited (min)"),
        "handled": env._("At the desk (min)"),
        "inaccurate": env._("Times not reliable"),
    }
