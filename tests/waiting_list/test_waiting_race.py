from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import SQL

from ...models.common.refusal import Refusal
from ..race_common import RaceCase


@tagged("post_install", "-at_install")
class TestWaitingRace(RaceCase):
    """Somebody accepts while the time to answer ends, with two connections."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.clean)
        with self._transaction() as env:
            type_ = env["resource.booking.type"].browse(self.type_id)
            type_.write({"waiting_list": True, "offers_from": 0, "offers_until": 24})
            type_.service_id.email = "desk@town.example.com"
            product = env["municipal.product"].browse(self.product_id)
            waiting = env["municipal.waiting"]._join(
                [(product, 1)], {"name": "An Peeters", "email": "an@example.com"}
            )
            desk = env["resource.resource"].browse(self.desk_id)
            reservations = env["municipal.reservation"]
            span = (desk.id, self.start, self.start + timedelta(minutes=10))
            until = self.start - timedelta(days=30)
            reservations._keep_free(span, self.type_id, "next", until, online=True)
            row = reservations.search(
                [("resource_id", "=", desk.id), ("kind", "=", "next")]
            )
            waiting._offer(row, self.start, self.start - timedelta(hours=5))
            self.waiting_id, self.key = waiting.id, waiting.offer_key

    def clean(self):
        with self._transaction() as env:
            bookings = env["resource.booking"].search([("type_id", "=", self.type_id)])
            bookings.action_cancel()
            env.cr.flush()
            env["municipal.waiting"].browse(self.waiting_id).unlink()
            env.cr.execute(
                SQL(
                    "DELETE FROM municipal_reservation WHERE resource_id = %s",
                    self.desk_id,
                )
            )

    def accept(self, env):
        return env["municipal.waiting"].browse(self.waiting_id)._accept(self.key)

    def expire(self, env):
        waiting = env["municipal.waiting"].browse(self.waiting_id)
        waiting._pass_on()
        return waiting

    def how_it_stands(self):
        with self._transaction() as env:
            waiting = env["municipal.waiting"].browse(self.waiting_id)
            rows = env["municipal.reservation"].search(
                [("resource_id", "=", self.desk_id)]
            )
            self.assertFalse(env["municipal.reservation.difference"]._check())
            return waiting.state, rows.mapped("kind")

    def test_accepted_first(self):
        outcome = self.while_another(self.accept, self.expire)
        self.assertIsInstance(outcome, SerializationFailure)
        self.assertEqual(self.how_it_stands(), ("booked", ["booking"]))

    def test_expired_first(self):
        outcome = self.while_another(self.expire, self.accept)
        self.assertIsInstance(outcome, SerializationFailure)
        # Odoo makes the request again, which reads that it is too late
        with self._transaction() as env, self.assertRaises(Refusal):
            self.accept(env)
        self.assertEqual(self.how_it_stands(), ("waiting", ["next"]))

    def test_the_job_leaves_it_to_the_next_run(self):
        def job(env):
            waiting = env["municipal.waiting"].browse(self.waiting_id)
            crons = type(env["ir.cron"])
            with patch.object(crons, "_commit_progress", return_value=1):
                done = waiting._one_step(waiting, lambda one: one._pass_on())
            self.assertFalse(done)
            return waiting

        outcome = self.while_another(self.accept, job)
        self.assertEqual(outcome, self.waiting_id)
        self.assertEqual(self.how_it_stands(), ("booked", ["booking"]))

    def test_accepted_twice_at_once(self):
        outcome = self.while_another(self.accept, self.accept)
        self.assertNotIsInstance(outcome, int)
        with self._transaction() as env:
            booking = self.accept(env)
            same = env["resource.booking"].search([("type_id", "=", self.type_id)])
            self.assertEqual(booking, same)
