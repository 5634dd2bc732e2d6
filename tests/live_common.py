import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

import requests

from odoo import fields
from odoo.http import get_default_session, root
from odoo.service import security, server
from odoo.sql_db import db_connect
from odoo.tests.common import HOST, get_db_name, new_test_user
from odoo.tools import mute_logger

from .common import hours
from .race_common import RaceCase

LONG_AGO = datetime(2001, 1, 1)
#: what a server says that loses its database
QUIET = ("odoo.http", "odoo.sql_db", "odoo.addons.base.models.ir_http")


class LiveCase(RaceCase):
    """The small town hall, open day and night, behind the real server.

    Each request has a database connection of its own, and what it does is committed:
    as in a town hall, and unlike other tests, where all share one transaction.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls._close_again, cls._open_today())
        with cls._transaction() as env:
            desks = env["resource.resource"].browse([cls.desk_id, cls.other_desk_id])
            desks.active = True
            location = env["municipal.location"].browse(cls.location_id)
            cls.product(env).type_id.resource_calendar_id.attendance_ids = hours(
                *[(day, 0, 24, "both") for day in range(7)]
            )
            screen = env["municipal.screen"].create(
                {"name": "Test kiosk", "kind": "kiosk", "location_id": location.id}
            )
            display = screen.copy({"name": "Test display", "kind": "display"})
            clerk = new_test_user(
                env,
                f"test_{uuid4().hex[:8]}",
                groups="municipal_appointment.group_clerk",
                lang="nl_BE",
            )
            cls.kiosk, cls.display, cls.clerk_id = screen.token, display.token, clerk.id
            cls.town[:0] = [
                ("municipal.screen", (screen | display).ids),
                ("res.users", clerk.ids),
                ("res.partner", clerk.partner_id.ids),
            ]

    @classmethod
    def _open_today(cls):
        """Put off the closings of these days: tests run on holidays, too.

        :return: id of each -> its dates
        """
        day = timedelta(days=1)
        with cls._transaction() as env:
            now, leaves = fields.Datetime.now(), env["resource.calendar.leaves"]
            closings = leaves.search(
                [
                    ("resource_id", "=", False),
                    ("date_from", "<", now + 2 * day),
                    ("date_to", ">", now - day),
                ]
            )
            dates = {
                closing.id: {"date_from": closing.date_from, "date_to": closing.date_to}
                for closing in closings
            }
            closings.write({"date_from": LONG_AGO, "date_to": LONG_AGO + day})
        return dates

    @classmethod
    def _close_again(cls, dates):
        with cls._transaction() as env:
            for closing, values in dates.items():
                env["resource.calendar.leaves"].browse(closing).write(values)

    @classmethod
    def product(cls, env):
        return env["municipal.product"].browse(cls.product_id)

    def setUp(self):
        super().setUp()
        self.addCleanup(self.end_all)
        self.sessions = []
        self.addCleanup(lambda: [root.session_store.delete(s) for s in self.sessions])
        self.enterContext(mute_logger(*QUIET))
        with self._transaction() as env:
            env["resource.resource"].browse(self.desk_id).with_user(
                self.clerk_id
            ).desk_sit_down()

    def end_all(self):
        with self._transaction() as env:
            of_service = [("service_id", "=", self.service_id)]
            open_states = [("state", "in", ("waiting", "called", "serving", "paused"))]
            visits = env["municipal.visit"].search(of_service + open_states)
            visits._take_step("left") if visits else None

    def browser(self, user_id=None):
        """Return somebody with a session of their own."""
        session = root.session_store.new()
        session.update(get_default_session(), db=get_db_name(), _trace_disable=True)
        session.context["lang"] = "nl_BE"
        if user_id:
            with self._transaction() as env:
                user = env["res.users"].browse(user_id)
                session.update(uid=user.id, login=user.login)
                session.session_token = security.compute_session_token(
                    session, env(user=user.id)
                )
                session.context = dict(env(user=user.id)["res.users"].context_get())
        root.session_store.save(session)
        self.sessions.append(session)
        visitor = requests.Session()
        visitor.cookies["session_id"] = session.sid
        return visitor

    @staticmethod
    def url(path):
        return f"http://{HOST}:{server.server.httpd.server_port}{path}"

    def screen(self, path="", token=None):
        return self.url(f"/municipal/screen/{token or self.kiosk}{path}")

    def ask_for_ticket(self, visitor, key):
        """Press the button of the form with this key."""
        values = {f"q_{self.product_id}": "1", "request_key": key}
        return visitor.post(self.screen("/ticket"), data=values, allow_redirects=False)

    def ticket(self):
        """Let somebody take a ticket at the kiosk; return the visit's id."""
        answer = self.ask_for_ticket(self.browser(), str(uuid4()))
        self.assertEqual(answer.status_code, 303, answer.text[:300])
        [visit] = self.visits(answer.headers["Location"].rpartition("/")[2])
        return visit

    def visits(self, access_token=None):
        """Return the ids of the visits of this town, or of one waiting page."""
        domain = [("service_id", "=", self.service_id)]
        if access_token:
            domain.append(("access_token", "=", access_token.partition("?")[0]))
        with self._transaction() as env:
            return env["municipal.visit"].search(domain).ids

    def course(self, visit_id):
        """Return the state of a visit, and the steps of its log."""
        with self._transaction() as env:
            visit = env["municipal.visit"].browse(visit_id)
            return visit.state, visit.event_ids.sorted("id").mapped("step")

    def at_desk(self, clerk, method, *args):
        """Press a button of the desk screen; return what its answer holds."""
        params = {
            "model": "resource.resource",
            "method": method,
            "args": [[self.desk_id], *args],
            "kwargs": {"context": {"lang": "nl_BE"}},
        }
        answer = clerk.post(
            self.url(f"/web/dataset/call_kw/resource.resource/{method}"),
            data=json.dumps({"jsonrpc": "2.0", "params": params}),
            headers={"Content-Type": "application/json"},
        )
        return answer.json()

    def at_once(self, browsers, act):
        """Let each do the same in one moment; return what they were answered."""
        gate = threading.Barrier(len(browsers))

        def run(browser):
            gate.wait(20)
            return act(browser)

        with ThreadPoolExecutor(len(browsers)) as threads:
            return list(threads.map(run, browsers))

    @staticmethod
    def postgres(query, *args):
        """Do something that the administrator of the database does."""
        with db_connect("postgres").cursor() as cr:
            cr._cnx.autocommit = True
            cr.execute(query, args)

    def cut(self):
        """End every connection of ours to the database, as a restart does."""
        self.postgres(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND usename = current_user",
            get_db_name(),
        )
