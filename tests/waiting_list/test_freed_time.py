from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from ..waiting_list_common import FRIDAY, QUARTER, WEDNESDAY, WaitingCase


@tagged("post_install", "-at_install")
class TestFreedTime(WaitingCase):
    """Whatever way time comes free, it rests if the type wants it."""

    def setUp(self):
        super().setUp()
        self.type.write({"waiting_list": False, "rest_minutes": 60})

    def spans(self):
        rows = self.rows("rest", "next").sorted("start")
        return [(row.start, row.stop) for row in rows]

    def test_a_cancelled_slot_rests(self):
        self.free()
        minutes = timedelta(minutes=10)
        self.assertEqual(self.spans(), [(WEDNESDAY, WEDNESDAY + minutes)])
        [row] = self.rows("rest")
        left = (row.hold_until - fields.Datetime.now()).total_seconds() / 60
        self.assertGreaterEqual(left, 45)
        self.assertLessEqual(left, 75)
        self.assertFalse(self.is_free())
        with self.later(minutes=76):
            self.assertTrue(self.is_free())

    def test_nothing_rests_without_being_asked_to(self):
        self.type.rest_minutes = 0
        self.free()
        self.assertFalse(self.spans())
        self.assertTrue(self.is_free())

    def test_a_slot_that_begins_sooner_does_not_rest(self):
        soon = fields.Datetime.now() + timedelta(hours=1, minutes=30)
        self.free(start=soon)
        self.assertFalse(self.spans())

    def test_a_moved_appointment(self):
        booking = self.book(start=WEDNESDAY)
        booking._move(FRIDAY)
        self.end_transaction()
        self.assertEqual(self.spans(), [(WEDNESDAY, WEDNESDAY + timedelta(minutes=10))])

    def test_moved_a_little_only_what_is_left_rests(self):
        booking = self.book(start=WEDNESDAY, lines=[(self.foreigner, 1)])
        booking._move(WEDNESDAY + QUARTER)
        self.end_transaction()
        self.assertEqual(self.spans(), [(WEDNESDAY, WEDNESDAY + QUARTER)])

    def test_a_shortened_appointment(self):
        booking = self.book(start=WEDNESDAY, lines=[(self.kids_id, 3)])
        booking.line_ids.quantity = 1
        self.end_transaction()
        first = WEDNESDAY + timedelta(minutes=10)
        self.assertEqual(self.spans(), [(first, WEDNESDAY + timedelta(minutes=20))])

    def test_a_deleted_appointment(self):
        self.book(start=WEDNESDAY).unlink()
        self.end_transaction()
        self.assertEqual(len(self.spans()), 1)

    def test_what_is_taken_again_at_once_does_not_rest(self):
        """Two appointments change places in one transaction."""
        first, second = self.book(start=WEDNESDAY), self.book(start=FRIDAY)
        second._move(FRIDAY + QUARTER)
        first._move(FRIDAY)
        second._move(WEDNESDAY)
        self.end_transaction()
        self.assertEqual(self.spans(), [(FRIDAY + QUARTER, FRIDAY + QUARTER * 5 / 3)])
        self.assertFalse(self.differences())

    def test_an_urgent_visitor_takes_what_rests(self):
        today = fields.Datetime.now().replace(minute=0) + timedelta(hours=2)
        self.type.rest_minutes = 30
        self.free(start=today)
        self.assertEqual(len(self.spans()), 1)
        self.calendar.attendance_ids = [Command.clear()] + [
            Command.create(
                {
                    "name": "Only then",
                    "dayofweek": "0",
                    "hour_from": 11,
                    "hour_to": 11.25,
                    "access": "appointment",
                }
            )
        ]
        wizard = self.env["municipal.urgent.booking"].create(
            {"product_id": self.kids_id.id}
        )
        self.assertEqual(wizard.first_slot, today)
        wizard.action_book()
        self.end_transaction()
        self.assertFalse(self.spans())
        booking = self.env["resource.booking"].search([], order="id desc", limit=1)
        self.assertEqual((booking.start, booking.channel), (today, "urgent"))

    def test_staff_see_it_in_the_list_of_taken_time(self):
        self.free()
        [row] = self.rows("rest")
        self.assertEqual(row.type_id, self.type)
        action = self.env.ref("municipal_appointment.municipal_reservation_action")
        self.assertEqual(action.res_model, row._name)
