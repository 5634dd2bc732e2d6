from datetime import datetime, timedelta

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.hours.hours_guard import CONTEXT_KEY
from ..booking_common import TRACES
from ..common import NOW, freeze_time
from ..hours_common import HoursCase

NINE = datetime(2026, 10, 14, 7, 0)
#: the clock goes from 02:00 to 03:00 in Brussels on that Sunday
NO_HOUR = datetime(2027, 3, 28, 1, 0)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestHoursBadInput(HoursCase):
    """Whatever is asked of hours and moments: a clear error, and nothing written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bookings = cls.env["resource.booking"]
        cls.booking = cls.book()
        cls.before = cls.traces()

    @classmethod
    def traces(cls):
        cls.env.flush_all()
        return {
            model: cls.env[model].with_context(active_test=False).search_count([])
            for model in TRACES
        }

    def assertRefused(self, change, error=UserError):
        """Check that a change is refused in words and leaves nothing behind."""
        with self.assertRaises(error) as caught, self.env.cr.savepoint():
            change()
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(str(caught.exception).strip())
        self.assertEqual(self.traces(), self.before)
        self.assertEqual(self.booking.start, NINE)
        self.assertEqual(self.booking.stop, NINE + timedelta(minutes=10))

    def fill_in_form(self, **values):
        """Create a booking in the way of a form or a program, past our own method."""
        return self.bookings.create(
            {
                "type_id": self.type.id,
                "combination_id": self.desks[1].combination_ids.id,
                "combination_auto_assign": False,
                "partner_ids": [Command.set(self.manager.partner_id.ids)],
                "line_ids": [Command.create({"product_id": self.kids_id.id})],
                "start": NINE + timedelta(hours=1),
                **values,
            }
        )

    @mute_logger("odoo.sql_db")
    def test_durations_of_products(self):
        for minutes in (0, -10, 1441):
            with self.subTest(minutes):
                self.assertRefused(
                    lambda m=minutes: self.kids_id.write({"duration": m}),
                    CheckViolation,
                )

    def test_durations_of_bookings(self):
        for hours in (0, -1, 24.5, 100):
            with self.subTest(hours):
                self.assertRefused(lambda h=hours: self.booking.write({"duration": h}))
                self.assertRefused(lambda h=hours: self.fill_in_form(duration=h))

    def test_more_pieces_than_a_day_has_minutes(self):
        self.kids_id.write({"duration": 1440, "extra_duration": 1})
        self.assertRefused(lambda: self.book([(self.kids_id, 2)]))

    def test_calendars_without_lines(self):
        empty = self.calendar_of()
        for change in (
            lambda: self.type.write({"resource_calendar_id": empty.id}),
            lambda: self.open(empty, "2026-10-01"),
            lambda: self.kids_id.write({"calendar_id": empty.id}),
            lambda: self.calendar.write({"attendance_ids": [Command.clear()]}),
        ):
            self.assertRefused(change, ValidationError)

    def test_flexible_hours(self):
        own = self.calendar_of((2, 9, 12, "appointment"))
        flexible = self.calendar_of((2, 9, 12, "appointment"))
        flexible.flexible_hours = True
        self.desks[1].calendar_id = own
        for change in (
            lambda: self.type.write({"resource_calendar_id": flexible.id}),
            lambda: self.open(flexible, "2026-10-01"),
            lambda: self.kids_id.write({"calendar_id": flexible.id}),
            lambda: self.desks.write({"calendar_id": flexible.id}),
            lambda: self.calendar.write({"flexible_hours": True}),
            lambda: own.write({"flexible_hours": True}),
        ):
            self.assertRefused(change, ValidationError)

    def test_a_clerk_with_flexible_hours_is_there_when_not_on_leave(self):
        flexible = self.calendar_of((2, 9, 12, "appointment"))
        flexible.flexible_hours = True
        self.desks[1].clerk_id = clerk = self.env["resource.resource"].create(
            {
                "name": "Els",
                "resource_type": "user",
                "user_id": self.clerk.id,
                "calendar_id": flexible.id,
                "tz": "Europe/Brussels",
            }
        )
        self.desks[0].calendar_id = self.calendar_of()
        self.assertEqual(self.slots(NINE.date())[0], "09:00")
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Ill",
                "resource_id": clerk.id,
                "date_from": NINE,
                "date_to": NINE + timedelta(hours=1),
            }
        )
        self.assertEqual(self.slots(NINE.date())[0], "10:00")

    def test_desks_without_hours(self):
        self.desks.calendar_id = self.calendar_of()
        self.before = self.traces()
        self.assertRefused(lambda: self.book(start=NINE + timedelta(hours=1)))
        self.assertRefused(lambda: self.fill_in_form())

    def test_a_desk_without_a_calendar_follows_its_types(self):
        self.desks.calendar_id = False
        self.assertIn("10:00", self.slots(NINE.date()))

    def test_a_desk_in_another_zone(self):
        """Nine to ten in London is ten to eleven in Brussels."""
        self.desks.write({"tz": "Europe/London"})
        self.desks.calendar_id = self.calendar_of(
            (2, 9, 10, "both"), tz="Europe/London"
        )
        self.before = self.traces()
        self.assertRefused(lambda: self.book(start=NINE + timedelta(minutes=30)))
        self.assertEqual(self.slots(NINE.date())[0], "10:00")

    def test_a_start_in_the_hour_that_does_not_exist(self):
        self.calendar.attendance_ids = [
            Command.create(
                {
                    "name": "Night",
                    "dayofweek": "6",
                    "hour_from": 2,
                    "hour_to": 3,
                    "day_period": "morning",
                    "access": "appointment",
                }
            )
        ]
        self.assertEqual(self.slots(datetime(2027, 3, 21).date())[0], "02:00")
        self.assertFalse(self.slots(NO_HOUR.date()))
        for minutes in (-30, -15, 0, 15, 30):
            start = NO_HOUR + timedelta(minutes=minutes)
            self.assertRefused(lambda s=start: self.book(start=s, by_staff=True))
            self.assertRefused(lambda s=start: self.booking._move(s, by_staff=True))

    def test_moments_off_the_grid(self):
        for minutes in (1, 7.5, 14):
            start = NINE + timedelta(hours=1, minutes=minutes)
            self.assertRefused(lambda s=start: self.book(start=s))
            self.assertRefused(lambda s=start: self.booking._move(s, by_staff=True))

    def test_moments_that_are_none(self):
        for start in (datetime(1970, 1, 1), datetime(2000, 1, 1), datetime(2199, 1, 1)):
            with self.subTest(start):
                self.assertRefused(lambda s=start: self.book(start=s))
                self.assertRefused(lambda s=start: self.booking._move(s, True))

    def test_a_change_of_hours_that_nobody_can_read(self):
        """What a client says about a change to come is not trusted."""
        good = {
            "model": "resource.calendar.leaves",
            "method": "create",
            "ids": [],
            "values": {},
            "context": {},
        }
        changes = self.env["municipal.hours.change"].with_user(self.manager)
        for bad in (
            None,
            [],
            "x",
            {},
            dict(good, ids=["x"]),
            dict(good, ids="12"),
            dict(good, ids=[True]),
            dict(good, ids=[2**40]),
            dict(good, model="res.users"),
            dict(good, model="resource.hours.guard"),
            dict(good, model=["x"]),
            dict(good, method="search"),
            dict(good, method=["write"]),
            dict(good, method="write", values=None),
            dict(good, method="write", values=[]),
            dict(good, method="create", values="x"),
            dict(good, context=[]),
            dict(good, context={"tracking_disable": True}),
        ):
            with self.subTest(bad):
                asked = changes.with_context(**{CONTEXT_KEY: bad})
                self.assertRefused(asked._open_draft)
