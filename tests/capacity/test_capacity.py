from datetime import date, datetime, timedelta

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..hours_common import HoursCase

WEDNESDAY = date(2026, 10, 14)
NINE = datetime(2026, 10, 14, 7, 0)


class CapacityCase(HoursCase):
    def online(self, day=WEDNESDAY, product=None):
        return self.slots(day, product, by_staff=False)

    def staff_book(self, start=NINE, **values):
        return self.book(start=start, by_staff=True, **values)

    def release(self, *steps):
        self.env["municipal.release"].create(
            [
                {"type_id": self.type.id, "days_before": d, "percent": p, "hour": h}
                for d, p, h in steps
            ]
        )
        self.env.flush_all()


@tagged("post_install", "-at_install")
class TestOnlineShare(CapacityCase):
    """A part of the desks is kept for staff and for visitors without appointment."""

    def test_half_of_two_desks(self):
        self.type.online_percent = 50
        self.assertIn("09:00", self.online())
        self.book(start=NINE)
        self.assertNotIn("09:00", self.online())
        self.assertIn("09:15", self.online())
        self.assertIn("09:00", self.slots(WEDNESDAY))
        self.staff_book()
        self.assertNotIn("09:00", self.slots(WEDNESDAY))

    def test_staff_take_the_kept_desk_first(self):
        self.type.online_percent = 50
        self.staff_book()
        self.assertIn("09:00", self.online())
        self.book(start=NINE)

    def test_a_number_of_desks(self):
        self.type.online_desks = 1
        self.book(start=NINE)
        self.assertNotIn("09:00", self.online())

    def test_nothing_online(self):
        self.type.online_percent = 0
        self.assertFalse(self.online())
        self.assertTrue(self.slots(WEDNESDAY))

    def test_the_last_online_desk_is_refused_in_words(self):
        self.type.online_percent = 50
        self.book(start=NINE)
        with self.assertRaisesRegex(ValidationError, "no longer offered"):
            self.book(start=NINE)

    def test_a_move_by_the_citizen_does_not_count_against_himself(self):
        self.type.online_percent = 50
        booking = self.book(start=NINE)
        booking._move(NINE + timedelta(minutes=15))
        self.assertEqual(booking.start, NINE + timedelta(minutes=15))

    def test_nonsense_is_refused(self):
        for values in (
            {"online_percent": 101},
            {"online_percent": -1},
            {"online_desks": -1},
            {"buffer_minutes": -5},
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.type.write(values)


@tagged("post_install", "-at_install")
class TestReleasePlan(CapacityCase):
    """20 % three months ahead, 50 % a week ahead, the rest on the day."""

    def test_nothing_before_the_first_release(self):
        self.release((1, 100, 0))
        self.assertFalse(self.online())
        self.assertTrue(self.slots(WEDNESDAY))
        with freeze_time(datetime(2026, 10, 13, 0, 0)):
            self.assertTrue(self.online())

    def test_at_the_hour_of_the_release(self):
        self.release((1, 100, 8))
        with freeze_time(datetime(2026, 10, 13, 5, 59)):
            self.assertFalse(self.online())
        with freeze_time(datetime(2026, 10, 13, 6, 0)):
            self.assertTrue(self.online())

    def test_a_part_of_the_day(self):
        """Two desks, three hours: 360 minutes; 20 % of them are 72."""
        self.release((90, 20, 0), (1, 50, 0))
        self.type.slot_duration = 0.5
        self.foreigner.duration = 30
        starts = (NINE + timedelta(minutes=30 * n) for n in range(6))
        for start in (next(starts), next(starts)):
            self.book([(self.foreigner, 1)], start=start)
        self.assertTrue(self.online(product=self.foreigner))
        self.book([(self.foreigner, 1)], start=next(starts))
        self.assertFalse(self.online(product=self.foreigner))
        self.assertTrue(self.slots(WEDNESDAY, self.foreigner))
        self.assertTrue(self.online(date(2026, 10, 15)))
        with freeze_time(datetime(2026, 10, 13, 7, 0)):
            self.assertTrue(self.online(product=self.foreigner))

    def test_what_staff_book_is_not_taken_from_the_released_part(self):
        self.release((90, 20, 0))
        for n in range(6):
            self.staff_book(NINE + timedelta(minutes=15 * n))
        self.assertTrue(self.online())

    def test_the_night_of_the_clock_change(self):
        self.release((1, 100, 0))
        with freeze_time(datetime(2026, 10, 24, 22, 30)):
            self.assertTrue(self.online(date(2026, 10, 26)))
            self.assertFalse(self.online(date(2026, 10, 27)))

    @mute_logger("odoo.sql_db")
    def test_nonsense_is_refused(self):
        for step in ((-1, 50, 0), (1, 0, 0), (1, 101, 0), (1, 50, 24)):
            with (
                self.subTest(step=step),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.release(step)

    def test_a_plan_that_takes_back_what_it_gave_is_refused(self):
        def plan(*steps):
            self.type.release_ids = [Command.clear()] + [
                Command.create({"days_before": days, "percent": part, "hour": hour})
                for days, part, hour in steps
            ]

        for falling in (((90, 80, 0), (7, 50, 0)), ((7, 50, 8), (7, 50, 12))):
            with self.assertRaisesRegex(ValidationError, "gives more"):
                plan(*falling)
        plan((90, 20, 0), (7, 50, 8), (7, 80, 12), (0, 100, 0))
        first, second = self.type.release_ids[:2]
        self.type.release_ids = [
            Command.update(first.id, {"percent": 60}),
            Command.update(second.id, {"percent": 70}),
        ]


@tagged("post_install", "-at_install")
class TestBuffer(CapacityCase):
    """Minutes between two appointments at one desk."""

    def setUp(self):
        super().setUp()
        self.desks[1].active = False
        self.type.write({"buffer_minutes": 10, "slot_duration": 5 / 60})

    def test_nobody_comes_in_the_buffer(self):
        self.book(start=NINE + timedelta(minutes=30))
        found = self.slots(WEDNESDAY)
        self.assertIn("09:10", found)
        self.assertNotIn("09:15", found, "its own buffer would be cut off")
        self.assertNotIn("09:45", found)
        self.assertIn("09:50", found)

    def test_the_last_visit_may_end_at_closing_time(self):
        self.assertEqual(self.slots(WEDNESDAY)[-1], "11:50")


@tagged("post_install", "-at_install")
class TestClerkOfADesk(CapacityCase):
    """A desk that waits for its clerk is not staffed without them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        user = new_test_user(cls.env, "test_colleague", groups="base.group_user")
        cls.colleague = cls.env["resource.resource"].create(
            {
                "name": "Colleague",
                "resource_type": "user",
                "user_id": user.id,
                "calendar_id": cls.calendar.id,
                "tz": "Europe/Brussels",
            }
        )
        cls.desks[1].active = False
        cls.desks[0].clerk_id = cls.colleague

    def test_a_leave_of_the_clerk_lowers_capacity(self):
        self.assertIn("09:00", self.slots(WEDNESDAY))
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Leave",
                "resource_id": self.colleague.id,
                "date_from": NINE,
                "date_to": NINE + timedelta(hours=1),
            }
        )
        self.assertEqual(self.slots(WEDNESDAY)[0], "10:00")

    def test_the_hours_of_the_clerk_hold(self):
        self.colleague.calendar_id = self.calendar_of((2, 10, 11, "appointment"))
        found = self.slots(WEDNESDAY)
        self.assertEqual((found[0], found[-1]), ("10:00", "10:45"))


@tagged("post_install", "-at_install")
class TestCalendarsThatTellNothing(CapacityCase):
    """A clear error, and nothing written."""

    def test_flexible_hours_are_no_opening_hours(self):
        flexible = self.calendar_of((2, 9, 12, "appointment"))
        flexible.flexible_hours = True
        for change in (
            lambda: self.open(flexible, "2026-10-01"),
            lambda: self.kids_id.write({"calendar_id": flexible.id}),
            lambda: self.type.write({"resource_calendar_id": flexible.id}),
            lambda: self.calendar.write({"flexible_hours": True}),
        ):
            with self.assertRaisesRegex(ValidationError, "flexible"):
                with self.env.cr.savepoint():
                    change()

    def test_hours_without_lines_are_refused(self):
        empty = self.calendar_of()
        for change in (
            lambda: self.open(empty, "2026-10-01"),
            lambda: self.kids_id.write({"calendar_id": empty.id}),
            lambda: self.calendar.write({"attendance_ids": [Command.clear()]}),
        ):
            with self.assertRaisesRegex(ValidationError, "no lines"):
                with self.env.cr.savepoint():
                    change()

    def test_two_week_hours_are_understood(self):
        self.calendar.write(
            {
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "name": f"Week {week}",
                            "week_type": week,
                            "dayofweek": "2",
                            "hour_from": hour,
                            "hour_to": hour + 1,
                            "day_period": "morning",
                        }
                    )
                    for week, hour in (("0", 9), ("1", 11))
                ],
                "two_weeks_calendar": True,
            }
        )
        self.env.flush_all()
        found = {self.slots(WEDNESDAY + timedelta(weeks=week))[0] for week in (0, 1)}
        self.assertEqual(found, {"09:00", "11:00"})

    def test_a_desk_without_hours_receives_nobody(self):
        self.desks.calendar_id = self.calendar_of()
        self.assertFalse(self.slots(WEDNESDAY))
        self.assertFalse(self.type._free_desks([(self.kids_id, 1)], NINE))

    def test_a_grid_of_nothing_is_refused(self):
        for hours in (0, -1, 25):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.type.slot_duration = hours

    def test_a_visit_longer_than_a_day_is_refused(self):
        long = self.kids_id.copy({"duration": 1000})
        other = self.kids_id.copy({"duration": 1000})
        with self.assertRaisesRegex(ValidationError, "more than a day"):
            self.book([(long, 1), (other, 1)])

    def test_a_moment_off_the_grid_is_refused(self):
        for minutes in (1, 7.5, 14):
            with self.assertRaises(ValidationError):
                self.book(start=NINE + timedelta(minutes=minutes))
