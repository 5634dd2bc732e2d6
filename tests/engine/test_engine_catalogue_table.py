import io
import unittest

import xlsxwriter

from odoo.tests import tagged

from ...engine import table_file
from ...engine.catalogue_table import (
    KEPT,
    LONGEST_CELL,
    CellError,
    Column,
    changed,
    find_columns,
    read_cell,
    same,
    write_cell,
)
from ..properties import given, st

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n=+-@'\"<>&;"),
    max_size=40,
).filter(lambda text: "x005F" not in text)
CHOICES = ((True, ("yes", "ja")), (False, ("no", "nee")))
COLUMNS = {
    "name": (Column("name", "line", ("Name [nl]",)), TEXTS),
    "bring": (Column("bring", "text", ("Bring",)), TEXTS),
    "minutes": (
        Column("minutes", "number", ("Minutes", "Minuten"), True, 1, 1440),
        st.integers(1, 1440),
    ),
    "sensitive": (
        Column("sensitive", "choice", ("Sensitive",), True, choices=CHOICES),
        st.booleans(),
    ),
    "others": (
        Column("others", "codes", ("With",)),
        st.lists(st.text("abc_-1", min_size=1, max_size=5), max_size=4).map(tuple),
    ),
}
PRODUCTS = st.lists(
    st.fixed_dictionaries({key: values for key, (_c, values) in COLUMNS.items()}),
    min_size=1,
    max_size=4,
)


def saved(rows):
    """Return a workbook as Excel saves it."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    for number, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(number, place, cell)
            else:
                sheet.write_string(number, place, cell)
    book.close()
    return file.getvalue()


@tagged("post_install", "-at_install")
class TestEngineCatalogueTable(unittest.TestCase):
    columns = [column for column, _values in COLUMNS.values()]

    @given(PRODUCTS)
    def test_what_nobody_touched_changes_nothing(self, products):
        """Through a real workbook, as it is downloaded and chosen again."""
        rows = [[column.headings[0] for column in self.columns]]
        rows += [
            [write_cell(column, product[column.key]) for column in self.columns]
            for product in products
        ]
        [_first, headings], *lines = table_file.read(saved(rows))
        places = find_columns(headings, self.columns).places
        self.assertEqual(len(lines), len(products))
        for (_number, cells), product in zip(lines, products, strict=True):
            cells += [""] * (len(self.columns) - len(cells))
            by_key = {column.key: column for column in self.columns}
            new = {
                key: read_cell(by_key[key], cells[place])
                for place, key in places.items()
            }
            self.assertEqual(changed(self.columns, product, new), [])

    @given(st.text(max_size=40))
    def test_any_cell_is_read_or_refused(self, text):
        for column in self.columns:
            try:
                value = read_cell(column, text)
            except CellError as error:
                self.assertIn(error.why, ("number", "choice", "several", "required"))
                continue
            if value is not None:
                self.assertEqual(same(column, value), value)

    def test_headings_in_any_language_and_order(self):
        found = find_columns(
            ["minuten ", "NAME [nl]", "", "Extra", "Minutes"], self.columns
        )
        self.assertEqual(found.places, {0: "minutes", 1: "name"})
        self.assertEqual((found.unknown, found.twice), (["Extra"], ["Minutes"]))

    def test_numbers(self):
        minutes = COLUMNS["minutes"][0]
        self.assertEqual(read_cell(minutes, " 15 "), 15)
        for text in ("0", "1441", "-5", "1,5", "ten", "٣"):
            with self.assertRaises(CellError) as caught:
                read_cell(minutes, text)
            self.assertEqual(caught.exception.why, "number")
        with self.assertRaises(CellError) as caught:
            read_cell(minutes, "")
        self.assertEqual(caught.exception.why, "required")

    def test_choices_in_any_language(self):
        sensitive = COLUMNS["sensitive"][0]
        self.assertEqual(
            [read_cell(sensitive, t) for t in ("JA", "yes", "Nee")], [1, 1, 0]
        )
        with self.assertRaises(CellError) as caught:
            read_cell(sensitive, "perhaps")
        self.assertEqual(caught.exception.why, "choice")

    def test_what_can_be_two_things_is_asked(self):
        types = ((1, ("Passports",)), (2, ("PASSPORTS",)), (3, ("Other",)))
        column = Column("type", "choice", ("Type",), choices=types)
        self.assertEqual(read_cell(column, "Passports"), 1)
        with self.assertRaises(CellError) as caught:
            read_cell(column, "passports")
        self.assertEqual(caught.exception.why, "several")

    def test_addresses(self):
        column = Column("url", "address", ("Digital counter",))
        self.assertEqual(read_cell(column, " https://x.be/a "), "https://x.be/a")
        self.assertEqual(read_cell(column, ""), "")
        for text in ("x.be", "javascript:alert(1)", "https://", "https://x .be"):
            with self.assertRaises(CellError):
                read_cell(column, text)

    def test_a_text_that_no_cell_holds_stays(self):
        bring = COLUMNS["bring"][0]
        self.assertEqual(write_cell(bring, "x" * (LONGEST_CELL + 1)), KEPT)
        self.assertIsNone(read_cell(bring, KEPT))
        self.assertEqual(changed([bring], {"bring": "old"}, {"bring": None}), [])
