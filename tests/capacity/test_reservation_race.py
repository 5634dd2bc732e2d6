import threading
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.common.refusal import Refusal
from ..race_common import PATIENCE, RaceCase


@tagged("post_install", "-at_install")
class TestRace(RaceCase):
    """Two citizens ask for one desk at one moment."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.cancel_all)

    def cancel_all(self):
        with self._transaction() as env:
            bookings = env["resource.booking"].search([("type_id", "=", self.type_id)])
            bookings.action_cancel()
            env.cr.execute(
                SQL(
                    "DELETE FROM municipal_reservation WHERE resource_id = %s",
                    self.desk_id,
                )
            )

    def book(self, env, start=None):
        contact = {"name": "An Peeters", "email": "", "phone": "09 111 22 33"}
        product = env["municipal.product"].browse(self.product_id)
        return env["resource.booking"]._book(
            [(product, 1)], start or self.start, contact, lang="en_US"
        )

    def fill_in_form(self, env):
        """Book in the way of a form in the backend, past our own method."""
        desk = env["resource.resource"].browse(self.desk_id)
        return env["resource.booking"].create(
            {
                "type_id": self.type_id,
                "combination_id": desk._own_combination().id,
                "combination_auto_assign": False,
                "partner_ids": [Command.set(env.user.partner_id.ids)],
                "line_ids": [Command.create({"product_id": self.product_id})],
                "start": self.start,
            }
        )

    def taken(self):
        """Return how many live bookings and reservations the moment has."""
        with self._transaction() as env:
            bookings = env["resource.booking"].search_count(
                [("type_id", "=", self.type_id), ("start", "=", self.start)]
            )
            rows = env["municipal.reservation"].search_count(
                [("resource_id", "=", self.desk_id), ("booking_id", "!=", False)]
            )
            self.assertFalse(env["municipal.reservation.difference"]._check())
            return bookings, rows

    def test_two_citizens_one_desk(self):
        outcome = self.while_another(self.book, self.book)
        self.assertIsInstance(outcome, Refusal)
        self.assertEqual(outcome.about, "moment")
        self.assertEqual(self.taken(), (1, 1))

    def test_a_form_against_a_citizen(self):
        """Odoo tries a form again after such a failure, and then finds the booking."""
        outcome = self.while_another(self.book, self.fill_in_form)
        self.assertIsInstance(outcome, SerializationFailure)
        self.assertEqual(self.taken(), (1, 1))

    def test_a_citizen_against_a_form(self):
        outcome = self.while_another(self.fill_in_form, self.book)
        self.assertIsInstance(outcome, Refusal)
        self.assertEqual(self.taken(), (1, 1))

    def test_two_citizens_two_moments(self):
        later = self.start + timedelta(minutes=15)
        outcome = self.while_another(self.book, lambda env: self.book(env, later))
        self.assertIsInstance(outcome, int)
        self.assertEqual(self.taken(), (1, 2))

    def test_the_first_one_gives_up(self):
        def book_and_fail(env):
            self.book(env)
            env.cr.flush()
            env.cr.rollback()

        outcome = self.while_another(book_and_fail, self.book)
        self.assertIsInstance(outcome, int)
        self.assertEqual(self.taken(), (1, 1))

    def test_a_second_desk_takes_the_second_citizen(self):
        with self._transaction() as env:
            second = env["resource.resource"].browse(self.other_desk_id)
            second.active = True
        try:
            outcome = self.while_another(self.book, self.book)
            self.assertIsInstance(outcome, int)
            self.assertEqual(self.taken()[0], 2)
        finally:
            self.cancel_all()
            with self._transaction() as env:
                env["resource.resource"].browse(self.other_desk_id).active = False

    def test_eight_at_once(self):
        """As many citizens as pressed the button when eight of eight had the desk."""
        gate, outcomes = threading.Barrier(8), []

        def run():
            try:
                with self._transaction() as env:
                    env.cr.execute("SELECT 1 FROM resource_booking LIMIT 1")
                    gate.wait(PATIENCE)
                    outcomes.append(self.book(env).id)
            except Exception as error:
                outcomes.append(error)

        threads = [threading.Thread(target=run) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        refused = [o for o in outcomes if isinstance(o, Refusal)]
        self.assertEqual((len(outcomes), len(refused)), (8, 7), outcomes)
        self.assertEqual(self.taken(), (1, 1))
