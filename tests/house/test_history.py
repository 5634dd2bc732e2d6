from datetime import date, datetime, time, timedelta
from io import BytesIO
from unittest.mock import patch

from openpyxl import load_workbook
from pytz import timezone

from odoo.tests import TransactionCase, new_test_user, tagged

from ...demo import history, history_profile
from ...engine import intervals, lifecycle
from ...engine.ticks import to_minutes
from ...models.visit.municipal_visit_steps import MOMENT_FIELDS
from ...wizards.figures import municipal_visit_export

REPORT = "municipal_appointment.visitors_xlsx"
FIRST, LAST = history_profile.FIRST_DAY, history_profile.LAST_DAY
ZONE = timezone("Europe/Brussels")


@tagged("post_install", "-at_install")
class TestHistory(TransactionCase):
    """The history of the demo; made here where the database has no demo data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        history.fill(cls.env)
        cls.citizens = cls.env.ref("municipal_appointment.service_citizens")
        cls.visits = cls.env["municipal.visit"].search([("day", "<=", LAST)])
        cls.sample = cls.visits[::251]
        cls.sheets = cls.export()

    @classmethod
    def export(cls):
        """Return the sheets per month and half-year of the exported workbook."""
        manager = new_test_user(
            cls.env, "history_manager", groups="municipal_appointment.group_manager"
        )
        env = cls.env(user=manager, context={"lang": "en_US"})
        wizard = env["municipal.visit.export"].create(
            {
                "period": "own",
                "date_from": FIRST,
                "date_to": LAST,
                "service_ids": cls.citizens.ids,
            }
        )
        # all years at once, while the test waits
        with patch.object(municipal_visit_export, "MAX_ROWS", 200_000):
            content, _extension = env["ir.actions.report"]._render_xlsx(
                REPORT, wizard.ids, {}
            )
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        return {
            name: [[cell for cell in row] for row in book[name].iter_rows()]
            for name in ("Per channel", "Per half-year")
        }

    def table(self, name):
        """Return the rows of the first table of a sheet, as dicts by its header."""
        rows = [[cell.value for cell in row] for row in self.sheets[name]]
        header = rows[3]
        end = next(i for i, row in enumerate(rows) if row[0] == "Sum")
        return {row[0]: dict(zip(header, row, strict=False)) for row in rows[4:end]}

    def test_half_years_equal_the_published_figures(self):
        table = self.table("Per half-year")
        self.assertEqual(len(table), 9)
        for (year, half), published in {
            (2020, 2): 5161,
            (2021, 1): 5175,
            (2021, 2): 5436,
            (2022, 1): 5752,
            (2022, 2): 5544,
            (2023, 1): 6334,
            (2023, 2): 5915,
            (2024, 2): 7957,
        }.items():
            row = table[f"{year} H{half}"]
            self.assertEqual(row["On the agenda"], published)
            self.assertEqual(row["Visitors"], published)
            without = row["Without appointment"]
            self.assertEqual(row["By appointment"], published - without)
            self.assertEqual(bool(without), (year, half) == (2024, 2))

    def test_half_year_that_was_not_published_is_interpolated(self):
        table = self.table("Per half-year")
        comparable = table["2024 H2"]["By appointment"]
        self.assertEqual(table["2024 H1"]["Visitors"], round((5915 + comparable) / 2))

    def test_one_in_six_came_without_appointment_since_september(self):
        months = {month.date(): row for month, row in self.table("Per channel").items()}
        late = [row for month, row in months.items() if month >= date(2024, 9, 1)]
        early = [row for month, row in months.items() if month < date(2024, 9, 1)]
        without = sum(row["Without appointment"] for row in late)
        self.assertAlmostEqual(
            without / sum(row["Visitors"] for row in late), 1 / 6, delta=0.01
        )
        self.assertEqual(sum(row["Without appointment"] for row in early), 0)

    def test_the_workbook_marks_the_break_and_the_estimates(self):
        rows = {row[0].value: row for row in self.sheets["Per half-year"]}
        breaks = self.env["municipal.series.break"].with_context(lang="en_US")
        known = breaks.search(
            breaks._domain_in_period(FIRST, LAST, self.citizens), order="date, kind, id"
        )
        numbers = {}
        for number, record in enumerate(known, start=1):
            self.assertIn(f"({number}) {record._sentence()}", rows)
            if record.service_id == self.citizens:
                numbers[record.kind, record.date] = f"({number})"
        broken = numbers["break", date(2024, 9, 1)]
        assumed = numbers["estimate", date(2024, 9, 1)]
        between = numbers["estimate", date(2024, 1, 1)]
        table = self.table("Per half-year")
        self.assertIn(broken, table["2024 H2"]["Note"])
        self.assertIn(assumed, table["2024 H2"]["Note"])
        self.assertIn(between, table["2024 H1"]["Note"])
        self.assertEqual(rows["2024 H2"][0].border.top.style, "thick")
        self.assertNotEqual(rows["2023 H2"][0].border.top.style, "thick")
        self.assertFalse(table["2023 H2"]["Note"])
        months = {month.date(): row for month, row in self.table("Per channel").items()}
        self.assertIn(broken, months[date(2024, 9, 1)]["Note"])
        self.assertFalse(months[date(2024, 8, 1)]["Note"])

    def test_notes_can_be_read_in_the_figures(self):
        domain = [("service_id", "=", self.citizens.id), ("day", "<=", LAST)]
        notes = self.env["municipal.visit.report"].series_notes(domain)
        self.assertGreaterEqual(len(notes), 3)

    def test_stored_fields_are_what_the_orm_computes(self):
        names = (
            "expected day half_hour lead_days company_id waiting_minutes "
            "handling_minutes"
        ).split()
        stored = self.sample.read(names)
        for name in names:
            field = self.sample._fields[name]
            self.env.add_to_compute(field, self.sample)
        self.sample._recompute_recordset(names)
        self.assertEqual(self.sample.read(names), stored)
        self.assertTrue(all(row["day"] and row["company_id"] for row in stored))
        self.assertGreater(sum(bool(row["waiting_minutes"]) for row in stored), 50)

    def test_logs_tell_the_same_as_the_visits(self):
        for visit in self.sample:
            with self.subTest(visit=visit.name, state=visit.state):
                state = None
                events = visit.event_ids.sorted("id")
                for event in events:
                    state = lifecycle.next_state(state, event.step)
                    moment = MOMENT_FIELDS.get(event.step)
                    if moment:
                        self.assertEqual(visit[moment], event.moment)
                self.assertEqual(state, visit.state)
                moments = events.mapped("moment")
                self.assertEqual(moments, sorted(moments))
                self.assertEqual(events[0].step, "booked")

    def test_states_and_channels(self):
        groups = self.env["municipal.visit"]._read_group(
            [("day", "<=", LAST), ("service_id", "=", self.citizens.id)],
            ["channel", "state"],
            ["__count"],
        )
        counts = {(channel, state): count for channel, state, count in groups}
        self.assertEqual(
            set(counts),
            {
                ("appointment", "finished"),
                ("appointment", "left"),
                ("appointment", "no_show"),
                ("appointment", "cancelled"),
                ("urgent", "finished"),
            },
        )
        came = counts["appointment", "finished"] + counts["appointment", "left"]
        missed = counts["appointment", "no_show"]
        self.assertAlmostEqual(missed / (missed + came), 0.06, delta=0.005)

    def test_everybody_came_within_the_opening_hours(self):
        """In spring 2024, with Easter, 1 May, Ascension and Whit Monday."""
        first, last = date(2024, 3, 25), date(2024, 6, 2)
        visits = self.env["municipal.visit"].search(
            [("day", ">=", first), ("day", "<=", last)]
        )
        self.assertGreater(len(visits), 2000)
        for type_ in visits.line_ids.product_id.type_id:
            start = ZONE.localize(datetime.combine(first, time.min))
            opened = type_._open_intervals(start, start + timedelta(days=80))
            for visit in visits.filtered(
                lambda v, t=type_: v.line_ids.product_id.type_id == t
            ):
                begin = to_minutes(visit.planned_start)
                minutes = self.env["municipal.product"]._visit_minutes(
                    [(line.product_id, line.quantity) for line in visit.line_ids]
                )
                self.assertTrue(
                    intervals.covers(opened, begin, begin + minutes), visit.name
                )
        holidays = {date(2024, 4, 1), date(2024, 5, 1), date(2024, 5, 20)}
        self.assertFalse(holidays & set(visits.mapped("day")))

    def test_no_desk_was_promised_twice(self):
        self.env.cr.execute(
            """
            SELECT count(*) FROM municipal_visit one JOIN municipal_visit two
                ON one.desk_id = two.desk_id AND one.planned_start = two.planned_start
                AND one.id < two.id
            WHERE one.state != 'cancelled' AND two.state != 'cancelled'
                AND one.day <= %s AND two.day <= %s
            """,
            [LAST, LAST],
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_no_desk_served_two_at_once(self):
        self.env.cr.execute(
            """
            SELECT count(*) FROM (
                SELECT started_at, lag(finished_at) OVER (
                    PARTITION BY desk_id ORDER BY started_at
                ) AS before
                FROM municipal_visit
                WHERE state = 'finished' AND desk_id IS NOT NULL AND day <= %s
            ) visits WHERE started_at < before
            """,
            [LAST],
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_no_personal_data(self):
        self.env.cr.execute(
            """
            SELECT count(*), count(DISTINCT name), count(booking_id), count(note),
                count(*) FILTER (WHERE name ~ '^[A-Z0-9]{4}-[A-Z0-9]{4}$')
            FROM municipal_visit WHERE day <= %s
            """,
            [LAST],
        )
        count = len(self.visits)
        self.assertEqual(self.env.cr.fetchone(), (count, count, 0, 0, count))

    def test_peaks(self):
        def count(code, first, last):
            return self.env["municipal.visit.report"].search_count(
                [
                    ("product_id.code", "=", code),
                    ("day", ">=", first),
                    ("day", "<=", last),
                    ("came", "=", True),
                ]
            )

        for year in (2021, 2022, 2023, 2024):
            summer = count("passport_request", date(year, 6, 1), date(year, 7, 31))
            winter = count("passport_request", date(year, 1, 1), date(year, 2, 28))
            self.assertGreater(summer, 1.5 * winter, year)
        march = count("foreigner_registration", date(2022, 3, 1), date(2022, 3, 31))
        normal = count("foreigner_registration", date(2021, 3, 1), date(2021, 3, 31))
        self.assertGreater(march, 2 * normal)

    def test_other_services_are_busy_too(self):
        services = self.sample.service_id
        for name in ("foreigners", "environment", "social"):
            self.assertIn(
                self.env.ref(f"municipal_appointment.service_{name}"), services
            )

    def test_filling_again_adds_nothing(self):
        breaks = self.env["municipal.series.break"].search_count([])
        history.fill(self.env)
        self.assertEqual(
            self.env["municipal.visit"].search_count([("day", "<=", LAST)]),
            len(self.visits),
        )
        self.assertEqual(self.env["municipal.series.break"].search_count([]), breaks)

    def test_every_run_makes_the_same(self):
        def write():
            highest = (
                self.env["municipal.visit"].search([], order="id desc", limit=1).id
            )
            with self.env.cr.savepoint() as savepoint:
                history.History(self.env).make(date(2020, 12, 31))
                self.env.cr.execute(
                    "SELECT name, planned_start, arrival, finished_at "
                    "FROM municipal_visit WHERE id > %s ORDER BY id",
                    [highest],
                )
                rows = self.env.cr.fetchall()
                savepoint.rollback()
            return rows

        first = write()
        self.assertGreater(len(first), 5161)
        self.assertEqual(first, write())
