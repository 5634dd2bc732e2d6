import json
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from pytz import utc

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.screens.municipal_screen import MunicipalScreen
from ..desk_common import TUESDAY
from .test_tuesday_browser import PRIMARY, TuesdayCase
from .test_tuesday_faults_browser import LATER, NO_DATABASE


def answered(code, body="PGgxPmdvbmU8L2gxPg=="):
    """Return what a proxy says in the place of a server that is away."""
    headers = [{"name": "Content-Type", "value": "text/html"}]
    return {"responseCode": code, "body": body, "responseHeaders": headers}


#: the server hears what is asked, and its answer is lost on the way
LOSE_ANSWERS = """
window.reach = window.fetch;
window.fetch = async (url, options) => {
    await window.reach(url, options);
    throw new TypeError("the answer was lost");
};
"""
#: the device lives at the time of the town
SAME_CLOCK = """
const real = Date.now;
const shift = %d - real();
Date.now = () => real() + shift;
"""
IS_OLD = "!!document.querySelector('.o_old')"
LOSE_NO_MORE = "window.fetch = window.reach"
HURRY = "void dispatchEvent(new Event('online'))"


class AwayCase(TuesdayCase):
    """The server, its database or the network are away for some minutes."""

    def setUp(self):
        super().setUp()
        self.desk = self.desks[0].with_user(self.clerk)

    def waits(self, *products):
        lines = [(product, 1) for product in products or [self.passport]]
        visit = self.env["municipal.visit"]._take_ticket(lines, self.location)
        return visit, visit.ticket


@tagged("post_install", "-at_install")
class TestKioskAway(AwayCase):
    """A visitor reads what to do instead, and never gets half a ticket."""

    def choose(self, kiosk):
        kiosk.press(".o_choice:not(.o_first)")
        kiosk.press(".o_item", "Test passport")
        kiosk.sees(".o_chosen h2", "Test passport")

    def test_every_language_says_where_to_go(self):
        self.location.phone = "09 111 22 33"
        self.location.kiosk_away = "Take a paper number at the reception"
        nl = self.location.with_context(lang="nl_BE")
        nl.kiosk_away = "Neem een papieren nummer aan het onthaal"
        with self.stage():
            kiosk = self.screen(self.at_kiosk)
            kiosk.sees("h1", "Welcome")
            with self.outage(answered(502)):
                kiosk.run("void dispatchEvent(new Event('offline'))")
                kiosk.sees("#offline .o_large", "No tickets can be given here now")
                kiosk.sees("#offline .o_way_out", "Take a paper number")
                kiosk.sees("#offline .o_way_out", "09 111 22 33")
                kiosk.sees("#offline [lang=nl-BE] .o_way_out", "papieren nummer")
            kiosk.run(HURRY)
            kiosk.misses("#offline")
            kiosk.sees("h1", "Welcome")

    def play_given_up(self, answer):
        """A press that nobody waits for any more gives no ticket afterwards."""
        with self.stage():
            kiosk = self.screen(self.at_kiosk)
            self.choose(kiosk)
            with self.outage(answer):
                kiosk.press(".o_chosen .o_go")
                kiosk.sees("#offline .o_way_out", "go to the reception")
                kiosk.run(LATER % 60)
                kiosk.sees("#offline .o_large", "No tickets")
            kiosk.run(HURRY)
            kiosk.misses("#offline")
            kiosk.sees("h1", "Welcome")
        self.assertFalse(self.visits())

    def test_the_network_is_down(self):
        self.play_given_up(None)

    def test_the_proxy_has_no_server(self):
        self.play_given_up(answered(503))

    def test_the_server_fails(self):
        self.play_given_up(answered(500))

    def test_the_database_is_away(self):
        self.play_given_up(NO_DATABASE)

    def test_who_still_stands_there_gets_the_one_ticket(self):
        with self.stage():
            kiosk = self.screen(self.at_kiosk)
            self.choose(kiosk)
            kiosk.run(LOSE_ANSWERS)
            kiosk.press(".o_chosen .o_go")
            kiosk.sees("#offline .o_large", "No tickets")
            kiosk.run(LOSE_NO_MORE)
            kiosk.sees(".o_ticket .o_number")
            kiosk.misses("#offline")
        self.assertEqual(self.visits().mapped("state"), ["waiting"])

    def test_a_number_that_nobody_saw_is_taken_back(self):
        with self.stage():
            kiosk = self.screen(self.at_kiosk)
            self.choose(kiosk)
            kiosk.run(LOSE_ANSWERS)
            kiosk.press(".o_chosen .o_go")
            kiosk.sees("#offline .o_large", "No tickets")
            kiosk.run(LATER % 60)
            kiosk.until("given up", lambda: kiosk.run("localStorage.length"))
            kiosk.run(LOSE_NO_MORE)
            kiosk.run(HURRY)
            kiosk.misses("#offline")
            kiosk.sees("h1", "Welcome")
            kept = "localStorage.getItem('municipal_unseen_tickets') === '[]'"
            kiosk.until("taken back", lambda: kiosk.run(kept))
        [visit] = self.visits()
        self.assertEqual(visit.state, "withdrawn")
        row = self.env["municipal.visit.report"].search([("visit_id", "=", visit.id)])
        self.assertFalse(any(row.mapped("came")))
        self.check_log(visit)


