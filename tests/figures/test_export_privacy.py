import re
from datetime import date, datetime
from io import BytesIO
from zipfile import ZipFile

from odoo.tests import tagged

from ..figures_common import FiguresCase
from ..workbook_reader import Calculator

DAY = date(2026, 10, 12)
MORNING = datetime(2026, 10, 12, 7, 0)


@tagged("post_install", "-at_install")
class TestExportPrivacy(FiguresCase):
    """What a workbook that is mailed around tells about one visitor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secrets = cls.env["municipal.product"].create(
            [
                {
                    "name": name,
                    "type_id": cls.type.id,
                    "code": f"secret_{number}",
                    "sensitive": True,
                }
                for number, name in enumerate(("Euthanasia", "Debts"))
            ]
        )
        cls.served(MORNING, [(cls.secrets[0], 1, 1), (cls.secrets[1], 2, 1)])
        cls.served(MORNING, [(cls.secrets[0], 1, 1), (cls.kids_id, 1, 1)], name="KEY-7")
        cls.served(MORNING, [(cls.secrets[1], 1, 1)], finished_at=23)
        cls.env["municipal.digital.figure"]._take_over({(cls.secrets[0], DAY): 5})
        cls.book = cls.export(DAY, DAY, service_ids=cls.service.ids)

    def test_sensitive_products_are_one(self):
        texts = " ".join(self.book.texts())
        for secret in ("Euthanasia", "Debts", "secret_"):
            self.assertNotIn(secret, texts)
        name = "Sensitive products of Test service"
        products = [row["Product"] for row in self.book.raw()]
        self.assertEqual(products.count(name), 5)
        table = self.book.table("Per product", "Product")
        [row] = [row for row in table if row["Product"] == name]
        self.assertEqual((row["Visitors"], row["Contacts"]), (4, 9))
        self.assertEqual(row["Agrees"], "agrees")
        self.assertEqual((row["Pieces asked"], row["Pieces delivered"]), (5, 4))
        self.assertEqual(row["Minutes at the desk, this product alone"], 20)
        self.assertEqual(row["Visits measured"], 1)
        calculator = Calculator(self.book)
        for sheet, cell, result in self.book.formula_cells():
            value = calculator.cell(sheet, cell.coordinate)
            self.assertEqual(value, result if result is not None else "")

    def test_no_row_has_a_key_to_a_person(self):
        """Neither a code nor a moment to the minute: those find a booking."""
        self.assertNotIn("KEY-7", " ".join(self.book.texts()))
        for row in self.book.raw():
            self.assertIn(row["Visit"], (1, 2, 3, None))
            for value in row.values():
                if isinstance(value, datetime):
                    self.assertEqual(value, datetime(2026, 10, 12))
        headings = set(self.book.raw()[0])
        self.assertFalse(headings & {"Time", "Arrived", "Finished", "Code", "By"})

    def test_what_belongs_to_a_visit_stands_on_its_first_row(self):
        rows = [row for row in self.book.raw() if row["Visit"] == 1]
        self.assertEqual(
            [(row["First row"], row["Persons"], row["Waited (min)"]) for row in rows],
            [(1, 1, 2), (0, None, None)],
        )

    def test_a_figure_is_a_row_of_no_hour(self):
        [row] = [row for row in self.book.raw() if row["Digital figure"]]
        self.assertEqual((row["Contacts"], row["Came"], row["First row"]), (5, 0, 0))
        for key in ("Visit", "Hour", "Half-hour", "Persons", "Waited (min)", "Desk"):
            self.assertIsNone(row[key], key)

    def test_texts_are_shared(self):
        """Previews of iPhone and Mac, and Apple Numbers, show no others."""
        with ZipFile(BytesIO(self.book.content)) as archive:
            sheets = [
                archive.read(name).decode()
                for name in archive.namelist()
                if name.startswith("xl/worksheets/sheet")
            ]
            shared = archive.read("xl/sharedStrings.xml").decode()
        self.assertEqual(len(sheets), len(self.book.names))
        for sheet in sheets:
            self.assertNotIn("inlineStr", sheet)
            self.assertIn('t="s"', sheet)
        self.assertIn("Visitors per product", shared)
        places = {int(n) for s in sheets for n in re.findall(r't="s"><v>(\d+)<', s)}
        self.assertEqual(places, set(range(shared.count("<si>"))))

    def test_shared_texts_are_read_as_they_were(self):
        names = ["a & <b>", " spaces ", "two\nlines", "_x0002_"]
        names.append("<r>x</r>")
        products = self.env["municipal.product"].create(
            [{"name": name, "type_id": self.type.id} for name in names]
        )
        for product in products:
            self.served(datetime(2026, 10, 13, 7), [(product, 1, 1)])
        day = date(2026, 10, 13)
        book = self.export(day, day, service_ids=self.service.ids)
        found = [row["Product"] for row in book.raw()]
        # "<r>" would be XML of the writer's own, if nothing stood behind it
        names = [
            name + " " * name.startswith("<r>") for name in products.mapped("name")
        ]
        self.assertEqual(sorted(found), sorted(names))


@tagged("post_install", "-at_install")
class TestNotMeasured(FiguresCase):
    """What was not measured is empty; a 0 was measured."""

    def test_means_of_nothing_are_empty(self):
        self.visit(MORNING, arrival=0, state="waiting")
        self.served(datetime(2026, 10, 13, 7), called_at=0)
        self.env["municipal.digital.figure"]._take_over(
            {(self.passport, date(2026, 10, 14)): 3}
        )
        book = self.export(DAY, date(2026, 10, 14), service_ids=self.service.ids)
        days = {
            row["Day"].date(): row.get("Mean wait (min)")
            for row in book.table("Per day", "Day")
            if isinstance(row["Day"], datetime)
        }
        self.assertEqual(
            days, {DAY: None, date(2026, 10, 13): 0, date(2026, 10, 14): None}
        )
        [mean] = {
            row["Minutes at the desk, this product alone"]
            for row in book.table("Per product", "Product")
            if row["Product"] == self.passport.name
        }
        self.assertIsNone(mean)
        self.assertEqual(book.totals()["Visits measured"], [1, 1])
        empty = self.export(DAY, DAY, service_ids=self.service.ids)
        hour = empty.table("Per hour of the day", "Hour")[0]
        self.assertIsNone(hour["Mean wait (min)"])
        self.assertEqual(empty.totals()["Mean"], [None, None])
