from psycopg2 import IntegrityError, OperationalError

from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import SQL

from ..race_common import RaceCase


@tagged("post_install", "-at_install")
class TestEvaluationRace(RaceCase):
    """The same visitor presses twice, on two telephones."""

    def setUp(self):
        super().setUp()
        with self._transaction() as env:
            location = env["municipal.location"].browse(self.location_id)
            location.company_id.municipal_evaluation = True
            product = env["municipal.product"].browse(self.product_id)
            visit = env["municipal.visit"]._take_ticket(
                [(product, 1)], location, by_staff=True
            )
            visit._take_step("started")
            line = {"product_id": product.id, "delivered": 1}
            visit._finish([line], False, 1)
            self.visit_id = visit.id
        self.addCleanup(self.clean)

    def clean(self):
        with self._transaction() as env:
            query = "DELETE FROM rating_rating WHERE municipal_location_id = %s"
            env.cr.execute(SQL(query, self.location_id))
            company = env["municipal.location"].browse(self.location_id).company_id
            company.municipal_evaluation = False

    def answer(self, env, score, door="page"):
        visit = env["municipal.visit"].browse(self.visit_id)
        rating = visit._evaluate({"score": score}, door)
        env.flush_all()
        return rating

    def stored(self):
        with self._transaction() as env:
            visit = env["municipal.visit"].browse(self.visit_id)
            return visit._evaluation().mapped("rating")

    def test_two_first_answers_are_one(self):
        outcome = self.while_another(
            lambda env: self.answer(env, "2"), lambda env: self.answer(env, "5")
        )
        self.assertIsInstance(outcome, IntegrityError)
        self.assertEqual(self.stored(), [2])

    def test_two_changes_are_one_after_the_other(self):
        with self._transaction() as env:
            self.answer(env, "3")
        outcome = self.while_another(
            lambda env: self.answer(env, "2"), lambda env: self.answer(env, "5")
        )
        self.assertIsInstance(outcome, OperationalError)
        self.assertEqual(self.stored(), [2])
        with self._transaction() as env:
            retrying(lambda: self.answer(env, "5"), env)
        self.assertEqual(self.stored(), [5])
