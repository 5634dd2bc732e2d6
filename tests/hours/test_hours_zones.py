from datetime import date, datetime, timedelta

from pytz import utc

from odoo.tests import freeze_time, tagged

from ..common import hours
from ..hours_common import HoursCase


@tagged("post_install", "-at_install")
class TestHoursZones(HoursCase):
    """Local hours, whatever the clock does and wherever somebody looks."""

    def follow(self, *lines, tz="Europe/Brussels"):
        self.type.resource_calendar_id = self.calendar_of(*lines, tz=tz)

    def starts(self, begin, end, product=None):
        """Return the free slots between two UTC moments, in UTC."""
        return list(
            self.type._free_slots(
                [(product or self.kids_id, 1)],
                utc.localize(begin),
                utc.localize(end),
                by_staff=True,
            )
        )

    def test_nine_o_clock_stays_nine_o_clock_after_the_summer(self):
        self.follow((4, 9, 10, "appointment"), (0, 9, 10, "appointment"))
        friday, monday = date(2026, 10, 23), date(2026, 10, 26)
        self.assertEqual(self.slots(friday)[0], "09:00")
        self.assertEqual(self.slots(monday)[0], "09:00")
        starts = self.starts(datetime(2026, 10, 23), datetime(2026, 10, 27))
        self.assertEqual(
            [starts[0], starts[4]],
            [datetime(2026, 10, 23, 7, 0), datetime(2026, 10, 26, 8, 0)],
        )

    def test_the_night_that_has_an_hour_more(self):
        """On 25 October 2026 the clock goes from 03:00 back to 02:00."""
        self.follow((6, 0, 24, "appointment"))
        starts = self.starts(datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 23))
        self.assertEqual(starts[0], datetime(2026, 10, 24, 22, 0))
        self.assertEqual(starts[-1], datetime(2026, 10, 25, 22, 45))
        self.assertEqual(len(starts), 25 * 4)

    @freeze_time("2027-03-01 07:00:00")
    def test_the_night_that_has_an_hour_less(self):
        """On 28 March 2027 the clock goes from 02:00 to 03:00."""
        self.follow((6, 0, 24, "appointment"))
        starts = self.starts(datetime(2027, 3, 27, 23), datetime(2027, 3, 28, 22))
        self.assertEqual(starts[0], datetime(2027, 3, 27, 23, 0))
        self.assertEqual(starts[-1], datetime(2027, 3, 28, 21, 45))
        self.assertEqual(len(starts), 23 * 4)

    def test_a_booking_in_the_longer_night_lasts_as_long_as_promised(self):
        self.follow((6, 0, 24, "appointment"))
        start = datetime(2026, 10, 25, 0, 45)
        booking = self.book([(self.foreigner, 1)], start=start)
        self.assertEqual(booking.stop, start + timedelta(minutes=30))
        self.assertNotIn(
            self.desks[0],
            self.type._free_slots(
                [(self.kids_id, 1)],
                utc.localize(start + timedelta(minutes=15)),
                utc.localize(start + timedelta(minutes=30)),
                by_staff=True,
            )[start + timedelta(minutes=15)].resource_ids,
        )

    def test_a_booking_over_midnight(self):
        self.follow((2, 20, 24, "appointment"), (3, 0, 2, "appointment"))
        start = datetime(2026, 10, 14, 21, 45)
        booking = self.book([(self.foreigner, 1)], start=start)
        self.assertEqual(booking.stop, datetime(2026, 10, 14, 22, 15))
        self.assertEqual(booking.state, "confirmed")
        self.assertEqual(booking.visit_id.day, date(2026, 10, 14))

    def test_closing_at_midnight_is_the_end(self):
        self.follow((2, 23, 24, "appointment"))
        self.assertEqual(
            self.slots(date(2026, 10, 14)), ["23:00", "23:15", "23:30", "23:45"]
        )

    def test_after_midnight_in_brussels_is_the_next_day(self):
        """22:30 in universal time is already Thursday at the location."""
        self.follow((3, 0, 2, "appointment"))
        booking = self.book(start=datetime(2026, 10, 14, 22, 30))
        self.assertEqual(booking.visit_id.day, date(2026, 10, 15))
        self.assertEqual(booking.visit_id.clock, "00:30")

    def test_a_closing_ends_at_local_midnight(self):
        self.follow((2, 22, 24, "appointment"), (3, 0, 2, "appointment"))
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed on Thursday",
                "date_from": datetime(2026, 10, 14, 22, 0),
                "date_to": datetime(2026, 10, 15, 21, 59, 59),
            }
        )
        self.assertEqual(len(self.slots(date(2026, 10, 14))), 8)
        self.assertFalse(self.slots(date(2026, 10, 15)))

    def test_hours_of_another_zone(self):
        self.location.tz = "Asia/Tokyo"
        self.follow((2, 9, 10, "appointment"), tz="Asia/Tokyo")
        starts = self.starts(datetime(2026, 10, 13), datetime(2026, 10, 16))
        self.assertEqual(starts[0], datetime(2026, 10, 14, 0, 0))
        self.assertEqual(self.slots(date(2026, 10, 14))[0], "09:00")
        visit = self.book(start=starts[0]).visit_id
        self.assertEqual((visit.day, visit.clock), (date(2026, 10, 14), "09:00"))

    def test_an_opening_begins_at_midnight_of_its_own_zone(self):
        tokyo = self.calendar_of((2, 0, 24, "appointment"), tz="Asia/Tokyo")
        self.open(tokyo, "2026-10-14", "2026-10-14")
        starts = self.starts(datetime(2026, 10, 12), datetime(2026, 10, 17))
        self.assertEqual(starts[0], datetime(2026, 10, 13, 15, 0))
        self.assertEqual(starts[-1], datetime(2026, 10, 14, 14, 45))

    def test_where_the_clerk_travels_does_not_matter(self):
        here = self.slots(date(2026, 10, 14))
        self.env = self.env(context=dict(self.env.context, tz="America/New_York"))
        self.type = self.type.with_env(self.env)
        self.assertEqual(self.slots(date(2026, 10, 14)), here)

    def test_desks_with_hours_in_another_zone(self):
        self.desks[1].active = False
        self.desks[0].calendar_id = self.calendar_of(
            (2, 8, 9, "appointment"), tz="Europe/London"
        )
        self.desks[0].tz = "Europe/London"
        self.assertEqual(
            self.slots(date(2026, 10, 14)), ["09:00", "09:15", "09:30", "09:45"]
        )

    def test_two_weeks_of_hours_take_turns(self):
        calendar = self.calendar_of((2, 9, 10, "appointment"))
        calendar.switch_calendar_type()
        calendar.attendance_ids.filtered(lambda line: line.week_type == "1").unlink()
        self.type.resource_calendar_id = calendar
        days = [date(2026, 10, 14) + timedelta(days=7 * week) for week in range(4)]
        opened = [bool(self.slots(day)) for day in days]
        self.assertIn(opened, ([True, False, True, False], [False, True, False, True]))


@tagged("post_install", "-at_install")
class TestHoursOfManagers(HoursCase):
    """What a manager types is checked before it holds."""

    def test_hours_of_a_day_do_not_overlap(self):
        with self.assertRaisesRegex(Exception, "overlap"):
            self.calendar.attendance_ids = hours(
                (0, 9, 12, "appointment"), (0, 11, 13, "walk_in")
            )

    def test_a_line_without_a_name_gets_one(self):
        line = self.env["resource.calendar.attendance"].create(
            {"calendar_id": self.calendar.id, "dayofweek": "5", "hour_to": 12}
        )
        self.assertTrue(line.name)
        self.assertEqual(line.access, "appointment")

    def test_the_hours_of_desks_speak_the_language_of_the_reader(self):
        always = self.env.ref("municipal_appointment.calendar_always")
        self.env["res.lang"]._activate_lang("nl_BE")
        self.env["ir.module.module"]._load_module_terms(
            ["municipal_appointment"], ["nl_BE"]
        )
        dutch = always.with_context(lang="nl_BE").display_name
        self.assertEqual(dutch, "Altijd: de openingsuren beslissen")
        self.assertEqual(self.calendar.display_name, "Test hours")
