import random
import re
from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from io import BytesIO
from statistics import fmean, median
from unittest.mock import patch
from zipfile import ZipFile

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import format_date
from odoo.tools.translate import code_translations

from ..models.municipal_visit import CHANNELS
from ..wizards import municipal_visit_export
from .common import NOW
from .figures_common import FiguresCase
from .workbook_reader import Calculator

FIRST, LAST = date(2025, 11, 1), date(2026, 3, 31)
STATES = ("finished",) * 8 + ("missed", "cancelled", "left", "booked", "waiting")


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
            "channel": rng.choice(CHANNELS)[0] if state != "missed" else "appointment",
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
        self.assertGreaterEqual(agreed.count("agrees"), 27)
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
        came = [row for row in firsts if row["Came"]]
        totals = self.book.totals()
        self.assertEqual(totals["Visits registered"], [len(firsts)])
        self.assertEqual(totals["Visitors: visits that came"], [len(came)])
        self.assertEqual(
            totals["Persons in these visits"], [sum(row["Persons"] for row in came)]
        )
        for label, count in Counter(row["State"] for row in firsts).items():
            self.assertIn(count, totals[label])
        channels = Counter(row["Channel"] for row in came)
        for _code, label in CHANNELS:
            self.assertIn(channels[label], totals[label])
        for label, count in Counter(row["Half-year"] for row in came).items():
            self.assertEqual(totals[label], [count])
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
            row["Product no."]: row["Visits"]
            for row in self.book.table("Per product", "Product")
            if row["Product no."] is not None
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

    def test_against_the_records(self):
        """The same figures, slowly and from the visits themselves."""
        visits = self.visits
        came = visits.filtered(
            lambda visit: visit.arrival and visit.state not in ("missed", "cancelled")
        )
        totals = self.book.totals()
        self.assertEqual(totals["Visits registered"], [len(visits)])
        self.assertEqual(totals["Visitors: visits that came"], [len(came)])
        self.assertEqual(totals["Persons in these visits"], [sum(came.mapped("persons"))])
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
        missed = len(appointments.filtered(lambda v: v.state == "missed"))
        rate = missed / (missed + len(appointments & came))
        self.assertAlmostEqual(
            totals["Appointments missed, of those kept or missed"][0], rate, places=6
        )

    def test_products_against_the_records(self):
        alone = defaultdict(list)
        for visit in self.visits.filtered(lambda v: v.state == "finished"):
            if len(visit.line_ids) == 1 and not visit.inaccurate:
                alone[visit.line_ids.product_id.id].append(visit.handling_minutes)
        rows = {
            row["Product no."]: row
            for row in self.book.table("Per product", "Product")
            if row["Product no."]
        }
        self.assertEqual(set(rows), set(self.products.ids))
        for product in self.products:
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
        self.assertEqual(calculator.cell("Totals", "D9"), "DIFFERS")
        self.assertIn("do not agree", calculator.cell("Totals", "A4"))

    def test_one_raw_row_per_line_in_local_time(self):
        raw = self.book.raw()
        lines = sum(max(1, len(visit.line_ids)) for visit in self.visits)
        self.assertEqual(len(raw), lines)
        known = {visit.name: visit for visit in self.visits}
        for row in raw[::7]:
            visit = known[row["Visit"]]
            local = visit._local(visit.expected).replace(tzinfo=None)
            self.assertEqual(row["Day"].date(), local.date())
            self.assertEqual(row["Time"].replace(microsecond=0), local)
            self.assertEqual(row["Hour"], local.hour)
        moments = [(row["Day"], row["Time"], row["Visit"]) for row in raw]
        self.assertEqual(moments, sorted(moments))

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
        for name in ("Charts", "Per day", "Per channel", "Per half-year"):
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


