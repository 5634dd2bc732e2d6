"""Totals, and whether the sums of other sheets agree with them."""

from xlsxwriter.utility import xl_rowcol_to_cell

from .sheet import Column


class Checks:
    """Totals with their cells, for whoever wants to compare."""

    def __init__(self, book):
        self.book = book
        self.env = book.env
        self.cells = {}
        self.values = {}
        #: whether every sum that was compared is what the total says
        self.sums_agree = True

    def check(self, sheet, sums, keys):
        """Write under the sums of another sheet whether they agree with the totals.

        :param sums: the sums in the columns after the first
        :param keys: for each of them the key of a total, or ``None``
        """
        row = sheet.next_row - 1
        cells = [self.env._("Agrees with the totals")]
        for column, (value, key) in enumerate(zip(sums, keys, strict=True), start=1):
            cell = xl_rowcol_to_cell(row, column)
            cells.append(key and self._agreement(cell, value, key))
        sheet.row(cells, kinds=["text", *["right"] * len(sums)])

    def _agreement(self, cell, value, key):
        agrees = same(value, self.values[key])
        self.sums_agree &= agrees
        return self.book.agreement(f"ROUND({cell}-{self.cells[key]},6)=0", agrees)


def same(one, other):
    """Tell whether two figures differ by no more than a rounding."""
    return round((one or 0) - (other or 0), 6) == 0


class TotalsList(Checks):
    """A sheet of totals that other sheets are checked against."""

    def __init__(self, book, sheet, notes):
        super().__init__(book)
        self.sheet = sheet
        self.notes = notes

    def fill(self, lines):
        """Write the totals.

        :param lines: tuples (key, label, value, kind)
        """
        self.notes.write_warning(self.sheet)
        self.sheet.header(
            [
                Column(self.env._("Figure"), "text", 66),
                Column(self.env._("Value"), "int", 16),
            ]
        )
        for key, label, value, kind in lines:
            self.cells[key] = self.sheet.cell(self.sheet.next_row, 1)
            self.values[key] = value
            self.sheet.row([label, value], kinds=["text", kind])
        self.notes.write_texts(self.sheet)
