import random
import re
from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from io import BytesIO
from statistics import fmean, median
from zipfile import ZipFile

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged
from odoo.tools import format_date

from ...models.visit.municipal_visit import CHANNELS, DISTANCE_CHANNELS
from ..figures_common import FiguresCase
from ..workbook_reader import Calculator

FIRST, LAST = date(2025, 11, 1), date(2026, 3, 31)
STATES = ("finished",) * 8 + ("no_show", "cancelled", "left", "booked", "waiting")


class RandomVisitsCase(FiguresCase):
    """Five months of visits of every kind, the same in every run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rng = random.Random(7)
        cls.products = cls.kids_id + cls.passport + cls.foreigner
        cls.visits = cls.env["municipal.visit"].union(
            *(cls.random_visit(number) for number in range(160))
        )
        cls.figures = {
            (product, FIRST + timedelta(days=day)): cls.rng.randint(1, 99)
            for product in cls.products
            for day in range(0, 151, 10)
        }
        cls.env["municipal.digital.figure"]._take_over(cls.figures)
        cls.break_ = cls.env["municipal.series.break"].create(
            [
                {
                    "name": "Phone counts too",
                    "date": date(2026, 1, 15),
                    "service_id": cls.service.id,
                },
                {
                    "name": "December was lost",
                    "kind": "estimate",
                    "date": date(2025, 12, 1),
                    "date_to": date(2025, 12, 31),
                },
            ]
        )
        cls.book = cls.export(FIRST, LAST, service_ids=cls.service.ids)

    @classmethod
    def random_visit(cls, number):
        rng = cls.rng
        planned = datetime.combine(FIRST, time(7)) + timedelta(
            days=rng.randrange(151), minutes=rng.randrange(0, 600, 5)
        )
        state = rng.choice(STATES)
        values = {
            "name": f"RAND-{number:03}",
            "state": state,
            "channel": rng.choice(CHANNELS)[0] if state != "no_show" else "appointment",
            "persons": rng.randint(1, 4),
            "inaccurate": rng.random() < 0.1,
        }
        values |= cls.random_times(state)
        chosen = rng.sample(list(cls.products), rng.choice((0, 1, 1, 1, 2, 3)))
        lines = [
            (product, asked, rng.randint(0, asked))
            for product, asked in ((p, rng.randint(1, 3)) for p in chosen)
        ]
        return cls.visit(planned, lines, **values)

    @classmethod
    def random_times(cls, state):
        rng = cls.rng
        times = {}
        if state in ("finished", "left", "waiting"):
            times["arrival"] = rng.randint(-20, 10)
        if state == "finished":
            times["called_at"] = times["arrival"] + rng.randint(0, 40)
            times["started_at"] = times["called_at"] + rng.randint(0, 3)
            times["finished_at"] = times["started_at"] + rng.randint(1, 60)
        if state == "left":
            times["finished_at"] = times["arrival"] + rng.randint(1, 30)
        return times


@tagged("post_install", "-at_install")
class TestExportReconciles(RandomVisitsCase):
    def test_every_formula_gives_the_result_in_the_file(self):
        """Each total, recount, sum and verdict, recomputed from the raw rows."""
        calculator = Calculator(self.book)
        cells = self.book.formula_cells()
        self.assertGreater(len(cells), 100)
        for sheet, cell, result in cells:
            with self.subTest(sheet=sheet, cell=cell.coordinate):
                value = calculator.cell(sheet, cell.coordinate)
                if isinstance(value, int | float):
                    self.assertAlmostEqual(value, result, places=6)
                else:
                    self.assertEqual(value, result or "")

    def test_every_total_agrees(self):
        agreed = [row["Agrees"] for row in self.book.table("Totals", "Figure")]
        self.assertEqual(set(filter(None, agreed)), {"agrees"})
        self.assertGreaterEqual(agreed.count("agrees"), 28)
        self.assertNotIn("DIFFERS", self.book.texts())
        checks = [
            row
            for name in self.book.names
            for row in self.book.sheet(name).iter_rows(values_only=True)
            if row[0] == "Agrees with the totals"
        ]
        self.assertEqual(len(checks), 7)
        for row in checks:
            self.assertEqual(set(filter(None, row[1:])), {"agrees"})

    def test_totals_of_the_raw_rows(self):
        """What a reader with a pocket calculator makes of the last sheet."""
        raw = self.book.raw()
        firsts = [row for row in raw if row["First row"]]
        once = [row for row in raw if row["First row"] or row["Digital figure"]]
        came = [row for row in firsts if row["Came"]]
        totals = self.book.totals()
        self.assertEqual(totals["Visits registered"], [len(firsts)])
        self.assertEqual(totals["Visitors: visits that came"], [len(came)])
        self.assertEqual(
            totals["Persons in these visits"], [sum(row["Persons"] for row in came)]
        )
        for label, count in Counter(row["State"] for row in firsts).items():
            self.assertIn(count, totals[label])
        contacts = Counter()
        for row in once:
            contacts[row["Channel"]] += row["Contacts"]
        for _code, label in CHANNELS:
            self.assertIn(contacts[label], totals[label])
        self.assertEqual(
            totals["Contacts: visitors, phone, mail and digital"], [contacts.total()]
        )
        self.assertGreater(contacts["Digital counter"], 500, "figures are in it")
        for label, count in Counter(row["Half-year"] for row in came).items():
            [found] = [totals[key] for key in totals if key.startswith(label)]
            self.assertEqual(found, [count])
        waited = [row["Waited (min)"] for row in raw if row["Waited (min)"] is not None]
        self.assertAlmostEqual(totals["Mean"][0], fmean(waited), places=6)
        self.assertAlmostEqual(
            totals["Median: half had less"][0], median(waited), places=6
        )

    def test_sheets_of_groups_agree_with_the_raw_rows(self):
        came = [row for row in self.book.raw() if row["Came"]]
        firsts = [row for row in came if row["First row"]]
        for sheet, lead, key in (
            ("Per day", "Day", lambda row: row["Day"]),
            ("Per channel", "Month", lambda row: row["Day"] + relativedelta(day=1)),
            ("Per half-year", "Half-year", lambda row: row["Half-year"]),
        ):
            expected = Counter(key(row) for row in firsts)
            found = {
                row[lead]: row["Visitors"]
                for row in self.book.table(sheet, lead)
                if row["Visitors"] and not isinstance(row["Visitors"], str)
            }
            found.pop("Sum")
            with self.subTest(sheet=sheet):
                self.assertEqual(found, dict(expected))
        hours = Counter(f"{row['Hour']:02}:00" for row in firsts)
        found = {
            row["Hour"][:5]: row["Visitors"]
            for row in self.book.table("Per hour of the day", "Hour")
            if "–" in row["Hour"] and row["Visitors"]
        }
        self.assertEqual(found, dict(hours))
        products = Counter(row["Product no."] for row in came)
        found = {
            row["Product no."]: row["Visitors"]
            for row in self.book.table("Per product", "Product")
            if row["Product no."] is not None and row["Visitors"]
        }
        self.assertEqual(found, dict(products))

    def test_weekdays_and_half_hours_agree_with_the_raw_rows(self):
        firsts = [row for row in self.book.raw() if row["Came"] and row["First row"]]
        expected = Counter((row["Half-hour"], row["Weekday"]) for row in firsts)
        found = Counter()
        for row in self.book.table("Per weekday and half-hour", "Half-hour"):
            for weekday, count in row.items():
                if "–" in row["Half-hour"] and weekday not in ("Half-hour", "Visitors"):
                    found[row["Half-hour"][:5], weekday] += count
        self.assertEqual(+found, expected)

    def test_mean_of_a_weekday(self):
        """Half-hours are divided by the days of that weekday on which anybody came."""
        firsts = [row for row in self.book.raw() if row["Came"] and row["First row"]]
        days = {(row["Weekday"], row["Day"]) for row in firsts}
        counted = Counter(weekday for weekday, _day in days)
        visits = Counter((row["Half-hour"], row["Weekday"]) for row in firsts)
        rows = list(
            self.book.sheet("Per weekday and half-hour").iter_rows(values_only=True)
        )
        labels = [row[0] or "" for row in rows]
        title = next(i for i, label in enumerate(labels) if label.startswith("Mean"))
        weekdays = [name for name in rows[title + 1][1:] if name]
        last = labels.index("Days")
        self.assertEqual(
            list(rows[last][1 : len(weekdays) + 1]), [counted[d] for d in weekdays]
        )
        for row in rows[title + 2 : last]:
            for weekday, mean in zip(weekdays, row[1:], strict=False):
                expected = visits[row[0][:5], weekday] / counted[weekday]
                self.assertAlmostEqual(mean, expected, places=6)

    def test_against_the_records(self):
        """The same figures, slowly and from the visits themselves."""
        visits = self.visits
        contacts = visits.filtered(
            lambda visit: visit.state in ("finished", "left", "waiting")
        )
        came = contacts.filtered(lambda visit: visit.channel not in DISTANCE_CHANNELS)
        totals = self.book.totals()
        self.assertEqual(totals["Visits registered"], [len(visits)])
        self.assertEqual(totals["Visitors: visits that came"], [len(came)])
        self.assertEqual(
            totals["Persons in these visits"], [sum(came.mapped("persons"))]
        )
        self.assertEqual(
            totals["Contacts: visitors, phone, mail and digital"],
            [len(contacts) + sum(self.figures.values())],
        )
        lines = came.line_ids
        self.assertEqual(
            totals["Pieces that visitors asked for"], [sum(lines.mapped("quantity"))]
        )
        self.assertEqual(totals["Pieces delivered"], [sum(lines.mapped("delivered"))])
        measured = came.filtered(lambda v: v.called_at and not v.inaccurate)
        waits = sorted(measured.mapped("waiting_minutes"))
        self.assertEqual(totals["Visits measured"][0], len(waits))
        self.assertAlmostEqual(totals["Mean"][0], fmean(waits), places=6)
        below = waits[int(0.9 * (len(waits) - 1))]
        above = waits[int(0.9 * (len(waits) - 1)) + 1]
        self.assertGreaterEqual(totals["Nine in ten had less than"][0], below)
        self.assertLessEqual(totals["Nine in ten had less than"][0], above)
        appointments = visits.filtered(lambda v: v.channel == "appointment")
        missed = len(appointments.filtered(lambda v: v.state == "no_show"))
        rate = missed / (missed + len(appointments & came))
        self.assertAlmostEqual(
            totals["No-shows, of appointments kept or not"][0], rate, places=6
        )

    def test_products_against_the_records(self):
        alone = defaultdict(list)
        for visit in self.visits.filtered(lambda v: v.state == "finished"):
            if visit.channel in DISTANCE_CHANNELS:
                continue
            if len(visit.line_ids) == 1 and not visit.inaccurate:
                alone[visit.line_ids.product_id.id].append(visit.handling_minutes)
        rows = {
            row["Product no."]: row
            for row in self.book.table("Per product", "Product")
            if row["Product no."]
        }
        self.assertEqual(set(rows), set(self.products.ids))
        contacts = Counter()
        for (product, _day), count in self.figures.items():
            contacts[product.id] += count
        for line in self.visits.line_ids:
            if line.visit_id.state in ("finished", "left", "waiting"):
                contacts[line.product_id.id] += 1
        for product in self.products:
            self.assertEqual(rows[product.id]["Contacts"], contacts[product.id])
            minutes = alone[product.id]
            row = rows[product.id]
            self.assertEqual(row["Visits measured"], len(minutes))
            self.assertAlmostEqual(
                row["Minutes at the desk, this product alone"], fmean(minutes), places=6
            )

    def test_tampering_with_a_raw_row_is_seen(self):
        """The recounts are alive: a changed row makes the verdict change."""
        book = self.export(FIRST, LAST, service_ids=self.service.ids)
        sheet = book.formulas["Visits"]
        header = [cell.value for cell in sheet[1]]
        row = next(
            number
            for number, values in enumerate(book.raw(), start=2)
            if values["First row"] and values["Came"]
        )
        sheet.cell(row, header.index("Came") + 1).value = 0
        calculator = Calculator(book)
        self.assertEqual(calculator.cell("Totals", "D11"), "DIFFERS")
        self.assertIn("do not agree", calculator.cell("Totals", "A4"))

    def test_one_raw_row_per_line_in_local_time(self):
        raw = self.book.raw()
        visits = [row for row in raw if not row["Digital figure"]]
        expected, counted = Counter(), Counter()
        for visit in self.visits:
            local = visit._local(visit.expected)
            if visit.channel == "urgent" and visit.arrival:
                local = visit._local(visit.arrival)
            slot = f"{local:%H}:{'00' if local.minute < 30 else '30'}"
            if visit.channel in DISTANCE_CHANNELS:
                slot = None
            expected[visit.day, slot] += max(1, len(visit.line_ids))
        for row in visits:
            counted[row["Day"].date(), row["Half-hour"]] += 1
            hour = row["Half-hour"] and int(row["Half-hour"][:2])
            self.assertEqual(row["Hour"], hour)
        self.assertEqual(counted, expected)
        self.assertEqual(len(raw) - len(visits), len(self.figures))
        numbers = [row["Visit"] for row in visits if row["First row"]]
        self.assertEqual(numbers, list(range(1, len(self.visits) + 1)))
        days = [row["Day"] for row in raw]
        self.assertEqual(days, sorted(days))

    def test_what_stands_above_warns_and_what_stands_below_explains(self):
        for name in (
            "Totals",
            "Per product",
            "Per hour of the day",
            "Per weekday and half-hour",
        ):
            rows = [
                row[0] or ""
                for row in self.book.sheet(name).iter_rows(values_only=True)
            ]
            warned = [i for i, text in enumerate(rows) if text.startswith("▼ Read")]
            told = [i for i, text in enumerate(rows) if text.startswith("(1) ")]
            with self.subTest(sheet=name):
                self.assertEqual((len(warned), len(told)), (1, 1))
                self.assertLess(warned[0], 8)
                self.assertGreater(told[0], 10)
                self.assertIn("(1) (2)", rows[warned[0]])

    def test_half_years_of_a_break_are_marked_among_the_totals(self):
        labels = [label for label in self.book.totals() if " H" in label]
        self.assertEqual(labels, ["2025 H2 (1)", "2026 H1 (2)"])

    def test_breaks_and_estimates_are_marked(self):
        months = {
            row["Month"]: row.get("Note")
            for row in self.book.table("Per channel", "Month")
            if isinstance(row["Month"], datetime)
        }
        self.assertEqual(
            months,
            {
                datetime(2025, 11, 1): None,
                datetime(2025, 12, 1): "(1)",
                datetime(2026, 1, 1): "(2)",
                datetime(2026, 2, 1): None,
                datetime(2026, 3, 1): None,
            },
        )
        self.assertEqual(
            self.lined("Per channel"), {datetime(2026, 1, 1)}, "a line above the break"
        )
        notes = {
            row["Half-year"]: row.get("Note")
            for row in self.book.table("Per half-year", "Half-year")
        }
        start, end = (format_date(self.env, day) for day in (FIRST, LAST))
        self.assertEqual(notes["2025 H2"], f"(1) only from {start}")
        self.assertEqual(notes["2026 H1"], f"(2) only until {end}")
        self.assertEqual(self.lined("Per half-year"), {"2026 H1"})
        since = format_date(self.env, date(2026, 1, 15))
        text = f"Counted otherwise from {since}, Test service: Phone counts too"
        for name in (
            "Totals",
            "Charts",
            "Per product",
            "Per day",
            "Per hour of the day",
            "Per weekday and half-hour",
            "Per channel",
            "Per half-year",
        ):
            texts = [
                row[0] for row in self.book.sheet(name).iter_rows(values_only=True)
            ]
            self.assertIn(f"(2) {text}", texts, name)
        about = " ".join(self.book.texts())
        self.assertIn(f"Counted otherwise from {since}: Phone counts too", about)
        self.assertIn("December was lost", about)

    def test_a_break_on_a_closed_day_shows_on_the_next(self):
        days = [
            row["Day"].date()
            for row in self.book.table("Per day", "Day")
            if isinstance(row["Day"], datetime)
        ]
        expected = min(day for day in days if day >= date(2026, 1, 15))
        lined = {day.date() for day in self.lined("Per day")}
        self.assertEqual(lined, {expected})

    def lined(self, name):
        """Return the first cells of the rows with a thick line above."""
        return {
            row[0].value
            for row in self.book.values[name].iter_rows()
            if row[0].value and row[0].border.top.style == "thick"
        }

    def test_charts_name_the_break(self):
        sheet = self.book.formulas["Charts"]
        self.assertEqual(len(sheet._charts), 3)
        with ZipFile(BytesIO(self.book.content)) as archive:
            charts = [
                archive.read(name).decode()
                for name in archive.namelist()
                if name.startswith("xl/charts/chart")
            ]
        labels = re.findall(r"<a:t>(▼[^<]*)</a:t>", " ".join(charts))
        self.assertEqual(labels, ["▼ (2)", "▼ (2)"])

    def test_lay_out(self):
        for sheet in self.book.values:
            with self.subTest(sheet=sheet.title):
                self.assertEqual(sheet.page_setup.orientation, "landscape")
                self.assertEqual(str(sheet.page_setup.paperSize), "9")
                self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
                if sheet.title not in ("About", "Charts"):
                    self.assertTrue(sheet.freeze_panes)
                    self.assertTrue(sheet.print_title_rows)
                if sheet.title not in ("About", "Charts", "Per weekday and half-hour"):
                    self.assertTrue(sheet.auto_filter.ref)
