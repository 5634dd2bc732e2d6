import threading
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from types import SimpleNamespace
from unittest.mock import patch
from uuid import uuid4

from pytz import timezone

from odoo import SUPERUSER_ID, api, sql_db
from odoo.fields import Domain
from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tests import BaseCase
from odoo.tests.common import get_db_name
from odoo.tools import SQL, mute_logger

from odoo.addons.municipal_appointment.engine.ticks import naive_utc

from .common import create_town

#: what the second connection may wait for the first one
PATIENCE = 20


def next_wednesday(env):
    """Return 09:00 in Brussels of a Wednesday well ahead, as naive UTC.

    The town of the demo data is closed on holidays: not then, nor on the day after.
    """
    day = datetime.now().date()
    day += timedelta(days=35 + (2 - day.weekday()) % 7)
    zone = timezone("Europe/Brussels")
    while True:
        start = naive_utc(zone.localize(datetime.combine(day, time(9))))
        closed = [
            ("date_from", "<", start + timedelta(days=2)),
            ("date_to", ">", start - timedelta(days=1)),
        ]
        if not env["resource.calendar.leaves"].search_count(closed):
            return start
        day += timedelta(days=7)


class RaceCase(BaseCase):
    """Two real database connections at work in one small town hall.

    What they do is committed, as it is between two citizens; it is removed again.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection = db_connect(get_db_name())
        cls.registry = Registry(get_db_name())
        cls.addClassCleanup(cls._clean_up)
        with cls._transaction() as env:
            town = SimpleNamespace(env=env)
            create_town(town)
            town.type.write({"horizon_days": 365})
            # what a killed run leaves behind stands in nobody's way
            town.service.code = f"R{uuid4().hex[:7]}"
            town.desks[1].active = False
            cls.type_id, cls.service_id = town.type.id, town.service.id
            cls.location_id = town.location.id
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
            cls.start = next_wednesday(env)

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
            of_service = Domain("service_id", "=", cls.service_id)
            cls._remove_figures(env)
            visits = env["municipal.visit"].search(of_service) | bookings.visit_ids
            meetings = bookings.meeting_id
            partners = bookings.partner_ids.filtered("municipal_contact")
            bookings.unlink()
            meetings.exists().unlink()
            env.flush_all()
            log = "DELETE FROM municipal_visit_event WHERE visit_id = ANY(%s)"
            env.cr.execute(SQL(log, visits.ids))
            env.invalidate_all()
            visits.unlink()
            partners.exists().unlink()
            sequence = (
                env["municipal.service"].browse(cls.service_id).ticket_sequence_id
            )
            for model, ids in cls.town:
                env[model].with_context(active_test=False).browse(ids).exists().unlink()
            sequence.unlink()
        cls.registry.clear_cache()

    @classmethod
    def _remove_figures(cls, env):
        """Remove figures of the digital counter and their log, which stay otherwise."""
        figures = env["municipal.digital.figure"]
        figures = figures.search([("service_id", "=", cls.service_id)])
        for records in (figures.change_ids, figures):
            query = "DELETE FROM %s WHERE id = ANY(%s)"
            env.cr.execute(SQL(query, SQL.identifier(records._table), records.ids))
        env.invalidate_all()

    @staticmethod
    def _until_it_waits(env, thread, pid=None):
        """Wait until the second connection waits for a lock, or is done."""
        waits = "SELECT count(*) FROM pg_locks WHERE pid = %s AND NOT granted"
        for _round in range(PATIENCE * 50):
            [[waiting]] = env.execute_query(SQL(waits, pid))
            if waiting or not thread.is_alive():
                return
            thread.join(0.02)

    def while_another(self, first, second):
        """Let a second connection act between the first one's act and its commit.

        Both begin before the first one commits, so neither sees the other.

        :return: what the second one ended with: a booking id or an exception
        """
        outcome, pids, began = [], [], threading.Event()

        def run():
            try:
                with self._transaction() as env:
                    env.cr.execute("SELECT 1 FROM resource_booking LIMIT 1")
                    pids.append(env.cr.connection.get_backend_pid())
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
            self._until_it_waits(env, thread, *pids)
        thread.join(PATIENCE)
        self.assertFalse(thread.is_alive(), "the second connection still waits")
        return outcome[0]

    def while_another_unlogged(self, first, second):
        """Do the same; that one of them begins again is no error in the log."""
        with patch.object(sql_db._logger, "error") as error:
            outcome = self.while_another(first, second)
        error.assert_not_called()
        return outcome
