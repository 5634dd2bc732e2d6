from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import format_date
from odoo.tools.translate import code_translations

from ...models import plain_text_mixin
from ..common import NOW
from ..figures_common import REPORT, FiguresCase
from ..workbook_reader import Calculator


@tagged("post_install", "-at_install")
class TestExportContent(FiguresCase):
    def setUp(self):
        super().setUp()
        self.day = date(2026, 10, 12)
        self.moment = datetime(2026, 10, 12, 7, 0)

    def export_day(self, **values):
        return self.export(self.day, self.day, service_ids=self.service.ids, **values)

    @patch.object(plain_text_mixin, "FORMULA", "")
    def test_texts_never_become_formulas(self):
        """Not even names that were there before such names were refused."""
        names = [
            "=1+1",
            "@SUM(1+9)*cmd|' /C calc'!A0",
            "+32 2 123",
            "-3",
            '=HYPERLINK("https://example.com")',
            "https://example.com/a",
            "mailto:x@example.com",
            "12",
            "\t=1+1",
            "{=1}",
        ]
        products = self.env["municipal.product"].create(
            [{"name": name, "type_id": self.type.id, "code": name} for name in names]
        )
        self.service.name = "=2+2"
        self.location.name = "@HALL"
        self.desks[0].name = "=3+3"
        self.env["municipal.series.break"].create({"name": "=4+4", "date": self.day})
        for product in products:
            self.served(self.moment, [(product, 1, 1)], desk_id=self.desks[0].id)
        book = self.export_day()
        dangerous = {*products.mapped("name"), "=2+2", "@HALL"}
        seen = set()
        for sheet in book.formulas:
            for row in sheet.iter_rows():
                for cell in row:
                    self.assertFalse(cell.hyperlink)
                    if cell.value in dangerous:
                        self.assertEqual(cell.data_type, "s", cell.coordinate)
                        seen.add(cell.value)
        self.assertEqual(seen, dangerous)
        rows = book.table("Per product", "Product")
        self.assertEqual(
            {row["Product"] for row in rows[:-2]}, set(products.mapped("name"))
        )
        self.assertEqual({row["Agrees"] for row in rows[:-2]}, {"agrees"})
        options = self.env[f"report.{REPORT}"].get_workbook_options()
        for kind in ("formulas", "numbers", "urls"):
            self.assertIs(options[f"strings_to_{kind}"], False)
        ours = ("=IF(", "=COUNTIFS(", "=SUMIFS(", "=IFERROR(", "=SUM(", "=COUNT(")
        for _sheet, cell, _result in book.formula_cells():
            self.assertTrue(cell.value.startswith(ours), cell.value)

    def test_products_with_the_same_name_are_kept_apart(self):
        twins = self.env["municipal.product"].create(
            [{"name": "Twin * ?", "type_id": self.type.id} for _count in range(2)]
        )
        self.served(self.moment, [(twins[0], 1, 1)])
        self.served(self.moment, [(twins[0], 1, 1)])
        self.served(self.moment, [(twins[1], 1, 1)])
        rows = self.export_day().table("Per product", "Product")
        found = {
            row["Product no."]: (row["Visitors"], row["Agrees"]) for row in rows[:2]
        }
        self.assertEqual(
            found, {twins[0].id: (2, "agrees"), twins[1].id: (1, "agrees")}
        )

    @freeze_time(NOW)
    def test_no_personal_data(self):
        booking = self.book(
            contact={
                "name": "Griet Zeldzaam",
                "email": "griet.zeldzaam@example.com",
                "phone": "0470 11 22 33",
            }
        )
        booking.visit_id.note = "Griet speaks softly"
        day = booking.visit_id.day
        book = self.export(day, day, service_ids=self.service.ids)
        texts = " ".join(book.texts()).lower()
        [about] = [
            row[1]
            for row in book.sheet("About").iter_rows(values_only=True)
            if row[0] == "Personal data"
        ]
        self.assertIn("a row for each visit", about, "what is in it is said")
        self.assertEqual(len(book.raw()), 1)
        code = booking.reference.lower()
        self.assertNotIn(booking.visit_id.id, [row["Visit"] for row in book.raw()])
        for secret in (code, "griet", "zeldzaam", "0470", "@example", "softly"):
            self.assertNotIn(secret, texts)

    def test_empty_period(self):
        book = self.export(date(1999, 1, 1), date(1999, 12, 31))
        self.assertEqual(book.totals()["Visitors: visits that came"], [0])
        self.assertEqual(book.raw(), [])
        said = [
            name
            for name in book.names
            if any(
                "There are no visits in this period." in row
                for row in book.sheet(name).iter_rows(values_only=True)
            )
        ]
        self.assertEqual(
            said,
            [
                "About",
                "Charts",
                "Per product",
                "Per day",
                "Per hour of the day",
                "Per weekday and half-hour",
                "Per channel",
                "Per half-year",
            ],
        )
        calculator = Calculator(book)
        for sheet, cell, result in book.formula_cells():
            value = calculator.cell(sheet, cell.coordinate)
            self.assertEqual(value, result if result is not None else "")

    def test_only_the_chosen_period_services_and_locations(self):
        other = self.env["municipal.service"].create({"name": "Else", "code": "YY"})
        hall = self.env["municipal.location"].create({"name": "Annex"})
        self.served(self.moment, name="OURS")
        self.served(self.moment, name="ELSE", service_id=other.id)
        self.served(self.moment, name="ANNEX", location_id=hall.id)
        self.served(self.moment - timedelta(days=1), name="EARLIER")
        self.served(self.moment + timedelta(days=1), name="LATER")
        # half past midnight of the next local day
        self.served(datetime(2026, 10, 12, 22, 30), name="NIGHT")

        def halls(**values):
            rows = self.export(self.day, self.day, **values).raw()
            return sorted((row["Service"], row["Location"]) for row in rows)

        ours = (self.service.name, self.location.name)
        elsewhere = (other.name, self.location.name)
        annex = (self.service.name, hall.name)
        chosen = (self.service + other).ids
        self.assertEqual(halls(service_ids=chosen), sorted([ours, elsewhere, annex]))
        self.assertEqual(halls(service_ids=self.service.ids), sorted([ours, annex]))
        self.assertEqual(halls(location_ids=hall.ids), [annex])
        self.assertEqual(
            halls(service_ids=self.service.ids, location_ids=self.location.ids), [ours]
        )

    def test_made_by_and_for(self):
        self.env.company.name = "Gemeente A & B"
        book = self.export_day()
        about = {
            row[0]: row[1]
            for row in book.sheet("About").iter_rows(values_only=True)
            if row[0]
        }
        self.assertEqual(about["Municipality"], "Gemeente A & B")
        self.assertEqual(about["Services"], self.service.name)
        self.assertEqual(about["Locations"], "all locations")
        self.assertIn(format_date(self.env, self.day), about["Period"])
        self.assertIn(self.manager.name, about["Made"])
        self.assertIn("A && B", book.formulas["Totals"].oddFooter.left.text)

    def test_names_of_sheets_are_translated(self):
        key = ("municipal_appointment", "nl_BE")
        code_translations.get_python_translations(*key)
        words = {"Totals": "Totalen (proef)", "agrees": "klopt"}
        translations = code_translations.python_translations
        self.manager.lang = "nl_BE"
        self.served(self.moment)
        with patch.dict(translations, {key: {**translations[key], **words}}):
            env = self.env(
                user=self.manager, context=dict(self.env.context, lang="nl_BE")
            )
            wizard = env["municipal.visit.export"].create(
                {"period": "own", "date_from": self.day, "date_to": self.day}
            )
            book = self.read_book(wizard)
        self.assertIn("Totalen (proef)", book.names)
        self.assertNotIn("Totals", book.names)
        self.assertIn("klopt", book.texts())
        calculator = Calculator(book)
        for sheet, cell, result in book.formula_cells():
            if isinstance(result, str) and result:
                self.assertEqual(calculator.cell(sheet, cell.coordinate), result)
