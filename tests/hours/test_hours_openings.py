from datetime import date, datetime, timedelta

from psycopg2.errors import CheckViolation, ForeignKeyViolation
from pytz import timezone

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..common import hours
from ..hours_common import HoursCase


@tagged("post_install", "-at_install")
@freeze_time("2025-03-03 07:00:00")
class TestOpenings(HoursCase):
    """Which hours hold from which day on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.before = cls.env["resource.calendar"].create(
            {
                "name": "By appointment",
                "tz": "Europe/Brussels",
                "attendance_ids": hours(
                    *[(day, 9, 12, "appointment") for day in range(5)]
                ),
            }
        )
        # cls.calendar has free walk-in on Tuesday

    def test_free_walk_in_on_tuesday_from_the_first_of_april(self):
        self.open(self.before, "2020-06-01", "2025-03-31", "By appointment")
        self.open(self.calendar, "2025-04-01", name="Free walk-in on Tuesday")
        last_tuesday, first_tuesday = date(2025, 3, 25), date(2025, 4, 1)
        self.assertTrue(self.slots(last_tuesday))
        self.assertFalse(self.slots(first_tuesday))
        self.assertTrue(self.slots(first_tuesday, self.foreigner))
        self.assertTrue(self.slots(first_tuesday + timedelta(days=1)))

    def test_the_first_and_the_last_day_belong_to_the_opening(self):
        self.open(self.before, "2025-03-11", "2025-03-13")
        self.assertFalse(self.slots(date(2025, 3, 10)))
        self.assertTrue(self.slots(date(2025, 3, 11)))
        self.assertTrue(self.slots(date(2025, 3, 13)))
        self.assertFalse(self.slots(date(2025, 3, 14)))

    def test_without_openings_the_hours_of_the_type_hold(self):
        self.assertTrue(self.slots(date(2025, 3, 10)))

    def test_between_two_openings_it_is_closed(self):
        self.open(self.before, "2025-03-01", "2025-03-09")
        self.open(self.before, "2025-03-17")
        self.assertTrue(self.slots(date(2025, 3, 7)))
        self.assertFalse(self.slots(date(2025, 3, 12)))
        self.assertTrue(self.slots(date(2025, 3, 17)))

    def test_a_day_follows_one_opening(self):
        self.open(self.before, "2025-01-01", "2025-03-31")
        for date_from, date_to in (
            ("2025-03-31", False),
            ("2024-01-01", "2025-01-01"),
            ("2025-02-01", "2025-02-02"),
            ("2024-01-01", False),
        ):
            with (
                self.subTest(date_from=date_from, date_to=date_to),
                self.assertRaisesRegex(ValidationError, "both hold on the same days"),
                self.env.cr.savepoint(),
            ):
                self.open(self.calendar, date_from, date_to)

    def test_openings_may_follow_one_another(self):
        self.open(self.before, "2025-01-01", "2025-03-31")
        self.open(self.calendar, "2025-04-01")
        self.open(self.calendar, "2024-01-01", "2024-12-31")

    def test_an_opening_is_not_stretched_over_another(self):
        first = self.open(self.before, "2025-01-01", "2025-03-31")
        self.open(self.calendar, "2025-04-01")
        with self.assertRaises(ValidationError):
            first.date_to = False

    def test_an_opening_ends_after_it_begins(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.open(self.before, "2025-04-01", "2025-03-31")

    def test_hours_that_are_followed_stay(self):
        self.open(self.before, "2025-01-01")
        with mute_logger("odoo.sql_db"), self.assertRaises(ForeignKeyViolation):
            self.before.unlink()

    def test_a_line_with_both_regimes_can_be_booked(self):
        self.type.resource_calendar_id = self.calendar_of((0, 9, 10, "both"))
        self.assertEqual(
            self.slots(date(2025, 3, 10)), ["09:00", "09:15", "09:30", "09:45"]
        )

    def test_visits_of_several_products_need_hours_for_all_of_them(self):
        self.foreigner.combine = "any"
        tuesday = date(2025, 3, 11)
        self.assertTrue(self.slots(tuesday, self.foreigner))
        begin = timezone("Europe/Brussels").localize(datetime(2025, 3, 11))
        self.assertFalse(
            self.type._free_slots(
                [(self.foreigner, 1), (self.kids_id, 1)],
                begin,
                begin + timedelta(days=1),
                by_staff=True,
            )
        )

    def test_the_grid_begins_anew_with_every_opening_of_the_doors(self):
        self.type.resource_calendar_id = self.calendar_of(
            (0, 9, 9.75, "appointment"), (0, 13.1, 13.5, "appointment")
        )
        self.assertEqual(
            self.slots(date(2025, 3, 10)), ["09:00", "09:15", "09:30", "13:06"]
        )

    def test_a_half_closed_day_keeps_its_other_half(self):
        self.type.resource_calendar_id = self.calendar_of(
            (0, 9, 10, "appointment"), (0, 13, 14, "appointment")
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Half day",
                "date_from": datetime(2025, 3, 10, 11, 0),
                "date_to": datetime(2025, 3, 10, 22, 59, 59),
            }
        )
        self.assertEqual(
            self.slots(date(2025, 3, 10)), ["09:00", "09:15", "09:30", "09:45"]
        )

    def test_a_closing_of_one_calendar_closes_that_one_only(self):
        closing = {
            "name": "Market",
            "date_from": datetime(2025, 3, 9, 23),
            "date_to": datetime(2025, 3, 10, 22),
        }
        leaves = self.env["resource.calendar.leaves"]
        leaves.create(dict(closing, calendar_id=self.before.id))
        self.assertTrue(self.slots(date(2025, 3, 10)))
        leaves.create(dict(closing, calendar_id=self.calendar.id))
        self.assertFalse(self.slots(date(2025, 3, 10)))

    def test_a_closing_beats_an_opening(self):
        self.open(self.before, "2025-03-10", "2025-03-10", "Extra opening")
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed all the same",
                "date_from": datetime(2025, 3, 9, 23),
                "date_to": datetime(2025, 3, 10, 22, 59, 59),
            }
        )
        self.assertFalse(self.slots(date(2025, 3, 10)))

    def test_types_are_copied_with_their_openings(self):
        self.open(self.before, "2025-01-01")
        copy = self.type.copy()
        self.assertEqual(copy.opening_ids.calendar_id, self.before)
        self.assertEqual(copy.service_id, self.service)
