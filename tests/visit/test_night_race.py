import threading
from datetime import date
from unittest.mock import patch

from psycopg2.errors import SerializationFailure
from psycopg2.pool import PoolError

from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.common import locking
from ...models.common.refusal import Refusal
from ..race_common import PATIENCE, RaceCase


@tagged("post_install", "-at_install")
class TestTicketRace(RaceCase):
    """Many press at the kiosk at the same moment."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.set_limit, 0)

    def set_limit(self, number):
        with self._transaction() as env:
            env["municipal.service"].browse(self.service_id).daily_tickets = number

    def take(self, env):
        service = env["municipal.service"].browse(self.service_id)
        location = env["municipal.location"].browse(self.location_id)
        product = env["municipal.product"].browse(self.product_id)
        service._check_ticket_limit(location)
        return env["municipal.visit"]._take_ticket(
            [(product, 1)], location, by_staff=True
        )

    def given(self):
        with self._transaction() as env:
            visits = env["municipal.visit"].search(
                [("service_id", "=", self.service_id)]
            )
            return visits.mapped("ticket")

    def test_the_very_first_ticket_of_a_day_is_drawn_twice(self):
        """The second one begins again, and draws the next."""
        drawn = []

        def draw(env):
            service = env["municipal.service"].browse(self.service_id)
            drawn.append(env["municipal.ticket.day"]._draw(service, date(2040, 1, 2)))
            return service

        outcome = self.while_another_unlogged(draw, draw)
        self.assertIsInstance(outcome, SerializationFailure)
        with self._transaction() as env:
            draw(env)
        self.assertEqual(drawn, [1, 3])

    def test_the_limit_of_a_day_is_exact(self):
        with self._transaction() as env:
            self.take(env)
        before = len(self.given())
        self.set_limit(before + 2)
        gate, refused = threading.Barrier(8), []

        def press():
            with self._transaction() as env:
                env.cr.execute("SELECT 1 FROM municipal_visit LIMIT 1")
                gate.wait(PATIENCE)
                try:
                    retrying(lambda: self.take(env), env)
                except Refusal as refusal:
                    env.cr.rollback()
                    refused.append(refusal)

        threads = [threading.Thread(target=press) for _visitor in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        self.assertEqual(len(self.given()), before + 2)
        self.assertEqual(len(refused), 6)

    def test_nobody_waits_for_a_turn_for_ever(self):
        self.with_patience("50ms")
        with self._transaction() as first, self._transaction() as second:
            locking.let_one_through(first, "somebody")
            with self.assertRaisesRegex(Refusal, "Try again"):
                locking.let_one_through(second, "somebody")
            second.cr.execute("SELECT 1")
            self.assertEqual(second.cr.fetchone(), (1,), "the page can still be made")
            locking.let_one_through(second, "somebody else")

    def with_patience(self, patience):
        former = locking.PATIENCE
        locking.PATIENCE = patience
        self.addCleanup(setattr, locking, "PATIENCE", former)

    def test_no_connection_left_is_said_in_words(self):
        with self._transaction() as env:
            full = PoolError("The Connection Pool Is Full")
            with patch.object(type(env.registry), "cursor", side_effect=full):
                with self.assertRaisesRegex(Refusal, "Try again"):
                    locking.committed(env, SQL("SELECT 1"))
