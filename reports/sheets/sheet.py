"""A sheet of the workbook: headings, rows in columns with a kind, and print set-up.

The workbook is written row by row (``constant_memory``), so that a year of a city
takes no more memory than a week of a village.
"""

import re
from datetime import date, time
from math import ceil
from typing import NamedTuple

from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

INK = "#1F2933"
SHADE = "#E4EBF1"
HEADER = "#1D4F76"
LINE = "#9AA8B5"

# The date format is number 14: Excel shows it in the way of the reader's country.
NUMBER_FORMATS = {
    "text": "@",
    "note": "@",
    "word": "@",
    "right": "@",
    "int": "#,##0",
    "few": '#,##0;-#,##0;"–"',
    "id": "0",
    "dec": "#,##0.0",
    "mean": '#,##0.0;-#,##0.0;"–"',
    # as "mean", with a star: what is more than chance
    "marked": '#,##0.0"*";-#,##0.0"*";"–*"',
    "share": "0.0%",
    "date": 14,
    "month": "mmm yyyy",
    "time": "hh:mm",
}
STYLES = {
    "": {},
    "total": {"bold": True, "top": 2, "bg_color": SHADE},
    # a thick line above: from here on figures are counted otherwise
    "break": {"top": 5},
    "section": {"bold": True, "bg_color": SHADE},
}


ALIGNMENT = {
    "text": "left",
    "note": "left",
    "date": "left",
    "month": "left",
    "word": "center",
}
LINE_HEIGHT = 15
#: of the name of a sheet, in Excel
LONGEST_NAME = 31


class Column(NamedTuple):
    label: str
    kind: str = "int"
    width: float = 12


class Formula(NamedTuple):
    """A formula, and its result for readers that do not calculate."""

    text: str
    value: object


def quote(text):
    """Return a text as it is written in a formula."""
    escaped = text.replace('"', '""')
    return f'"{escaped}"'


def sheet_name(text, taken):
    """Return a name that Excel takes for a sheet, and that no other sheet has.

    :param taken: names of the sheets so far
    """
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]+", " ", text).strip(" '")
    taken = {name.lower() for name in taken} | {"", "history"}
    name, number = plain[:LONGEST_NAME].rstrip(" '"), 1
    while name.lower() in taken:
        number += 1
        end = f" ({number})"
        name = plain[: LONGEST_NAME - len(end)].rstrip(" '") + end
    return name.strip()


def lines_of(text, width):
    """Return how many lines a text takes; Excel does not measure it by itself."""
    return max(1, ceil(len(text) / width))


class SharedTextWorksheet(Worksheet):
    """A worksheet written row by row whose texts stand in the table of the workbook.

    In ``constant_memory`` the writer puts texts inside the sheet: the previews of
    iPhone and Mac, and Apple Numbers, then show numbers without any words. Our texts
    are few and come back in every row, so that the table stays small. Should the
    writer name its methods otherwise one day, the texts are inside again, no more.
    """

    def __init__(self):
        super().__init__()
        self.places = {}

    def _write_string(self, row, col, string, *args):
        if string.startswith("<r>") and string.endswith("</r>"):
            string += " "  # the writer would take the text for its own formatted XML
        # now: the table is closed when the last row is written
        self.places[string] = self.str_table._get_shared_string_index(string)
        return super()._write_string(row, col, string, *args)

    def write_texts(self, texts, first):
        """Write rows that are text already, from a line on, counted from 0.

        :param texts: pieces of the text of whole rows
        :return: how many pieces there were
        """
        if self.previous_row < first:
            self._write_single_row(first)
        pieces = 0
        for text in texts:
            self.row_data_fh.write(text)
            pieces += 1
        return pieces

    def end_texts(self, next_row, columns):
        """Remember how far rows reach that were written as text."""
        if self._check_dimensions(next_row - 1, columns - 1) == -1:
            raise ValueError("these rows do not fit in a sheet")
        self.previous_row = next_row

    def _escape_control_characters(self, data):
        return data  # the table does it, once for each text

    def _xml_inline_string(self, string, preserve, attributes=()):
        self._xml_string_element(self.places[string], attributes)


