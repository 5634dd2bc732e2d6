"""A sheet with one table: its notes, rows, sums, and whether these agree."""


class TableSheet:
    """A table of figures; a subclass says which columns and rows it has."""

    def __init__(self, content, sheet):
        self.content = content
        self.book = content.book
        self.env = content.book.env
        self.figures = content.figures
        self.sheet = sheet

    def fill(self):
        """Write the table between what must be said of it."""
        self.content.notes.write_warning(self.sheet)
        self._write_table()
        self.content.notes.write_texts(self.sheet)

    def _write_table(self):
        self.sheet.header(self._columns())
        rows = [self._write_row(*row) for row in self._rows()]
        self.sheet.filter()
        if rows:
            self._write_sums(rows)
        else:
            self.sheet.empty(self.content.nothing())

    def _columns(self):
        raise NotImplementedError

    def _rows(self):
        """Return for each row what :meth:`_write_row` takes."""
        raise NotImplementedError

    def _write_row(self, *values):
        """Write a row, and return what of it is added up, column by column."""
        self.sheet.row(values)
        kinds = [column.kind for column in self.sheet.columns[1:]]
        return [
            value if kind in ("int", "few") else None
            for value, kind in zip(values[1:], kinds, strict=True)
        ]

    def _keys(self):
        """Return with which total the sum of each column after the first agrees."""
        raise NotImplementedError

    def _write_sums(self, rows):
        sums = [added(column) for column in zip(*rows, strict=True)]
        self.sheet.sums(self.env._("Sum"), sums)
        self.content.totals.check(self.sheet, sums, self._keys())


def added(column):
    """Return the sum of what is known; nothing when nothing is."""
    known = [value for value in column if value is not None]
    return sum(known) if known else None
