from datetime import date, datetime

from lxml import etree

from odoo.tests import freeze_time, tagged
from odoo.tools import format_date
from odoo.tools.safe_eval import safe_eval

from ..figures_common import FiguresCase

MORNING = datetime(2026, 10, 12, 7, 0)


@tagged("post_install", "-at_install")
class TestVisitReportRows(FiguresCase):
    def test_each_product_is_a_row(self):
        visit = self.served(MORNING, [(self.kids_id, 2, 2), (self.passport, 1, 0)])
        self.assertRecordValues(
            self.rows(visit),
            [
                {
                    "visit_id": visit.id,
                    "product_id": self.kids_id.id,
                    "quantity": 2,
                    "delivered": 2,
                    "product_count": 2,
                    "came": True,
                },
                {
                    "visit_id": visit.id,
                    "product_id": self.passport.id,
                    "quantity": 1,
                    "delivered": 0,
                    "product_count": 2,
                    "came": True,
                },
            ],
        )

    def test_visit_without_products_is_a_row(self):
        bare = self.visit(MORNING, arrival=0)
        full = self.served(MORNING)
        rows = self.rows(bare, full)
        self.assertEqual(len(rows), 2)
        row = rows.filtered(lambda r: r.visit_id == bare)
        self.assertRecordValues(row, [{"product_id": False, "product_count": 0}])
        self.assertEqual(len(set(rows.ids)), 2)

    def test_ids_of_lines_and_visits_never_clash(self):
        """Lines and visits are numbered apart: the 7th of both are two rows."""
        bare = self.visit(MORNING, arrival=0)
        full = self.served(MORNING, [(self.kids_id, 1, 1), (self.passport, 1, 1)])
        self.assertEqual([row.id % 4 for row in self.rows(bare)], [1])
        self.assertEqual([row.id % 4 for row in self.rows(full)], [0, 0])
        self.assertEqual(len(set(self.rows(bare, full).ids)), 3)

    def test_visits_and_persons_are_not_multiplied(self):
        self.served(MORNING, [(self.kids_id, 1, 1), (self.passport, 1, 1)], persons=4)
        self.served(MORNING, persons=2)
        self.env.flush_all()
        domain = [("service_id", "=", self.service.id)]
        [totals] = self.env["municipal.visit.report"]._read_group(
            domain, [], ["visit_id:count_distinct", "persons:sum", "__count"]
        )
        self.assertEqual(totals, (2, 6, 3))

    def test_a_visit_is_counted_once_in_each_group(self):
        """By product every product has all its persons and minutes; the sum is true."""
        self.served(MORNING, [(self.kids_id, 1, 1), (self.passport, 1, 1)], persons=4)
        self.served(MORNING, [(self.passport, 1, 1)], persons=2, called_at=9)
        self.served(MORNING, [(self.kids_id, 1, 1)], persons=1, called_at=4)
        self.env.flush_all()
        domain = [("service_id", "=", self.service.id)]
        measures = [
            "visits:sum",
            "visitors:sum",
            "contacts:sum",
            "persons:sum",
            "waiting_minutes:avg",
            "waiting_minutes:count",
            "handling_minutes:sum",
        ]
        report = self.env["municipal.visit.report"]
        total, by_product = report._read_grouping_sets(
            domain, [[], ["product_id"]], measures
        )
        self.assertEqual(total, [(3, 3, 3, 7, 5.0, 3, 30.0)])
        found = {product: tuple(figures) for product, *figures in by_product}
        self.assertEqual(found[self.kids_id], (2, 2, 2, 5, 3.0, 2, 20.0))
        self.assertEqual(found[self.passport], (2, 2, 2, 6, 5.5, 2, 20.0))
        for product, figures in found.items():
            filtered = report._read_group(
                [*domain, ("product_id", "=", product.id)], [], measures
            )
            self.assertEqual(filtered, [figures], "filtered instead of grouped")

    def test_thousands_of_minutes_are_added_up_exactly(self):
        """The visit in front of its value never spills over into the sum."""
        for minutes in (0, 1 / 60, 59.95, 100_000):
            self.served(MORNING, finished_at=3 + minutes, persons=99)
        self.env.flush_all()
        [figures] = self.env["municipal.visit.report"]._read_group(
            [("service_id", "=", self.service.id)],
            [],
            ["handling_minutes:sum", "handling_minutes:count", "persons:sum"],
        )
        expected = sum((0, 1 / 60, 59.95, 100_000))
        self.assertAlmostEqual(figures[0], expected, places=1)
        self.assertEqual(figures[1:], (4, 4 * 99))

    def test_phone_and_mail_are_contacts_of_no_hour(self):
        for channel in ("phone", "mail", "digital"):
            with self.subTest(channel=channel):
                visit = self.served(MORNING, channel=channel, planned_start=False)
                self.assertRecordValues(
                    self.rows(visit),
                    [
                        {
                            "came": False,
                            "visits": 1,
                            "visitors": 0,
                            "contacts": 1,
                            "persons": 0,
                            "hour": False,
                            "half_hour": False,
                            "clock": False,
                            "day": MORNING.date(),
                            "weekday": "1",
                        }
                    ],
                )
                [figures] = self.env["municipal.visit.report"]._read_group(
                    [("visit_id", "=", visit.id)],
                    [],
                    ["persons:sum", "waiting_minutes:avg", "handling_minutes:count"],
                )
                self.assertEqual(figures, (False, False, 0))

    def test_urgent_visitors_stand_in_the_hour_of_their_arrival(self):
        urgent = self.served(MORNING, channel="urgent", arrival=-40)
        promised = self.served(MORNING, arrival=-40)
        self.assertEqual(self.rows(urgent).half_hour, "08:00")
        self.assertEqual(self.rows(promised).half_hour, "09:00")

    def test_weeks_are_those_of_the_calendar_for_every_reader(self):
        """The days around New Year 2027, in languages whose week begins otherwise."""
        weeks = {
            datetime(2026, 12, 27, 9): "2026 W52",
            datetime(2026, 12, 28, 9): "2026 W53",
            datetime(2026, 12, 31, 9): "2026 W53",
            datetime(2027, 1, 2, 9): "2026 W53",
            datetime(2027, 1, 4, 9): "2027 W01",
        }
        for moment in weeks:
            self.served(moment)
        self.env.flush_all()
        expected = {}
        for week in weeks.values():
            expected[week] = expected.get(week, 0) + 1
        for lang in ("en_US", "nl_BE", "fr_BE"):
            self.env["res.lang"]._activate_lang(lang)
            report = self.env["municipal.visit.report"].with_context(lang=lang)
            groups = report._read_group(
                [("service_id", "=", self.service.id)], ["week"], ["visitors:sum"]
            )
            self.assertEqual(dict(groups), expected, lang)

    def test_minutes_of_a_product_come_from_visits_for_it_alone(self):
        alone = self.served(MORNING)
        together = self.served(
            MORNING, [(self.kids_id, 1, 1), (self.passport, 1, 1)], finished_at=63
        )
        self.rows(alone, together)
        [minutes] = self.env["municipal.visit.report"]._read_group(
            [("visit_id", "in", (alone + together).ids)], [], ["product_minutes:avg"]
        )
        self.assertEqual(minutes, (10.0,))

    def test_what_was_not_measured_is_not_averaged(self):
        """A visit without a call waited an unknown time, not zero."""
        visits = self.served(MORNING, called_at=20, started_at=20, finished_at=30)
        visits += self.visit(MORNING, arrival=0, state="waiting")
        visits += self.visit(MORNING, arrival=0, finished_at=9, state="left")
        visits += self.visit(MORNING, state="no_show")
        self.rows(*visits)
        [means] = self.env["municipal.visit.report"]._read_group(
            [("visit_id", "in", visits.ids)],
            [],
            ["waiting_minutes:avg", "handling_minutes:avg"],
        )
        self.assertEqual(means, (20.0, 10.0))

    def test_inaccurate_visits_count_but_are_not_averaged(self):
        visits = self.served(MORNING)
        visits += self.served(MORNING, finished_at=600, inaccurate=True)
        self.rows(*visits)
        [totals] = self.env["municipal.visit.report"]._read_group(
            [("visit_id", "in", visits.ids), ("came", "=", True)],
            [],
            ["visit_id:count_distinct", "persons:sum", "handling_minutes:avg"],
        )
        self.assertEqual(totals, (2, 2, 10.0))

    def test_who_came(self):
        came = {
            "booked": False,
            "waiting": True,
            "called": True,
            "serving": True,
            "paused": True,
            "finished": True,
            "left": True,
            "no_show": False,
            "cancelled": False,
        }
        arrival = {state: MORNING for state in came if state != "booked"}
        for state, expected in came.items():
            with self.subTest(state=state):
                visit = self.visit(MORNING, state=state, arrival=arrival.get(state))
                self.assertEqual(self.rows(visit).came, expected)

    def test_half_years_and_breaks(self):
        breaks = self.env["municipal.series.break"].create(
            [
                {"name": "All", "date": date(2026, 3, 1)},
                {
                    "name": "Ours",
                    "date": date(2026, 7, 1),
                    "service_id": self.service.id,
                },
                {
                    "name": "Guess",
                    "kind": "estimate",
                    "date": date(2026, 8, 1),
                    "date_to": date(2026, 8, 31),
                },
            ]
        )
        moments = [
            (datetime(2026, 2, 28, 12), "2026 H1", breaks.browse()),
            (datetime(2026, 6, 30, 12), "2026 H1", breaks[0]),
            (datetime(2026, 7, 1, 12), "2026 H2", breaks[1]),
            (datetime(2026, 12, 31, 12), "2026 H2", breaks[1]),
        ]
        for moment, half_year, known in moments:
            with self.subTest(moment=moment):
                row = self.rows(self.served(moment))
                self.assertEqual(row.half_year, half_year)
                if known:
                    self.assertEqual(row.break_id, known)
                else:
                    self.assertNotIn(row.break_id, breaks)

    def test_notes_of_a_selection(self):
        note = self.env["municipal.series.break"].create(
            {
                "name": "Kiosk counts too",
                "date": date(2026, 7, 1),
                "service_id": self.service.id,
            }
        )
        report = self.env["municipal.visit.report"].with_user(self.manager)
        domain = [("service_id", "=", self.service.id)]
        self.assertEqual(report.series_notes(domain), [])
        self.rows(self.served(datetime(2026, 6, 1, 12)))
        self.assertEqual(report.series_notes(domain), [])
        self.rows(self.served(datetime(2026, 8, 1, 12)))
        [text] = report.series_notes(domain)
        since = format_date(self.env, note.date)
        self.assertEqual(
            text, f"Counted otherwise from {since}, Test service: Kiosk counts too"
        )
        self.assertEqual(report.series_notes([*domain, ("day", ">", note.date)]), [])


