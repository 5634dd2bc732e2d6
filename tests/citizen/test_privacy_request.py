from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..booking_common import BookingCase
from ..common import create_staff
from ..privacy_common import EMAIL, NAME, PHONE, SIGNS, WHO, EveryColumn
from .test_privacy_wipe import PrivacyCase


@tagged("post_install", "-at_install")
class TestPrivacyRequest(PrivacyCase):
    """A person asks what is kept about them, or to be forgotten."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coming = cls.book(contact=WHO)
        cls.past = cls.book(start=datetime(2026, 10, 14, 8, 0), contact=WHO)
        cls.env.cr.execute(
            "UPDATE resource_booking SET start = '2026-09-01 07:00',"
            " stop = '2026-09-01 07:10' WHERE id = %s",
            [cls.past.id],
        )
        cls.env.invalidate_all()

    def dialog(self, text=EMAIL, user=None):
        dialogs = self.env["municipal.privacy.request"].with_user(user or self.manager)
        form = Form(dialogs)
        form.words = text
        return form.save()

    def logged(self):
        log = self.env["municipal.privacy.log"].search([])
        return [(x.kind, x.user_id, x.bookings, x.cancelled) for x in log]

    def test_the_appointments_of_a_person_are_found(self):
        both = self.coming | self.past
        for text in (EMAIL, PHONE, "+32487332211", NAME, "verhuizers zwaantje"):
            dialog = self.dialog(text)
            self.assertEqual(dialog.booking_ids, both, text)
            self.assertEqual(dialog.coming, 1)
        self.assertEqual(self.dialog(self.past.reference).booking_ids, self.past)
        for text in ("", "  ", "zw", "nobody at all"):
            self.assertFalse(self.dialog(text).booking_ids)
            with self.assertRaises(UserError):
                self.dialog(text).action_show()

    def test_only_managers_ask(self):
        dialogs = self.env["municipal.privacy.request"].with_user(self.clerk)
        with self.assertRaises(AccessError):
            dialogs.create({"words": NAME})
        with self.assertRaises(AccessError):
            self.dialog().with_user(self.clerk).action_wipe_all()

    def test_what_is_over_is_wiped(self):
        self.dialog().action_wipe_past()
        self.assertTrue(self.past.contact_wiped)
        self.assertFalse(self.past.contact_email)
        self.assertEqual(self.coming.contact_name, NAME)
        self.assertTrue(self.coming.active)
        self.assertEqual(self.logged(), [("wiped", self.manager, 1, 0)])
        with self.assertRaises(UserError):
            self.dialog().action_wipe_past()

    def test_everything_is_wiped_and_nothing_mailed(self):
        self.dialog().action_wipe_all()
        self.assertFalse(self.coming.active)
        self.assertEqual(self.coming.visit_id.state, "cancelled")
        self.assertEqual(self.logged(), [("wiped", self.manager, 2, 1)])
        self.assert_forgotten()

    def test_those_of_others_are_taken_out(self):
        dialog = self.dialog()
        dialog.booking_ids -= self.coming
        dialog.action_wipe_all()
        self.assertTrue(self.past.contact_wiped)
        self.assertEqual(self.coming.contact_name, NAME)

    def test_nobody_is_wiped_who_is_in_the_building(self):
        with freeze_time(datetime(2026, 10, 14, 6, 50)):
            self.coming.visit_id.action_arrive()
        with self.assertRaisesRegex(UserError, self.coming.reference):
            self.dialog().action_wipe_all()

    def test_the_log_is_only_added_to(self):
        self.dialog().action_show()
        log = self.env["municipal.privacy.log"].search([])
        with self.assertRaises(UserError):
            log.sudo().write({"bookings": 0})
        with self.assertRaises(UserError):
            log.sudo().unlink()

    def test_everything_is_told(self):
        self.coming.visit_id.note = "Comes with a wheelchair"
        self.coming.message_post(body="<p>Called twice</p>", subject="Phone")
        self.track()
        told = self.env["municipal.privacy"].with_user(self.manager)
        sections = told._told(self.coming.with_user(self.manager))
        text = "\n".join(
            cell for _title, _labels, rows in sections for row in rows for cell in row
        )
        for part in (
            NAME,
            EMAIL,
            PHONE,
            self.coming.reference,
            "Comes with a wheelchair",
            "Called twice",
            "Test Kids-ID",
            "Booked",
        ):
            self.assertIn(part, text)
        self.assertNotIn(self.past.reference, text)
        self.assertNotIn("Bert Blijver", text)
        for _title, labels, rows in sections:
            self.assertTrue(rows and all(len(row) == len(labels) for row in rows))


@tagged("post_install", "-at_install")
class TestPrivacyPage(EveryColumn, BookingCase):
    """The page that a manager prints for the person who asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        create_staff(cls)

    def test_the_page_is_for_the_manager_who_asked(self):
        self.book(contact=WHO)
        dialogs = self.env["municipal.privacy.request"].with_user(self.manager)
        dialog = dialogs.create({"words": EMAIL})
        url = dialog.action_show()["url"]
        for login in (None, "test_clerk", "test_administrator"):
            self.authenticate(login, login)
            answer = self.url_open(url)
            self.assertNotIn(NAME, answer.text)
        self.authenticate("test_manager", "test_manager")
        text = self.text(self.page(url))
        for part in (NAME, EMAIL, PHONE):
            self.assertIn(part, text)
        self.page("/municipal/privacy/999999", status=404)
        dialog.action_wipe_all()
        self.page(url, status=404)
        self.assertEqual(self.places_of(*SIGNS), set())
