from datetime import datetime, timedelta

from psycopg2.errors import ForeignKeyViolation, UniqueViolation
from pytz import utc

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..common import MunicipalCase

PROMISED = datetime(2026, 10, 14, 7, 0)


class IntegrityCase(MunicipalCase):
    def steps(self, booking):
        return booking.visit_ids.event_ids.mapped("step")

    def free_at(self, start, minutes=10, **kwargs):
        free = self.type._free_slots(
            [(self.kids_id, 1)],
            utc.localize(start),
            utc.localize(start + timedelta(minutes=minutes)),
            by_staff=True,
            **kwargs,
        )
        return free[start].resource_ids if start in free else self.desks.browse()


@tagged("post_install", "-at_install")
class TestDuration(IntegrityCase):
    """An appointment time lasts as long as its products, to the second."""

    def test_ten_minutes_are_ten_minutes(self):
        """A meeting keeps its duration in hundredths of an hour: 0.17."""
        for minutes in (5, 10, 20, 25, 35, 50):
            with self.subTest(minutes=minutes):
                self.passport.duration = minutes
                booking = self.book([(self.passport, 1)])
                self.env.flush_all()
                self.env.invalidate_all()
                promised = timedelta(minutes=minutes)
                self.assertEqual(booking.stop - booking.start, promised)
                meeting = booking.meeting_id
                self.assertEqual(meeting.stop - meeting.start, promised)
                self.assertAlmostEqual(booking.duration * 60, minutes)
                booking._cancel()

    def test_the_next_visitor_comes_when_the_first_has_gone(self):
        self.desks[1].active = False
        self.type.slot_duration = 5 / 60
        self.book(start=PROMISED)
        self.assertFalse(self.free_at(PROMISED + timedelta(minutes=5)))
        self.assertTrue(self.free_at(PROMISED + timedelta(minutes=10)))
        self.book(start=PROMISED + timedelta(minutes=10))

    def test_every_next_piece_adds_its_time(self):
        booking = self.book([(self.kids_id, 4), (self.passport, 1)])
        self.assertEqual(booking.stop - booking.start, timedelta(minutes=40))

    def test_another_quantity_is_another_duration(self):
        booking = self.book()
        line = booking.line_ids
        booking.line_ids = [Command.update(line.id, {"quantity": 2})]
        self.env.flush_all()
        self.assertEqual(booking.stop - booking.start, timedelta(minutes=15))
        self.assertEqual(booking.meeting_id.stop, booking.stop)
        self.assertEqual(booking.visit_id.line_ids.quantity, 2)

    def test_a_change_of_the_product_leaves_what_was_promised(self):
        booking = self.book()
        self.kids_id.write({"duration": 30, "extra_duration": 30})
        self.env.flush_all()
        booking.contact_phone = "0470 12 34 56"
        self.env.flush_all()
        self.assertEqual(booking.stop - booking.start, timedelta(minutes=10))

    def test_a_move_keeps_the_duration(self):
        booking = self.book()
        self.kids_id.duration = 30
        booking._move(PROMISED + timedelta(hours=1), by_staff=True)
        self.env.flush_all()
        self.assertEqual(booking.stop - booking.start, timedelta(minutes=10))


