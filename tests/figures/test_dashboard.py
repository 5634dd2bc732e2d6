from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from ...reports.dashboard import period
from ...reports.dashboard.tiles import TILES
from ..figures_common import FiguresCase
from ..properties import given, st

#: Monday 5 October 2026, nine o'clock in Brussels
MONDAY = datetime(2026, 10, 5, 7, 0)
#: which measure a tile counts the rows behind a cell with
MEASURES = {
    "contacts": "contacts:sum",
    "no_show_week": "visits:sum",
    "no_show_lead": "visits:sum",
    "capacity": "offered:sum",
    "access": "__count",
    "demand": "times:sum",
    "satisfaction": "answers:sum",
}
#: tiles of which a row is a week
BY_WEEK = ("visitors", "waits", "in_time", "no_show_week")


class DashboardCase(FiguresCase):
    """Two weeks of October with visits of every kind, and one of September."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        day, both = timedelta(days=1), [(cls.kids_id, 1, 1), (cls.passport, 1, 1)]
        cls.served(MONDAY, both, called_at=20, started_at=21, finished_at=41)
        cls.served(MONDAY + timedelta(minutes=30))
        cls.served(MONDAY + day, channel="walk_in", called_at=40, started_at=40)
        cls.served(MONDAY + 7 * day, [(cls.passport, 1, 0)])
        cls.served(MONDAY - 14 * day)
        for moment in (MONDAY, MONDAY + day, MONDAY - 14 * day):
            cls.visit(
                moment,
                [(cls.kids_id, 1, 0)],
                state="no_show",
                booked_at=moment - 10 * day,
            )
        cls.visit(None, [(cls.kids_id, 1, 1)], at=MONDAY, channel="phone").write(
            {"state": "finished"}
        )
        cls.service.wait_target_minutes = 30
        cls.env.flush_all()

    def load(self, **choice):
        self.env.invalidate_all()
        choice = {
            "period": "own",
            "date_from": "2026-10-01",
            "date_to": "2026-10-31",
            "service_id": self.service.id,
        } | choice
        return (
            self.env["municipal.visit.report"].with_user(self.manager).dashboard(choice)
        )

    def tile(self, name, **choice):
        data = self.load(**choice)
        return next(tile for tile in data["tiles"] if tile["name"] == name)

    def visits_behind(self, data, tile, *matches):
        """Return how many visits, or what else is counted, are behind a cell."""
        measure = MEASURES.get(tile["name"], "visitors:sum")
        return self.behind(data, tile, measure, *matches) or 0

    def behind(self, data, tile, measure, *matches):
        """Return a measure of the rows that a click on a number shows."""
        domain = data["period"]["domain"] + data["scope"] + tile["domain"]
        for match in matches:
            domain = domain + [tuple(condition) for condition in match]
        rows = self.env[tile["model"]].with_user(self.manager)
        [(amount,)] = rows._read_group(domain, [], [measure])
        return amount


@tagged("post_install", "-at_install")
class TestDashboard(DashboardCase):
    def test_every_number_is_that_of_the_visits_behind_it(self):
        data = self.load()
        cells = 0
        for tile in data["tiles"]:
            for row in tile["rows"]:
                for column, cell in zip(tile["columns"], row["cells"], strict=True):
                    with self.subTest(tile["name"], row=row["key"], at=column["key"]):
                        found = self.visits_behind(
                            data, tile, row["match"], column["match"], cell["match"]
                        )
                        self.assertEqual(found, cell["count"])
                        cells += bool(found)
            for total in tile["totals"]:
                if tile["model"] != "municipal.visit.report":
                    continue  # see test_dashboard_demand.py
                with self.subTest(tile["name"], total=total["label"]):
                    found = self.visits_behind(data, tile, total["match"])
                    self.assertEqual(found, total["count"])
        self.assertGreater(cells, 15)

    def test_every_tile_answers(self):
        self.assertEqual([t["name"] for t in self.load()["tiles"]], list(TILES))

    def test_visitors_stand_in_their_week_and_channel(self):
        tile = self.tile("visitors")
        found = {
            (row["key"], column["key"]): cell["values"][0]
            for row in tile["rows"]
            for column, cell in zip(tile["columns"], row["cells"], strict=True)
            if cell["values"][0]
        }
        self.assertEqual(
            found,
            {
                ("2026 W41", "appointment"): 2,
                ("2026 W41", "walk_in"): 1,
                ("2026 W42", "appointment"): 1,
            },
        )
        self.assertEqual(tile["totals"][0]["values"], [4])
        self.assertEqual(tile["totals"][0]["before"], 1)

    def test_days_that_were_open_divide(self):
        """October has 22 weekdays, and the town is open on each of them."""
        per_day = self.tile("visitors")["totals"][1]
        self.assertAlmostEqual(per_day["values"][0], 4 / 22, places=3)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "date_from": datetime(2026, 10, 19),
                "date_to": datetime(2026, 10, 24),
            }
        )
        per_day = self.tile("visitors")["totals"][1]
        self.assertAlmostEqual(per_day["values"][0], 4 / 17, places=3)

    def test_weekdays_compare_fairly(self):
        """Three visitors on four Mondays, one on four Tuesdays."""
        tile = self.tile("heat")
        mondays = [column["hint"] for column in tile["columns"]][0]
        self.assertEqual(mondays, "4 open days")
        nine = next(row for row in tile["rows"] if row["key"] == "09:00")
        self.assertEqual([cell["count"] for cell in nine["cells"]], [2, 1, 0, 0, 0])
        self.assertEqual([c["values"][0] for c in nine["cells"]], [0.5, 0.25, 0, 0, 0])
        self.assertEqual(nine["cells"][1]["values"][1], 40)

    def test_waits_are_of_visits_and_not_of_products(self):
        """Waits of 20 (two products), 2, 40 and 2 minutes."""
        median, p90 = self.tile("waits")["totals"]
        self.assertAlmostEqual(median["values"][0], 11)
        self.assertAlmostEqual(p90["values"][0], 34)
        self.assertEqual(median["count"], 4)
        [share] = self.tile("in_time")["totals"]
        self.assertEqual((share["values"], share["count"]), ([0.75], 3))

    def test_no_shows_are_a_share_of_appointments(self):
        [total] = self.tile("no_show_week")["totals"]
        self.assertEqual((total["values"], total["before"]), ([2 / 5], 1 / 2))
        rows = self.tile("no_show_lead")["rows"]
        counts = {row["label"]: row["cells"][0]["count"] for row in rows}
        self.assertEqual(counts.pop("8–14 days"), 2)
        self.assertFalse(any(counts.values()))

    def test_notes_are_said_of_every_tile_that_crosses_them(self):
        for day, service in (("2026-10-06", self.service), ("2026-09-20", False)):
            self.env["municipal.series.break"].create(
                {
                    "name": "Market",
                    "kind": "event",
                    "date": day,
                    "service_id": service and service.id,
                }
            )
        data = self.load()
        texts = [note["text"] for note in data["notes"]]
        self.assertEqual(len(texts), 2)
        self.assertIn("Market", texts[0])
        for tile in data["tiles"]:
            self.assertEqual(sorted(tile["notes"]), [1, 2], tile["name"])
        for name in BY_WEEK:
            weeks = {row["key"]: row["notes"] for row in self.tile(name)["rows"]}
            self.assertEqual(weeks["2026 W41"], [2], name)
            self.assertEqual(weeks["2026 W42"], [], name)

    def test_a_period_without_visits_has_no_zeros_for_what_is_unknown(self):
        data = self.load(date_from="2019-01-01", date_to="2019-01-31")
        for tile in data["tiles"]:
            if tile["name"] in ("waits", "in_time", "no_show_week"):
                for total in tile["totals"]:
                    self.assertEqual(total["values"], [None], tile["name"])

    def test_one_request_asks_each_tile_once(self):
        self.load()
        asked = []
        execute = type(self.env.cr).execute

        def counting(cursor, query, *args, **kwargs):
            text = str(getattr(query, "code", query))
            if "municipal_visit visit\n" in text and "GROUP BY" in text:
                asked.append(text)
            return execute(cursor, query, *args, **kwargs)

        self.patch(type(self.env.cr), "execute", counting)
        self.load()
        # visitors and contacts are one question; waits and no-shows are shared by two
        # tiles each; the heat map has no before
        self.assertEqual(len(asked), 9)

    def test_more_visits_are_no_more_queries(self):
        self.load()
        queries = self.env.cr.sql_log_count
        self.load()
        first = self.env.cr.sql_log_count - queries
        for number in range(1, 12):
            self.served(MONDAY + timedelta(days=number, minutes=number))
        self.env.flush_all()
        self.load()
        queries = self.env.cr.sql_log_count
        self.load()
        self.assertEqual(self.env.cr.sql_log_count - queries, first)
        self.assertLess(first, 45)

    @freeze_time(datetime(2026, 10, 31, 20, 30))
    def test_a_month_ends_when_it_does_in_the_town(self):
        """Where the manager is, November has begun."""
        report = self.env["municipal.visit.report"].with_user(self.manager)
        data = report.with_context(tz="Pacific/Auckland").dashboard(
            {"period": "this_month"}
        )
        self.assertEqual(data["period"]["first"], "2026-10-01")

    def test_what_nobody_can_choose_is_refused(self):
        for choice in (
            {"period": "this_decade"},
            {"date_from": "2026-10-31", "date_to": "2026-10-01"},
            {"date_from": "2020-01-01", "date_to": "2026-10-01"},
            {"date_from": "yesterday"},
            {"date_from": None},
            {"service_id": "'; --"},
        ):
            with self.subTest(choice=choice), self.assertRaises(UserError):
                self.load(**choice)
        with self.assertRaises(UserError):
            self.env["municipal.visit.report"].with_user(self.manager).dashboard(
                "October"
            )

    def test_who_sees_no_figures_sees_no_dashboard(self):
        employee = new_test_user(self.env, "figures_user", groups="base.group_user")
        for user in (self.clerk, employee):
            with self.assertRaises(AccessError):
                self.env["municipal.visit.report"].with_user(user).dashboard({})

    def test_a_location_narrows(self):
        other = self.env["municipal.location"].create({"name": "Other hall"})
        data = self.load(location_id=other.id)
        self.assertEqual(data["tiles"][0]["totals"][0]["values"], [0])
        data = self.load(location_id=self.location.id)
        self.assertEqual(data["tiles"][0]["totals"][0]["values"], [4])


@tagged("post_install", "-at_install")
class TestPeriods(FiguresCase):
    def test_an_unfinished_month_stands_beside_as_much_of_the_one_before(self):
        now, before = period.named("this_month", date(2026, 3, 30))
        self.assertEqual(now, (date(2026, 3, 1), date(2026, 3, 30)))
        self.assertEqual(before, (date(2026, 2, 1), date(2026, 2, 28)))
        now, before = period.named("this_quarter", date(2026, 11, 26))
        self.assertEqual(now, (date(2026, 10, 1), date(2026, 11, 26)))
        self.assertEqual(before, (date(2026, 7, 1), date(2026, 8, 26)))

    def test_a_finished_period_stands_beside_a_whole_one(self):
        now, before = period.named("previous_half_year", date(2026, 3, 1))
        self.assertEqual(now, (date(2025, 7, 1), date(2025, 12, 31)))
        self.assertEqual(before, (date(2025, 1, 1), date(2025, 6, 30)))

    def test_a_year_earlier_on_a_leap_day(self):
        leap = period.Period(date(2028, 2, 29), date(2028, 2, 29))
        self.assertEqual(period.year_before(leap).first, date(2027, 2, 28))

    @given(
        st.dates(date(2000, 1, 1), date(2100, 1, 1)),
        st.sampled_from(sorted(period.CHOICES)),
    )
    def test_periods_follow_each_other(self, today, choice):
        now, before = period.named(choice, today)
        self.assertLessEqual(before.first, before.last)
        self.assertLess(before.last, now.first)
        self.assertLessEqual(now.first, now.last)
        self.assertLessEqual(now.last, today)
        self.assertLessEqual(now.days, period.MOST_DAYS)

    def test_whole_months_of_ones_own_stand_beside_whole_months(self):
        now, before = period.own(date(2024, 7, 1), date(2024, 12, 31))
        self.assertEqual(before, (date(2024, 1, 1), date(2024, 6, 30)))
        self.assertEqual(now.days, 184)
        now, before = period.own(date(2024, 7, 2), date(2024, 7, 31))
        self.assertEqual(before, (date(2024, 6, 2), date(2024, 7, 1)))
