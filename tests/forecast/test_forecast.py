from datetime import date, datetime, timedelta

from odoo import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..clock_common import NOW
from ..common import hours
from ..forecast_common import TODAY, ForecastCase
from ..towns_common import TwoTownsCase

DAY = timedelta(days=1)
MONDAY, TUESDAY = TODAY + 7 * DAY, TODAY + 8 * DAY


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestForecast(ForecastCase):
    """What is expected of the coming weeks, out of the past ones."""

    def test_as_many_are_expected_as_such_days_had(self):
        self.count(self.days)
        rows = self.make()
        monday, tuesday = self.on(MONDAY), self.on(TUESDAY)
        self.assertAlmostEqual(monday.expected, 72, delta=4)
        self.assertAlmostEqual(tuesday.expected, 36, delta=3)
        for row in rows.filtered(lambda row: not row.reason):
            self.assertLessEqual(row.low, row.expected)
            self.assertLessEqual(row.expected, row.high)
        self.assertEqual(tuesday.weekday, "2")
        self.assertIn(f"{round(tuesday.expected)} (", tuesday.range_text)

    def test_the_weeks_of_the_setting_and_the_hours_make_the_days(self):
        self.count(self.days)
        self.company.municipal_forecast_weeks = 2
        rows = self.make()
        self.assertEqual(min(rows.mapped("day")), TODAY)
        self.assertEqual(max(rows.mapped("day")), TODAY + 14 * DAY)
        self.assertFalse({day.weekday() for day in rows.mapped("day")} & {5, 6})

    def test_a_day_is_divided_in_its_open_half_hours(self):
        self.count(self.days)
        self.make()
        row = self.on(TUESDAY)
        halves = row.half_hour_ids.sorted("half_hour")
        self.assertEqual(
            halves.mapped("half_hour"),
            ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"],
        )
        self.assertAlmostEqual(sum(halves.mapped("expected")), row.expected, delta=0.6)
        for half in halves:
            self.assertLessEqual(half.low, half.expected)
            self.assertGreaterEqual(half.high, half.expected)

    def test_too_little_gives_a_reason_and_no_number(self):
        self.count(self.days[-3:])
        rows = self.make()
        self.assertEqual(set(rows.mapped("reason")), {"few_days"})
        self.assertEqual(set(rows.mapped("expected")), {False})
        self.assertEqual(set(rows.mapped("unknown")), {1})
        self.assertEqual(set(rows.half_hour_ids.mapped("expected")), {False})
        self.assertIn("Fewer than 20", rows[0].range_text)
        self.env.cr.execute(
            "SELECT DISTINCT expected, low, high, week_expected, naive "
            "FROM municipal_forecast WHERE id = ANY(%s)",
            (rows.ids,),
        )
        self.assertEqual(self.env.cr.fetchall(), [(None,) * 5])

    def test_no_visitor_at_all_is_no_zero(self):
        rows = self.make()
        self.assertTrue(rows)
        self.assertEqual(set(rows.mapped("reason")), {"no_history"})

    def test_a_closed_day_has_no_row_and_changes_its_neighbours(self):
        self.count(self.days)
        friday = TODAY + 11 * DAY
        self.make()
        self.assertTrue(self.on(friday))
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Bridge",
                "calendar_id": self.calendar.id,
                "date_from": datetime.combine(friday, datetime.min.time()),
                "date_to": datetime.combine(friday, datetime.max.time()),
            }
        )
        self.make()
        self.assertFalse(self.on(friday))
        self.assertIn("before", self.on(friday - DAY).kinds)
        self.assertIn("Before a long weekend", self.on(friday - DAY).special)

    def test_new_hours_say_nothing_until_they_are_known(self):
        """Copied hours are no new ones; other hours are."""
        self.count(self.days)
        values = {"type_id": self.type.id}
        opening = self.env["municipal.opening"].create(
            [
                {
                    **values,
                    "name": "Old",
                    "calendar_id": self.calendar.id,
                    "date_from": "2020-01-01",
                    "date_to": "2026-10-18",
                },
                {
                    **values,
                    "name": "Copied",
                    "calendar_id": self.calendar.copy().id,
                    "date_from": "2026-10-19",
                },
            ]
        )
        self.assertFalse(self.make().filtered("reason"))
        opening[1].calendar_id = self.calendar.copy(
            {"attendance_ids": hours((0, 9, 13, "both"), (1, 14, 19, "both"))}
        )
        rows = self.make()
        self.assertEqual(set(self.on(MONDAY, rows).mapped("reason")), {"new_hours"})
        self.assertFalse(self.on(TODAY, rows).reason)

    def test_an_event_is_said_and_its_effect_is_learnt(self):
        """Three markets brought twice as many; the fourth will."""
        markets = self.days[-100::25]
        self.count([day for day in self.days if day not in markets])
        self.count(markets, visitors=12)
        events = self.env["municipal.series.break"].create(
            [
                {"name": "Market", "kind": "event", "date": day, "date_to": day}
                for day in [*markets, TUESDAY]
            ]
        )
        row = self.on(TUESDAY, self.make())
        self.assertGreater(row.expected, 50)
        self.assertIn("Market", row.special)
        events[-1].unlink()
        row = self.on(TUESDAY, self.make())
        self.assertLess(row.expected, 45)
        row.invalidate_recordset(["special"])
        self.assertNotIn("Market", row.special)

    def test_another_way_of_counting_is_a_break(self):
        self.count(self.days)
        note = self.env["municipal.series.break"].create(
            {"name": "New program", "date": TODAY - 3 * DAY}
        )
        self.assertEqual(set(self.make().mapped("reason")), {"new_hours"})
        note.service_id = self.env["municipal.service"].create(
            {"name": "Other", "code": "Q"}
        )
        self.assertFalse(self.make().filtered("reason"))

    def test_estimates_are_left_out(self):
        self.count(self.days)
        note = self.env["municipal.series.break"].create(
            {
                "name": "Estimated",
                "kind": "estimate",
                "date": self.days[0],
                "date_to": self.days[-4],
            }
        )
        self.assertEqual(set(self.make().mapped("reason")), {"few_days"})
        # what is still estimated is how it is counted now
        note.date_to = TODAY
        self.assertFalse(self.make().filtered("reason"))

    def test_holidays_have_their_name(self):
        self.count(self.days)
        self.make()
        # the autumn holiday of 2026 begins on 2 November
        self.assertIn("Autumn holiday", self.on(date(2026, 11, 3)).special)

    def test_a_full_agenda_makes_a_day_busier(self):
        """More have booked by now than usual: more are expected."""
        self.count(self.days[:-60], visitors=3)
        self.appointments()
        before = self.on(TUESDAY + DAY, self.make()).expected
        for number in range(40):
            self.appointment(TUESDAY + DAY, number, made=20)
        after = self.on(TUESDAY + DAY, self.make())
        self.assertGreater(after.expected, before + 10)

    def appointments(self):
        """Let ten visitors of each of the last days have booked 10 days before."""
        for day in self.days[-60:]:
            for number in range(10):
                self.appointment(day, number, made=10 + number % 3 - 1)

    def appointment(self, day, number, made):
        over = day < TODAY
        moment = datetime.combine(day, datetime.min.time()) + timedelta(
            hours=7, minutes=4 * number
        )
        self.env["municipal.visit"].create(
            {
                "name": f"F-{day:%m%d}{number}",
                "channel": "appointment",
                "state": "finished" if over else "booked",
                "service_id": self.service.id,
                "location_id": self.location.id,
                "planned_start": moment,
                "arrival": over and moment,
                "finished_at": over and moment,
                "booked_at": moment - timedelta(days=made),
            }
        )

    # At night ------------------------------------------------------------------------

    def test_the_night_makes_what_is_not_made_and_once(self):
        self.count(self.days)
        self.env["municipal.service"].search([]).forecast_made_on = TODAY
        self.service.forecast_made_on = False
        self.run_cron()
        rows = self.coming()
        self.assertEqual(self.service.forecast_made_on, TODAY)
        self.assertEqual(set(rows.mapped("made_on")), {TODAY})
        rows.expected = 1
        self.run_cron()
        self.assertEqual(set(rows.mapped("expected")), {1}, "made twice in a night")

    def test_what_is_killed_goes_on_where_it_was(self):
        other = self.env["municipal.service"].create({"name": "Other", "code": "Q"})
        everybody = self.env["municipal.service"].search([])
        (everybody - self.service - other).forecast_made_on = TODAY
        first, second = (self.service | other).sorted("id")
        self.run_cron(time_left=0)
        self.assertEqual(first.forecast_made_on, TODAY)
        self.assertFalse(second.forecast_made_on)
        self.run_cron(time_left=0)
        self.assertEqual(second.forecast_made_on, TODAY)

    def test_a_service_that_fails_keeps_no_other_waiting(self):
        other = self.env["municipal.service"].create({"name": "Other", "code": "Q"})
        everybody = self.env["municipal.service"].search([])
        (everybody - self.service - other).forecast_made_on = TODAY
        make = type(self.forecasts)._make_service

        def broken(records, service, look_back=True):
            if service == self.service:
                raise ValueError("broken")
            return make(records, service, look_back)

        self.patch(type(self.forecasts), "_make_service", broken)
        with mute_logger(
            "odoo.addons.municipal_appointment.models.forecast.municipal_forecast_make"
        ):
            self.run_cron()
        self.assertFalse(self.service.forecast_made_on)
        self.assertEqual(other.forecast_made_on, TODAY)

    def test_a_longer_history_asks_no_more(self):
        self.count(self.days[-60:])
        self.make()
        counts = []
        for more in (self.days[-61:-60], self.days[:-61]):
            self.count(more)
            self.make()
            # which columns change is chance: each makes them anew
            self.coming().unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.make()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
        self.assertLess(counts[0], 60)

    def test_half_hours_that_are_over_go_and_days_stay(self):
        self.count(self.days)
        self.make()
        first = self.on(TODAY)
        with freeze_time(NOW + DAY):
            self.make()
        self.assertTrue(first.exists())
        self.assertFalse(first.half_hour_ids)
        self.assertTrue(self.on(TODAY + DAY).half_hour_ids)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestForecastOfBuildings(ForecastCase):
    def test_each_building_has_its_own(self):
        other = self.env["municipal.location"].create(
            {"name": "Other hall", "tz": "Europe/Brussels"}
        )
        self.type.location_ids = [Command.link(other.id)]
        for place, number in ((self.location, 1), (other, 3)):
            for day in self.days[-40:]:
                for minute in range(number):
                    moment = datetime.combine(day, datetime.min.time())
                    self.visit(
                        None,
                        at=moment + timedelta(hours=8, minutes=minute),
                        arrival=minute,
                        finished_at=20,
                        location_id=place.id,
                        channel="walk_in",
                    )
        rows = self.on(MONDAY, self.make())
        expected = {row.location_id: round(row.expected) for row in rows}
        self.assertEqual(expected, {self.location: 1, other: 3})


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestForecastOfTwoTowns(TwoTownsCase):
    def test_a_town_reads_its_own(self):
        for service in (self.service, self.b.service):
            self.env["municipal.forecast"]._make_service(service)
        for model in ("municipal.forecast", "municipal.forecast.half.hour"):
            for user, company in (
                (self.manager, self.company),
                (self.manager_b, self.company_b),
            ):
                found = self.env[model].with_user(user).search([])
                self.assertTrue(found)
                self.assertEqual(found.company_id, company)
