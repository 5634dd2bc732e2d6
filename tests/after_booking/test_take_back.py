from datetime import timedelta

from odoo.tests import freeze_time, new_test_user, tagged

from ..after_common import AppointmentCase

#: statements of the page that offers a cancelled slot again
QUERIES_MAX = 30


@tagged("post_install", "-at_install")
class TestTakeBack(AppointmentCase):
    """Who cancelled by mistake gets the same appointment back, while it is free."""

    def cancelled(self):
        """Cancel on the page, and return the page that says so."""
        return self.follow(self.post("/cancel"))

    def test_the_same_slot_code_and_visit(self):
        reference, visit = self.booking.reference, self.booking.visit_id
        page = self.cancelled()
        self.assertIn("Your slot is still free", self.main(page))
        self.assertFalse(self.booking.active, "reading takes nothing back")
        page = self.follow(self.submit(page, "/restore"))
        self.assertEqual(self.heading(page), "Your appointment stands again")
        self.assertTrue(self.booking.active)
        self.assertEqual(self.booking.start, self.start)
        self.assertEqual(self.booking.reference, reference)
        self.assertEqual(self.booking.visit_id, visit)
        self.assertEqual(visit.state, "booked")
        self.assertEqual(self.booking.location_id, self.location)
        self.assertTrue(self.booking.meeting_id)
        self.assertEqual(
            self.booking.meeting_id.attendee_ids.mapped("state"), ["accepted"]
        )
        self.assertTrue(self.booking.reservation_ids)
        self.assertEqual(
            visit.event_ids.sorted("id").mapped("step"),
            ["booked", "cancelled", "booked"],
        )

    def test_the_visitor_is_told_and_the_calendar_follows(self):
        self.cancelled()
        version = self.booking._calendar_version("CANCEL")
        self.post("/restore")
        self.assertEqual(self.booking.notice_ids.sorted("id")[-1:].kind, "confirmation")
        self.assertGreater(self.booking._calendar_version(), 1)
        self.assertGreaterEqual(self.booking._calendar_version(), version)

    def test_somebody_else_was_faster(self):
        page = self.cancelled()
        for _desk in self.desks:
            self.book(start=self.start)
        self.assertNotIn("/restore", "".join(self.forms(self.open())))
        answer = self.submit(page, "/restore")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("just been taken", answer.text)
        self.assertFalse(self.booking.active)

    def test_what_rests_is_still_theirs(self):
        self.type.rest_minutes = 60
        for _other in self.desks[1:]:
            self.book(start=self.start)
        self.cancelled()
        self.env.cr.precommit.run()
        resting = self.env["municipal.reservation"].search([("kind", "=", "rest")])
        self.assertEqual(resting.mapped("start"), [self.start])
        self.assertIn("Your slot is still free", self.main(self.open()))
        self.follow(self.post("/restore"))
        self.assertTrue(self.booking.active)
        self.assertFalse(resting.exists())

    def test_pressed_twice(self):
        self.cancelled()
        self.post("/restore")
        mails = self.env["mail.mail"].search_count([])
        self.follow(self.post("/restore"))
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(len(self.booking.reservation_ids), 1)

    def test_the_lead_time_stops_nobody_who_had_it(self):
        self.type.lead_hours = 4
        with freeze_time(self.start - timedelta(hours=1)):
            self.cancelled()
            self.follow(self.post("/restore"))
        self.assertTrue(self.booking.active)

    def test_what_began_is_over(self):
        self.cancelled()
        with freeze_time(self.start + timedelta(minutes=1)):
            self.assertNotIn("still free", self.main(self.open()))
            self.assertEqual(self.post("/restore").status_code, 422)
        self.assertFalse(self.booking.active)

    def test_what_staff_cancelled_stays_cancelled(self):
        clerk = new_test_user(
            self.env, "back_clerk", groups="municipal_appointment.group_clerk"
        )
        self.booking.with_user(clerk)._cancel()
        self.assertNotIn("still free", self.main(self.open()))
        self.assertEqual(self.post("/restore").status_code, 422)
        self.assertFalse(self.booking.active)

    def test_a_wrong_link_takes_nothing_back(self):
        self.cancelled()
        self.assertEqual(self.post("/restore", access_token="wrong").status_code, 404)
        self.assertFalse(self.booking.active)

    def test_the_page_stays_light(self):
        self.cancelled()
        self.open()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(QUERIES_MAX):
            self.booking.with_user(
                self.env.ref("base.public_user")
            ).sudo()._can_restore()
