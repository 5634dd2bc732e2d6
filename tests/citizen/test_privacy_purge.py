from datetime import datetime

from odoo.tests import freeze_time, tagged

from ..privacy_common import NAME, SIGNS, WHO
from .test_privacy_wipe import LATER, PrivacyCase


@tagged("post_install", "-at_install")
class TestPrivacyPurge(PrivacyCase):
    """What versions before 19.0.1.3.0 left behind is found by the migration."""

    def wipe_as_before(self, booking):
        """Wipe as version 19.0.1.2.0 did: tracked, and after the messages."""
        partner = booking.partner_ids.filtered("municipal_contact")
        booking.message_ids.sudo().unlink()
        booking.write(
            {"contact_name": False, "contact_email": False, "contact_phone": False}
        )
        partner.write(
            {"name": "Visitor", "email": False, "phone": False, "active": False}
        )
        self.track()

    def test_earlier_wipes(self):
        booking = self.book(contact=WHO)
        partner = booking.partner_ids
        booking.visit_id.note = f"{NAME} comes with a wheelchair"
        self.track()
        self.wipe_as_before(booking)
        left = self.places_of(*SIGNS)
        self.assertIn("mail_tracking_value.old_value_char", left)
        self.assertIn("municipal_visit.note", left)
        with freeze_time(LATER):
            self.env["municipal.privacy"]._purge_earlier()
        self.assertEqual(self.places_of(*SIGNS), set())
        self.assertTrue(partner.municipal_wiped)

    def test_names_in_notes_of_changed_hours(self):
        booking = self.book(start=datetime(2026, 10, 14, 8, 0), contact=WHO)
        line = self.draft(self.close_wednesday).line_ids.sudo()
        line = line.filtered(lambda x: x.booking_id == booking)
        lost = line.copy({"booking_id": False})
        note = "No free moment was found for %s: it can stand or be cancelled."
        (line | lost).write({"note": note % f"{booking.reference} · {NAME}"})
        self.env["municipal.privacy"]._purge_names_in_notes()
        self.assertEqual(line.note, note % booking.reference)
        self.assertFalse(lost.note)

    def test_phone_numbers_are_read_and_others_left(self):
        read, left = self.book(contact=WHO), self.other
        self.env.cr.execute(
            "UPDATE resource_booking SET contact_phone = '0487/33.22.11' WHERE id = %s;"
            "UPDATE res_partner SET phone = '0487/33.22.11' WHERE id = %s;"
            "UPDATE resource_booking SET contact_phone = 'ask Bert' WHERE id = %s",
            [read.id, read.partner_ids.id, left.id],
        )
        self.env.invalidate_all()
        self.env["municipal.privacy"]._read_phones()
        self.assertEqual(read.contact_phone, "+32487332211")
        self.assertEqual(read.partner_ids.phone, "+32487332211")
        self.assertEqual(left.contact_phone, "ask Bert")
