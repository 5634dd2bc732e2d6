from datetime import date, datetime, timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.tests import TransactionCase, freeze_time, tagged

from ...demo import closings, current_weeks, recent_years
from ...demo.recent_years import profile
from ...demo.recent_years.fill import RecentYears

SINCE, FREE_WALK_IN = date(2025, 1, 1), date(2025, 4, 1)
TUESDAY = "2"
HERE = ("appointment", "urgent", "walk_in", "quick_counter")


class RecentYearsCase(TransactionCase):
    @classmethod
    def record(cls, name):
        return cls.env.ref(f"municipal_appointment.{name}")

    def rows(self, query, *values):
        self.env.cr.execute(query, values)
        return self.env.cr.fetchall()

    def assert_one_at_a_time(self, first, last):
        """No desk served two at once; whose times are not reliable too."""
        rows = self.rows(
            """
            SELECT name, started_at, before FROM (
                SELECT name, started_at, lag(finished_at) OVER (
                    PARTITION BY desk_id ORDER BY started_at
                ) AS before
                  FROM municipal_visit
                 WHERE state = 'finished' AND desk_id IS NOT NULL
                   AND day BETWEEN %s AND %s
            ) visits WHERE started_at < before
            """,
            first,
            last,
        )
        self.assertEqual(rows, [])


