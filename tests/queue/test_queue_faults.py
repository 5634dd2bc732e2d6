from contextlib import contextmanager
from unittest.mock import patch
from uuid import uuid4

from psycopg2.extensions import AsIs, quote_ident

from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tests.common import get_db_name

from ...models.queue.municipal_visit import (
    MunicipalVisit,
)
from ..live_common import LiveCase


@tagged("post_install", "-at_install")
class TestDatabaseRestarts(LiveCase):
    """The database goes away in the middle: nothing is lost, nothing is done twice."""

    @contextmanager
    def cut_when_told(self):
        """Cut the connection when a step is written, just before it is told."""
        announce, pending = MunicipalVisit._announce, [True]

        def cut_once(visits, step):
            if pending and pending.pop():
                visits.env.flush_all()
                visits.env.cr.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            return announce(visits, step)

        with patch.object(MunicipalVisit, "_announce", cut_once):
            yield
        self.assertFalse(pending, "the connection was not cut")

    @contextmanager
    def closed(self):
        """Let the database take no connections, as while it starts."""
        query = "ALTER DATABASE %s ALLOW_CONNECTIONS %s"
        with db_connect("postgres").cursor() as cr:
            name = AsIs(quote_ident(get_db_name(), cr._obj))
        self.postgres(query, name, False)
        try:
            self.cut()
            yield
        finally:
            self.postgres(query, name, True)

    def test_between_ticket_and_call(self):
        visit, clerk = self.ticket(), self.browser(self.clerk_id)
        self.cut()
        self.assertEqual(self.at_desk(clerk, "desk_call_next")["result"], visit)
        self.assertEqual(self.course(visit), ("called", ["checked_in", "called"]))
        self.cut()
        self.assertNotIn("error", self.at_desk(clerk, "desk_step", visit, "started"))
        self.assertEqual(self.course(visit)[0], "serving")

    def test_while_a_ticket_is_made(self):
        """The kiosk asks again by itself, with the same key."""
        key, visitor, before = str(uuid4()), self.browser(), self.visits()
        with self.cut_when_told():
            self.assertEqual(self.ask_for_ticket(visitor, key).status_code, 500)
        self.assertEqual(self.visits(), before)
        first, second = (self.ask_for_ticket(visitor, key) for _press in range(2))
        self.assertEqual(first.status_code, 303)
        self.assertEqual(first.headers["Location"], second.headers["Location"])
        self.assertEqual(len(self.visits()), len(before) + 1)

    def test_while_somebody_is_called(self):
        visit, clerk = self.ticket(), self.browser(self.clerk_id)
        with self.cut_when_told():
            error = self.at_desk(clerk, "desk_call_next")["error"]
        self.assertTrue(error["data"]["name"].startswith("psycopg2."), error)
        self.assertEqual(self.course(visit), ("waiting", ["checked_in"]))
        self.assertEqual(self.at_desk(clerk, "desk_call_next")["result"], visit)
        self.assertEqual(self.course(visit), ("called", ["checked_in", "called"]))

    def test_a_device_is_not_shut_out_while_the_database_starts(self):
        """Odoo says then that there is no such page: a device must not believe it."""
        visit, clerk = self.ticket(), self.browser(self.clerk_id)
        device = self.browser()
        doors = [
            ("get", self.screen()),
            ("get", self.screen("/services")),
            ("post", self.screen("/alive")),
            ("post", self.screen("/alive", self.display)),
            ("get", self.screen("/state", self.display)),
        ]
        with self.closed():
            for method, address in doors:
                answer = device.request(method, address)
                self.assertNotIn("X-Municipal-Screen", answer.headers, address)
        for method, address in doors:
            answer = device.request(method, address)
            self.assertEqual(answer.status_code, 200, address)
            self.assertIn("X-Municipal-Screen", answer.headers, address)
        self.assertEqual(self.at_desk(clerk, "desk_call_next")["result"], visit)
        gone = device.get(self.screen("", "A" * 32))
        self.assertEqual(gone.status_code, 404)
        self.assertIn("X-Municipal-Screen", gone.headers, "shut out by us, and told so")


@tagged("post_install", "-at_install")
class TestPressedAtOnce(LiveCase):
    """The same button twice in the same moment, at two real connections."""

    def test_one_form_gives_one_ticket(self):
        key, before = str(uuid4()), self.visits()
        visitors = [self.browser() for _press in range(4)]
        answers = self.at_once(
            visitors, lambda visitor: self.ask_for_ticket(visitor, key)
        )
        self.assertEqual({answer.status_code for answer in answers}, {303})
        self.assertEqual(len({answer.headers["Location"] for answer in answers}), 1)
        self.assertEqual(len(self.visits()), len(before) + 1)

    def test_one_code_at_two_kiosks_gives_one_ticket(self):
        with self._transaction() as env:
            visit = (
                env["resource.booking"]
                ._book(
                    [(self.product(env), 1)],
                    self.start,
                    {"name": "An Peeters", "email": "an@example.com", "phone": ""},
                    lang="en_US",
                )
                .visit_id
            )
            now = env.cr.now().replace(second=0, microsecond=0)
            visit.planned_start = now
            code = {"code": visit.booking_id.reference}
        kiosks = [self.browser() for _kiosk in range(2)]
        door = self.screen("/check-in")
        answers = self.at_once(
            kiosks, lambda kiosk: kiosk.post(door, data=code, allow_redirects=False)
        )
        self.assertEqual([answer.status_code for answer in answers], [303, 303])
        self.assertEqual(len({answer.headers["Location"] for answer in answers}), 1)
        self.assertEqual(self.course(visit.id), ("waiting", ["booked", "checked_in"]))

    def test_two_screens_of_one_desk_call_one_visitor(self):
        """The second one is told why, in the language of the clerk."""
        first, second = self.ticket(), self.ticket()
        tabs = [self.browser(self.clerk_id) for _tab in range(2)]
        answers = self.at_once(tabs, lambda tab: self.at_desk(tab, "desk_call_next"))
        called = [answer["result"] for answer in answers if "result" in answer]
        [refused] = [answer["error"]["data"] for answer in answers if "error" in answer]
        self.assertEqual(called, [first])
        self.assertIn("nog aan dit loket", refused["message"])
        self.assertEqual(self.course(first), ("called", ["checked_in", "called"]))
        self.assertEqual(self.course(second), ("waiting", ["checked_in"]))

    def test_two_screens_of_one_desk_start_once(self):
        visit, clerk = self.ticket(), self.browser(self.clerk_id)
        self.at_desk(clerk, "desk_call_next")
        tabs = [self.browser(self.clerk_id) for _tab in range(2)]
        answers = self.at_once(
            tabs, lambda tab: self.at_desk(tab, "desk_step", visit, "started")
        )
        [refused] = [answer["error"]["data"] for answer in answers if "error" in answer]
        self.assertIn("kan nu niet", refused["message"])
        self.assertEqual(
            self.course(visit), ("serving", ["checked_in", "called", "started"])
        )
