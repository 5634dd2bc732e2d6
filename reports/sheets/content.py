"""What the sheets of a workbook of figures draw from."""

from .about import AboutSheet
from .checks import TotalsList
from .notes import Notes


class Content:
    """The book, its figures, what must be said of them, and the totals.

    :param model: whose fields have the names of groups
    """

    def __init__(self, book, choice, figures, model):
        self.book = book
        self.env = book.env
        self.figures = figures
        self.model = model
        self.notes = Notes(book.env, choice)
        self.totals = None

    def labels(self, name):
        """Return the texts of a selection of the model by their codes."""
        field = self.model._fields[name]
        return dict(field._description_selection(self.env))

    def nothing(self):
        return self.env._("Nothing was counted in this period.")

    def add_totals(self, lines):
        """Write the sheet of totals, with which the sums of others are compared."""
        name = self.env._("Totals")
        sheet = self.book.sheet(name, name, pages=1)
        self.totals = TotalsList(self.book, sheet, self.notes)
        self.totals.fill(lines)

    def fill_about(self, sheet, meanings, empty=False):
        if empty:
            sheet.line(self.nothing())
        AboutSheet(self.book, self.notes, sheet).fill(
            meanings,
            [
                (
                    self.env._("Agrees"),
                    self.env._(
                        "The sums of a sheet are compared with the totals by formulas; "
                        "the word “%(agrees)s” or “%(differs)s” says whether both are "
                        "the same.",
                        agrees=self.book.word(True),
                        differs=self.book.word(False),
                    ),
                )
            ],
        )
