from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import NOW, freeze_time, hours
from ..hours_change_common import (
    BY_PHONE,
    CLOSED_WEDNESDAY,
    PROMISED,
    HoursChangeCase,
)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestHoursChange(HoursChangeCase):
    """A change of hours lists appointments first; a manager decides about each."""

    def test_nothing_changes_before_somebody_decided(self):
        booking = self.book()
        error = self.refused(self.close_wednesday)
        self.assertIn(booking.reference, str(error))
        self.assertIn("Wednesday 14 October 2026 at 9:00", str(error))
        self.assertFalse(self.env["resource.calendar.leaves"].search([]))

    def test_the_list_saves_nothing_either(self):
        booking = self.book()
        change = self.draft(self.close_wednesday)
        self.assertFalse(self.env["resource.calendar.leaves"].search([]))
        self.assertEqual(change.state, "draft")
        self.assertEqual(change.line_ids.booking_id, booking)
        self.assertEqual(change.line_ids.old_start, PROMISED)
        self.assertEqual(change.line_ids.decision, "move")
        # The nearest moment of Thursday; Tuesday is free walk-in
        self.assertEqual(change.line_ids.new_start, datetime(2026, 10, 15, 7, 0))
        self.assertEqual(booking.start, PROMISED)

    def test_hours_without_appointments_change_at_once(self):
        self.book(start=datetime(2026, 10, 15, 7, 0))
        self.assertTrue(self.close_wednesday())
        self.assertFalse(self.env["municipal.hours.change"].search([]))

    def test_move_each_to_the_nearest_moment(self):
        booking = self.book()
        mails = self.mails_to(booking)
        change = self.draft(self.close_wednesday)
        change.action_apply()
        self.assertEqual(booking.start, datetime(2026, 10, 15, 7, 0))
        self.assertEqual(booking.state, "confirmed")
        self.assertEqual(booking.visit_id.planned_start, booking.start)
        self.assertEqual(self.env["resource.calendar.leaves"].search([]).name, "Strike")
        mail = self.new_mails_to(booking, mails)
        self.assertIn("was moved", mail.subject)
        self.assertEqual(change.state, "applied")
        self.assertEqual(change.line_ids.result, "queued")
        self.assertEqual(change.decided_by_id, self.manager)

    def test_cancel_says_that_nobody_can_receive(self):
        booking = self.book()
        mails = self.mails_to(booking)
        self.decide(self.draft(self.close_wednesday), "cancel")
        self.assertFalse(booking.active)
        self.assertEqual(booking.visit_id.state, "cancelled")
        mail = self.new_mails_to(booking, mails)
        self.assertIn("We cannot receive you on", mail.subject)
        self.assertIn("9:00", mail.body_html)

    def test_keep_makes_an_exception_and_says_so(self):
        booking = self.book()
        mails = self.mails_to(booking)
        self.decide(self.draft(self.close_wednesday), "keep")
        self.assertTrue(booking.hours_exception)
        self.assertEqual(booking.start, PROMISED)
        self.assertIn("stands", self.new_mails_to(booking, mails).subject)

    def test_an_exception_survives_a_correction(self):
        booking = self.book()
        self.decide(self.draft(self.close_wednesday), "keep")
        clerk = booking.with_user(self.clerk)
        clerk.contact_name = "An Pieters"
        clerk.line_ids.quantity = 2
        clerk.action_confirm()
        booking._check_scheduling()
        self.env.flush_all()
        self.assertEqual(booking.state, "confirmed")

    def test_an_exception_ends_with_another_moment(self):
        booking = self.book()
        self.decide(self.draft(self.close_wednesday), "keep")
        booking.with_user(self.clerk)._move(datetime(2026, 10, 15, 7, 0), True)
        self.assertFalse(booking.hours_exception)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            booking.start = PROMISED
            self.env.flush_all()

    def test_an_exception_is_not_listed_again(self):
        self.book()
        self.decide(self.draft(self.close_wednesday), "keep")
        again = self.close_wednesday(name="Still on strike")
        self.assertEqual(again.name, "Still on strike")

    def test_an_exception_that_loses_its_desk_is_listed_again(self):
        booking = self.book()
        self.decide(self.draft(self.close_wednesday), "keep")
        self.desks[1].active = False
        error = self.refused(booking.desk_id.with_user(self.manager).action_archive)
        self.assertIn(booking.reference, str(error))

    def test_two_bookings_never_get_the_same_time(self):
        bookings = [self.book() for _desk in self.desks]
        bookings.append(self.book(start=datetime(2026, 10, 14, 7, 15)))
        change = self.draft(self.close_wednesday)
        proposed = [(x.new_start, x.combination_id) for x in change.line_ids]
        self.assertEqual(len(set(proposed)), 3)
        change.action_apply()
        promised = [(x.start, x.combination_id) for x in bookings]
        self.assertEqual(sorted(promised, key=str), sorted(proposed, key=str))

    def test_nobody_is_expected_earlier_without_notice(self):
        tuesday = datetime(2026, 10, 13, 7, 0)
        self.book([(self.foreigner, 1)], tuesday)
        closed = {
            "date_from": datetime(2026, 10, 12, 22),
            "date_to": datetime(2026, 10, 13, 21, 59, 59),
        }
        change = self.draft(lambda: self.close_wednesday(**closed))
        # Later today would be nearer
        self.assertEqual(change.line_ids.new_start, datetime(2026, 10, 14, 7, 0))

    def test_a_moment_taken_meanwhile_gives_way_to_the_next(self):
        booking = self.book()
        change = self.draft(self.close_wednesday)
        for _desk in self.desks:
            self.book(start=change.line_ids.new_start)
        change.action_apply()
        self.assertEqual(booking.start, datetime(2026, 10, 15, 7, 15))
        self.assertEqual(change.line_ids.new_start, booking.start)
        self.assertIn("taken meanwhile", change.line_ids.note)

    def test_bookings_that_came_in_meanwhile_are_listed_first(self):
        self.book()
        change = self.draft(self.close_wednesday)
        late = self.book(start=datetime(2026, 10, 14, 8, 0))
        answer = change.action_apply()
        self.assertIn("more appointments came in", answer["params"]["message"])
        self.assertEqual(change.state, "draft")
        self.assertIn(late, change.line_ids.booking_id)
        self.assertFalse(self.env["resource.calendar.leaves"].search([]))
        change.action_apply()
        self.assertEqual(change.state, "applied")
        self.assertNotEqual(late.start, datetime(2026, 10, 14, 8, 0))

    def test_who_cancelled_meanwhile_is_left_alone(self):
        booking = self.book()
        change = self.draft(self.close_wednesday)
        booking._cancel()
        mails = self.mails_to(booking)
        change.action_apply()
        self.assertEqual(change.line_ids.result, "gone")
        self.assertFalse(self.new_mails_to(booking, mails))

    def test_who_moved_meanwhile_but_not_far_enough_is_listed_anew(self):
        booking = self.book()
        change = self.draft(self.close_wednesday)
        booking._move(datetime(2026, 10, 14, 8, 0), by_staff=True)
        self.assertIn("more appointments", change.action_apply()["params"]["message"])
        self.assertEqual(change.line_ids.old_start, datetime(2026, 10, 14, 8, 0))
        change.action_apply()
        self.assertEqual(booking.start, datetime(2026, 10, 15, 7, 0))

    def test_who_fits_again_is_left_alone(self):
        booking = self.book()
        closing = self.env["resource.calendar.leaves"].create(CLOSED_WEDNESDAY)
        change = self.env["municipal.hours.change"].search([])
        closing.unlink()
        change.with_user(self.manager).action_apply()
        self.assertEqual(change.line_ids.result, "fits")
        self.assertEqual(booking.start, PROMISED)

    def test_who_left_no_address_is_to_be_called(self):
        booking = self.book(contact=BY_PHONE)
        change = self.draft(self.close_wednesday)
        change.action_apply()
        line = change.line_ids
        self.assertEqual((line.result, line.contact_phone), ("call", "0470 12 34 56"))
        self.assertEqual(change.call_count, 1)
        line.with_user(self.clerk).action_called()
        self.assertEqual(change.call_count, 0)
        self.assertFalse(self.mails_to(booking))

    def test_undecided_changes_nothing(self):
        # Too short for anybody
        self.calendar.attendance_ids = hours((6, 9, 9.08, "appointment"))
        calendar = self.calendar_of((2, 9, 9.25, "appointment"))
        opening = self.open(calendar, "2026-10-14", "2026-10-14")
        booking = self.book()
        change = self.draft(opening.with_user(self.manager).unlink)
        self.assertEqual(change.line_ids.decision, "undecided")
        with self.assertRaisesRegex(UserError, booking.reference):
            change.action_apply()
        self.assertTrue(opening.exists())
        self.decide(change, "keep")
        self.assertFalse(opening.exists())

    def test_the_same_decision_for_all(self):
        bookings = self.book() + self.book(start=datetime(2026, 10, 14, 8, 0))
        change = self.draft(self.close_wednesday)
        change.action_cancel_all()
        self.assertEqual(change.line_ids.mapped("decision"), ["cancel", "cancel"])
        change.action_keep_all()
        self.assertEqual(change.line_ids.mapped("decision"), ["keep", "keep"])
        change.action_move_all()
        self.assertEqual(change.line_ids.mapped("decision"), ["move", "move"])
        change.action_cancel_all()
        change.action_apply()
        self.assertFalse(any(bookings.mapped("active")))

    def test_leaving_the_hours_as_they_are(self):
        booking = self.book()
        change = self.draft(self.close_wednesday)
        action = change.action_discard()
        self.assertEqual(action["res_model"], "resource.calendar.leaves")
        self.assertFalse(change.exists())
        self.assertEqual(booking.start, PROMISED)

    def test_history_cannot_be_rewritten(self):
        self.book()
        change = self.draft(self.close_wednesday)
        with self.assertRaises(UserError):
            change.values = [{"name": "Something else"}]
        with self.assertRaises(UserError):
            change.line_ids.old_start = datetime(2026, 1, 1)
        change.action_apply()
        with self.assertRaises(UserError):
            change.line_ids.decision = "keep"
        with self.assertRaises(UserError):
            change.action_apply()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            change.unlink()

    def test_a_clerk_reads_and_decides_nothing(self):
        self.book()
        change = self.draft(self.close_wednesday).with_user(self.clerk)
        self.assertTrue(change.name)
        for forbidden in (
            change.action_apply,
            change.action_cancel_all,
            change.action_discard,
        ):
            with self.assertRaises(AccessError):
                forbidden()

    def test_words_of_the_history(self):
        self.book()
        change = self.draft(self.close_wednesday)
        self.assertEqual(change.name, "Closing · Strike")
        self.assertFalse(change.before)
        self.assertIn("14 October 2026 00:00", change.after)
        self.assertIn("not received by appointment then", change.line_ids.reasons)

    def test_forgotten_lists_disappear(self):
        self.book()
        change = self.draft(self.close_wednesday)
        change.sudo()._gc_drafts()
        self.assertTrue(change.exists())
        self.env.cr.execute(
            "UPDATE municipal_hours_change SET create_date = %s WHERE id = %s",
            [datetime(2026, 10, 11, 6), change.id],
        )
        change.invalidate_recordset()
        change.sudo()._gc_drafts()
        self.assertFalse(change.exists())

    def test_the_form_of_a_closing_is_refused_as_well(self):
        self.book()
        form = Form(
            self.env["resource.calendar.leaves"].with_user(self.manager),
            "municipal_appointment.resource_calendar_leaves_view_form_municipal",
        )
        form.name = "Strike"
        form.date_from = datetime(2026, 10, 13, 22)
        form.date_to = datetime(2026, 10, 14, 21, 59)
        change = self.draft(form.save)
        change.action_apply()
        self.assertEqual(self.env["resource.calendar.leaves"].search([]).name, "Strike")
