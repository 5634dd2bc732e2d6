from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..api_common import ApiCase
from ..booking_common import iso
from ..fair_use_common import ConfirmCase
from ..mail_queue_common import mail_server


@tagged("post_install", "-at_install")
class TestConfirm(ConfirmCase):
    """From the form to the link in the mail, and to the appointment that holds."""

    def test_the_page_says_what_is_still_to_be_done(self):
        answer = self.send()
        page = self.page(answer.headers["Location"])
        booking = self.latest()
        text = self.main(page)
        self.assertIn("One more step: confirm by e-mail", text)
        self.assertIn("an@example.com", text)
        self.assertIn("before Monday 12 October 2026 at 9:30 AM.", text)
        self.assertNotIn("is booked", text)
        self.assertNotIn("Show this code", text)
        self.assertFalse(page.cssselect("img[src*='barcode']"))
        self.assertEqual(booking.confirm_until, self.now + timedelta(minutes=30))

    def test_the_link_confirms_by_its_button_only(self):
        booking = self.ask()
        path = self.link(booking)
        page = self.page(path)
        self.assertIn("Do you want to confirm", self.text(page.cssselect("h1")[0]))
        self.env.invalidate_all()
        self.assertEqual(booking.confirm_state, "asked")
        [form] = page.cssselect("form.o_municipal_actions")
        self.assertEqual(form.method, "POST")
        answer = self.press(form.action)
        self.assertEqual(booking.confirm_state, "confirmed")
        page = self.page(answer.headers["Location"])
        self.assertIn("Your appointment is confirmed", self.main(page))
        self.assertIn("Show this code", self.main(page))

    def test_twice_is_as_once(self):
        booking = self.ask()
        path = self.link(booking)
        for _time in range(2):
            self.assertEqual(self.press(path).status_code, 303)
        self.assertEqual(len(booking.visit_ids), 1)
        self.assertEqual(len(self.mails(booking)), 2)
        # and its page leads to the appointment
        answer = self.url_open(path, allow_redirects=False)
        self.assertIn(f"/my/appointments/{booking.id}", answer.headers["Location"])

    def test_without_cookies(self):
        """Many open the link in the window of their mail program."""
        booking = self.ask()
        path = self.link(booking)
        self.opener.cookies.clear()
        answer = self.url_open(path, data={"none": ""}, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(booking.confirm_state, "confirmed")

    def test_in_both_languages_of_the_path(self):
        booking = self.ask()
        self.page(self.link(booking).replace("/afspraak/", "/appointment/"))

    def test_the_page_of_the_appointment_has_not_the_link(self):
        """Whoever typed the address of somebody else cannot confirm for them."""
        booking = self.ask()
        key = booking._confirm_key()
        self.assertNotIn(key, self.url_open(booking.get_portal_url()).text)
        self.assertNotEqual(key, booking.access_token)
        wrong = f"/afspraak/bevestigen/{booking.id}/"
        for other in (booking.access_token, key[:-1], "é", "0"):
            self.assertEqual(self.url_open(wrong + other).status_code, 404)
            self.assertEqual(self.press(wrong + other).status_code, 404)
        self.assertEqual(booking.confirm_state, "asked")

    def test_a_corrected_address_needs_its_own_link(self):
        booking = self.ask()
        path = self.link(booking)
        booking.with_user(self.clerk).contact_email = "ann@example.com"
        self.assertEqual(self.press(path).status_code, 404)
        booking.with_user(self.clerk).action_send_confirmation()
        self.assertEqual(self.mails(booking)[-1].email_to, "ann@example.com")
        self.assertEqual(self.press(self.link(booking)).status_code, 303)
        self.assertEqual(booking.confirm_state, "confirmed")

    def test_the_mail_leaves_at_once_and_repeats_nothing_typed(self):
        self.env.flush_all()
        booking = self.ask(name="Zoutje Opdruk", remark="")
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(self.now, triggers.mapped("call_at"))
        with mail_server() as server:
            self.env["mail.mail"].process_email_queue()
        [mail] = server.taken
        self.assertEqual(mail["To"], "an@example.com")
        text = mail.get_body(("plain",)).get_content()
        self.assertNotIn("Zoutje", text)
        self.assertIn("only holds when you confirm it", " ".join(text.split()))
        self.assertNotIn("calendar", [p.get_content_subtype() for p in mail.walk()])
        self.assertEqual(booking.notice_ids.kind, "to_confirm")

    def test_confirmed_the_usual_mail_follows(self):
        booking = self.ask()
        self.press(self.link(booking))
        self.assertEqual(
            booking.notice_ids.sorted("id").mapped("kind"),
            ["to_confirm", "confirmation"],
        )

    def test_the_link_once_more_with_the_code(self):
        booking = self.ask()
        self.link(booking)
        data = {"code": booking.reference, "contact": "an@example.com"}
        self.url_open("/afspraak/vinden", data=data)
        self.env["municipal.find.try"]._promise_links()
        self.assertEqual(len(self.mails(booking)), 2)
        self.assertEqual(self.press(self.link(booking)).status_code, 303)
        self.assertEqual(booking.confirm_state, "confirmed")

    def test_without_a_sender_the_page_says_to_call(self):
        bookings = self.env.registry["resource.booking"]
        self.patch(bookings, "_sender", lambda booking: "")
        self.patch(bookings, "_has_sender", lambda booking: False)
        booking = self.ask()
        text = self.main(self.own_page(booking, message="booked"))
        self.assertIn("We could not send you the link", text)
        self.assertIn("09 444 55 66", text)

    def test_who_leaves_only_a_phone_number_has_nothing_to_confirm(self):
        booking = self.ask(email="", phone="0470 12 34 56")
        self.assertFalse(booking.confirm_state)
        self.assertEqual(booking.visit_state, "booked")

    def test_from_the_second_on(self):
        self.service.confirm_mail = "second"
        first = self.ask()
        self.assertFalse(first.confirm_state)
        self.assertEqual(self.ask(1, email="An+x@example.com").confirm_state, "asked")
        self.assertFalse(self.ask(2, email="bert@example.com").confirm_state)

    def test_never(self):
        self.service.confirm_mail = "never"
        self.ask()
        self.assertFalse(self.ask(1).confirm_state)

    def test_staff_need_no_mail(self):
        booking = self.book(by_staff=True)
        self.assertFalse(booking.confirm_state)

    def test_no_longer_than_until_the_appointment(self):
        self.service.confirm_minutes = 2880
        self.type.lead_hours = 0
        start = self.free_starts(hour=9)[0]
        self.clock.move_to(start - timedelta(minutes=20, seconds=30))
        self.addCleanup(self.clock.move_to, self.now)
        self.assertEqual(self.ask(start=iso(start)).confirm_until, start)

    def test_nobody_fences_off_the_agenda_with_an_address(self):
        for number in range(3):
            self.ask(number)
        answer = self.send(start=iso(self.free_starts(hour=11)[0]))
        self.assertEqual(answer.status_code, 422)
        self.assertIn("has been reached", answer.text)
        self.ask(3, email="bert@example.com")


@tagged("post_install", "-at_install")
class TestConfirmApi(ApiCase):
    def test_a_program_reads_until_when(self):
        self.service.confirm_mail = "always"
        made = self.call(
            "/bookings",
            self.wish(),
            self.key(),
            201,
            **{"Idempotency-Key": "appointment-1"},
        )
        self.assertEqual(made["state"], "unconfirmed")
        self.assertEqual(
            made["confirm_until"], iso(fields.Datetime.now() + timedelta(minutes=30))
        )
        self.assertFalse(made["can_move"])