@tagged("post_install", "-at_install")
class TestLifeOfABooking(IntegrityCase):
    """Whatever happens to a booking, its visit and log tell it."""

    def test_cancel_keeps_visit_and_log(self):
        booking = self.book()
        visit = booking.visit_id
        booking._cancel()
        self.assertFalse(booking.active)
        self.assertEqual((visit.state, visit.planned_start), ("cancelled", PROMISED))
        self.assertEqual(visit.event_ids.mapped("step"), ["booked", "cancelled"])
        self.assertEqual(self.free_at(PROMISED), self.desks)

    def test_archive_is_cancel(self):
        booking = self.book()
        booking.action_archive()
        self.assertEqual(booking.visit_id.state, "cancelled")

    def test_delete_keeps_visit_and_log(self):
        booking = self.book()
        visit, meeting = booking.visit_id, booking.meeting_id
        booking.unlink()
        self.assertFalse(meeting.exists())
        self.assertEqual(visit.state, "cancelled")
        self.assertEqual(visit.event_ids.mapped("step"), ["booked", "cancelled"])
        self.assertFalse(visit.booking_id)

    def test_a_visit_with_a_log_is_not_deleted(self):
        visit = self.book().visit_id
        with mute_logger("odoo.sql_db"), self.assertRaises(ForeignKeyViolation):
            visit.unlink()

    def test_unscheduled_nobody_is_expected(self):
        booking = self.book()
        booking.action_unschedule()
        self.env.flush_all()
        self.assertEqual(booking.visit_id.state, "cancelled")
        self.assertEqual(self.free_at(PROMISED), self.desks)

    def test_a_deleted_meeting_is_nobody_expected(self):
        booking = self.book()
        booking.meeting_id.unlink()
        booking.write({"meeting_id": False})
        self.assertEqual(booking.visit_id.state, "cancelled")

    def test_a_cancelled_booking_comes_back(self):
        booking = self.book()
        booking._cancel()
        booking.action_unarchive()
        self.assertEqual(booking.visit_id.state, "cancelled")
        booking.write({"start": PROMISED + timedelta(hours=1)})
        self.env.flush_all()
        self.assertEqual(booking.visit_id.state, "booked")
        self.assertEqual(booking.state, "confirmed")
        self.assertEqual(booking.visit_id.planned_start, PROMISED + timedelta(hours=1))
        self.assertEqual(self.steps(booking), ["booked", "cancelled", "booked"])

    def test_who_has_arrived_is_not_cancelled(self):
        booking = self.book()
        booking.visit_id._take_step("checked_in")
        with self.assertRaises(UserError):
            booking._cancel()
        booking.action_archive()
        self.assertEqual(booking.visit_id.state, "waiting")

    def test_a_booking_has_one_visit(self):
        booking = self.book()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.env["municipal.visit"].create(
                {
                    "name": "Again",
                    "booking_id": booking.id,
                    "channel": "appointment",
                    "state": "booked",
                    "service_id": self.service.id,
                }
            )

    def test_the_code_stays_after_a_move(self):
        booking = self.book()
        code, visit = booking.reference, booking.visit_id
        booking._move(PROMISED + timedelta(hours=1), by_staff=True)
        self.assertEqual((booking.reference, booking.visit_id), (code, visit))
        self.assertEqual(self.steps(booking), ["booked", "moved"])

    def test_a_move_over_its_own_time(self):
        self.desks[1].active = False
        self.type.slot_duration = 5 / 60
        booking = self.book()
        booking._move(PROMISED + timedelta(minutes=5), by_staff=True)
        self.assertEqual(booking.start, PROMISED + timedelta(minutes=5))
        self.assertEqual(booking.state, "confirmed")

    def test_a_move_onto_another_booking_is_refused(self):
        self.desks[1].active = False
        self.book(start=PROMISED + timedelta(minutes=15))
        booking = self.book()
        with self.assertRaisesRegex(UserError, "just been taken"):
            booking._move(PROMISED + timedelta(minutes=15), by_staff=True)
        self.assertEqual(booking.start, PROMISED)

    def test_a_second_product_is_listed_once(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.book().line_ids = [Command.create({"product_id": self.kids_id.id})]

    def test_codes_are_unique(self):
        codes = {
            self.book(start=PROMISED + timedelta(minutes=15 * n)).reference
            for n in range(8)
        }
        self.assertEqual(len(codes), 8)

    @freeze_time("2026-10-14 07:30:00")
    def test_the_past_is_not_rewritten(self):
        with freeze_time("2026-10-12 07:00:00"):
            booking = self.book()
        with self.assertRaises(UserError):
            booking.with_user(self.clerk).write({"start": PROMISED})
            booking.with_user(self.clerk).write(
                {"start": PROMISED + timedelta(minutes=15)}
            )

    def test_a_colleague_moves_the_meeting_in_their_own_calendar(self):
        """Who receives the visitor may: the visit follows all the same."""
        booking = self.book()
        start = PROMISED + timedelta(hours=1)
        booking.meeting_id.write(
            {"start": start, "stop": start + timedelta(minutes=10)}
        )
        self.env.flush_all()
        self.assertEqual(booking.start, start)
        self.assertEqual(booking.visit_id.planned_start, start)
        self.assertEqual(self.steps(booking), ["booked", "moved"])

    def test_drawn_desks_are_free_desks(self):
        self.type.combination_assignment = "random"
        self.book()
        self.book()
        self.assertFalse(self.free_at(PROMISED))
        with self.assertRaises(UserError):
            self.book()