@tagged("post_install", "-at_install")
class TestOpenedWhileAway(AwayCase):
    """A device that is switched on without server shows no error of its browser."""

    READY = "navigator.serviceWorker.controller !== null"

    @contextmanager
    def no_server(self):
        """Let the server fail whatever a device asks."""

        def fail(*_args, **_params):
            raise RuntimeError("away")

        with (
            patch.object(MunicipalScreen, "_find", fail),
            mute_logger("odoo.http", "odoo.sql_db"),
        ):
            yield

    def test_a_kiosk(self):
        with self.stage():
            kiosk = self.screen(self.at_kiosk)
            kiosk.until("kept", lambda: kiosk.run(self.READY))
            with self.no_server():
                kiosk.open(self.at_kiosk)
                kiosk.sees("#offline .o_large", "No tickets can be given here now")
            kiosk.run(HURRY)
            kiosk.misses("#offline")
            kiosk.sees("h1", "Welcome")

    def test_a_display(self):
        _visit, ticket = self.waits()
        self.desk.desk_sit_down()
        self.desk.desk_call_next()
        with self.stage():
            hall = self.screen(self.at_display)
            hall.sees("#calls li", ticket)
            hall.until("kept", lambda: hall.run(self.READY))
            now = utc.localize(fields.Datetime.now()).timestamp() * 1000
            hall.browser._websocket_request(
                "Page.addScriptToEvaluateOnNewDocument",
                params={"source": SAME_CLOCK % now},
            )
            with self.no_server():
                hall.open(self.at_display)
                hall.sees("#calls li", ticket)
                hall.sees("#as_of", "As it was at")
            hall.run(HURRY)
            hall.misses("#offline")


@tagged("post_install", "-at_install")
class TestDisplayAway(AwayCase):
    """A display shows what it knew, and of when that is."""

    def test_it_says_how_old_it_is_and_catches_up(self):
        visit, ticket = self.waits()
        self.desk.desk_sit_down()
        self.desk.desk_call_next()
        with self.stage():
            hall = self.screen(self.at_display)
            hall.sees("#calls li", ticket)
            with self.outage():
                hall.run(LATER % 41)
                hall.sees("#as_of", "As it was at")
                hall.sees("#calls li", ticket)
                self.assertFalse(hall.run(IS_OLD))
                hall.run(LATER % 400)
                hall.until("old", lambda: hall.run(IS_OLD))
                hall.sees("#calls li", ticket)
                with self.looking():
                    self.desk.desk_step(visit.id, "started")
            hall.run(HURRY)
            hall.misses("#offline")
            hall.misses("#calls li")
            self.assertFalse(hall.run(IS_OLD))


