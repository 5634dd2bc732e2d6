"""A reader of workbooks that can recalculate their formulas."""

from io import BytesIO
from statistics import fmean, median

from openpyxl import load_workbook
from openpyxl.formula import Tokenizer
from openpyxl.utils import range_boundaries

from odoo.tools.safe_eval import safe_eval


def render(dialog, report):
    """Return the workbook of a dialog as its user downloads it.

    :param str report: name of the report, without that of the add-on
    """
    dialog.env.flush_all()
    content, extension = dialog.env["ir.actions.report"]._render_xlsx(
        f"municipal_appointment.{report}", dialog.ids, {}
    )
    assert extension == "xlsx"
    return Workbook(content)


class Workbook:
    """A workbook as two readers see it: one with formulas, one with results."""

    def __init__(self, content):
        self.content = content
        self.formulas = load_workbook(BytesIO(content))
        self.values = load_workbook(BytesIO(content), data_only=True)
        self.names = self.values.sheetnames

    def sheet(self, name):
        return self.values[name]

    def table(self, name, lead):
        """Return a table as dicts: from the header that starts with ``lead``."""
        rows = list(self.sheet(name).iter_rows(values_only=True))
        top = next(i for i, row in enumerate(rows) if row[0] == lead)
        header = [cell for cell in rows[top] if cell is not None]
        body = []
        for row in rows[top + 1 :]:
            if row[0] is None:
                break
            body.append(dict(zip(header, row, strict=False)))
        return body

    def raw(self):
        """Return the raw rows as dicts by their headers."""
        rows = list(self.sheet("Visits").iter_rows(values_only=True))
        return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]

    def totals(self):
        """Return the values of the sheet of totals by their labels, in lists."""
        found = {}
        for row in self.table("Totals", "Figure"):
            found.setdefault(row["Figure"], []).append(row["Value"])
        return found

    def texts(self):
        """Return every text of the workbook."""
        return [
            cell
            for sheet in self.values
            for row in sheet.iter_rows(values_only=True)
            for cell in row
            if isinstance(cell, str)
        ]

    def formula_cells(self):
        """Return triples (sheet, cell with the formula, result in the file)."""
        return [
            (sheet.title, cell, self.values[sheet.title][cell.coordinate].value)
            for sheet in self.formulas
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]


class Calculator:
    """Evaluates the formulas of a workbook the way Excel does, slowly."""

    def __init__(self, workbook):
        self.book = workbook.formulas
        self.cache = {}

    def cell(self, sheet, coordinate):
        key = sheet, coordinate
        if key not in self.cache:
            value = self.book[sheet][coordinate].value
            if self.book[sheet][coordinate].data_type == "f":
                value = self.evaluate(sheet, value)
            self.cache[key] = value
        return self.cache[key]

    def evaluate(self, sheet, formula):
        """Turn a formula into Python and compute it."""
        tokens = Tokenizer(formula).items
        code = "".join(self._python(token, sheet) for token in tokens)
        return safe_eval(code, {"ref": self.ref, **self._functions()})

    def _python(self, token, sheet):
        if token.type == "FUNC":
            return f"{token.value}lambda: (" if token.subtype == "OPEN" else "))"
        if token.type == "SEP":
            return "), lambda: ("
        if token.type == "OPERAND" and token.subtype == "RANGE":
            return f"ref({sheet!r}, {token.value!r})"
        if token.type == "OPERAND" and token.subtype == "TEXT":
            return repr(token.value[1:-1].replace('""', '"'))
        if token.type == "OPERATOR-INFIX" and token.value == "=":
            return "=="
        return token.value

    def ref(self, sheet, text):
        """Return the value of a cell, or the values of an area in a list."""
        if "!" in text:
            name, text = text.rsplit("!", 1)
            sheet = name.strip("'").replace("''", "'")
        text = text.replace("$", "")
        if ":" not in text:
            value = self.cell(sheet, text)
            return "" if value is None else value
        if (sheet, text) not in self.cache:
            left, top, right, bottom = range_boundaries(text)
            rows = self.book[sheet].iter_rows(top, bottom, left, right)
            self.cache[sheet, text] = [
                self.cell(sheet, cell.coordinate)
                if cell.data_type == "f"
                else cell.value
                for row in rows
                for cell in row
            ]
        return self.cache[sheet, text]

    @staticmethod
    def _matches(arguments):
        """Return for each row whether all pairs (area, criterion) hold."""
        values = [argument() for argument in arguments]
        pairs = list(zip(values[::2], values[1::2], strict=True))
        return [
            all(area[row] == wanted for area, wanted in pairs)
            for row in range(len(pairs[0][0]))
        ]

    @staticmethod
    def _numbers(area):
        return [value for value in area() if isinstance(value, int | float)]

    def _average(self, area):
        return fmean(self._numbers(area))

    def _count(self, area):
        return len(self._numbers(area))

    def _countifs(self, *arguments):
        return sum(self._matches(arguments))

    @staticmethod
    def _iferror(value, otherwise):
        try:
            return value()
        except (ArithmeticError, IndexError, ValueError):
            return otherwise()

    def _median(self, area):
        return median(self._numbers(area))

    def _percentile(self, area, part):
        values = sorted(self._numbers(area))
        position = part() * (len(values) - 1)
        low = int(position)
        high = min(low + 1, len(values) - 1)
        return values[low] + (position - low) * (values[high] - values[low])

    def _sum(self, area):
        return sum(self._numbers(area))

    def _sumifs(self, area, *arguments):
        matches = self._matches(arguments)
        return sum(
            value or 0 for value, match in zip(area(), matches, strict=True) if match
        )

    def _functions(self):
        """Return the functions of Excel; arguments are computed when needed."""
        return {
            "AND": lambda *tests: all(test() for test in tests),
            "AVERAGE": self._average,
            "COUNT": self._count,
            "COUNTIF": self._countifs,
            "COUNTIFS": self._countifs,
            "IF": lambda test, yes, no: yes() if test() else no(),
            "IFERROR": self._iferror,
            "ISNUMBER": lambda value: isinstance(value(), int | float),
            "MEDIAN": self._median,
            "PERCENTILE": self._percentile,
            "ROUND": lambda value, digits: round(value(), digits()),
            "SUM": self._sum,
            "SUMIFS": self._sumifs,
        }