@tagged("post_install", "-at_install")
class TestExportContent(FiguresCase):
    def setUp(self):
        super().setUp()
        self.day = date(2026, 10, 12)
        self.moment = datetime(2026, 10, 12, 7, 0)

    def export_day(self, **values):
        return self.export(self.day, self.day, service_ids=self.service.ids, **values)

    def test_texts_never_become_formulas(self):
        names = [
            "=1+1",
            "@SUM(1+9)*cmd|' /C calc'!A0",
            "+32 2 123",
            "-3",
            "=HYPERLINK(\"https://example.com\")",
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
        dangerous = {*names, "=2+2", "@HALL"}
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
        self.assertEqual({row["Product"] for row in rows[:-2]}, set(names))
        self.assertEqual({row["Agrees"] for row in rows[:-2]}, {"agrees"})
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
        found = {row["Product no."]: (row["Visits"], row["Agrees"]) for row in rows[:2]}
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
        self.assertIn(booking.reference.lower(), texts)
        for secret in ("griet", "zeldzaam", "0470", "@example", "softly"):
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

        def codes(**values):
            rows = self.export(self.day, self.day, **values).raw()
            known = {"OURS", "ELSE", "ANNEX", "EARLIER", "LATER", "NIGHT"}
            return {row["Visit"] for row in rows} & known

        self.assertEqual(codes(), {"OURS", "ELSE", "ANNEX"})
        self.assertEqual(codes(service_ids=self.service.ids), {"OURS", "ANNEX"})
        self.assertEqual(codes(location_ids=hall.ids), {"ANNEX"})
        self.assertEqual(
            codes(service_ids=self.service.ids, location_ids=self.location.ids), {"OURS"}
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
            book = self.read(wizard)
        self.assertIn("Totalen (proef)", book.names)
        self.assertNotIn("Totals", book.names)
        self.assertIn("klopt", book.texts())
        calculator = Calculator(book)
        for sheet, cell, result in book.formula_cells():
            if isinstance(result, str) and result:
                self.assertEqual(calculator.cell(sheet, cell.coordinate), result)


@tagged("post_install", "-at_install")
class TestExportDialog(FiguresCase):
    def test_periods(self):
        expected = {
            "this_month": (date(2026, 10, 1), date(2026, 10, 31)),
            "previous_month": (date(2026, 9, 1), date(2026, 9, 30)),
            "this_half_year": (date(2026, 7, 1), date(2026, 12, 31)),
            "previous_half_year": (date(2026, 1, 1), date(2026, 6, 30)),
            "this_year": (date(2026, 1, 1), date(2026, 12, 31)),
            "previous_year": (date(2025, 1, 1), date(2025, 12, 31)),
        }
        with freeze_time(NOW), Form(self.env["municipal.visit.export"]) as form:
            self.assertEqual(form.period, "previous_month")
            for period, days in expected.items():
                form.period = period
                self.assertEqual((form.date_from, form.date_to), days, period)

    def test_periods_at_the_turn_of_the_year(self):
        wizard = self.env["municipal.visit.export"]
        with freeze_time("2027-01-31 12:00:00"):
            self.assertEqual(
                wizard._dates_of("previous_month"),
                (date(2026, 12, 1), date(2026, 12, 31)),
            )
            self.assertEqual(
                wizard._dates_of("previous_half_year"),
                (date(2026, 7, 1), date(2026, 12, 31)),
            )
        with freeze_time("2028-02-29 12:00:00"):
            self.assertEqual(
                wizard._dates_of("previous_year"), (date(2027, 1, 1), date(2027, 12, 31))
            )
            self.assertEqual(
                wizard._dates_of("this_month"), (date(2028, 2, 1), date(2028, 2, 29))
            )

    def test_own_days_lose_the_name_of_the_period(self):
        with freeze_time(NOW), Form(self.env["municipal.visit.export"]) as form:
            form.date_from = date(2026, 9, 15)
            self.assertEqual(form.period, "own")
            self.assertEqual(form.date_to, date(2026, 9, 30))

    def create_wizard(self, first, last, user=None):
        return self.env(user=user or self.manager)["municipal.visit.export"].create(
            {"period": "own", "date_from": first, "date_to": last}
        )

    def test_too_many_rows_for_excel(self):
        for minutes in range(3):
            self.served(datetime(2026, 2, 2, 9, minutes))
        self.env.flush_all()
        wizard = self.create_wizard(date(2026, 2, 2), date(2026, 2, 2))
        rows = self.env["municipal.visit.report"].search_count(wizard._domain())
        with patch.object(municipal_visit_export, "MAX_ROWS", rows):
            self.assertTrue(wizard.action_export())
        with patch.object(municipal_visit_export, "MAX_ROWS", rows - 1):
            with self.assertRaisesRegex(UserError, f"{rows} rows"):
                wizard.action_export()

    def test_action_downloads_the_report_of_the_dialog(self):
        wizard = self.create_wizard(date(2026, 2, 1), date(2026, 2, 28))
        action = wizard.action_export()
        self.assertEqual(action["report_type"], "xlsx")
        self.assertEqual(action["context"]["active_ids"], wizard.ids)
        self.assertEqual(wizard._file_name(), "Visitors 2026-02-01 - 2026-02-28")

    def test_clerks_cannot_export(self):
        wizard = self.create_wizard(date(2026, 2, 1), date(2026, 2, 28))
        with self.assertRaises(AccessError):
            self.create_wizard(date(2026, 2, 1), date(2026, 2, 28), self.clerk)
        with self.assertRaises(AccessError):
            wizard.with_user(self.clerk).action_export()
        with self.assertRaises(AccessError):
            self.read(wizard.with_user(self.clerk))

    def test_other_companies_are_never_exported(self):
        company = self.env["res.company"].create({"name": "Other town"})
        service = self.env["municipal.service"].create(
            {"name": "Theirs", "code": "ZZ", "company_id": company.id}
        )
        moment = datetime(2026, 2, 2, 9)
        self.served(moment, name="OURS")
        self.served(
            moment, [], name="THEIRS", service_id=service.id, location_id=False
        )
        self.env["municipal.series.break"].create(
            {"name": "Their break", "date": moment.date(), "company_id": company.id}
        )
        book = self.export(moment.date(), moment.date())
        texts = " ".join(book.texts())
        self.assertIn("OURS", texts)
        for secret in ("THEIRS", "Theirs", "Their break", "Other town"):
            self.assertNotIn(secret, texts)
