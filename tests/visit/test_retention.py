from datetime import datetime

from odoo.tests import freeze_time, tagged

from ..common import MunicipalCase


@tagged("post_install", "-at_install")
class TestRetention(MunicipalCase):
    """Contact data goes, the counted visit stays."""

    def setUp(self):
        super().setUp()
        self.booking = self.book(contact={"name": "An Peeters", "email": "an@x.be"})
        self.booking.message_post(body="An Peeters will be late")
        self.partner = self.booking.partner_ids
        self.visit = self.booking.visit_id

    def _vacuum_on(self, day):
        with freeze_time(day):
            self.env["resource.booking"]._gc_contacts()

    def test_nothing_is_wiped_too_early(self):
        self._vacuum_on(datetime(2027, 1, 12))
        self.assertEqual(self.booking.contact_name, "An Peeters")

    def test_contact_is_wiped_in_time(self):
        self._vacuum_on(datetime(2027, 1, 13))
        self.assertFalse(self.booking.contact_name)
        self.assertFalse(self.booking.contact_email)
        self.assertFalse(self.booking.message_ids)
        self.assertEqual((self.partner.email, self.partner.active), (False, False))
        self.assertNotIn("Peeters", self.partner.name)
        self.assertEqual(self.visit.line_ids.product_id, self.kids_id)
        self.assertEqual(self.visit.event_ids.mapped("step"), ["booked"])

    def test_the_period_is_a_setting(self):
        self.company.municipal_retention_days = 10
        self._vacuum_on(datetime(2026, 10, 25))
        self.assertFalse(self.booking.contact_name)

    def test_cancelled_bookings_are_wiped_too(self):
        self.booking._cancel()
        self._vacuum_on(datetime(2027, 1, 13))
        self.assertFalse(self.booking.contact_name)

    def test_the_account_of_a_citizen_is_not_touched(self):
        self.partner.municipal_contact = False
        self._vacuum_on(datetime(2027, 1, 13))
        self.assertFalse(self.booking.contact_name)
        self.assertEqual(self.partner.email, "an@x.be")
