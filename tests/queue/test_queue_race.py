import threading
from datetime import datetime

from psycopg2.errors import SerializationFailure

from odoo.service.model import retrying
from odoo.tests import tagged

from ...models.common.refusal import Refusal
from ..race_common import PATIENCE, RaceCase


@tagged("post_install", "-at_install")
class TestQueueRace(RaceCase):
    """Two clerks press "call next" at the same moment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._transaction() as env:
            cls._desks(env).write(
                {
                    "active": True,
                    "desk_user_id": env.uid,
                    "desk_since": datetime.now(),
                }
            )

    @classmethod
    def _desks(cls, env):
        return env["resource.resource"].browse([cls.desk_id, cls.other_desk_id])

    def let_wait(self, number):
        """Let visitors wait; return their ids in the order of arrival."""
        with self._transaction() as env:
            product = env["municipal.product"].browse(self.product_id)
            location = env["municipal.location"].browse(self.location_id)
            Visit = env["municipal.visit"]
            visits = Visit.concat(
                *[
                    Visit._take_ticket([(product, 1)], location, by_staff=True)
                    for _visitor in range(number)
                ]
            )
            return visits.ids

    def call(self, env, desk_id):
        visit_id = env["resource.resource"].browse(desk_id).desk_call_next()
        return env["municipal.visit"].browse(visit_id)

    def end_all(self):
        with self._transaction() as env:
            visits = env["municipal.visit"].search(
                [
                    ("service_id", "=", self.service_id),
                    ("state", "in", ("waiting", "called")),
                ]
            )
            if visits:
                visits._take_step("left")

    def setUp(self):
        super().setUp()
        self.addCleanup(self.end_all)

    def test_they_never_get_the_same_visitor(self):
        first, second = self.let_wait(2)
        called = []

        def one(env):
            called.append(self.call(env, self.desk_id).id)

        outcome = self.while_another(
            one, lambda env: self.call(env, self.other_desk_id)
        )
        self.assertEqual((called, outcome), ([first], second))

    def test_nobody_waits_for_the_colleague_to_be_ready(self):
        first, second = self.let_wait(2)
        with self._transaction() as env:
            self.assertEqual(self.call(env, self.desk_id).id, first)
            env.cr.flush()
            with self._transaction() as other:
                other.cr.execute("SET LOCAL lock_timeout = '2s'")
                called = self.call(other, self.other_desk_id)
                self.assertEqual(called.id, second)

    def test_one_visitor_called_by_name_at_two_desks(self):
        [only] = self.let_wait(1)

        def call(desk_id):
            return lambda env: env["municipal.visit"].browse(
                env["resource.resource"].browse(desk_id).desk_call(only)
            )

        outcome = self.while_another(call(self.desk_id), call(self.other_desk_id))
        self.assertIsInstance(outcome, Refusal)
        with self._transaction() as env:
            visit = env["municipal.visit"].browse(only)
            self.assertEqual((visit.state, visit.desk_id.id), ("called", self.desk_id))
            with self.assertRaisesRegex(Refusal, "has just called"):
                call(self.other_desk_id)(env)

    def test_the_last_visitor_goes_to_one_of_them(self):
        [only] = self.let_wait(1)
        outcome = self.while_another(
            lambda env: self.call(env, self.desk_id),
            lambda env: self.call(env, self.other_desk_id),
        )
        self.assertIsInstance(outcome, Refusal)
        with self._transaction() as env:
            visit = env["municipal.visit"].browse(only)
            self.assertEqual((visit.state, visit.desk_id.id), ("called", self.desk_id))
            self.assertEqual(visit.event_ids.mapped("step").count("called"), 1)

    def test_who_gives_up_leaves_the_visitor_to_the_other(self):
        [only] = self.let_wait(1)

        def give_up(env):
            self.call(env, self.desk_id)
            env.cr.flush()
            env.cr.rollback()

        outcome = self.while_another(
            give_up, lambda env: self.call(env, self.other_desk_id)
        )
        self.assertEqual(outcome, only)

    def test_two_screens_of_one_desk_call_one_visitor(self):
        """The second one begins again, and sees who is at the desk."""
        first, second = self.let_wait(2)
        outcome = self.while_another(
            lambda env: self.call(env, self.desk_id),
            lambda env: self.call(env, self.desk_id),
        )
        self.assertIsInstance(outcome, SerializationFailure)
        with self._transaction() as env, self.assertRaises(Refusal):
            self.call(env, self.desk_id)
        self.assertEqual(self.states(first, second), ["called", "waiting"])

    def test_two_screens_of_one_desk_do_different_things(self):
        """One calls the next, the other one somebody whom the clerk points at."""
        first, second = self.let_wait(2)
        outcome = self.while_another(
            lambda env: self.call(env, self.desk_id),
            lambda env: (
                env["resource.resource"].browse(self.desk_id).desk_call(second)
            ),
        )
        self.assertIsInstance(outcome, SerializationFailure)
        self.assertEqual(self.states(first, second), ["called", "waiting"])

    def test_two_screens_of_one_desk_are_both_answered(self):
        """As the server does it: what fails because of the other is done again."""
        self.let_wait(3)
        gate, called, refused = threading.Barrier(2), [], []

        def press():
            with self._transaction() as env:
                gate.wait(PATIENCE)
                try:
                    called.append(
                        retrying(lambda: self.call(env, self.desk_id).id, env)
                    )
                except Refusal as refusal:
                    env.cr.rollback()
                    refused.append(refusal)

        threads = [threading.Thread(target=press) for _screen in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        self.assertEqual((len(called), len(refused)), (1, 1))
        with self._transaction() as env:
            desk = env["resource.resource"].browse(self.desk_id)
            self.assertEqual(desk._at_desk().ids, called)

    def states(self, *ids):
        with self._transaction() as env:
            return env["municipal.visit"].browse(ids).mapped("state")

    def test_many_tickets_at_once_have_numbers_of_their_own(self):
        gate, tickets = threading.Barrier(6), []

        def take():
            with self._transaction() as env:
                product = env["municipal.product"].browse(self.product_id)
                location = env["municipal.location"].browse(self.location_id)
                gate.wait(PATIENCE)
                visit = env["municipal.visit"]._take_ticket(
                    [(product, 1)], location, by_staff=True
                )
                tickets.append(visit.ticket)

        self.let_wait(1)
        threads = [threading.Thread(target=take) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        self.assertEqual(len(set(tickets)), 6, tickets)
