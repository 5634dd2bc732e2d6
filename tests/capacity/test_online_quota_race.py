from datetime import timedelta
from uuid import uuid4

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.common.refusal import Refusal
from ..race_common import RaceCase


@tagged("post_install", "-at_install")
class TestOnlineQuotaRace(RaceCase):
    """Two requests at once for the last desk or hold that may be given away."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.restore)
        with self._transaction() as env:
            self.cap = env.company.municipal_holds_per_address
            env["resource.resource"].browse(self.other_desk_id).active = True

    def restore(self):
        with self._transaction() as env:
            self.town_type(env).write(
                {
                    "online_desks": 0,
                    "online_percent": 100,
                    "release_ids": [Command.clear()],
                }
            )
            env.company.municipal_holds_per_address = self.cap
            env["resource.booking"].search(
                [("type_id", "=", self.type_id)]
            ).action_cancel()
            env.cr.execute(
                SQL(
                    "DELETE FROM municipal_reservation WHERE resource_id IN %s",
                    (self.desk_id, self.other_desk_id),
                )
            )
            other = env["resource.resource"].browse(self.other_desk_id)
            other.active = False

    def town_type(self, env):
        return env["resource.booking.type"].browse(self.type_id)

    def limit(self, **values):
        with self._transaction() as env:
            self.town_type(env).write(values)

    def lines(self, env):
        return [(env["municipal.product"].browse(self.product_id), 1)]

    def book(self, env, start=None, by_staff=False):
        contact = {"name": "An Peeters", "email": "", "phone": "09 111 22 33"}
        return env["resource.booking"]._book(
            self.lines(env),
            start or self.start,
            contact,
            lang="en_US",
            by_staff=by_staff,
        )

    def hold(self, env, start=None, key=None, address="192.0.2.1"):
        """Keep a moment; return the type where the helper wants a record."""
        until = env["resource.booking"]._hold_slot(
            self.lines(env),
            start or self.start,
            key or uuid4().hex,
            uuid4().hex,
            address,
        )
        return self.town_type(env) if until else self.town_type(env).browse()

    def holds(self):
        with self._transaction() as env:
            env.cr.execute(
                SQL(
                    "SELECT count(DISTINCT hold_key) FROM municipal_reservation "
                    "WHERE resource_id IN %s AND booking_id IS NULL",
                    (self.desk_id, self.other_desk_id),
                )
            )
            return env.cr.fetchone()[0]

    def booked(self):
        with self._transaction() as env:
            domain = [("type_id", "=", self.type_id)]
            return env["resource.booking"].search_count(domain)

    def test_the_last_desk_that_is_offered_online(self):
        self.limit(online_desks=1)
        outcome = self.while_another(self.book, self.book)
        self.assertIsInstance(outcome, Refusal)
        self.assertEqual(self.booked(), 1)

    def test_a_hold_takes_of_what_is_offered_online(self):
        self.limit(online_percent=50)
        outcome = self.while_another(self.hold, self.book)
        self.assertIsInstance(outcome, Refusal)
        outcome = self.while_another(lambda env: None, self.hold)
        self.assertIsInstance(outcome, Refusal)

    def test_the_released_part_of_a_day(self):
        # 18 of the 360 minutes at two desks: two visits of ten minutes
        self.limit(release_ids=[Command.create({"days_before": 90, "percent": 5})])
        with self._transaction() as env:
            self.book(env, self.start + timedelta(minutes=30))
        outcome = self.while_another(
            self.book, lambda env: self.book(env, self.start + timedelta(minutes=15))
        )
        self.assertIsInstance(outcome, Refusal)
        self.assertEqual(self.booked(), 2)

    def test_what_staff_book_waits_for_nobody(self):
        self.limit(online_desks=1)
        outcome = self.while_another(
            self.book, lambda env: self.book(env, by_staff=True)
        )
        self.assertIsInstance(outcome, int)
        self.assertEqual(self.booked(), 2)

    def test_another_day_is_not_concerned(self):
        self.limit(online_desks=1)
        next_day = self.start + timedelta(days=1)
        outcome = self.while_another(self.book, lambda env: self.book(env, next_day))
        self.assertIsInstance(outcome, int)

    def test_the_first_one_gives_up(self):
        self.limit(online_desks=1)

        def book_and_fail(env):
            self.book(env)
            env.cr.rollback()

        outcome = self.while_another(book_and_fail, self.book)
        self.assertIsInstance(outcome, int)

    def test_their_own_hold_stops_nobody(self):
        self.limit(online_desks=1)
        key, other_key = uuid4().hex, uuid4().hex
        with self._transaction() as env:
            self.hold(env, key=key)
        with self._transaction() as env:
            env["municipal.reservation"]._release(key)
            self.assertTrue(self.hold(env, key=other_key))
        self.assertEqual(self.holds(), 1)

    def test_types_that_share_desks_wait_for_each_other(self):
        self.limit(online_desks=1)
        with self._transaction() as env:
            other = self.town_type(env).copy(
                {"product_ids": False, "online_desks": 1, "name": "Other type"}
            )
            product = env["municipal.product"].browse(self.product_id)
            product = product.copy({"type_id": other.id})
            self.town.insert(0, (product._name, product.ids))
            self.town.insert(1, (other._name, other.ids))

        def book_other(env):
            contact = {"name": "An Peeters", "email": "", "phone": "09 111 22 33"}
            lines = [(env["municipal.product"].browse(product.id), 1)]
            return env["resource.booking"]._book(
                lines, self.start, contact, lang="en_US"
            )

        outcome = self.while_another(self.book, book_other)
        self.assertIsInstance(outcome, Refusal)
        self.assertEqual(self.booked(), 1)

    def test_the_last_hold_of_an_address(self):
        with self._transaction() as env:
            env.company.municipal_holds_per_address = 1
        later = self.start + timedelta(minutes=30)
        outcome = self.while_another(self.hold, lambda env: self.hold(env, later))
        self.assertFalse(outcome)
        self.assertEqual(self.holds(), 1)

    def test_another_address_is_not_concerned(self):
        with self._transaction() as env:
            env.company.municipal_holds_per_address = 1
        later = self.start + timedelta(minutes=30)
        outcome = self.while_another(
            self.hold, lambda env: self.hold(env, later, address="192.0.2.2")
        )
        self.assertEqual(outcome, self.type_id)
        self.assertEqual(self.holds(), 2)


@tagged("post_install", "-at_install")
class TestOnlineQuotaQueries(RaceCase):
    """A town without limits pays nothing for them."""

    def queries(self, **limits):
        with self._transaction() as env:
            env["resource.booking.type"].browse(self.type_id).write(limits)
        seen = []
        with self._transaction() as env:
            execute = env.cr.execute

            def listen(query, *args, **kwargs):
                seen.append(getattr(query, "code", query))
                return execute(query, *args, **kwargs)

            env.cr.execute = listen
            product = env["municipal.product"].browse(self.product_id)
            env["resource.booking"]._hold_desk([(product, 1)], self.start, uuid4().hex)
            env.cr.rollback()
        return [query for query in seen if "advisory" in query]

    def test_a_lock_is_taken_only_where_there_is_a_limit(self):
        self.assertFalse(self.queries())
        self.assertEqual(len(self.queries(online_percent=50)), 1)
        self.assertFalse(self.queries(online_percent=100))
