from datetime import datetime, timedelta
from unittest.mock import patch

from lxml import html

from odoo import Command
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .test_mail_booking import MailCase

REMINDER = "municipal_appointment.mail_template_booking_reminder"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLanguageSwitchedOff(MailCase):
    """One language less is no reason to leave anybody without word."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type.alarm_ids = cls.env.ref(
            "municipal_appointment.calendar_alarm_day_before"
        )
        cls.french = cls.env["res.lang"]._activate_lang("fr_BE")

    def switch_off(self):
        others = self.env["res.partner"].with_context(active_test=False)
        others.search([("lang", "=", "fr_BE")]).lang = "en_US"
        websites = self.env["website"].search([])
        websites.language_ids = [Command.unlink(self.french.id)]
        self.french.active = False

    def test_every_mail_in_another_language(self):
        booking = self.book_as_citizen(lang="fr_BE")
        self.switch_off()
        self.assertEqual(booking._lang(), "en_US")
        with self.mails() as captured:
            booking.with_context(using_portal=True)._move(datetime(2026, 10, 15, 8, 0))
            booking._remind()
            booking._confirm_exception()
            booking.with_context(using_portal=True)._cancel()
        subjects = captured.records.sorted("id").mapped("subject")
        self.assertEqual(len(subjects), 4)
        for subject in subjects:
            self.assertIn("appointment", subject)

    def test_the_reminders_of_others(self):
        french = self.book_as_citizen(lang="fr_BE")
        others = [
            self.book_as_citizen(start=french.start + timedelta(minutes=30 * number))
            for number in (1, 2, 3)
        ]
        self.switch_off()
        self.env.flush_all()
        moment = french.start - timedelta(hours=22)
        with freeze_time(moment), self.mails() as captured:
            self.env["calendar.alarm_manager"].with_context(
                lastcall=moment - timedelta(hours=3)
            )._send_reminder()
        told = self.env["resource.booking"].browse(captured.records.mapped("res_id"))
        self.assertEqual(told, french.union(*others))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReminders(MailCase):
    """In time, once, and one that cannot be written stops no other."""

    def remind(self, bookings, now):
        with freeze_time(now), self.mails() as captured:
            bookings._remind()
        return captured.records

    def test_one_bad_row(self):
        first, bad, last = bookings = self.env["resource.booking"].union(
            *(
                self.book_as_citizen(start=NOW + timedelta(days=2, minutes=minutes))
                for minutes in (0, 30, 60)
            )
        )
        render = type(bookings)._bring_items

        def fail(booking, public=False):
            if booking.id == bad.id:
                raise ValueError("a broken row")
            return render(booking, public=public)

        with (
            patch.object(type(bookings), "_bring_items", fail),
            self.assertLogs("odoo.addons.municipal_appointment", "ERROR"),
        ):
            mails = self.remind(bookings, NOW + timedelta(days=1))
        self.assertEqual(set(mails.mapped("res_id")), {first.id, last.id})
        self.assertEqual(bad.notice_ids[:1].failure, "text")
        self.assertTrue(bad.to_call)

    def test_never_twice_within_hours(self):
        booking = self.book_as_citizen()
        moment = booking.start - timedelta(hours=24)
        self.assertEqual(len(self.remind(booking, moment)), 1)
        self.assertFalse(self.remind(booking, moment + timedelta(hours=1)))

    def test_not_when_it_is_too_late(self):
        booking = self.book_as_citizen()
        self.assertFalse(self.remind(booking, booking.start - timedelta(minutes=30)))
        self.assertFalse(self.remind(booking, booking.start + timedelta(minutes=1)))

    def test_the_first_comes_before_the_deadline(self):
        day, early = (
            self.env.ref(f"municipal_appointment.calendar_alarm_{name}")
            for name in ("day_before", "two_days_before")
        )
        self.type.write({"alarm_ids": day.ids, "modifications_deadline": 24})
        self.assertTrue(self.type.reminder_too_late)
        self.type.alarm_ids = day | early
        self.assertFalse(self.type.reminder_too_late)
        types = self.env["resource.booking.type"].search([("alarm_ids", "in", day.ids)])
        self.assertFalse(types.filtered("reminder_too_late"), "what we ship")

    def test_it_says_how_to_cancel(self):
        self.type.modifications_deadline = 24
        booking = self.book_as_citizen(start=datetime(2026, 10, 15, 7, 0))
        mail = self.remind(booking, booking.start - timedelta(hours=48))
        self.assertIn("Cancel your appointment", self.words_of(mail))
        links = html.fromstring(mail.body_html).xpath("//a/@href")
        [cancel] = [link for link in links if "/cancel?" in link]
        self.assertIn(booking.access_token, cancel, "one tap, and one on its page")
        mail = self.remind(booking, booking.start - timedelta(hours=23))
        self.assertFalse(mail, "reminded already")
