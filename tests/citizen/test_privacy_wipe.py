from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import Form, freeze_time, tagged

from ...models.common.refusal import Refusal
from ..booking_common import BookingCase
from ..common import create_staff
from ..hours_change_common import HoursChangeCase
from ..privacy_common import EMAIL, NAME, PHONE, SIGNS, WHO, EveryColumn

#: past the retention of an appointment on 14 October 2026
LATER = datetime(2027, 1, 20)


class PrivacyCase(EveryColumn, HoursChangeCase):
    """A town as it really runs: with tracking, and with what hangs on bookings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=False))
        cls.other = cls.book(contact={"name": "Bert Blijver", "email": "bb@x.be"})

    def dialog(self, **values):
        form = Form(self.env["municipal.booking.request"].with_user(self.clerk))
        form.product_id = self.passport
        for key, value in values.items():
            setattr(form, key, value)
        form.day = datetime(2026, 10, 14).date()
        form.start = form.slots["slots"][-1]["value"]
        return form.save()

    def clerk_books(self):
        booking_id = self.dialog(**WHO).action_book()["res_id"]
        return self.env["resource.booking"].with_user(self.clerk).browse(booking_id)

    def track(self):
        """Write down what changed, as every commit does."""
        self.env.flush_all()
        self.env.cr.flush()

    def fail_mails(self):
        """Let the mail server refuse what lies in the queue."""
        mails = self.env["mail.mail"].search([("state", "=", "outgoing")])
        mails.write({"state": "exception", "failure_reason": f"550 {EMAIL}: unknown"})

    def remind(self, booking):
        reminder = self.env.ref("municipal_appointment.mail_template_booking_reminder")
        booking.sudo().meeting_id.attendee_ids._remind_visitors(reminder)

    def vacuum(self, moment=LATER):
        self.track()
        with freeze_time(moment):
            self.env["resource.booking"]._gc_contacts()
        self.track()

    def assert_forgotten(self):
        self.assertEqual(self.places_of(*SIGNS), set())


@tagged("post_install", "-at_install")
class TestPrivacyWipe(PrivacyCase):
    """Whatever happened to an appointment: afterwards nobody knows whose it was."""

    def live(self):
        """Tell the whole life of two appointments of one person."""
        first, second = self.book(contact=WHO), self.clerk_books()
        self.track()
        for booking in (first, second):
            booking.with_user(self.clerk).contact_name = f"{NAME} junior"
            self.track()
            booking.with_user(self.clerk).contact_name = NAME
            booking.message_post(
                body=f"{NAME} called from {PHONE}",
                message_type="comment",
                partner_ids=self.manager.partner_id.ids,
                attachments=[(f"{NAME}.txt", f"Letter of {NAME}".encode())],
            )
            booking.message_notify(
                body=f"{NAME} will be late", partner_ids=self.manager.partner_id.ids
            )
            booking.activity_schedule(
                "mail.mail_activity_data_todo", note=f"Call {NAME}", summary=PHONE
            )
            booking.partner_ids.sudo().message_post(body=f"{NAME} moved house")
            booking.partner_ids.sudo().write(
                {"comment": f"{NAME} is kind", "ref": PHONE}
            )
            self.remind(booking)
            self.fail_mails()
        self.track()
        first._move(first.start + timedelta(minutes=45))
        self.track()
        visit = first.visit_id.with_user(self.clerk)
        with freeze_time(datetime(2026, 10, 14, 7, 40)):
            visit.action_arrive()
            visit._take_step("started", desk=self.desks[0])
            visit._take_step("forwarded", note=f"{NAME} speaks no Dutch")
        visit.note = f"{NAME} comes with a wheelchair"
        first.sudo().meeting_id.description = f"<p>{NAME}, {PHONE}</p>"
        second._cancel()
        self.fail_mails()
        self.track()
        return first, second

    def test_nothing_is_left_anywhere(self):
        first, second = self.live()
        before = self.places_of(*SIGNS)
        self.assertLessEqual(
            {
                "resource_booking.contact_name",
                "res_partner.email",
                "mail_tracking_value.old_value_char",
                "mail_message.body",
                "mail_mail.failure_reason",
                "mail_activity.note",
                "municipal_visit.note",
                "municipal_visit_event.note",
                "calendar_attendee.common_name",
                "calendar_event.description",
                "ir_attachment.name",
            },
            before,
        )
        self.vacuum()
        self.assert_forgotten()
        self.assertTrue(first.contact_wiped and second.contact_wiped)
        steps = first.visit_id.event_ids.mapped("step")
        self.assertLessEqual({"booked", "moved", "forwarded"}, set(steps))
        self.assertTrue(first.visit_id.line_ids)

    def test_others_are_left_alone(self):
        self.live()
        future = self.book(
            start=datetime(2026, 10, 14, 8, 0),
            contact={"name": "Els", "email": "e@x.be"},
        )
        self.env.cr.execute(
            "UPDATE municipal_visit SET day = '2027-03-01' WHERE id IN %s",
            [(future.visit_id.id, self.other.visit_id.id)],
        )
        self.env.invalidate_all()
        messages = future.message_ids | self.other.message_ids
        self.vacuum()
        self.assertEqual(self.other.contact_name, "Bert Blijver")
        self.assertEqual(self.other.partner_ids.email, "bb@x.be")
        self.assertEqual(future.contact_email, "e@x.be")
        self.assertEqual(messages.exists(), messages)

    def test_one_person_twice_keeps_the_contact_that_is_needed(self):
        booking = self.book(contact=WHO)
        copy = booking.copy({"start": False})
        self.assertEqual(copy.partner_ids, booking.partner_ids)
        self.env["municipal.privacy"]._wipe(booking)
        self.assertEqual(booking.partner_ids.name, NAME)
        self.env["municipal.privacy"]._wipe(copy)
        self.assert_forgotten()

    def test_a_change_of_hours_keeps_the_code_alone(self):
        booking = self.book(start=datetime(2026, 10, 14, 8, 0), contact=WHO)
        change = self.draft(self.close_wednesday)
        line = change.line_ids.filtered(lambda x: x.booking_id == booking)

        def refuse(bookings):
            raise Refusal(f"{bookings[0].display_name}: the desk is gone", "moment")

        with patch.object(type(booking), "_check_changeable", refuse):
            line.sudo()._carry_out_each()
        self.assertEqual(line.note, f"{booking.reference}: the desk is gone")
        # as it was noted by earlier versions
        line.sudo().note = f"No free slot was found for {booking.display_name}"
        self.vacuum()
        self.assert_forgotten()

    def test_a_contact_that_was_replaced(self):
        booking = self.book(contact=WHO)
        booking.sudo().partner_ids = [Command.set(self.manager.partner_id.ids)]
        booking.write({"contact_name": "An", "contact_email": "", "contact_phone": ""})
        self.track()
        self.env.cr.execute("UPDATE res_partner SET create_date = '2026-10-01'")
        self.vacuum(datetime(2026, 10, 13))
        self.assertFalse(self.places_of(*SIGNS) & {"res_partner.name"})
        self.vacuum()
        self.assert_forgotten()
        self.assertTrue(self.manager.partner_id.active)

    def test_a_booking_that_was_deleted(self):
        booking = self.book(contact=WHO)
        partner = booking.partner_ids
        self.remind(booking)
        booking.sudo().unlink()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2026-10-01' WHERE id = %s",
            [partner.id],
        )
        self.vacuum()
        self.assert_forgotten()

    def test_bookings_without_a_day(self):
        booking = self.book(contact=WHO)
        booking.sudo().action_unschedule()
        self.env.cr.execute(
            "UPDATE municipal_visit SET day = NULL, expected = NULL WHERE id = %s;"
            "UPDATE resource_booking SET create_date = '2026-10-12' WHERE id = %s",
            [booking.visit_id.id, booking.id],
        )
        self.env.invalidate_all()
        self.vacuum()
        self.assert_forgotten()

    def test_types_and_services_that_are_no_more(self):
        self.book(contact=WHO)
        self.type.active = False
        self.service.active = False
        self.vacuum()
        self.assert_forgotten()

    def test_who_left_no_name(self):
        booking = self.book(contact=None)
        booking.contact_phone = PHONE
        booking.visit_id.note = f"{NAME}?"
        self.vacuum()
        self.assert_forgotten()

    def test_notes_about_visitors_without_appointment(self):
        visit = self.env["municipal.visit"].create(
            {
                "name": "ZZ 001",
                "channel": "walk_in",
                "state": "waiting",
                "service_id": self.service.id,
                "arrival": fields.Datetime.now(),
                "note": f"{NAME}, red coat",
            }
        )
        visit._log("checked_in", note=PHONE)
        visit._log("corrected", note="the clock was wrong")
        self.vacuum(datetime(2026, 12, 1))
        self.assertTrue(visit.note)
        self.vacuum()
        self.assert_forgotten()
        self.assertEqual(visit.event_ids[-1].note, "the clock was wrong")

    def test_what_is_written_after_the_wipe(self):
        booking = self.book(contact=WHO)
        self.vacuum()
        with freeze_time(LATER):
            booking.message_post(body=f"Was this {NAME}?")
        self.vacuum(LATER + timedelta(days=80))
        self.assertIn("mail_message.body", self.places_of(*SIGNS))
        self.vacuum(LATER + timedelta(days=100))
        self.assert_forgotten()

    def test_a_contact_with_an_account_is_no_longer_ours(self):
        booking = self.book(contact=WHO)
        partner = booking.partner_ids
        self.env["res.users"].create(
            {
                "name": NAME,
                "login": EMAIL,
                "partner_id": partner.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        booking.message_post(body=f"From {NAME}", author_id=partner.id)
        self.vacuum()
        self.assertFalse(booking.contact_name or booking.contact_phone)
        self.assertEqual((partner.name, partner.active), (NAME, True))
        messages = self.env["mail.message"].search([("model", "=", booking._name)])
        self.assertFalse(messages.filtered(lambda m: m.res_id == booking.id))

    def test_a_wiped_booking_that_is_filled_in_again(self):
        booking = self.book(contact=WHO)
        self.vacuum()
        booking.contact_name = NAME
        self.assertFalse(booking.contact_wiped)
        self.vacuum()
        self.assert_forgotten()


@tagged("post_install", "-at_install")
class TestPrivacyWebsite(EveryColumn, BookingCase):
    """The same for who booked, wrote and cancelled on the website."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        create_staff(cls)

    def test_nothing_is_left_anywhere(self):
        self.assertEqual(self.send(**WHO).status_code, 303)
        booking = self.env["resource.booking"].search([], order="id desc", limit=1)
        self.assertEqual(booking.contact_name, NAME)
        url = f"/my/appointments/{booking.id}/cancel"
        page = self.page(url, access_token=booking.access_token)
        [form] = page.cssselect("form[action*='/cancel']")
        self.url_open(form.action, data=dict(form.form_values()))
        self.assertFalse(booking.active)
        self.assertIn("res_partner.name", self.places_of(*SIGNS))
        with freeze_time(fields.Datetime.now() + timedelta(days=150)):
            self.env["resource.booking"]._gc_contacts()
        self.assertEqual(self.places_of(*SIGNS), set())
