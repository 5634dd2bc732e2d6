from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name

from ...models.common.transaction import Transaction


@tagged("post_install", "-at_install")
class TestTransaction(BaseCase):
    """What is said in a transaction is not heard in the next one of its connection."""

    def setUp(self):
        super().setUp()
        cursor = self.enterContext(db_connect(get_db_name()).cursor())
        self.cr = cursor
        self.transaction = Transaction(api.Environment(cursor, SUPERUSER_ID, {}))

    def test_it_is_forgotten_when_the_transaction_ends(self):
        for end in (self.cr.commit, self.cr.rollback, self.cr.commit):
            self.transaction.keep("given back", set()).add("key")
            self.transaction.keep("given back", set()).add("another")
            self.assertEqual(self.transaction.get("given back"), {"key", "another"})
            end()
            self.assertIsNone(self.transaction.get("given back"), end)

    def test_it_holds_during_a_block_and_the_one_around_it(self):
        with self.transaction.during("moving", (1, 2)):
            with self.transaction.during("moving", (3,)):
                self.assertEqual(self.transaction.get("moving"), (3,))
            self.assertEqual(self.transaction.get("moving"), (1, 2))
        self.assertEqual(self.transaction.get("moving", ()), ())

    def test_a_block_that_fails_ends_too(self):
        with self.assertRaises(ValueError), self.transaction.during("moving"):
            self.cr.rollback()
            raise ValueError
        self.assertIsNone(self.transaction.get("moving"))

    def test_another_connection_hears_nothing(self):
        with db_connect(get_db_name()).cursor() as cursor:
            other = Transaction(api.Environment(cursor, SUPERUSER_ID, {}))
            with self.transaction.during("moving"):
                self.assertIsNone(other.get("moving"))
