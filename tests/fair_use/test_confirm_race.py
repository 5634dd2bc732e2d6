from unittest.mock import patch

from odoo.exceptions import ConcurrencyError
from odoo.tests import tagged

from ..race_common import RaceCase


@tagged("post_install", "-at_install")
class TestConfirmRace(RaceCase):
    """Somebody confirms while the job takes the slot back, with two connections."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.clean)
        with self._transaction() as env:
            service = env["municipal.service"].browse(self.service_id)
            service.write({"confirm_mail": "always", "email": "desk@town.example.com"})
            product = env["municipal.product"].browse(self.product_id)
            booking = env["resource.booking"]._book(
                [(product, 1)],
                self.start,
                {"name": "An Peeters", "email": "an@example.com"},
            )
            self.booking_id = booking.id

    def clean(self):
        with self._transaction() as env:
            env["resource.booking"].search([("type_id", "=", self.type_id)])._withdraw()

    def booking(self, env):
        bookings = env["resource.booking"].with_context(active_test=False)
        return bookings.browse(self.booking_id)

    def confirm(self, env):
        booking = self.booking(env)
        booking._confirm_address()
        return booking

    def lapse(self, env):
        booking = self.booking(env)
        booking.confirm_until = "2020-01-01 00:00:00"
        env.flush_all()
        with patch.object(type(env["ir.cron"]), "_commit_progress", return_value=1):
            env["resource.booking"]._cron_lapse()
        return booking

    def job(self, env):
        """The job alone: what it finds due, somebody is confirming just now."""
        booking = self.booking(env)
        booking._not_locked()._lapse()
        return booking

    def test_who_confirms_first_keeps_it(self):
        outcome = self.while_another(self.confirm, self.job)
        self.assertEqual(outcome, self.booking_id)
        with self._transaction() as env:
            self.assertEqual(self.booking(env).confirm_state, "confirmed")
            self.assertTrue(self.booking(env).visit_id)

    def test_too_late_by_an_instant(self):
        outcome = self.while_another(self.lapse, self.confirm)
        self.assertIsInstance(outcome, ConcurrencyError)
        with self._transaction() as env:
            self.assertEqual(self.booking(env).confirm_state, "lapsed")
            self.assertFalse(self.booking(env).visit_ids)
