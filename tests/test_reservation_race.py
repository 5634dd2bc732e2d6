import threading
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from types import SimpleNamespace
from uuid import uuid4

from psycopg2.errors import SerializationFailure
from pytz import timezone

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import SQL, mute_logger

from odoo.addons.municipal_appointment.engine.ticks import naive_utc
from odoo.addons.municipal_appointment.models.refusal import Refusal

from .common import create_town

#: what the second connection may wait for the first one
PATIENCE = 20


def next_wednesday():
    """Return 09:00 in Brussels of a Wednesday well ahead, as naive UTC."""
    day = datetime.now().date()
    day += timedelta(days=35 + (2 - day.weekday()) % 7)
    local = timezone("Europe/Brussels").localize(datetime.combine(day, time(9)))
    return naive_utc(local)


@tagged("post_install", "-at_install")
class TestRace(BaseCase):
    """Two real database connections ask for one desk at one moment.

    What they do is committed, as it is between two citizens; it is removed again.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection = db_connect(get_db_name())
        cls.registry = Registry(get_db_name())
        cls.addClassCleanup(cls._clean_up)
        with cls._transaction() as env:
            town = SimpleNamespace(env=env(context={"tracking_disable": True}))
            create_town(town)
            town.type.write({"horizon_days": 365})
            # what a killed run leaves behind stands in nobody's way
            town.service.code = f"R{uuid4().hex[:7]}"
            town.desks[1].active = False
            cls.type_id = town.type.id
            cls.desk_id, cls.other_desk_id = town.desks.ids
            cls.product_id = town.kids_id.id
            cls.town = [
                town.kids_id,
                town.passport,
                town.foreigner,
                town.type,
                town.service,
                town.desks.combination_ids,
                town.desks,
                town.location,
                town.calendar,
            ]
            cls.town = [(records._name, records.ids) for records in cls.town]
        cls.start = next_wednesday()

    @classmethod
    @contextmanager
    def _transaction(cls):
        with cls.connection.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})

    @classmethod
    def _clean_up(cls):
        with cls._transaction() as env:
            everything = env["resource.booking"].with_context(active_test=False)
            bookings = everything.search([("type_id", "=", cls.type_id)])
            visits, meetings = bookings.visit_ids, bookings.meeting_id
            partners = bookings.partner_ids.filtered("municipal_contact")
            bookings.unlink()
            meetings.exists().unlink()
            env.flush_all()
            log = "DELETE FROM municipal_visit_event WHERE visit_id = ANY(%s)"
            env.cr.execute(SQL(log, visits.ids))
            env.invalidate_all()
            visits.unlink()
            partners.exists().unlink()
            for model, ids in cls.town:
                env[model].with_context(active_test=False).browse(ids).exists().unlink()
        cls.registry.clear_cache()

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

    def while_another(self, first, second):
        """Let a second connection act between the first one's act and its commit.

        Both begin before the first one commits, so neither sees the other.

        :return: what the second one ended with: a booking id or an exception
        """
        outcome, began = [], threading.Event()

        def run():
            try:
                with self._transaction() as env:
                    env.cr.execute("SELECT 1 FROM resource_booking LIMIT 1")
                    began.set()
                    with mute_logger("odoo.sql_db"):
                        outcome.append(second(env).id)
                        env.cr.flush()
            except Exception as error:
                outcome.append(error)
            finally:
                began.set()

        thread = threading.Thread(target=run)
        with self._transaction() as env:
            first(env)
            env.cr.flush()
            thread.start()
            began.wait(PATIENCE)
            thread.join(0.3)
        thread.join(PATIENCE)
        self.assertFalse(thread.is_alive(), "the second connection still waits")
        return outcome[0]

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
