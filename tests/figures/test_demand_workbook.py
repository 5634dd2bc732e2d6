from collections import Counter
from datetime import date, datetime, timedelta

from odoo.tests import tagged

from ..figures_common import FiguresCase
from ..workbook_reader import Calculator

FIRST, LAST = date(2026, 12, 28), date(2027, 1, 10)


@tagged("post_install", "-at_install")
class TestDemandWorkbook(FiguresCase):
    """Two weeks of a town where passports are hard to get."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.lang = "en_US"
        cls.secret = cls.env["municipal.product"].create(
            {"name": "Euthanasia", "type_id": cls.type.id, "sensitive": True}
        )
        cls.days = [FIRST + timedelta(days=n) for n in range(14)]
        cls._create_access()
        cls._create_demand()
        cls._create_digital()
        cls.env.flush_all()
        cls.book = cls.export_demand()

    @classmethod
    def export_demand(cls, first=FIRST, last=LAST, **values):
        values = {"service_ids": cls.service.ids} | values
        return cls.export(first, last, kind="demand", **values)

    @classmethod
    def _create_access(cls):
        """Passports: nothing on the first day, then 1, 2 … days until the first."""
        cls.env["municipal.access.time"].create(
            [
                {
                    "day": day,
                    "product_id": product.id,
                    "service_id": cls.service.id,
                    "location_id": cls.location.id,
                    "company_id": cls.company.id,
                    "first_days": number or None,
                    "third_days": number + 4 if number > 1 else None,
                    "nothing_free": int(not number),
                }
                for number, day in enumerate(cls.days)
                for product in (cls.passport, cls.secret)
            ]
        )

    @classmethod
    def _create_demand(cls):
        demands = [
            ("slot", "full", "website", cls.passport, 7, None),
            ("slot", "not_suitable", "staff", cls.passport, 2, None),
            ("ticket", "closing", "kiosk", cls.kids_id, 3, None),
            ("ticket", "closing", "kiosk", cls.secret, 1, None),
            ("outside", "phone", "staff", cls.kids_id, 4, None),
            ("word", "unknown_word", "website", None, 5, "=cmd()"),
            ("word", "unknown_word", "website", None, 6, None),
        ]
        cls.env["municipal.demand"].create(
            [
                {
                    "day": day,
                    "kind": kind,
                    "reason": reason,
                    "channel": channel,
                    "product_id": product and product.id,
                    "service_id": cls.service.id,
                    "company_id": cls.company.id,
                    "times": times,
                    "word": word,
                }
                for kind, reason, channel, product, times, word in demands
                for day in (cls.days[0], cls.days[9])
            ]
        )

    @classmethod
    def _create_digital(cls):
        cls.env["municipal.digital.use"].create(
            [
                {
                    "day": cls.days[1],
                    "product_id": cls.passport.id,
                    "service_id": cls.service.id,
                    "company_id": cls.company.id,
                    "channel": channel,
                    "uses": uses,
                }
                for channel, uses in (("website", 8), ("kiosk", 1))
            ]
        )
        cls.env["municipal.digital.figure"]._take_over({(cls.passport, cls.days[2]): 3})
        cls.served(datetime(2027, 1, 4, 8), [(cls.passport, 1, 1)])
        cls.visit(
            at=datetime(2027, 1, 4, 9),
            arrival=0,
            channel="phone",
            state="finished",
            lines=[(cls.passport, 1, 1)],
        )

    def body(self, sheet, lead):
        """Return the rows of a table without its sums."""
        return [
            row
            for row in self.book.table(sheet, lead)
            if row[lead] not in ("Sum", "Agrees with the totals")
        ]

    def row(self, sheet, lead, name):
        [row] = [row for row in self.body(sheet, lead) if row[lead] == name]
        return row

    def test_access_time_of_the_period(self):
        row = self.row("Access time", "Product", self.passport.name)
        self.assertEqual((row["Recorded"], row["Without a free slot"]), (14, 1))
        self.assertEqual(row["Days until the first free slot, mean"], 7)
        self.assertEqual(row["Days until the third free slot, mean"], 11.5)
        self.assertEqual((row["at best"], row["at worst"]), (6, 17))

    def test_access_time_of_each_week_agrees_with_sql(self):
        self.env.cr.execute(
            """SELECT to_char(day, 'IYYY "W"IW'), count(*), sum(nothing_free),
                      avg(first_days)::float8, avg(third_days)::float8
               FROM municipal_access_time
               WHERE product_id = %s AND day BETWEEN %s AND %s
               GROUP BY 1 ORDER BY 1""",
            [self.passport.id, FIRST, LAST],
        )
        counted = self.env.cr.fetchall()
        names = ["Week", "Recorded", "Without a free slot"]
        names += ["Days until the first free slot", "Days until the third free slot"]
        found = [
            tuple(row[name] for name in names)
            for row in self.body("Access time per week", "Week")
            if row["Product"] == self.passport.name
        ]
        self.assertEqual(found, counted)
        self.assertEqual([row[0] for row in found], ["2026 W53", "2027 W01"])

    def test_asked_in_vain_agrees_with_sql(self):
        self.env.cr.execute(
            """SELECT kind, sum(times) FROM municipal_demand
               WHERE service_id = %s AND day BETWEEN %s AND %s GROUP BY kind""",
            [self.service.id, FIRST, LAST],
        )
        kinds = dict(self.env["municipal.demand"]._fields["kind"].selection)
        counted = {kinds[kind]: times for kind, times in self.env.cr.fetchall()}
        self.assertEqual(sum(counted.values()), 56)
        reasons, products, weeks = Counter(), Counter(), Counter()
        for row in self.body("Asked in vain", "Asked for"):
            reasons[row["Asked for"]] += row["How often"]
            by_channel = [row[name] for name in ("Website", "Kiosk", "Staff")]
            self.assertEqual(sum(by_channel), row["How often"])
        for row in self.body("In vain per product", "Product"):
            products.update({kind: row[kind] for kind in counted})
        for row in self.body("In vain per week", "Week"):
            weeks.update({kind: row[kind] for kind in counted})
        for found in (reasons, products, weeks):
            self.assertEqual(dict(found), counted)
        [closing] = [
            row["How often"]
            for row in self.body("Asked in vain", "Asked for")
            if row["Why not"] == "Too near to closing time"
        ]
        self.assertEqual(closing, 8)

    def test_words_and_those_too_rare_to_be_shown(self):
        table = self.body("Search words", "Word that no product has")
        self.assertEqual(
            [tuple(row.values()) for row in table],
            [("=cmd()", 10, 2), ("Other words, too rare to be shown", 12, None)],
        )

    def test_what_goes_by_the_digital_counter(self):
        row = self.row("Digital counter", "Product", self.passport.name)
        self.assertEqual(row["Link followed on the website"], 8)
        self.assertEqual(row["Link followed at a kiosk"], 1)
        self.assertEqual(row["Digital counter"], 3)
        self.assertEqual(row["Visitors in the building"], 1)
        self.assertEqual(row["Phone and mail"], 1)
        self.assertAlmostEqual(row["Digital, of all contacts"], 3 / 5)

    def test_all_sums_agree_and_recalculate(self):
        calculator = Calculator(self.book)
        words = Counter()
        for sheet, cell, result in self.book.formula_cells():
            value = calculator.cell(sheet, cell.coordinate)
            self.assertEqual(value, result, f"{sheet} {cell.coordinate}")
            words[result] += isinstance(result, str)
        self.assertEqual(words["DIFFERS"], 0)
        self.assertEqual(words["agrees"], 2 + 2 + 1 + 5 + 5 + 1 + 2)

    def test_sensitive_products_are_one(self):
        texts = " ".join(self.book.texts())
        self.assertNotIn("Euthanasia", texts)
        name = "Sensitive products of Test service"
        row = self.row("In vain per product", "Product", name)
        self.assertEqual(row["How often"], 2)
        self.row("Access time", "Product", name)

    def test_archived_products_are_still_there(self):
        self.passport.active = False
        self.env.flush_all()
        table = self.export_demand().table("Access time", "Product")
        self.assertIn(self.passport.name, [row["Product"] for row in table])

    def test_a_hundred_products(self):
        products = self.env["municipal.product"].create(
            [{"name": f"Product {n:03}", "type_id": self.type.id} for n in range(100)]
        )
        self.env["municipal.access.time"].create(
            [
                {
                    "day": FIRST,
                    "product_id": product.id,
                    "service_id": self.service.id,
                    "company_id": self.company.id,
                    "first_days": 1,
                }
                for product in products
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        table = self.export_demand().table("Access time", "Product")
        queries = self.env.cr.sql_log_count - before
        self.assertEqual(len(table) - 2, 102)
        self.assertLess(queries, 100, "not one for each product")