class Book:
    """The workbook that is being made, its formats, and what it is about."""

    def __init__(self, env, workbook, wizard, layout=()):
        self.env = env
        self.workbook = workbook
        self.wizard = wizard
        self._formats = {}
        # first of all: rows that were written before there was a workbook hold the
        # numbers of these formats
        self.raw_styles = [
            self.cell_format(index, kind)._get_xf_index()
            for index, (_key, kind, _width) in enumerate(layout)
        ]

    def format(self, kind="text", style="", **more):
        key = (kind, style, *sorted(more.items()))
        if key not in self._formats:
            values = {
                "num_format": NUMBER_FORMATS[kind],
                "font_color": INK,
                "align": ALIGNMENT.get(kind, "right"),
                "valign": "top",
                "text_wrap": kind == "note",
            }
            self._formats[key] = self.workbook.add_format(values | STYLES[style] | more)
        return self._formats[key]

    def cell_format(self, index, kind, style=""):
        """Return the format of a cell; texts keep away from the number before them."""
        indent = 1 if index and kind == "text" else 0
        return self.format(kind, style, indent=indent)

    def sheet(self, name, heading=None, pages=0):
        """Add a sheet.

        :param int pages: on how many pages to print it; 0 is as many as needed
        """
        name = sheet_name(name, self.workbook.sheetnames)
        worksheet = self.workbook.add_worksheet(name, SharedTextWorksheet)
        return Sheet(self, worksheet, heading, pages)

    def word(self, agrees):
        """Return the word that says whether two figures agree: colours do not."""
        return self.env._("agrees") if agrees else self.env._("DIFFERS")

    def agreement(self, condition, agrees):
        """Return the formula that says whether a condition on figures holds."""
        yes, no = quote(self.word(True)), quote(self.word(False))
        return Formula(f"=IF({condition},{yes},{no})", self.word(agrees))


