from psycopg2.errors import SerializationFailure

from odoo.tests import tagged

from ...engine.proof import solve, write_answer
from ..race_common import RaceCase


@tagged("post_install", "-at_install")
class TestProofRace(RaceCase):
    """One solution is sent to two workers at the same time."""

    def spend(self, env):
        self.outcomes.append(env["municipal.proof"]._spend(self.answer))
        return env["municipal.proof"]

    def test_it_is_good_for_one(self):
        self.outcomes = []
        with self._transaction() as env:
            task = env["municipal.proof"]._task()
            self.answer = write_answer(task, solve(task))
        self.addCleanup(self.clean)
        outcome = self.while_another_unlogged(self.spend, self.spend)
        # Odoo makes the request again, which finds the solution used
        self.assertIsInstance(outcome, SerializationFailure)
        with self._transaction() as env:
            self.spend(env)
        self.assertEqual(self.outcomes, [True, False])

    def clean(self):
        with self._transaction() as env:
            env.cr.execute("DELETE FROM municipal_proof")