@tagged("post_install", "-at_install")
class TestRecentYears(RecentYearsCase):
    """The years since 2025 as the demo tells them; made here where there is none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        recent_years.fill(cls.env)
        cls.citizens = cls.record("service_citizens")
        cls.foreigners = cls.record("service_foreigners")
        told = [("booking_id", "=", False), ("day", ">=", SINCE)]
        estimate = cls.env["municipal.series.break"].search(
            [("kind", "=", "estimate"), ("date", "=", SINCE)]
        )
        cls.last_day = estimate.date_to
        cls.told = [*told, ("day", "<=", cls.last_day)]
        cls.sample = cls.env["municipal.visit"].search(cls.told)[::397]

    def by_weekday(self, service, since, until):
        """Return the visitors of a service by (weekday, channel)."""
        groups = self.env["municipal.visit.report"]._read_group(
            [
                ("service_id", "=", service.id),
                ("came", "=", True),
                ("day", ">=", since),
                ("day", "<=", until),
            ],
            ["weekday", "channel"],
            ["visitors:sum"],
        )
        return {(weekday, channel): count for weekday, channel, count in groups}

    def by_month(self, *codes):
        """Return the visitors of an open day for some products, by month of 2025."""
        return {
            month: visitors / days
            for month, visitors, days in self.rows(
                """
                SELECT EXTRACT(MONTH FROM visit.day)::integer, count(*)::float,
                       count(DISTINCT visit.day)
                  FROM municipal_visit visit
                  JOIN municipal_visit_line line ON line.visit_id = visit.id
                  JOIN municipal_product product ON product.id = line.product_id
                 WHERE product.code IN %s AND visit.channel IN %s
                   AND visit.day BETWEEN '2025-01-01' AND '2025-12-31'
              GROUP BY 1
                """,
                codes,
                HERE,
            )
        }

    def test_every_open_day_until_yesterday(self):
        """Nobody came on a closed day, and somebody on every open one."""
        types = self.citizens.type_ids
        zone = types[0]._tz()
        begin, end = (
            zone.localize(datetime.combine(day, datetime.min.time()))
            for day in (SINCE, self.last_day + timedelta(days=1))
        )
        opened = set().union(*(type_._open_days(begin, end) for type_ in types))
        groups = self.env["municipal.visit"]._read_group(
            [*self.told, ("service_id", "=", self.citizens.id)], ["day:day"]
        )
        self.assertEqual({day for (day,) in groups}, opened)
        for closed in (date(2025, 4, 21), date(2025, 7, 11), date(2025, 11, 10)):
            self.assertNotIn(closed, opened)

    def test_tuesday_is_free_walk_in_since_april_2025(self):
        before = self.by_weekday(self.citizens, SINCE, date(2025, 3, 31))
        since = self.by_weekday(self.citizens, FREE_WALK_IN, self.last_day)
        self.assertFalse([key for key in before if key[1] == "walk_in"])
        self.assertEqual(
            [weekday for weekday, channel in since if channel == "walk_in"], [TUESDAY]
        )
        tuesday = {key[1]: n for key, n in since.items() if key[0] == TUESDAY}
        self.assertGreater(tuesday["walk_in"], 0.4 * sum(tuesday.values()))
        self.assertFalse({"appointment", "urgent"} & set(tuesday))

    def test_foreigners_files_stay_by_appointment_on_tuesday(self):
        since = self.by_weekday(self.foreigners, FREE_WALK_IN, self.last_day)
        self.assertEqual({channel for _day, channel in since}, {"appointment"})
        self.assertGreater(since[TUESDAY, "appointment"], 100)

    def test_the_weeks_before_holidays_are_busy_and_august_is_quiet(self):
        travel = self.by_month("passport_request", "kids_id_request")
        others = self.by_month("eid_request", "address_change", "certificate")
        self.assertGreater(travel[6], 1.6 * travel[2])
        self.assertGreater(travel[5], 1.3 * travel[2])
        self.assertLess(others[8], 0.85 * others[5])

    def test_who_waits_too_long_leaves(self):
        groups = self.env["municipal.visit"]._read_group(
            [*self.told, ("left_stage", "!=", False)], ["channel", "left_stage"]
        )
        self.assertIn(("walk_in", "waiting"), groups)
        self.assertIn(("walk_in", "walking"), groups)

    def test_waits_are_those_of_a_town_that_looks_at_them(self):
        """Nine in ten appointments are helped in time, and most walk-ins."""
        groups = self.env["municipal.visit.report"]._read_group(
            [("day", ">=", SINCE), ("day", "<=", self.last_day), ("came", "=", True)],
            ["channel"],
            ["within_target:avg"],
        )
        share = dict(groups)
        self.assertGreater(share["appointment"], 88)
        self.assertGreater(share["walk_in"], 50)

    def test_appointments_are_made_by_citizens_and_clerks_days_before(self):
        groups = self.env["municipal.visit.report"]._read_group(
            [
                ("channel", "=", "appointment"),
                ("day", ">=", SINCE),
                ("day", "<=", self.last_day),
            ],
            ["booked_by", "state"],
            ["visits:sum", "lead_days:avg"],
        )
        found = {(by, state): (n, lead) for by, state, n, lead in groups}
        self.assertGreater(found["citizen", "finished"][0], 5000)
        self.assertGreater(found["clerk", "finished"][0], 5000)
        self.assertGreater(
            found["citizen", "no_show"][1], 1.2 * found["citizen", "finished"][1]
        )
        self.assertTrue(
            self.env["municipal.visit.event"].search_count(
                [("step", "=", "moved"), ("visit_id.booking_id", "=", False)], limit=1
            )
        )

    def test_reasons_are_known_of_what_was_not_delivered(self):
        groups = self.env["municipal.visit.line"]._read_group(
            [("visit_id.day", ">=", SINCE), ("reason", "!=", False)],
            ["reason"],
            ["delivered:sum"],
        )
        self.assertEqual({reason for reason, _n in groups}, set(profile.REASONS))
        self.assertFalse(sum(delivered for _reason, delivered in groups))

    def test_visits_say_what_their_log_says(self):
        self.assertGreater(len(self.sample), 100)
        self.assertEqual(self.sample._differences(), {})

    def test_desks_serve_one_visitor_at_a_time(self):
        self.assert_one_at_a_time(SINCE, self.last_day)

    def test_no_personal_data(self):
        self.assertFalse(
            self.env["municipal.visit"].search_count(
                [*self.told, "|", ("note", "!=", False), ("access_token", "!=", False)]
            )
        )

    def test_desks_are_counted_as_the_nights_would(self):
        """But for booked minutes: nights count them out of bookings."""
        capacity, company = self.env["municipal.capacity"], self.env.company
        self.assertGreaterEqual(company.municipal_capacity_day, self.last_day)
        for day in (date(2025, 4, 8), date(2025, 6, 12), date(2025, 12, 24)):
            stored = self.counted(day)
            self.assertTrue(any(row[2] for row in stored.values()))
            capacity._count_day(company, day)
            self.assertEqual(stored, self.counted(day))

    def counted(self, day):
        rows = self.env["municipal.capacity"].search([("day", "=", day)])
        return {
            (row.desk_id, row.start): (
                row.half_hour,
                row.offered,
                row.used,
                row.overtime,
                row.used_percent,
                row.service_id,
            )
            for row in rows
            if row.offered or row.used
        }

    def test_every_day_has_its_access_times(self):
        times = self.env["municipal.access.time"]
        groups = times._read_group(
            [("day", ">=", SINCE), ("day", "<=", self.last_day)],
            ["day:day"],
            ["first_days:min", "__count"],
        )
        self.assertEqual(len(groups), (self.last_day - SINCE).days + 1)
        self.assertTrue(all(soonest >= 0 for _day, soonest, _n in groups))
        [(before, after)] = [
            [
                times._read_group(
                    [("product_id.code", "=", "eid_request"), ("day", ">=", first)]
                    + [("day", "<", first + relativedelta(months=2))],
                    [],
                    ["third_days:avg"],
                )[0][0]
                for first in (date(2025, 2, 1), date(2025, 9, 1))
            ]
        ]
        self.assertLess(after, before, "free walk-in leaves room in the agenda")

    def test_what_was_asked_in_vain_and_digitally_is_there(self):
        demand = self.env["municipal.demand"]._read_group(
            [("day", ">=", SINCE)], ["kind"], ["times:sum"]
        )
        self.assertEqual(
            {kind for kind, _n in demand}, {"slot", "ticket", "word", "outside"}
        )
        figures = self.env["municipal.digital.figure"]
        years = figures._read_group([("day", ">=", SINCE)], ["day:year"], ["count:sum"])
        self.assertGreater(years[0][1], 2000)

    def test_words_that_were_typed_are_no_product(self):
        products = self.env["municipal.product"]
        for word in profile.WORDS:
            _nearest, exact = products._search_catalogue(word, self.env.company)
            self.assertFalse(exact, word)

    def test_figures_say_that_it_is_made_up_and_what_happened(self):
        breaks = self.env["municipal.series.break"]
        notes = breaks.search(
            breaks._domain_in_period(SINCE, date(2025, 12, 31), self.citizens)
        )
        self.assertEqual(set(notes.mapped("kind")), {"break", "estimate", "event"})
        strike = notes.filtered(lambda note: note.date == date(2025, 11, 26))
        self.assertEqual((strike.kind, strike.service_id.id), ("event", False))
        [[counted]] = self.rows(
            "SELECT count(*) FROM municipal_visit WHERE day = '2025-11-26'"
        )
        [[usual]] = self.rows(
            "SELECT count(*) FROM municipal_visit WHERE day = '2025-12-03'"
        )
        self.assertLess(counted, 0.6 * usual)

    def test_the_dashboard_of_a_quarter_is_full(self):
        choice = {
            "period": "own",
            "date_from": "2025-04-01",
            "date_to": "2025-06-30",
        }
        tiles = self.env["municipal.dashboard"]._load(choice)["tiles"]
        # nobody was asked yet how it was: the tile says so
        asked = [tile for tile in tiles if tile["name"] != "satisfaction"]
        self.assertEqual(len(asked), len(tiles) - 1)
        for tile in asked:
            cells = [cell for row in tile["rows"] for cell in row["cells"]]
            self.assertTrue(any(cell["count"] for cell in cells), tile["name"])

    def test_filling_again_adds_nothing(self):
        before = self.env["municipal.visit"].search_count(self.told)
        recent_years.fill(self.env)
        self.assertEqual(self.env["municipal.visit"].search_count(self.told), before)


@tagged("post_install", "-at_install")
class TestInstalledAtAnyHour(RecentYearsCase):
    """The story reaches until yesterday, whenever the demo is made."""

    def fill(self, first):
        """Tell the story from a day on, years after the demo of this database."""
        closings.fill(self.env, [first.year, first.year + 1])
        with patch.object(profile, "SINCE", first):
            recent_years.fill(self.env)
        visits = self.env["municipal.visit"].search(
            [("day", ">=", first), ("booking_id", "=", False)]
        )
        self.assertEqual(visits[::53]._differences(), {})
        self.assert_one_at_a_time(first, first + timedelta(days=99))
        return visits

    def assert_until(self, visits, day, now):
        self.assertEqual(max(visits.mapped("day")), day)
        [[latest]] = self.rows(
            "SELECT max(moment) FROM municipal_visit_event WHERE visit_id IN %s",
            tuple(visits.ids),
        )
        self.assertLess(latest, now)

    @freeze_time("2032-02-15 12:00:00")
    def test_on_a_sunday(self):
        visits = self.fill(date(2032, 2, 1))
        self.assert_until(visits, date(2032, 2, 13), datetime(2032, 2, 15))
        times = self.env["municipal.access.time"].search(
            [("day", ">=", date(2032, 2, 1))]
        )
        self.assertEqual(max(times.mapped("day")), date(2032, 2, 14))

    @freeze_time("2032-01-01 09:00:00")
    def test_on_new_years_day(self):
        """New Year's Eve is open in the morning."""
        visits = self.fill(date(2031, 12, 1))
        self.assert_until(visits, date(2031, 12, 31), datetime(2031, 12, 31, 14))

    @freeze_time("2032-03-28 01:30:00")
    def test_in_the_night_of_the_clock_change(self):
        visits = self.fill(date(2032, 3, 1))
        self.assert_until(visits, date(2032, 3, 26), datetime(2032, 3, 27))

    @freeze_time("2032-10-31 01:30:00")
    def test_when_the_clock_is_set_back(self):
        """After an opening at half past eight the clock says the same in winter."""
        visits = self.fill(date(2032, 10, 1))
        self.assert_until(visits, date(2032, 10, 29), datetime(2032, 10, 30))

    @freeze_time("2032-02-09 23:05:00")
    def test_five_minutes_after_midnight(self):
        """With the bookings of the last days, beside which visitors were helped."""
        current_weeks.fill(self.env)
        visits = self.fill(date(2032, 2, 1))
        self.assert_until(visits, date(2032, 2, 9), datetime(2032, 2, 9, 23))
        booked = self.env["municipal.visit"].search(
            [("day", "=", date(2032, 2, 9)), ("booking_id", "!=", False)]
        )
        self.assertTrue(booked.filtered("started_at"))

    def test_a_month_is_the_same_whenever_it_is_told(self):
        def month(last_day):
            town = RecentYears(self.env, last_day)
            visits = town.month(date(2025, 6, 1), date(2025, 6, 30))
            return [
                (v.name, v.expected, v.finished_at, v.persons, v.lines) for v in visits
            ]

        self.assertEqual(month(date(2025, 7, 1)), month(date(2026, 2, 1)))
