from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ...models.regime.resource_booking_type import ResourceBookingType
from ..hours_change_common import HoursChangeCase
from ..review_common import LINES, ReviewCase

#: Wednesday is closed
WITHOUT_WEDNESDAY = [line for line in LINES if line[0] != 2]


@tagged("post_install", "-at_install")
class TestReviewInForce(ReviewCase, HoursChangeCase):
    def decided(self, lines=LINES, location_id=False, **values):
        review = self.frozen(location_id=location_id)
        self.decide(review, self.draw(review, lines), **values)
        return review

    def openings(self, type_=None):
        return (type_ or self.type).opening_ids.sorted("date_from")

    def open_days(self, first, last):
        return self.type._open_time(first, last).dates

    def test_accepted_hours_become_the_next_opening(self):
        review = self.decided()
        review.action_put_in_force()
        before, new = self.openings()
        self.assertEqual(review.state, "in_force")
        self.assertEqual(review.opening_ids, new)
        self.assertEqual(before.calendar_id, self.calendar)
        self.assertEqual(before.date_to, date(2026, 10, 12))
        self.assertEqual((new.date_from, new.date_to), (date(2026, 10, 13), False))
        lines = new.calendar_id.attendance_ids.mapped("access")
        self.assertEqual(lines, ["both"] * 5)
        self.assertEqual(new.calendar_id.company_id, self.company)
        self.assertIn("In force from", "".join(review.message_ids.mapped("body")))

    def test_the_time_before_is_still_known(self):
        before = self.open_days(date(2026, 9, 1), date(2026, 9, 30))
        self.decided().action_put_in_force()
        self.assertEqual(self.open_days(date(2026, 9, 1), date(2026, 9, 30)), before)

    def test_all_types_at_once(self):
        other = self.type.copy({"name": "Other type"})
        first = self.env["municipal.opening"].create(
            {
                "name": "Until now",
                "type_id": other.id,
                "calendar_id": self.calendar.id,
                "date_from": "2026-01-01",
            }
        )
        later = self.env["municipal.opening"].create(
            {
                "name": "From Christmas",
                "type_id": self.type.id,
                "calendar_id": self.calendar.id,
                "date_from": "2026-12-20",
            }
        )
        review = self.decided()
        review.action_put_in_force()
        self.assertEqual(review.opening_ids.type_id, self.type | other)
        self.assertEqual(len(review.opening_ids.calendar_id), 1)
        self.assertEqual(first.date_to, date(2026, 10, 12))
        new = review.opening_ids.filtered(lambda o: o.type_id == self.type)
        self.assertEqual(new.date_to, later.date_from - timedelta(days=1))

    def test_all_or_nothing(self):
        self.type.copy({"name": "Other type"})
        review = self.decided()
        held = ResourceBookingType._held_until

        def failing(type_, first):
            if type_.name == "Other type":
                raise UserError("No")
            return held(type_, first)

        with (
            patch.object(ResourceBookingType, "_held_until", failing),
            self.assertRaisesRegex(UserError, "No"),
        ):
            review.action_put_in_force()
        self.assertEqual(review.state, "decided")
        self.assertFalse(self.openings())

    def test_appointments_that_no_longer_fit_are_listed_once(self):
        booking = self.book()
        review = self.decided(WITHOUT_WEDNESDAY)
        change = self.draft(review.action_put_in_force)
        self.assertEqual(review.state, "decided")
        self.assertFalse(self.openings())
        self.assertEqual(change.line_ids.booking_id, booking)
        self.assertIn("Review of opening hours", change.name)
        self.assertIn("Longer", change.after)
        self.decide_change(change, "move")
        self.assertEqual(review.state, "in_force")
        self.assertEqual(len(self.openings()), 2)
        self.assertNotEqual(booking.start.isoweekday(), 3)

    def decide_change(self, change, *decisions):
        return HoursChangeCase.decide(self, change, *decisions)

    def test_appointments_that_fit_are_left_alone(self):
        booking = self.book()
        self.decided().action_put_in_force()
        self.assertEqual(booking.start.isoweekday(), 3)

    def test_first_the_decision(self):
        with self.assertRaisesRegex(UserError, "First record the decision"):
            self.frozen().action_put_in_force()

    def test_not_from_today(self):
        for day, words in (
            (False, "From which day"),
            ("2026-10-12", "from tomorrow"),
            ("2026-01-01", "from tomorrow"),
        ):
            review = self.decided(valid_from=day)
            with self.assertRaisesRegex(UserError, words):
                review.action_put_in_force()

    def test_tomorrow_is_that_of_the_town(self):
        """Where the manager is, it is another day than in the town hall."""
        review = self.decided(location_id=self.location.id)
        with freeze_time(datetime(2026, 10, 12, 22, 30)):
            far = review.with_context(tz="America/New_York")
            with self.assertRaisesRegex(UserError, "from tomorrow"):
                far.action_put_in_force()
        with freeze_time(datetime(2026, 10, 12, 20, 30)):
            review.with_context(tz="Pacific/Auckland").action_put_in_force()
        self.assertEqual(review.state, "in_force")

    def test_an_opening_that_begins_that_day(self):
        review = self.decided()
        self.env["municipal.opening"].create(
            {
                "name": "Winter",
                "type_id": self.type.id,
                "calendar_id": self.calendar.id,
                "date_from": "2026-10-13",
            }
        )
        with self.assertRaisesRegex(
            UserError, "Winter of Test type begins on 10/13/2026"
        ):
            review.action_put_in_force()

    def test_not_twice(self):
        review = self.decided()
        review.action_put_in_force()
        with self.assertRaises(UserError):
            review.action_put_in_force()
        with self.assertRaises(UserError):
            review.valid_from = date(2026, 12, 1)

    def test_a_service_without_types(self):
        service = self.env["municipal.service"].create({"name": "New", "code": "ZV"})
        review = self.frozen(service_ids=service.ids)
        self.assertEqual(review.alternative_ids.week["lines"], [])
        self.decide(review, self.draw(review))
        with self.assertRaisesRegex(UserError, "no appointment types"):
            review.action_put_in_force()
