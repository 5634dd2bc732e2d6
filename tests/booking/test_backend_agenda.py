from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common import MunicipalCase

#: what the calendar writes when a clerk drops a booking on Thursday 10:00
THURSDAY = datetime(2026, 10, 15, 8, 0)
TUESDAY = datetime(2026, 10, 13, 8, 0)


class AgendaCase(MunicipalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.booking = cls.book([(cls.kids_id, 2)]).with_user(cls.clerk)
        cls.visit = cls.booking.visit_id

    def drag(self, start, booking=None):
        """Write what the calendar of the web client writes."""
        booking = booking or self.booking
        booking.write(
            {
                "start": start,
                "stop": start + timedelta(hours=booking.duration),
                "duration": booking.duration,
            }
        )
        self.env.flush_all()

    def mails(self, booking=None):
        """Return the subjects of the mails about a booking, in order."""
        booking = booking or self.booking
        mails = self.env["mail.mail"].search(
            [("model", "=", "resource.booking"), ("res_id", "=", booking.id)],
            order="id",
        )
        return mails.mapped("subject")


@tagged("post_install", "-at_install")
class TestDrag(AgendaCase):
    """A drag in the calendar obeys the rules of the website."""

    def test_a_drag_moves_booking_meeting_and_visit(self):
        self.drag(THURSDAY)
        self.assertEqual(self.booking.start, THURSDAY)
        self.assertEqual(self.booking.stop, THURSDAY + timedelta(minutes=15))
        self.assertEqual(self.booking.sudo().meeting_id.start, THURSDAY)
        self.assertEqual(self.booking.state, "confirmed")
        self.assertEqual(self.visit.planned_start, THURSDAY)
        self.assertEqual(self.visit.event_ids.mapped("step"), ["booked", "moved"])
        self.assertEqual(self.visit.event_ids[-1].user_id, self.clerk)

    def test_the_visitor_is_told_once(self):
        before = len(self.mails())
        self.drag(THURSDAY)
        self.assertEqual(len(self.mails()), before + 1)

    def test_a_move_in_the_dialog_tells_the_visitor_once_too(self):
        before = len(self.mails())
        self.booking._move(THURSDAY, by_staff=True)
        self.assertEqual(len(self.mails()), before + 1)

    def test_dropping_it_where_it_was_changes_nothing(self):
        before = len(self.mails())
        self.drag(self.booking.start)
        self.assertEqual(len(self.mails()), before)
        self.assertEqual(self.visit.event_ids.mapped("step"), ["booked"])

    def test_a_drag_takes_another_desk_when_its_own_is_busy(self):
        self.book(start=THURSDAY)
        self.drag(THURSDAY)
        self.assertEqual(self.booking.desk_id, self.desks[1])
        self.assertEqual(self.visit.desk_id, self.desks[1])

    def test_a_drag_onto_busy_desks_is_refused(self):
        self.book(start=THURSDAY)
        self.book(start=THURSDAY)
        with self.assertRaisesRegex(UserError, "no desk is free"):
            self.drag(THURSDAY)

    def test_a_drag_keeps_the_building(self):
        other_hall = self.env["municipal.location"].create({"name": "Other hall"})
        self.desks[1].location_id = other_hall
        self.book(start=THURSDAY, location=self.location)
        with self.assertRaisesRegex(UserError, "no desk is free"):
            self.drag(THURSDAY)

    def test_a_drag_out_of_the_hours_is_refused(self):
        with self.assertRaisesRegex(UserError, "not received by appointment"):
            self.drag(datetime(2026, 10, 15, 12, 0))

    def test_a_drag_over_closing_time_is_refused(self):
        with self.assertRaisesRegex(UserError, "not received by appointment"):
            self.drag(datetime(2026, 10, 15, 9, 50))

    def test_a_drag_into_free_walk_in_is_refused(self):
        with self.assertRaisesRegex(UserError, "not received by appointment"):
            self.drag(TUESDAY)

    def test_a_drag_into_free_walk_in_is_fine_for_foreigners_files(self):
        booking = self.book([(self.foreigner, 1)]).with_user(self.clerk)
        self.drag(TUESDAY, booking)
        self.assertEqual(booking.visit_id.planned_start, TUESDAY)

    def test_a_drag_into_a_closing_is_refused(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Half day",
                "date_from": datetime(2026, 10, 15, 7, 30),
                "date_to": datetime(2026, 10, 15, 22, 0),
            }
        )
        with self.assertRaises(UserError):
            self.drag(THURSDAY)

    def test_a_drag_into_the_past_is_refused(self):
        with self.assertRaisesRegex(UserError, "has passed"):
            self.drag(datetime(2026, 10, 9, 8, 0))

    def test_who_has_arrived_is_not_dragged_away(self):
        self.booking.visit_id._take_step("checked_in")
        with self.assertRaisesRegex(UserError, "can no longer be moved"):
            self.drag(THURSDAY)
        self.assertEqual(self.booking.start, datetime(2026, 10, 14, 7, 0))

    def test_staff_is_not_bound_by_the_horizon_of_citizens(self):
        self.type.horizon_days = 1
        self.drag(THURSDAY)
        self.assertEqual(self.booking.start, THURSDAY)

    @freeze_time("2026-10-14 06:30:00")
    def test_staff_is_not_bound_by_the_deadline_of_citizens(self):
        self.drag(THURSDAY)
        self.assertEqual(self.booking.start, THURSDAY)


