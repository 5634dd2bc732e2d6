from datetime import timedelta

from odoo.tests import tagged

from ...models.common.refusal import Refusal
from ..race_common import RaceCase


@tagged("post_install", "-at_install")
class TestPerPersonRace(RaceCase):
    """One person sends two forms at the same time, with two connections."""

    def setUp(self):
        super().setUp()
        with self._transaction() as env:
            env["resource.booking.type"].browse(self.type_id).per_person_limit = 1
        self.addCleanup(self.clean)

    def clean(self):
        with self._transaction() as env:
            env["resource.booking"].search([("type_id", "=", self.type_id)])._withdraw()

    def book(self, env, minutes=0, **contact):
        product = env["municipal.product"].browse(self.product_id)
        return env["resource.booking"]._book(
            [(product, 1)],
            self.start + timedelta(minutes=minutes),
            {"name": "An Peeters", "email": "", "phone": "", **contact},
        )

    def made(self):
        with self._transaction() as env:
            return env["resource.booking"].search_count(
                [("type_id", "=", self.type_id)]
            )

    def test_the_second_one_is_refused(self):
        outcome = self.while_another(
            lambda env: self.book(env, email="an@example.com"),
            lambda env: self.book(env, 30, email="An+2@example.com"),
        )
        self.assertIsInstance(outcome, Refusal, outcome)
        self.assertEqual(self.made(), 1)

    def test_the_same_phone(self):
        outcome = self.while_another(
            lambda env: self.book(env, phone="0470123456"),
            lambda env: self.book(env, 30, phone="+32 470 12 34 56"),
        )
        self.assertIsInstance(outcome, Refusal, outcome)

    def test_others_do_not_wait(self):
        outcome = self.while_another(
            lambda env: self.book(env, email="an@example.com"),
            lambda env: self.book(env, 30, email="bert@example.com"),
        )
        self.assertIsInstance(outcome, int, outcome)
        self.assertEqual(self.made(), 2)
