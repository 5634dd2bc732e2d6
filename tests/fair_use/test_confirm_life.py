from datetime import timedelta

from odoo import http
from odoo.tests import Form, tagged

from ...models.common.refusal import Refusal
from ...models.common.transaction import Transaction
from ...models.visit.municipal_visit import BOOKED_BY
from ..fair_use_common import ConfirmCase
from ..privacy_common import NAME, SIGNS, EveryColumn


@tagged("post_install", "-at_install")
class TestUnconfirmed(ConfirmCase):
    """Until it is confirmed: it takes its time, and nobody waits for it."""

    def test_the_slot_is_taken(self):
        self.desks[1].active = False
        start = self.free_starts(hour=10)[0]
        self.ask()
        self.assertNotIn(start, self.free_starts(hour=10))

    def test_it_has_no_visit_and_stands_nowhere(self):
        booking = self.ask()
        self.assertFalse(booking.visit_ids)
        self.clock.move_to(booking.start - timedelta(minutes=5))
        self.addCleanup(self.clock.move_to, self.now)
        self.assertFalse(self.desks[0]._expected_today())
        self.assertFalse(self.location._queue().booked)
        with self.assertRaisesRegex(Refusal, "was not confirmed yet"):
            self.env["municipal.visit"]._check_in(booking.reference, self.location)

    def test_the_night_misses_nobody(self):
        self.ask()
        self.clock.move_to(self.now + timedelta(days=20))
        self.addCleanup(self.clock.move_to, self.now)
        visits = self.env["municipal.visit"]
        self.assertFalse(visits._open_of_past_days())

    def test_the_page_offers_nothing_that_needs_it_to_hold(self):
        booking = self.ask()
        page = self.own_page(booking)
        hrefs = [link.get("href") for link in page.cssselect("#wrap a[href]")]
        self.assertFalse([href for href in hrefs if "/move" in href or "/ics" in href])
        self.assertTrue([href for href in hrefs if "/cancel" in href])
        for step in ("late", "check-in", "move", "restore"):
            answer = self.url_open(
                f"/my/appointments/{booking.id}/{step}",
                data={
                    "access_token": booking.access_token,
                    "csrf_token": self.csrf(),
                    "minutes": "5",
                    "start": "2026-10-14T08:00:00Z",
                },
            )
            self.assertLess(answer.status_code, 500, step)
        self.env.invalidate_all()
        self.assertEqual(booking.confirm_state, "asked")

    def csrf(self):
        return http.Request.csrf_token(self)

    def test_the_visitor_cancels_it_without_a_mail(self):
        booking = self.ask()
        before = len(self.mails(booking))
        self.url_open(
            f"/my/appointments/{booking.id}/cancel",
            data={"access_token": booking.access_token, "csrf_token": self.csrf()},
        )
        self.env.invalidate_all()
        self.assertFalse(booking.active)
        self.assertEqual(len(self.mails(booking)), before)
        page = self.page(booking.get_portal_url())
        self.assertIn("Your appointment was cancelled", self.main(page))

    def test_no_reminder(self):
        booking = self.ask()
        booking._remind()
        self.assertEqual(booking.notice_ids.mapped("kind"), ["to_confirm"])

    def test_staff_see_it_and_confirm_for_who_calls(self):
        booking = self.ask().with_user(self.clerk)
        found = self.env["resource.booking"].search([("confirm_state", "=", "asked")])
        self.assertIn(booking, found)
        Form(booking, "municipal_appointment.resource_booking_view_form_municipal")
        booking.action_confirm_for_visitor()
        self.assertEqual(booking.confirm_state, "confirmed")
        # the citizen made it, whoever confirmed it
        self.assertEqual(booking.visit_id.booked_by, "citizen")

    def test_staff_move_and_cancel_it(self):
        booking = self.ask().with_user(self.clerk)
        later = booking.start + timedelta(hours=1)
        booking._move(later, by_staff=True)
        self.assertEqual(booking.start, later)
        booking.action_cancel_appointment()
        self.assertFalse(booking.active)
        self.assertEqual(booking.notice_ids.mapped("kind"), ["to_confirm"])

    def test_an_address_that_is_none_is_on_nobodys_list_to_call(self):
        booking = self.ask()
        self.env["municipal.notice"]._write_promised()
        booking.notice_ids._failed("refused")
        self.assertFalse(booking.to_call)


@tagged("post_install", "-at_install")
class TestLapsed(EveryColumn, ConfirmCase):
    """Nobody opened the link in time."""

    def test_the_slot_is_free_again_without_a_mail(self):
        self.desks[1].active = False
        start = self.free_starts(hour=10)[0]
        booking = self.ask()
        self.mails(booking)
        self.lapse(booking)
        self.assertRecordValues(booking, [{"confirm_state": "lapsed", "active": False}])
        self.assertIn(start, self.free_starts(hour=10))
        # and what waited in the queue is nobody's any more
        self.assertEqual(booking.notice_ids.mapped("kind"), ["to_confirm"])
        self.assertFalse(self.mails(booking))

    def test_the_job_comes_when_it_is_time(self):
        booking = self.ask()
        cron = self.env.ref("municipal_appointment.ir_cron_unconfirmed")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(booking.confirm_until, triggers.mapped("call_at"))

    def test_not_a_minute_before(self):
        booking = self.ask()
        self.clock.move_to(booking.confirm_until - timedelta(seconds=1))
        self.addCleanup(self.clock.move_to, self.now)
        self.run_job()
        self.assertTrue(booking.active)

    def test_confirmed_ones_stay(self):
        booking = self.ask()
        until = booking.confirm_until
        self.press(self.link(booking))
        self.clock.move_to(until + timedelta(hours=1))
        self.addCleanup(self.clock.move_to, self.now)
        self.run_job()
        self.assertTrue(booking.active)
        self.assertEqual(booking.visit_state, "booked")

    def test_its_pages_say_so(self):
        booking = self.ask()
        path = self.link(booking)
        self.lapse(booking)
        page = self.page(booking.get_portal_url())
        self.assertIn("was not confirmed in time", self.main(page))
        self.assertTrue(page.cssselect("a.o_municipal_again"))
        answer = self.press(path, follow=True)
        self.assertIn("was not confirmed in time", answer.text)
        self.assertFalse(booking.active)

    def test_it_is_in_no_figure(self):
        report = self.env["municipal.visit.report"]
        before = report._read_group([], [], ["visits:sum", "lead_days:avg"])
        self.lapse(self.ask())
        self.env.flush_all()
        after = report._read_group([], [], ["visits:sum", "lead_days:avg"])
        self.assertEqual(after, before)
        # and a confirmed one is
        self.press(self.link(self.ask(1, email="bert@example.com")))
        self.env.flush_all()
        counted = report._read_group([], [], ["visits:sum"])
        self.assertEqual(counted[0][0], (before[0][0] or 0) + 1)

    def test_whose_address_it_was_is_forgotten_the_next_day(self):
        booking = self.ask(name=NAME, email="zwaantje@verdwijn.example")
        self.mails(booking)
        self.lapse(booking)
        self.clock.move_to(booking.confirm_until + timedelta(days=1, hours=1))
        self.env["resource.booking"]._gc_contacts()
        self.assertEqual(self.places_of(*SIGNS), set())

    def test_an_offer_of_the_waiting_list_needs_no_second_link(self):
        """Who takes it opened a mail already."""
        with Transaction(self.env).during(BOOKED_BY, "waiting_list"):
            self.assertFalse(self.book().confirm_state)
