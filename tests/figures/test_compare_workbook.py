from collections import Counter
from datetime import date, datetime, timedelta
from statistics import fmean, median

from odoo.tests import tagged

from ..figures_common import FiguresCase
from ..workbook_reader import Calculator

BEFORE = date(2025, 2, 3), date(2025, 3, 30)
AFTER = date(2025, 3, 31), date(2025, 5, 25)
LOST = ("Sum", "Agrees with the totals")


@tagged("post_install", "-at_install")
class TestCompareWorkbook(FiguresCase):
    """Eight weeks before and after 31 March 2025: Tuesdays draw twice as many.

    The clock is set forward on the last day before.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["resource.calendar.leaves"].search([]).unlink()
        day = BEFORE[0]
        while day <= AFTER[1]:
            if day.isoweekday() <= 2:
                cls._create_day(day)
            day += timedelta(days=1)
        # a contact on a Sunday, and an appointment that nobody kept
        cls.env["municipal.digital.figure"]._take_over(
            {(cls.passport, date(2025, 4, 6)): 5}
        )
        cls.visit(datetime(2025, 4, 7, 8), state="no_show")
        cls.env.flush_all()
        cls.book = cls.export_compared()

    @classmethod
    def _create_day(cls, day):
        """Two visitors on Mondays; four on Tuesdays, and eight of them since."""
        number = 2 if day.isoweekday() == 1 else 4 * (1 + (day >= AFTER[0]))
        for index in range(number):
            moment = datetime.combine(day, datetime.min.time()) + timedelta(
                hours=8, minutes=10 * index
            )
            cls.served(
                moment,
                [(cls.passport if index % 2 else cls.kids_id, 1, 1)],
                called_at=2 + index,
                started_at=3 + index,
                finished_at=13 + index,
                channel="appointment" if index % 3 else "walk_in",
            )

    @classmethod
    def export_compared(cls, before=BEFORE, after=AFTER, **values):
        values = {"service_ids": cls.service.ids} | values
        return cls.export(
            *after,
            kind="compare",
            before_from=before[0],
            before_to=before[1],
            **values,
        )

    def body(self, sheet, lead, book=None):
        rows = (book or self.book).table(sheet, lead)
        return [row for row in rows if row[lead] not in LOST]

    def overview(self, book=None):
        """Return the rows of the overview: (section, figure) -> row."""
        found, section = {}, None
        for row in self.body("Overview", "Figure", book):
            if row["Before"] is None and row["After"] is None and not row["Verdict"]:
                section = row["Figure"]
            found[section, row["Figure"]] = row
        return found

    def visits(self, period, condition="TRUE"):
        """Return (day, minutes of wait) of the visitors of a period, out of SQL."""
        self.env.cr.execute(
            f"""SELECT day, waiting_minutes::float8 FROM municipal_visit
                WHERE service_id = %s AND day BETWEEN %s AND %s
                  AND state = 'finished' AND {condition}""",
            [self.service.id, *period],
        )
        return self.env.cr.fetchall()

    def test_totals_are_those_of_sql(self):
        row = self.overview()["Numbers", "Visitors"]
        numbers = [len(self.visits(period)) for period in (BEFORE, AFTER)]
        self.assertEqual([row["Before"], row["After"]], numbers)
        self.assertEqual(row["Difference"], numbers[1] - numbers[0])
        contacts = self.overview()["Numbers", "Contacts"]
        self.assertEqual(
            [contacts["Before"], contacts["After"]], [numbers[0], numbers[1] + 5]
        )

    def test_an_open_day_is_one_of_the_hours(self):
        """Monday to Friday, eight weeks: also days on which nobody came."""
        row = self.overview()["Numbers", "Open days"]
        self.assertEqual((row["Before"], row["After"]), (40, 40))
        per_day = self.overview()["Per open day", "Visitors"]
        self.assertEqual(per_day["Before"], len(self.visits(BEFORE)) / 40)
        contacts = self.overview()["Per open day", "Contacts"]
        self.assertEqual(contacts["After"], (len(self.visits(AFTER)) + 5) / 40)

    def test_waits_are_those_of_sql(self):
        self.assertTrue(self.visits(AFTER))
        for place, period in (("Before", BEFORE), ("After", AFTER)):
            waits = [wait for _day, wait in self.visits(period)]
            rows = self.overview()
            self.assertEqual(rows["Numbers", "Waits known"][place], len(waits))
            self.assertAlmostEqual(rows["Waits (min)", "Mean"][place], fmean(waits))
            self.assertAlmostEqual(
                rows["Waits (min)", "Median: half had less"][place], median(waits)
            )
            self.env.cr.execute(
                "SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY w) "
                "FROM unnest(%s) AS w",
                [waits],
            )
            [[p90]] = self.env.cr.fetchall()
            self.assertAlmostEqual(
                rows["Waits (min)", "Nine in ten had less than"][place], p90
            )
            target = self.service.wait_target_minutes
            share = sum(wait <= target for wait in waits) / len(waits)
            name = "Waited within the target, of waits known"
            self.assertAlmostEqual(rows["Shares", name][place], share)

    def test_no_shows(self):
        kept = len(self.visits(AFTER, "channel = 'appointment'"))
        name = "No-shows, of appointments kept or not"
        row = self.overview()["Shares", name]
        self.assertEqual((row["Before"], row["After"]), (0, 1 / (kept + 1)))
        self.assertEqual(row["Verdict"], "may be chance")

    def test_weekdays_and_what_is_more_than_chance(self):
        rows = {row["Weekday"]: row for row in self.body("Per weekday", "Weekday")}
        tuesday, monday = rows["Tuesday"], rows["Monday"]
        self.assertEqual((tuesday["Before"], tuesday["After"]), (4, 8))
        self.assertEqual(tuesday["In percent"], 1)
        self.assertEqual(tuesday["Verdict"], "more than chance")
        self.assertLess(tuesday["Chance alone makes ±"], tuesday["Difference"])
        self.assertEqual(monday["Verdict"], "may be chance")
        self.assertGreater(monday["Chance alone makes ±"], 0)
        self.assertEqual(
            (tuesday["Visitors before"], tuesday["Visitors after"]), (32, 64)
        )

    def test_half_hours_add_up_to_the_visitors(self):
        rows = self.body("Per weekday and half-hour", "Weekday")
        for place, period in (("before", BEFORE), ("after", AFTER)):
            found = Counter()
            for row in rows:
                found[row["Weekday"]] += row[f"Visitors {place}"]
            counted = Counter(day.strftime("%A") for day, _wait in self.visits(period))
            self.assertEqual(found, counted)
        # 09:00 in winter, 10:00 in summer: the clock of the building
        first = [row for row in rows if row["Weekday"] == "Tuesday"]
        self.assertEqual(first[0]["Half-hour"][:5], "09:00")
        self.assertEqual((first[0]["Before"], first[0]["After"]), (3, 0))

    def test_the_picture_marks_what_is_more_than_chance(self):
        sheet = self.book.formulas["The week"]
        starred = {
            cell.coordinate
            for row in sheet.iter_rows()
            for cell in row
            if "*" in cell.number_format and isinstance(cell.value, int | float)
        }
        certain = [
            row
            for row in self.body("Per weekday and half-hour", "Weekday")
            if row["Verdict"] == "more than chance"
        ]
        self.assertTrue(certain)
        self.assertEqual(len(starred), len(certain))

    def test_products_and_channels(self):
        products = {row["Product"]: row for row in self.body("Per product", "Product")}
        for product in (self.passport, self.kids_id):
            for place, period in (("before", BEFORE), ("after", AFTER)):
                count = len(
                    self.visits(
                        period,
                        "id IN (SELECT visit_id FROM municipal_visit_line "
                        f"WHERE product_id = {product.id})",
                    )
                )
                self.assertEqual(products[product.name][f"Visitors {place}"], count)
        channels = {row["Channel"]: row for row in self.body("Per channel", "Channel")}
        self.assertEqual(channels["Digital counter"]["Contacts after"], 5)
        self.assertEqual(
            channels["Free walk-in"]["Contacts before"],
            len(self.visits(BEFORE, "channel = 'walk_in'")),
        )

    def test_waits_by_weekday(self):
        rows = {row["Waits (min)"]: row for row in self.body("Waits", "Waits (min)")}
        waits = [w for day, w in self.visits(AFTER) if day.isoweekday() == 2]
        tuesday = rows["Tuesday"]
        self.assertEqual(tuesday["Waits known, after"], len(waits))
        self.assertAlmostEqual(tuesday["Mean, after"], fmean(waits))
        self.assertAlmostEqual(tuesday["Median, after"], median(waits))

    def test_all_sums_agree_and_recalculate(self):
        calculator = Calculator(self.book)
        words = Counter()
        for sheet, cell, result in self.book.formula_cells():
            value = calculator.cell(sheet, cell.coordinate)
            self.assertEqual(value, result, f"{sheet} {cell.coordinate}")
            words[result] += isinstance(result, str)
        self.assertEqual(words["DIFFERS"], 0)
        self.assertEqual(words["agrees"], 3 * 2)

    def test_few_days_are_not_judged(self):
        book = self.export_compared(
            (date(2025, 3, 24), date(2025, 3, 30)), (AFTER[0], date(2025, 4, 6))
        )
        row = self.overview(book)["Per open day", "Visitors"]
        self.assertEqual(row["Verdict"], "too few days")
        self.assertIsNone(row["Chance alone makes ±"])
        self.assertIsNone(row["Probability by chance"])

    def test_sensitive_products_are_one(self):
        (self.passport + self.kids_id).sensitive = True
        book = self.export_compared()
        texts = " ".join(book.texts())
        self.assertNotIn(self.passport.name, texts)
        [row] = self.body("Per product", "Product", book)
        self.assertEqual(row["Product"], "Sensitive products of Test service")
        self.assertEqual(row["Visitors before"], len(self.visits(BEFORE)))
