from unittest.mock import patch
from uuid import uuid4

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ...models.common import locking
from ...models.common.refusal import Refusal
from ...models.queue.municipal_visit_ticket import (
    MunicipalVisit,
)
from ..common import NOW, MunicipalCase
from ..race_common import RaceCase
from ..screens_common import ScreenCase


@tagged("post_install", "-at_install")
class TestPatience(RaceCase):
    """Who waits for others waits for a moment only, at every lock."""

    def setUp(self):
        super().setUp()
        patience = patch.object(locking, "PATIENCE", "50ms")
        patience.start()
        self.addCleanup(patience.stop)

    def assertTriesAgain(self, env, act):
        with self.assertRaisesRegex(Refusal, "Try again"):
            act()
        env.cr.execute("SELECT 1")
        self.assertEqual(env.cr.fetchone(), (1,), "the answer can still be made")

    def test_the_turn_of_a_day_of_a_type(self):
        def wait(env):
            product = env["municipal.product"].browse(self.product_id)
            type_ = product.type_id
            type_.online_desks = 1
            type_._lock_online_quota([(product, 1)], self.start)

        with self._transaction() as first, self._transaction() as second:
            wait(first)
            self.assertTriesAgain(second, lambda: wait(second))
            second.cr.rollback()
            first.cr.rollback()

    def test_the_holds_of_an_address(self):
        with self._transaction() as first, self._transaction() as second:
            first["resource.booking"]._is_crowded("somewhere", "key", 9)
            self.assertTriesAgain(
                second,
                lambda: second["resource.booking"]._is_crowded("somewhere", "key", 9),
            )

    def test_a_table_that_the_transaction_itself_changes(self):
        """Nobody but we could let the second connection through: it would hang."""
        query = SQL("SELECT id FROM municipal_booking_line LIMIT 1")
        with self._transaction() as env:
            env.cr.execute("LOCK TABLE municipal_booking_line")
            self.assertTriesAgain(env, lambda: locking.committed(env, query))

    def test_while_modules_are_installed_a_transaction_sees_what_there_is(self):
        query = SQL("SELECT id FROM municipal_booking_line LIMIT 1")
        with self._transaction() as env:
            env.cr.execute("LOCK TABLE municipal_booking_line")
            with patch.object(env.registry, "ready", False):
                self.assertEqual(locking.committed(env, query), [])

    def test_a_desk_with_two_screens(self):
        with self._transaction() as first, self._transaction() as second:
            desk = first["resource.resource"].browse(self.desk_id)
            desk._lock_desk()
            self.assertTriesAgain(second, desk.with_env(second)._lock_desk)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestBecome(MunicipalCase):
    """A hold becomes a booking: what became is asked of the statement itself."""

    def test_a_question_in_between_changes_nothing(self):
        booking = self.book()
        reservations = self.env["municipal.reservation"].sudo()
        combinations = type(booking.combination_id)
        desks = combinations._desks

        def asks_before(some):
            some.env.cr.execute("SELECT 1")
            return desks(some)

        with patch.object(combinations, "_desks", asks_before):
            self.assertFalse(
                reservations._convert_hold(booking), "there is no hold any more"
            )


@tagged("post_install", "-at_install")
class TestPressedTwice(ScreenCase):
    """Without script: the second press sees nothing of the first, and finds it."""

    def test_it_shows_the_ticket(self):
        key, find, looks = str(uuid4()), MunicipalVisit._find_ticket, []

        def blind_once(visits, request_key):
            looks.append(request_key)
            return visits.browse() if len(looks) == 2 else find(visits, request_key)

        with patch.object(MunicipalVisit, "_find_ticket", blind_once):
            first = self.take_ticket(request_key=key)
            second = self.take_ticket(request_key=key)
        self.assertEqual([first.status_code, second.status_code], [303, 303])
        self.assertEqual(first.headers["Location"], second.headers["Location"])
        self.assertEqual(len(looks), 3, "it was tried again")