@tagged("post_install", "-at_install")
class TestDeskAway(AwayCase):
    """What a clerk did with a visitor is kept; nobody is called later."""

    def test_what_was_pressed_is_sent_once_with_its_time(self):
        (visit, ticket), (other, _next) = self.waits(), self.waits()
        with self.stage():
            an = self.sit_down("test_an", 1)
            self.call_next(an, ticket)
            self.start(an)
            with self.outage(answered(502)):
                self.finish(an, ticket)
                an.sees(".o_municipal_lost", "No connection")
                an.sees(".o_municipal_kept", "Not sent yet")
                an.sees(".o_municipal_kept_press", ticket)
                an.sees(f"{PRIMARY}:disabled", "Call next")
                with self.looking():
                    self.assertEqual(visit.state, "serving")
            self.at(10)
            an.run(HURRY)
            an.misses(".o_municipal_lost")
            an.misses(".o_municipal_kept")
            an.sees(f"{PRIMARY}:enabled", "Call next")
            an.no_fault()
        self.assertEqual((visit.state, other.state), ("finished", "waiting"))
        self.assertLess(visit.finished_at, TUESDAY + timedelta(minutes=5))
        self.check_log(visit | other)

    def test_nobody_is_called_later(self):
        visit, ticket = self.waits()
        with self.stage():
            an = self.sit_down("test_an", 1)
            an.sees(".o_municipal_next", ticket)
            with self.outage(answered(503)):
                an.calmly(PRIMARY, "Call next")
                an.sees(".alert-danger", "nobody was called")
                an.sees(f"{PRIMARY}:disabled", "Call next")
            an.run(HURRY)
            an.misses(".o_municipal_lost")
            an.misses(".alert-danger")
            an.sees(f"{PRIMARY}:enabled", "Call next")
        self.assertEqual(visit.state, "waiting")

    def test_what_was_kept_outlives_the_browser(self):
        visit, ticket = self.waits()
        with self.stage():
            an = self.sit_down("test_an", 1)
            self.call_next(an, ticket)
            with self.outage():
                self.start(an)
                an.sees(".o_municipal_kept_press", ticket)
            an.open("/odoo/desk")
            an.sees(".o_municipal_serving")
            an.misses(".o_municipal_kept")
        self.assertEqual(visit.state, "serving")
        self.assertEqual(
            visit.event_ids.sorted("id").mapped("step"),
            ["checked_in", "called", "started"],
        )

    def test_what_cannot_be_done_any_more_is_told(self):
        visit, ticket = self.waits()
        with self.stage():
            an = self.sit_down("test_an", 1)
            self.call_next(an, ticket)
            with self.outage():
                self.start(an)
                an.sees(".o_municipal_kept_press", ticket)
                with self.looking():
                    self.desks[0].with_user(self.colleague).desk_sit_down()
            an.run(HURRY)
            an.sees(".o_municipal_kept_failed", ticket)
            an.sees(".o_municipal_kept_failed", "Bert works at")
            an.press(".o_municipal_kept_failed button")
            an.misses(".o_municipal_kept_failed")
        self.assertEqual(visit.state, "called")


@tagged("post_install", "-at_install")
class TestCountingAway(AwayCase):
    """Contacts that are counted without connection count once, at their time."""

    def contacts(self):
        return self.env["municipal.visit"].search(
            [("service_id", "=", self.service.id), ("channel", "=", "phone")]
        )

    def test_counted_while_away(self):
        with self.stage():
            an = self.enter("/odoo/quick-counter", login="test_an")
            an.press(".o_municipal_quick_counter_channels button", "Phone")
            with self.outage(answered(502)):
                an.press(".o_municipal_quick_counter_button", "Test passport")
                an.sees(".o_municipal_lost", "No connection")
                an.sees(".o_municipal_kept_press", "Test passport")
                an.run(LATER % 1)
                an.press(".o_municipal_quick_counter_button", "Test passport")
                an.until(
                    "two",
                    lambda: an.run(
                        "document.querySelectorAll('.o_municipal_kept_press').length"
                    )
                    == 2,
                )
            self.at(30)
            an.open("/odoo/quick-counter")
            an.sees(".o_municipal_quick_counter_bar")
            an.misses(".o_municipal_kept")
            kept = json.dumps("municipal_appointment.quick_counter.")
            an.until(
                "sent",
                lambda: an.run(
                    f"Object.entries(localStorage).filter(([name, value]) =>"
                    f" name.startsWith({kept}) && value !== '[]').length === 0"
                ),
            )
        contacts = self.contacts()
        self.assertEqual(len(contacts), 2)
        for contact in contacts:
            self.assertLess(contact.arrival, TUESDAY + timedelta(minutes=10))
