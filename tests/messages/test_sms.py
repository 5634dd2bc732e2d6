from datetime import timedelta
from urllib.parse import quote

from odoo.tests import freeze_time, tagged

from odoo.addons.sms.tests.common import MockSMS

from ..booking_common import BookingCase

MOBILE = "+32470123456"


@tagged("post_install", "-at_install")
class TestSms(MockSMS, BookingCase):
    """A reminder on the phone, by whatever Odoo sends SMS with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kinds = cls.env["calendar.alarm"]._fields["alarm_type"].get_values(cls.env)
        assert "sms" in kinds, "Odoo installs calendar_sms by itself"
        cls.type.alarm_ids = cls.env["calendar.alarm"].create(
            {
                "name": "SMS to the visitor, 1 day before",
                "alarm_type": "sms",
                "duration": 1,
                "interval": "days",
            }
        )

    def reminded(self, booking, hours=24, alarms=None):
        """Let the calendar send its reminders; return what the gateway was given."""
        self.type.alarm_ids = alarms or self.type.alarm_ids
        self.env.flush_all()
        with (
            freeze_time(booking.start - timedelta(hours=hours, minutes=-5)),
            self.mockSMSGateway(),
        ):
            manager = self.env["calendar.alarm_manager"]
            since = booking.start - timedelta(hours=hours + 3)
            manager.with_context(lastcall=since)._send_reminder()
            self.send_queued()
            return list(self._sms)

    def send_queued(self):
        """Send as the queue of Odoo does, which would end the transaction."""
        queued = self.env["sms.sms"].sudo().search([("state", "=", "outgoing")])
        queued.send()

    def book_by_phone(self, phone=MOBILE, **values):
        contact = {"name": "An Peeters", "email": "", "phone": phone}
        return self.book(contact=contact, **values)

    def test_in_words_with_a_short_link(self):
        booking = self.book_by_phone()
        [sms] = self.reminded(booking)
        self.assertEqual(sms["number"], MOBILE)
        for words in ("Wednesday 14 October 2026", "Test hall", "/afspraak/a/"):
            self.assertIn(words, sms["body"])
        for secret in ("Kids-ID", "An Peeters", booking.access_token):
            self.assertNotIn(secret, sms["body"])
        self.assertLess(len(sms["body"]), 240, "two parts at most")
        self.assertTrue(sms["body"].isascii(), "or a part would hold half as much")

    def test_cancelled_in_two_taps(self):
        booking = self.book_by_phone()
        [sms] = self.reminded(booking)
        link = sms["body"][sms["body"].index("http") :].split()[0]
        path = link[link.index("/afspraak/a/") :]
        page = self.page(path)
        self.assertIn("/cancel", self.url_open(path).url)
        [form] = [one for one in page.forms if "/cancel" in one.action]
        self.assertTrue(booking.active, "looking changes nothing")
        self.url_open(form.action, data=dict(form.form_values()))
        self.env.invalidate_all()
        self.assertFalse(booking.active)
        self.assertIn("cancelled", self.text(self.page(path)), "it goes on to work")

    def test_in_the_language_of_the_visitor(self):
        own = self.env["ir.module.module"].search(
            [("name", "=", "municipal_appointment")]
        )
        own._update_translations(["nl_BE"], overwrite=True)
        booking = self.book_by_phone()
        booking.lang = "nl_BE"
        [sms] = self.reminded(booking)
        self.assertIn("woensdag 14 oktober 2026", sms["body"])
        self.assertIn("Uw afspraak", sms["body"])

    def test_what_is_sensitive_is_not_named(self):
        self.kids_id.sensitive = True
        self.location.name = "Social house"
        [sms] = self.reminded(self.book_by_phone())
        self.assertNotIn("Social house", sms["body"])
        self.assertIn(self.company.name, sms["body"])

    def test_mail_and_phone_each_once(self):
        booking = self.book(
            contact={"name": "An", "email": "an@example.com", "phone": MOBILE}
        )
        mail = self.env.ref("municipal_appointment.calendar_alarm_day_before")
        before = self.env["mail.mail"].search_count([])
        alarms = self.type.alarm_ids | mail
        booking.meeting_id.alarm_ids = alarms
        self.assertEqual(len(self.reminded(booking, alarms=alarms)), 1)
        self.assertEqual(self.env["mail.mail"].search_count([]), before + 1)
        self.assertFalse(self.reminded(booking), "not twice within hours")

    def test_who_gets_none(self):
        for contact in (
            {"name": "An", "email": "an@example.com", "phone": ""},
            {"name": "An", "email": "", "phone": "+3292101010"},
        ):
            self.assertFalse(self.reminded(self.book(contact=contact)), contact)
        cancelled = self.book_by_phone()
        start = cancelled.start
        cancelled.with_context(using_portal=True)._cancel()
        self.assertFalse(self.env["sms.sms"].search([("number", "=", MOBILE)]))
        booking = self.book_by_phone(start=start)
        with freeze_time(start - timedelta(minutes=30)), self.mockSMSGateway():
            booking._remind_by_sms()
            self.assertFalse(self._new_sms)

    def test_staff_see_it_and_it_is_wiped(self):
        booking = self.book_by_phone()
        self.reminded(booking)
        [message] = booking.message_ids.filtered(lambda m: m.message_type == "sms")
        self.assertIn("Your appointment", message.body)
        booking._wipe_contact()
        self.env.invalidate_all()
        self.assertFalse(message.exists())
        self.assertFalse(self.env["sms.sms"].search([("number", "=", MOBILE)]))
        found = self.env["mail.notification"].search([("sms_number", "=", MOBILE)])
        self.assertFalse(found)

    def test_a_gateway_that_is_away_stops_nothing(self):
        booking = self.book_by_phone()
        self.env.flush_all()
        with (
            freeze_time(booking.start - timedelta(hours=23, minutes=55)),
            self.mockSMSGateway(sim_error="jsonrpc_exception"),
        ):
            manager = self.env["calendar.alarm_manager"]
            since = booking.start - timedelta(hours=27)
            manager.with_context(lastcall=since)._send_reminder()
            self.send_queued()
        self.assertTrue(booking.active)
        failed = self.env["mail.notification"].search([("sms_number", "=", MOBILE)])
        self.assertEqual(failed.mapped("notification_status"), ["exception"])

    def test_meetings_of_colleagues_keep_their_own(self):
        meeting = self.env["calendar.event"].create(
            {
                "name": "Plain meeting",
                "start": self.free_starts()[0],
                "stop": self.free_starts()[-1],
                "alarm_ids": self.type.alarm_ids.ids,
                "partner_ids": self.env["res.partner"]
                .create({"name": "Colleague", "phone": MOBILE, "country_id": 20})
                .ids,
            }
        )
        [sms] = self.reminded(meeting)
        self.assertIn("Plain meeting", sms["body"])

    def test_a_short_link_tells_nothing(self):
        booking = self.book_by_phone()
        right = booking._short_link().rpartition("/")[2]
        wrong = ("x" * 22, right[:-1], right + "A", "é", "../..", "A" * 22)
        for key in wrong:
            answer = self.url_open(f"/afspraak/a/{quote(key, safe='')}")
            self.assertEqual(answer.status_code, 404, key)
