from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..booking_common import BookingCase
from ..mail_queue_common import mail_server


@tagged("post_install", "-at_install")
class TestMailPromise(BookingCase):
    """The mail of a booking is written after the answer, and never forgotten."""

    def booked(self):
        """Book in the way of a citizen; return the booking."""
        self.assertEqual(self.send().status_code, 303)
        return self.env["resource.booking"].search([], order="id desc", limit=1)

    def run_queue(self):
        with mail_server() as server:
            self.env["mail.mail"].process_email_queue()
        return server.taken

    def test_the_answer_does_not_wait_for_the_words(self):
        with patch.object(
            self.env.registry["resource.booking"],
            "_render_mails",
            side_effect=AssertionError("written in the request"),
        ):
            booking = self.booked()
        notice = booking.notice_ids
        self.assertEqual((notice.state, notice.unwritten), ("queued", True))
        self.assertFalse(notice.mail_id)
        self.assertFalse(notice.to_call)
        page = self.page(booking.get_portal_url(query_string="&message=booked"))
        self.assertIn(
            "We are sending a confirmation to an@example.com", self.text(page)
        )

    def test_the_job_of_the_queue_is_woken(self):
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", queue.id)])
        self.booked()
        self.assertEqual(
            triggers.search_count([("cron_id", "=", queue.id)]), before + 1
        )

    def test_the_queue_writes_and_sends_it_once(self):
        booking = self.booked()
        [mail] = self.run_queue()
        self.assertIn(booking.reference, mail["Subject"])
        self.assertIn("an@example.com", mail["To"])
        notice = booking.notice_ids
        self.assertEqual((notice.state, notice.unwritten), ("sent", False))
        self.assertFalse(self.run_queue())

    def test_what_cannot_be_written_is_shown_to_staff(self):
        booking = self.booked()
        with (
            patch.object(
                self.env.registry["resource.booking"],
                "_render_mails",
                side_effect=ValueError("a broken template"),
            ),
            mute_logger("odoo.addons.municipal_appointment.models.messages"),
            mute_logger(
                "odoo.addons.municipal_appointment.models.messages.mailed_mixin"
            ),
        ):
            self.assertFalse(self.run_queue())
        notice = booking.notice_ids
        self.assertEqual((notice.state, notice.failure), ("failed", "text"))
        self.assertTrue(notice.to_call)
        notice.action_send_again()
        self.assertEqual(len(self.run_queue()), 1)

    def test_what_is_cancelled_meanwhile_is_not_confirmed(self):
        booking = self.booked()
        booking.with_context(using_portal=True)._cancel()
        [mail] = self.run_queue()
        self.assertIn("cancel", mail["Subject"].lower())
        self.assertEqual(set(booking.notice_ids.mapped("state")), {"dropped", "sent"})