@tagged("post_install", "-at_install")
class TestVisitReportTime(FiguresCase):
    def check(self, moment, location=None, **expected):
        """Check the local time of a visit that was promised at a moment in UTC."""
        values = {} if location is None else {"location_id": location.id}
        visit = self.served(moment, **values)
        row = self.rows(visit)
        self.assertEqual(row.day, visit.day)
        self.assertRecordValues(row, [expected])

    def test_around_midnight(self):
        self.check(
            datetime(2026, 6, 30, 21, 59),
            day=date(2026, 6, 30),
            weekday="2",
            hour="23",
            half_hour="23:30",
            clock="23:59",
            half_year="2026 H1",
        )
        self.check(
            datetime(2026, 6, 30, 22, 0),
            day=date(2026, 7, 1),
            weekday="3",
            hour="00",
            half_hour="00:00",
            clock="00:00",
            half_year="2026 H2",
        )

    def test_new_year(self):
        self.check(
            datetime(2026, 12, 31, 23, 30),
            day=date(2027, 1, 1),
            weekday="5",
            hour="00",
            half_hour="00:30",
            half_year="2027 H1",
        )

    def test_night_to_summer_time(self):
        """On 29 March 2026 the clock jumps from 2 to 3."""
        night = date(2026, 3, 29)
        self.check(datetime(2026, 3, 29, 0, 59), day=night, clock="01:59", weekday="7")
        self.check(datetime(2026, 3, 29, 1, 0), day=night, clock="03:00", hour="03")
        self.check(datetime(2026, 3, 28, 23, 0), day=night, clock="00:00", hour="00")
        self.check(datetime(2026, 3, 29, 21, 59), day=night, clock="23:59", hour="23")

    def test_night_to_winter_time(self):
        """On 25 October 2026 the hour from 2 to 3 comes twice."""
        night = date(2026, 10, 25)
        self.check(datetime(2026, 10, 25, 0, 30), day=night, clock="02:30", hour="02")
        self.check(datetime(2026, 10, 25, 1, 30), day=night, clock="02:30", hour="02")
        self.check(datetime(2026, 10, 24, 22, 0), day=night, clock="00:00", hour="00")
        self.check(datetime(2026, 10, 25, 22, 59), day=night, clock="23:59", hour="23")

    def test_zone_of_the_location(self):
        azores = self.env["municipal.location"].create(
            {"name": "Far hall", "tz": "Atlantic/Azores"}
        )
        self.check(
            datetime(2026, 7, 1, 0, 30),
            azores,
            tz="Atlantic/Azores",
            day=date(2026, 7, 1),
            clock="00:30",
        )
        self.check(
            datetime(2026, 1, 1, 0, 30), azores, day=date(2025, 12, 31), hour="23"
        )

    def test_zone_of_the_company_without_location(self):
        self.env.company.resource_calendar_id.tz = "Asia/Tokyo"
        nowhere = self.env["municipal.location"]
        self.check(
            datetime(2026, 6, 30, 16, 0),
            nowhere,
            tz="Asia/Tokyo",
            day=date(2026, 7, 1),
            clock="01:00",
            half_year="2026 H2",
        )

    def test_day_follows_a_change_of_zone(self):
        visit = self.served(datetime(2026, 6, 30, 22, 30))
        self.assertEqual(self.rows(visit).day, date(2026, 7, 1))
        self.location.tz = "UTC"
        self.assertEqual(self.rows(visit).day, date(2026, 6, 30))
        self.assertEqual(visit.day, date(2026, 6, 30))

    def test_who_came_without_appointment_counts_on_arrival(self):
        visit = self.visit(
            at=datetime(2026, 10, 12, 12, 45),
            arrival=0,
            channel="walk_in",
            state="waiting",
        )
        self.assertRecordValues(
            self.rows(visit), [{"hour": "14", "half_hour": "14:30", "clock": "14:45"}]
        )

    def test_filters_count_months_in_local_time(self):
        """Half past midnight on the first of the month belongs to the new month."""
        last = self.served(datetime(2026, 9, 30, 21, 0))
        first = self.served(datetime(2026, 9, 30, 22, 15))
        report = self.env["municipal.visit.report"]
        view = self.env.ref("municipal_appointment.municipal_visit_report_view_search")
        arch = report.get_view(view.id)["arch"]
        self.env.flush_all()
        with freeze_time("2026-09-30 22:30:00"):
            for name, expected in (
                ("this_month", first),
                ("previous_month", last),
                ("twelve_months", first + last),
            ):
                with self.subTest(filter=name):
                    [node] = self.xpath(arch, f"//filter[@name='{name}']")
                    domain = safe_eval(node.get("domain"))
                    domain.append(("visit_id", "in", (first + last).ids))
                    self.assertEqual(
                        report.with_context(tz="Europe/Brussels")
                        .search(domain)
                        .visit_id,
                        expected,
                    )

    @staticmethod
    def xpath(arch, path):
        return etree.fromstring(arch).xpath(path)