@tagged("post_install", "-at_install")
class TestCorrections(AgendaCase):
    """A clerk corrects what was typed."""

    def test_a_corrected_address_reaches_the_contact(self):
        self.booking.contact_email = "anna@example.com"
        self.assertEqual(self.booking.sudo().partner_ids.email, "anna@example.com")

    def test_the_account_of_a_citizen_is_left_alone(self):
        partner = self.booking.sudo().partner_ids
        partner.municipal_contact = False
        self.booking.contact_email = "anna@example.com"
        self.assertEqual(partner.email, "an@example.com")

    def test_a_corrected_address_gets_the_confirmation_again(self):
        before = len(self.mails())
        self.booking.contact_email = "anna@example.com"
        self.booking.action_send_confirmation()
        self.assertEqual(len(self.mails()), before + 1)

    def test_a_confirmation_needs_an_address(self):
        self.booking.write({"contact_email": False, "contact_phone": "0470 12 34 56"})
        with self.assertRaisesRegex(UserError, "e-mail address"):
            self.booking.action_send_confirmation()

    def test_a_national_number_is_refused_here_too(self):
        for field in ("contact_name", "contact_phone"):
            with (
                self.subTest(field=field),
                self.assertRaisesRegex(UserError, "national register number"),
                self.env.cr.savepoint(),
            ):
                self.booking[field] = "85.07.30-033 28"

    def test_another_quantity_takes_another_time(self):
        self.booking.write(
            {"line_ids": [Command.update(self.booking.line_ids.id, {"quantity": 3})]}
        )
        self.env.flush_all()
        self.assertEqual(self.booking.stop - self.booking.start, timedelta(minutes=20))
        self.assertEqual(self.visit.line_ids.quantity, 3)

    def test_more_products_must_fit_before_the_next_visitor(self):
        self.desks[1].active = False
        self.book(start=self.booking.start + timedelta(minutes=15))
        with self.assertRaisesRegex(UserError, "no desk is free"):
            self.booking.write(
                {
                    "line_ids": [
                        Command.update(self.booking.line_ids.id, {"quantity": 4})
                    ]
                }
            )
            self.env.flush_all()

    def test_more_products_move_to_a_desk_that_has_the_time(self):
        self.book(
            [(self.passport, 1)], start=self.booking.start + timedelta(minutes=15)
        )
        self.booking.write(
            {"line_ids": [Command.update(self.booking.line_ids.id, {"quantity": 4})]}
        )
        self.env.flush_all()
        self.assertEqual(self.booking.desk_id, self.desks[1])
        self.assertEqual(self.visit.desk_id, self.desks[1])

    def test_a_clerk_cancels(self):
        before = len(self.mails())
        self.booking.action_cancel_appointment()
        self.assertFalse(self.booking.active)
        self.assertFalse(self.booking.sudo().meeting_id)
        self.assertEqual(self.visit.state, "cancelled")
        self.assertEqual(self.visit.event_ids.mapped("step"), ["booked", "cancelled"])
        self.assertEqual(len(self.mails()), before + 1)

    def test_a_visit_is_received_from_the_booking(self):
        self.enterContext(freeze_time(self.booking.start))
        self.booking.combination_id.resource_ids.with_user(self.clerk).desk_sit_down()
        self.booking.action_arrive()
        self.booking.action_start()
        action = self.booking.action_finish()
        self.assertEqual(action["res_model"], "municipal.visit.finish")
        self.assertEqual(self.booking.visit_state, "serving")

    def test_closed_days_are_marked_in_the_calendar(self):
        types = self.env["resource.booking.type"].search([("service_id", "!=", False)])
        (types - self.type).active = False
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Bridge day",
                "date_from": datetime(2026, 10, 14, 22),
                "date_to": datetime(2026, 10, 15, 21, 59),
            }
        )
        days = (
            self.env["resource.booking"]
            .with_user(self.clerk)
            .get_unusual_days("2026-10-11 22:00:00", "2026-10-18 22:00:00")
        )
        closed = [day for day, unusual in sorted(days.items()) if unusual]
        self.assertEqual(closed, ["2026-10-15", "2026-10-17", "2026-10-18"])
        self.assertIn("2026-10-12", days)
