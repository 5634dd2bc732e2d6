from datetime import datetime, timedelta

from lxml import html

from odoo.tests import freeze_time, tagged

from ..common import NOW
from ..mail_queue_common import FULL, REFUSED, mail_server
from .test_mail_booking import MailCase

QUEUE = "mail.ir_cron_mail_scheduler_action"
AGAIN = "municipal_appointment.ir_cron_mail_again"


class QueueCase(MailCase):
    """Mails on their way from the queue to a mail server."""

    def run_queue(self, now=NOW, **server):
        """Let the queue run once; return what the mail server took."""
        with freeze_time(now), mail_server(**server) as taking:
            self.env["mail.mail"].process_email_queue()
        return taking.taken

    def try_again(self, now):
        with freeze_time(now):
            self.env["municipal.notice"]._cron_again()

    def triggers(self, xmlid=QUEUE):
        cron = self.env.ref(xmlid)
        return self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])

    def set_off(self):
        """Do what happens when a transaction is committed."""
        self.env.cr.precommit.run()

    def hurried(self, work):
        """Tell whether work has the queue run right after its transaction."""
        self.set_off()
        before = self.triggers()
        work()
        self.set_off()
        return len(self.triggers() - before)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestMailQueue(QueueCase):
    """Every mail leaves right after the commit, once, and not in vain."""

    def test_each_mail_sets_off_the_queue(self):
        steps = {}
        steps["book"] = self.hurried(lambda: self.keep(self.book_as_citizen()))
        as_citizen = self.kept.with_context(using_portal=True)
        steps["move"] = self.hurried(
            lambda: as_citizen._move(datetime(2026, 10, 15, 8, 0))
        )
        steps["again"] = self.hurried(self.kept.action_send_confirmation)
        steps["remind"] = self.hurried(self.kept._remind)
        steps["keep"] = self.hurried(self.kept._confirm_exception)
        steps["cancel"] = self.hurried(as_citizen._cancel)
        self.assertEqual(steps, dict.fromkeys(steps, 1))

    def keep(self, booking):
        self.kept = booking

    def test_many_mails_of_a_transaction_set_it_off_once(self):
        def work():
            for minutes in (0, 15, 30):
                self.book_as_citizen(start=NOW + timedelta(days=2, minutes=minutes))

        self.assertLessEqual(self.hurried(work), 3)

    def test_who_left_no_address_sets_nothing_off(self):
        contact = dict(self.contact, email="", phone="0470 12 34 56")
        self.assertFalse(self.hurried(lambda: self.book_as_citizen(contact=contact)))

    def test_a_mail_that_left(self):
        booking = self.book_as_citizen()
        self.assertEqual(booking.notice_state, "queued")
        self.assertTrue(booking._is_notified())
        [mail] = self.run_queue()
        self.assertEqual(mail["To"], "an@example.com")
        self.assertEqual(booking.notice_state, "sent")
        self.assertFalse(booking.notice_ids.mail_id)
        self.assertFalse(booking.to_call)
        self.assertFalse(self.run_queue())

    def test_an_hour_without_mail_server(self):
        booking = self.book_as_citizen()
        self.assertFalse(self.run_queue(away=True))
        notice = booking.notice_ids
        self.assertEqual((notice.state, notice.failure), ("failed", "server"))
        self.assertEqual(notice.next_try, NOW + timedelta(minutes=1))
        self.assertFalse(notice.to_call, "it is tried again within minutes")
        self.assertIn(notice.next_try, self.triggers(AGAIN).mapped("call_at"))
        later = NOW
        for _try in range(4):
            later = notice.next_try
            self.try_again(later)
            self.assertEqual(notice.state, "queued")
            self.assertFalse(self.run_queue(later, away=True))
        self.assertTrue(notice.to_call, "half an hour: somebody should call")
        self.try_again(notice.next_try)
        self.assertEqual(len(self.run_queue(notice.until - timedelta(days=1))), 1)
        self.assertEqual(booking.notice_state, "sent")
        self.assertFalse(booking.to_call)

    def test_tries_come_to_an_end(self):
        notice = self.book_as_citizen().notice_ids
        tries = 0
        while tries < 50:
            self.run_queue(away=True)
            tries += 1
            if not notice.next_try:
                break
            notice.until = False
            self.try_again(notice.next_try)
        self.assertEqual(tries, 13)
        self.assertTrue(notice.to_call)

    def test_hundreds_come_back_at_once(self):
        for day in (2, 3, 4):
            for minutes in range(0, 60, 15):
                moment = NOW + timedelta(days=day, minutes=minutes)
                self.book_as_citizen(start=moment, lines=[(self.passport, 1)])
        self.run_queue(away=True)
        self.assertEqual(len(self.triggers(AGAIN)), 1)
        self.try_again(NOW + timedelta(minutes=1))
        self.assertEqual(len(self.run_queue(NOW + timedelta(minutes=1))), 12)

    def test_what_the_appointment_overtook_is_not_sent(self):
        booking = self.book_as_citizen()
        self.assertFalse(self.run_queue(booking.start))
        self.assertEqual(booking.notice_ids.state, "dropped")
        self.assertFalse(self.env["mail.mail"].search([("res_id", "=", booking.id)]))

    def test_what_the_appointment_overtook_is_not_tried_again(self):
        booking = self.book_as_citizen()
        self.run_queue(away=True)
        self.try_again(booking.start + timedelta(minutes=1))
        self.assertEqual(booking.notice_ids.state, "dropped")
        self.assertFalse(booking.notice_ids.to_call)

    def test_only_the_last_word_is_sent(self):
        booking = self.book_as_citizen()
        self.run_queue(away=True)
        self.try_again(NOW + timedelta(minutes=1))
        citizen = booking.with_context(using_portal=True)
        citizen._move(datetime(2026, 10, 15, 8, 0))
        citizen._move(datetime(2026, 10, 16, 8, 0))
        [mail] = self.run_queue()
        self.assertIn("moved to Friday 16 October", mail["Subject"])
        self.assertEqual(
            sorted(booking.notice_ids.mapped("state")), ["dropped", "dropped", "sent"]
        )

    def test_a_refused_address(self):
        booking = self.book_as_citizen()
        with self.assertLogs("odoo.addons.mail.models.mail_mail", "ERROR"):
            self.run_queue(answer=REFUSED)
        self.assertEqual(booking.notice_ids.failure, "refused")
        self.assertFalse(booking.notice_ids.next_try)
        self.assertTrue(booking.to_call)
        self.assertEqual(booking.notice_failure, "The address was refused")
        self.assertFalse(booking._is_notified())
        found = self.env["resource.booking"].search([("to_call", "=", True)])
        self.assertIn(booking, found)

    def test_a_full_mailbox_is_tried_again(self):
        notice = self.book_as_citizen().notice_ids
        with self.assertLogs("odoo.addons.mail.models.mail_mail", "ERROR"):
            self.run_queue(answer=FULL)
        self.assertEqual(notice.failure, "busy")
        self.assertTrue(notice.next_try)

    def test_an_address_that_no_server_takes(self):
        """Odoo deletes such a mail and says nothing."""
        booking = self.book_as_citizen()
        booking.notice_ids.mail_id.email_to = "an at example"
        self.run_queue()
        self.assertEqual(booking.notice_ids.failure, "address")
        self.assertTrue(booking.to_call)

    def test_a_mail_that_comes_back(self):
        booking = self.book_as_citizen()
        self.run_queue()
        visitor = booking.partner_ids
        visitor._message_receive_bounce("an@example.com", visitor)
        self.assertEqual(booking.notice_ids.failure, "bounced")
        self.assertTrue(booking.to_call)

    def test_a_server_that_hangs_up(self):
        booking = self.book_as_citizen()
        mail = booking.notice_ids.mail_id
        mail.write({"state": "exception", "failure_type": "unknown"})
        self.run_queue()
        self.assertEqual(booking.notice_ids.failure, "server")
        self.assertTrue(booking.notice_ids.next_try)

    def test_a_mail_that_somebody_deleted(self):
        booking = self.book_as_citizen()
        booking.notice_ids.mail_id.unlink()
        self.run_queue()
        self.assertTrue(booking.to_call)

    def test_the_clerk_corrects_the_address_and_mails_again(self):
        booking = self.book_as_citizen()
        with self.assertLogs("odoo.addons.mail.models.mail_mail", "ERROR"):
            self.run_queue(answer=REFUSED)
        failed = booking.notice_ids
        booking.contact_email = "an.peeters@example.com"
        failed.with_user(self.clerk).action_send_again()
        [mail] = self.run_queue()
        self.assertEqual(mail["To"], "an.peeters@example.com")
        self.assertEqual(failed.state, "dropped")
        self.assertFalse(booking.to_call)

    def test_the_clerk_calls(self):
        booking = self.book_as_citizen()
        self.run_queue(away=True)
        booking.notice_ids.write({"tries": 6})
        booking.with_user(self.clerk).action_notified_by_phone()
        self.assertFalse(booking.to_call)
        self.assertEqual(booking.notice_ids.called_by_id, self.clerk)
        self.try_again(NOW + timedelta(days=1))
        self.assertFalse(self.run_queue(NOW + timedelta(days=1)))

    def test_a_mail_that_cannot_be_made_stops_nothing(self):
        template = self.env.ref(
            "municipal_appointment.mail_template_booking_confirmation"
        )
        template.subject = "{{ 1 // (object.contact_name != 'An Peeters') }}"
        with self.assertLogs("odoo.addons.municipal_appointment", "ERROR"):
            booking = self.book_as_citizen()
        self.assertTrue(booking.meeting_id)
        self.assertEqual(booking.notice_ids.failure, "text")
        self.assertTrue(booking.to_call)

    def test_a_move_is_made_without_its_mail(self):
        booking = self.book_as_citizen()
        template = self.env.ref("municipal_appointment.mail_template_booking_moved")
        template.subject = "{{ 1 // (object.contact_name != 'An Peeters') }}"
        start = datetime(2026, 10, 15, 8, 0)
        with self.assertLogs("odoo.addons.municipal_appointment", "ERROR"):
            booking.with_context(using_portal=True)._move(start)
        self.assertEqual(booking.start, start)
        self.assertEqual(booking.meeting_id.start, start)
        self.assertEqual(booking.reservation_ids.start, start)
        self.assertTrue(booking.to_call)

    def test_no_sender(self):
        self.service.email = False
        self.company.email = False
        servers = self.registry["ir.mail_server"]
        self.patch(servers, "_get_default_from_address", lambda self: None)
        with self.mails() as captured:
            booking = self.book_as_citizen()
        self.assertFalse(captured.records)
        self.assertEqual(booking.notice_ids.failure, "sender")
        self.assertFalse(booking._is_notified())
        self.assertTrue(self.service.sender_missing)

    def test_mails_of_others_are_left_alone(self):
        mail = self.env["mail.mail"].create(
            {"email_to": "x@example.com", "email_from": "y@example.com", "body": "z"}
        )
        self.assertEqual(len(self.run_queue()), 1)
        self.assertEqual(mail.state, "sent")

    def test_notices_name_nobody(self):
        booking = self.book_as_citizen()
        with self.assertLogs("odoo.addons.mail.models.mail_mail", "ERROR"):
            self.run_queue(answer=REFUSED)
        stored = [
            name
            for name, field in booking.notice_ids._fields.items()
            if field.store and field.column_type and not field.relational
        ]
        self.assertNotIn("an@example.com", str(booking.notice_ids.read(stored)))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWhatTheMailSays(QueueCase):
    """What a visitor reads, as it travels."""

    def text_of(self, mail):
        return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")

    def test_text_part(self):
        self.service.email = "desk@town.example.com"
        booking = self.book_as_citizen()
        [mail] = self.run_queue()
        text = self.text_of(mail)
        self.assertIn("\n- The child\n- A photo\n", text)
        self.assertIn(f"Your code: {booking.reference}\n", text)
        self.assertIn(f"\n{booking._page_url()}\n", text)
        self.assertNotIn("*", text)
        self.assertNotIn("[", text)
        self.assertNotIn(" .", text)

    def test_headers(self):
        self.book_as_citizen()
        [mail] = self.run_queue()
        self.assertEqual(mail["Auto-Submitted"], "auto-generated")
        self.assertIn("desk@town.example.com", mail["Reply-To"])

    def test_pictures_travel_along(self):
        booking = self.book_as_citizen()
        [mail] = self.run_queue()
        pictures = {
            part["Content-ID"]: part.get_content()
            for part in mail.walk()
            if part.get_content_maintype() == "image"
        }
        code = pictures[f"<municipal-qr-{booking.reference}>"]
        self.assertTrue(code.startswith(b"\x89PNG"))
        page = html.fromstring(mail.get_body(("html",)).get_content())
        for source in page.xpath("//img/@src"):
            self.assertIn(f"<{source.removeprefix('cid:')}>", pictures)
        self.assertTrue(page.xpath("//title")[0].text)

    def test_the_calendar_is_told_what_to_do(self):
        booking = self.book_as_citizen()
        self.assertEqual(self.method(self.run_queue()), "PUBLISH")
        booking.with_context(using_portal=True)._cancel()
        self.assertEqual(self.method(self.run_queue()), "CANCEL")

    def method(self, mails):
        [mail] = mails
        [file] = mail.iter_attachments()
        return file["Content-Type"].params["method"]

    def test_mails_say_what_is_good_to_know_and_how_to_come(self):
        self.kids_id.info = "<p>Come with <b>both</b> parents.</p>"
        self.location.directions = "The lift is on the left."
        self.book_as_citizen()
        text = self.text_of(self.run_queue()[0])
        self.assertIn("Come with both parents.", text)
        self.assertIn("The lift is on the left.", text)

    def test_a_sensitive_product_keeps_to_itself(self):
        self.kids_id.write({"info": "<p>About debts.</p>", "sensitive": True})
        self.book_as_citizen()
        [mail] = self.run_queue()
        self.assertNotIn("debts", str(mail))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWhereLinksLead(QueueCase):
    """To the town of the appointment, whoever caused the mail."""

    def address(self, address):
        self.env["ir.config_parameter"].set_param("web.base.url", address)

    def test_the_domain_of_the_website(self):
        website = self.env["website"].search([("company_id", "=", self.company.id)])
        website[:1].domain = "https://book.town.example"
        self.company.website_id = website[:1]
        booking = self.book_as_citizen()
        self.address("http://127.0.0.1:8069")
        as_clerk = booking.with_user(self.clerk)
        as_clerk._move(datetime(2026, 10, 15, 8, 0), by_staff=True)
        [mail] = self.run_queue()
        page = mail.get_body(("html",)).get_content()
        self.assertIn("https://book.town.example/my/appointments/", page)
        self.assertNotIn("127.0.0.1", str(mail) + booking._ics_file().decode())

    def test_the_identity_of_an_appointment_does_not_follow_the_address(self):
        self.address("http://localhost:8069")
        booking = self.book_as_citizen()
        before = self.uid(booking)
        self.address("http://intern.example")
        self.assertEqual(self.uid(booking), before)
        booking.with_context(using_portal=True)._move(datetime(2026, 10, 15, 8, 0))
        self.assertEqual(self.uid(booking), before)

    def test_what_an_older_version_sent_keeps_its_identity(self):
        booking = self.book_as_citizen()
        booking.calendar_uid = f"{booking.reference}@old.example"
        self.assertEqual(self.uid(booking), f"UID:{booking.reference}@old.example")

    def uid(self, booking):
        lines = booking._ics_file().decode().replace("\r\n ", "").splitlines()
        [uid] = [line for line in lines if line.startswith("UID:")]
        return uid