class Sheet:
    """One sheet; rows are written from the top down, each once."""

    def __init__(self, book, worksheet, heading, pages):
        self.book = book
        self.worksheet = worksheet
        self.columns = ()
        self.header_row = 0
        self.next_row = 0
        worksheet.set_landscape()
        worksheet.set_paper(9)
        worksheet.fit_to_pages(1, pages)
        worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        owner = book.wizard._owner().replace("&", "&&")
        worksheet.set_footer(f"&L{owner[:150]} · &A&R&P / &N")
        if heading:
            self._write_heading(heading)

    @property
    def name(self):
        return quote_sheetname(self.worksheet.get_name())

    def _write_heading(self, heading):
        large = self.book.format(bold=True, font_size=16, font_color=HEADER)
        self.worksheet.set_row(0, 24)
        self.worksheet.write_string(0, 0, heading, large)
        self.worksheet.write_string(
            1, 0, self.book.wizard._subtitle(), self.book.format()
        )
        self.next_row = 3

    def line(self, text="", style="", **more):
        """Write a text on a row of its own."""
        if text:
            self.worksheet.write_string(
                self.next_row, 0, text, self.book.format("text", style, **more)
            )
        self.next_row += 1

    def title(self, text):
        """Write the heading of a further table."""
        self.line()
        self.line(text, bold=True, font_size=13)

    def paragraph(self, text, width=None, columns=None):
        """Write a text over the width of the table, on as many lines as it takes.

        :param width: in characters; that of the table when left out
        :param int columns: how many columns it may cover; those of the table
        """
        width = width or sum(column.width for column in self.columns)
        last = (columns or len(self.columns)) - 1
        self.worksheet.set_row(self.next_row, LINE_HEIGHT * lines_of(text, width))
        self.worksheet.merge_range(
            self.next_row, 0, self.next_row, last, "", self.book.format("note")
        )
        self.worksheet.write_string(self.next_row, 0, text, self.book.format("note"))
        self.next_row += 1

    def header(self, columns, freeze=True):
        """Write the header of a table; the first one stays in sight and on paper."""
        self.columns = columns
        self.header_row = self.next_row
        # Words do not break: a label takes more room than its letters.
        lines = max(lines_of(column.label, column.width * 0.75) for column in columns)
        self.worksheet.set_row(self.next_row, LINE_HEIGHT * lines + 6)
        for index, column in enumerate(columns):
            style = self._header_format(index, column.kind)
            self.worksheet.write_string(self.next_row, index, column.label, style)
            if freeze:
                self.worksheet.set_column(index, index, column.width)
        self.next_row += 1
        if freeze:
            self.worksheet.freeze_panes(self.next_row, 1)
            self.worksheet.repeat_rows(self.header_row)

    def add_rows(self, texts, count=None):
        """Write rows that are text already.

        :param int count: how many rows; as many as there are texts when left out
        """
        pieces = self.worksheet.write_texts(texts, self.next_row)
        self.next_row += pieces if count is None else count
        self.worksheet.end_texts(self.next_row, len(self.columns))

    def _header_format(self, index, kind):
        return self.book.format(
            bold=True,
            font_color="#FFFFFF",
            bg_color=HEADER,
            text_wrap=True,
            align=ALIGNMENT.get(kind, "right"),
            indent=1 if index and kind == "text" else 0,
            valign="vcenter",
            border=1,
            border_color=LINE,
        )

    def row(self, values, style="", kinds=None):
        """Write values under the columns; ``None`` leaves a cell empty.

        :param kinds: kinds that replace those of the columns
        """
        kinds = kinds or [column.kind for column in self.columns]
        self._make_room(values, kinds)
        for index, (value, kind) in enumerate(zip(values, kinds, strict=True)):
            format_ = self.book.cell_format(index, kind, style)
            self._write(self.next_row, index, value, format_)
        self.next_row += 1

    def _make_room(self, values, kinds):
        """Make a row as high as the texts in it that go on in the next line."""
        # words do not break: a text takes more room than its letters
        lines = [
            lines_of(value, column.width * 0.9)
            for value, kind, column in zip(values, kinds, self.columns, strict=True)
            if kind == "note" and value
        ]
        if max(lines, default=1) > 1:
            self.worksheet.set_row(self.next_row, LINE_HEIGHT * max(lines))

    def _write(self, row, column, value, style):
        """Write a value as what it is: a text is never read as a formula or link."""
        sheet = self.worksheet
        # the ORM says False for a mean of nothing, which is no 0
        if value is None or value is False or value == "":
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, Formula):
            sheet.write_formula(row, column, value.text, style, value.value)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, style)
        elif isinstance(value, date | time):
            sheet.write_datetime(row, column, value, style)
        else:
            sheet.write_number(row, column, value, style)

    def sums(self, label, values):
        """Write the sums of the rows since the header; ``None`` leaves a cell empty."""
        first, last = self.header_row + 1, self.next_row - 1
        cells = [label] + [
            value if value is None else Formula(self._sum(column, first, last), value)
            for column, value in enumerate(values, start=1)
        ]
        self.row(
            cells, "total", ["text"] + [column.kind for column in self.columns[1:]]
        )

    @staticmethod
    def _sum(column, first, last):
        top = xl_rowcol_to_cell(first, column)
        return f"=SUM({top}:{xl_rowcol_to_cell(last, column)})"

    def empty(self, text=None):
        """Say that there is nothing to show, so that nobody looks for a mistake."""
        self.line(text or self.book.env._("There are no visits in this period."))

    def filter(self):
        """Put filter buttons on the header, for the rows written since."""
        last = max(self.next_row - 1, self.header_row)
        self.worksheet.autofilter(self.header_row, 0, last, len(self.columns) - 1)

    def shade(self, rows, columns):
        """Let high figures of the last rows stand out; the number says the same."""
        last = self.next_row - 1
        self.worksheet.conditional_format(
            last - rows + 1,
            1,
            last,
            columns,
            {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#8DB8DB"},
        )

    def cell(self, row, column, absolute=True):
        """Return the address of a cell of this sheet, for a formula elsewhere."""
        return f"{self.name}!{xl_rowcol_to_cell(row, column, absolute, absolute)}"

    def area(self, column, first, last):
        """Return the address of a part of a column, for formulas and charts."""
        end = xl_rowcol_to_cell(last, column, True, True)
        return f"{self.cell(first, column)}:{end}"
