import base64
from datetime import datetime, timedelta

from lxml import html

from odoo.tests import RecordCapturer, freeze_time, tagged

from ..booking_common import install_languages
from ..common import NOW, MunicipalCase


class MailCase(MunicipalCase):
    """Mails are written at once and wait in the queue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        install_languages(cls.env)
        cls.env = cls.env(context=dict(cls.env.context, lang="en_US"))
        cls.service.email = "desk@town.example.com"
        cls.service.phone = "09 444 55 66"
        cls.location.write({"street": "Markt 1", "zip": "9000", "city": "Testdorp"})

    def book_as_citizen(self, user=None, **values):
        user = user or self.env.ref("base.public_user")
        booking = (
            self.env["resource.booking"]
            .with_user(user)
            .sudo()
            ._book(
                values.pop("lines", [(self.kids_id, 2)]),
                values.pop("start", datetime(2026, 10, 14, 7, 0)),
                values.pop("contact", self.contact),
                lang=values.pop("lang", "en_US"),
                **values,
            )
        )
        self.env["municipal.notice"]._write_promised()
        return booking.with_user(user).sudo()

    def mails(self):
        return RecordCapturer(self.env["mail.mail"].sudo(), [])

    def only_mail(self, captured):
        self.assertEqual(len(captured.records), 1, captured.records.mapped("subject"))
        return captured.records

    def calendar_file(self, mail):
        [attachment] = mail.attachment_ids
        content = base64.b64decode(attachment.datas).decode()
        return content.replace("\r\n ", "").replace("\n ", "")

    def tidy(self, text):
        return " ".join(str(text).split())

    def words_of(self, mail):
        """Return the text of a mail, without its markup."""
        return self.tidy(html.fromstring(mail.body_html).text_content())


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestMailBooking(MailCase):
    """One mail for each step, in the words of the municipality."""

    def test_confirmation(self):
        with self.mails() as captured:
            booking = self.book_as_citizen()
        mail = self.only_mail(captured)
        self.assertEqual(mail.email_to, "an@example.com")
        self.assertFalse(mail.recipient_ids)
        self.assertEqual(mail.email_from, '"Test service" <desk@town.example.com>')
        self.assertIn("Wednesday 14 October 2026 at 9:00 AM", self.tidy(mail.subject))
        self.assertIn(booking.reference, mail.subject)
        body = self.words_of(mail)
        for words in (
            "Hello An Peeters",
            "Your appointment is booked",
            "Wednesday 14 October 2026",
            "at 9:00 AM",
            "Test Kids-ID × 2",
            "Markt 1, 9000 Testdorp",
            "The child",
            "A photo",
            f"Your code: {booking.reference}",
            "move your appointment until Wednesday 14 October 2026 at 7:00 AM",
            "09 444 55 66",
            self.company.name,
        ):
            self.assertIn(words, body)
        for word in ("invit", "Resource", "Odoo"):
            self.assertNotIn(word, body)
        document = html.fromstring(mail.body_html)
        base, url = booking.get_base_url(), booking.get_portal_url()
        self.assertIn(f"{base}{url}", document.xpath("//a/@href"))
        pictures = document.xpath("//img/@src")
        self.assertIn(f"cid:municipal-qr-{booking.reference}", pictures)
        self.assertFalse([src for src in pictures if not src.startswith("cid:")])

    def test_calendar_file(self):
        with self.mails() as captured:
            booking = self.book_as_citizen()
        content = self.calendar_file(self.only_mail(captured))
        for words in (
            "DTSTART:20261014T070000Z",
            "DTEND:20261014T071500Z",
            f"SUMMARY:Appointment at {self.company.name} ({booking.reference})",
            "METHOD:PUBLISH",
            "LOCATION:Test hall\\, Markt 1\\, 9000 Testdorp",
            "Test Kids-ID × 2",
            "- A photo",
            booking.access_token,
            "SEQUENCE:0",
        ):
            self.assertIn(words, content)
        self.assertNotIn("ATTENDEE", content)

    def test_moved(self):
        booking = self.book_as_citizen()
        first = booking._ics_file().decode()
        with self.mails() as captured:
            booking.with_context(using_portal=True)._move(datetime(2026, 10, 15, 8, 0))
        mail = self.only_mail(captured)
        self.assertIn("moved to Thursday 15 October 2026", mail.subject)
        self.assertIn("Thursday 15 October 2026", mail.body_html)
        fell_away = "not expect you any more on Wednesday 14 October 2026 at 9:00 AM"
        self.assertIn(fell_away, self.words_of(mail))
        content = self.calendar_file(mail)
        self.assertIn("DTSTART:20261015T080000Z", content)
        self.assertIn("SEQUENCE:1", content)
        [uid] = [line for line in first.splitlines() if line.startswith("UID:")]
        self.assertIn(uid, content)

    def test_cancelled(self):
        booking = self.book_as_citizen()
        first = booking._ics_file().decode()
        [uid] = [line for line in first.splitlines() if line.startswith("UID:")]
        with self.mails() as captured:
            booking.with_context(using_portal=True)._cancel()
        mail = self.only_mail(captured)
        self.assertIn("was cancelled", mail.subject)
        self.assertIn("Wednesday 14 October 2026", mail.body_html)
        content = self.calendar_file(mail)
        for words in ("METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1", uid):
            self.assertIn(words, content)
        self.assertNotIn("VALARM", content)
        self.assertNotIn("What to bring", mail.body_html)

    def test_a_citizen_who_is_logged_in_gets_one_mail_too(self):
        with self.mails() as captured:
            citizen = self.env["res.users"].create(
                {
                    "name": "Bert Claes",
                    "login": "bert",
                    "email": "bert@example.com",
                    "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
                }
            )
        with self.mails() as captured:
            booking = self.book_as_citizen(user=citizen)
        self.only_mail(captured)
        with self.mails() as captured:
            booking.with_context(using_portal=True)._move(datetime(2026, 10, 15, 8, 0))
        self.only_mail(captured)
        with self.mails() as captured:
            booking.with_context(using_portal=True)._cancel()
        self.only_mail(captured)

    def test_without_an_address_there_is_no_mail(self):
        contact = {"name": "An", "email": "", "phone": "0470 12 34 56"}
        with self.mails() as captured:
            self.book_as_citizen(contact=contact)
        self.assertFalse(captured.records)

    def test_language_of_the_visitor(self):
        self.kids_id.with_context(lang="nl_BE").name = "Proef-Kids-ID"
        with self.mails() as captured:
            self.book_as_citizen(lang="nl_BE")
        mail = self.only_mail(captured)
        self.assertIn("woensdag 14 oktober 2026", mail.subject)
        self.assertIn("Proef-Kids-ID", mail.body_html)
        self.assertIn("Proef-Kids-ID", self.calendar_file(mail))
        self.assertIn('lang="nl-BE"', mail.body_html)

    def test_sensitive_products_stay_neutral(self):
        """Neither the mails nor the calendar betray what somebody comes for."""
        self.kids_id.sensitive = True
        with self.mails() as captured:
            booking = self.book_as_citizen()
            booking.with_context(using_portal=True)._move(datetime(2026, 10, 15, 8, 0))
            meeting = booking.meeting_id
            calendar = f"{meeting.name} {meeting.description} {meeting.location}"
            booking.with_context(using_portal=True)._cancel()
        self.assertEqual(len(captured.records), 3)
        texts = [calendar]
        for mail in captured.records:
            texts += [mail.subject, mail.body_html]
            texts += [self.calendar_file(mail)] if mail.attachment_ids else []
        for text in texts:
            self.assertNotIn("Kids-ID", text)
            self.assertNotIn("A photo", text)
        body = captured.records[-1].body_html + captured.records[0].body_html
        self.assertIn("On the page of your appointment you read what to bring", body)

    def test_one_sensitive_product_among_others(self):
        self.passport.write({"sensitive": True, "bring_list": "The secret paper"})
        with self.mails() as captured:
            self.book_as_citizen(lines=[(self.kids_id, 2), (self.passport, 1)])
        body = self.only_mail(captured).body_html
        self.assertIn("Test Kids-ID × 2", body)
        self.assertIn("A photo", body)
        self.assertNotIn("Test passport", body)
        self.assertNotIn("The secret paper", body)
        self.assertIn("you read what to bring", body)

    def test_deadline_is_only_told_when_it_is_still_to_come(self):
        self.type.modifications_deadline = 24 * 7
        with self.mails() as captured:
            self.book_as_citizen()
        self.assertNotIn("until", self.only_mail(captured).body_html)

    def test_sender_falls_back_on_the_company(self):
        self.service.email = False
        self.company.email = "town@example.com"
        with self.mails() as captured:
            self.book_as_citizen()
        self.assertIn("town@example.com", self.only_mail(captured).email_from)

    def test_the_stock_sends_nothing_to_visitors(self):
        booking = self.book_as_citizen()
        meeting = booking.sudo().meeting_id
        with self.mails() as captured:
            meeting.with_context(from_ui=True).attendee_ids._send_invitation_emails()
            for template in (
                "calendar.calendar_template_meeting_invitation",
                "calendar.calendar_template_meeting_changedate",
                "calendar.calendar_template_meeting_reminder",
            ):
                meeting.attendee_ids._notify_attendees(
                    self.env.ref(template), notify_author=True, force_send=True
                )
        self.assertFalse(captured.records)

    def test_the_stock_still_invites_to_other_meetings(self):
        partner = self.env["res.partner"].create(
            {"name": "X", "email": "x@example.com"}
        )
        meeting = self.env["calendar.event"].create(
            {
                "name": "Other",
                "start": NOW + timedelta(days=1),
                "stop": NOW + timedelta(days=1, hours=1),
                "partner_ids": [(6, 0, partner.ids)],
            }
        )
        with self.mails() as captured:
            meeting.attendee_ids._send_invitation_emails()
        self.assertEqual(captured.records.recipient_ids, partner)
        self.assertNotIn("UID:False", str(meeting._get_ics_file()[meeting.id]))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestMailReminder(MailCase):
    """Upstream reminder of the calendar, in our words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alarm = cls.env.ref("municipal_appointment.calendar_alarm_day_before")
        cls.type.alarm_ids = cls.alarm

    def remind(self, now):
        with freeze_time(now), self.mails() as captured:
            self.env["calendar.alarm_manager"].with_context(
                lastcall=now - timedelta(hours=1)
            )._send_reminder()
        return captured

    def test_one_reminder_a_day_before(self):
        booking = self.book_as_citizen()
        self.env.flush_all()
        day_before = booking.start - timedelta(days=1)
        self.assertFalse(self.remind(day_before - timedelta(hours=2)).records)
        mail = self.only_mail(self.remind(day_before + timedelta(minutes=5)))
        self.assertFalse(self.remind(day_before + timedelta(hours=3)).records)
        self.assertEqual(mail.email_to, "an@example.com")
        self.assertFalse(mail.recipient_ids)
        self.assertIn("Do not forget your appointment on Wednesday 14", mail.subject)
        self.assertIn("desk@town.example.com", mail.email_from)
        body = self.words_of(mail)
        for words in (
            "Do not forget",
            "Test Kids-ID × 2",
            "A photo",
            booking.reference,
        ):
            self.assertIn(words, body)
        for word in ("invit", "Event", "Accept"):
            self.assertNotIn(word, body)
        self.assertFalse(mail.attachment_ids)

    def test_the_calendar_file_reminds_before_and_not_after(self):
        calendar = self.book_as_citizen()._ics_file().decode()
        self.assertRegex(calendar, r"TRIGGER[^:]*:-P1D")

    def test_reminders_stay_neutral(self):
        self.kids_id.sensitive = True
        booking = self.book_as_citizen()
        self.env.flush_all()
        moment = booking.start - timedelta(hours=23, minutes=55)
        mail = self.only_mail(self.remind(moment))
        self.assertNotIn("Kids-ID", mail.subject + mail.body_html)
        self.assertNotIn("A photo", mail.body_html)

    def test_nobody_is_reminded_of_what_was_cancelled(self):
        booking = self.book_as_citizen()
        moment = booking.start - timedelta(hours=23, minutes=55)
        booking.with_context(using_portal=True)._cancel()
        self.env.flush_all()
        self.assertFalse(self.remind(moment).records)
