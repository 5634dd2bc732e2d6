from unittest.mock import patch

from psycopg2.errors import AdminShutdown

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.bus.websocket import CloseCode, _kick_all

from ...models.queue.municipal_visit import (
    MunicipalVisit,
)
from .test_tuesday_browser import PRIMARY, TuesdayCase

#: a page learns nothing new about its desk until it may
KEEP_STATE = """
window.kept = [];
const {open, send} = XMLHttpRequest.prototype;
XMLHttpRequest.prototype.open = function (method, url) {
    this.asked = url;
    return open.apply(this, arguments);
};
XMLHttpRequest.prototype.send = function () {
    const go = () => send.apply(this, arguments);
    if (window.kept && this.asked.includes("desk_state")) {
        window.kept.push(go);
    } else {
        go();
    }
};
"""
TELL_STATE = """
(() => {
    const {kept} = window;
    window.kept = null;
    kept.map((go) => go());
})();
"""
REMEMBER_SPEECH = """
window.spoken = [];
window.SpeechSynthesisUtterance = class {
    constructor(text) {
        this.text = text;
    }
};
speechSynthesis.getVoices = () => [{lang: "en-US"}];
speechSynthesis.speak = (words) => {
    window.spoken.push(words.text);
    words.onend?.();
};
"""
#: messages could come before the answer
SLOW = """
(() => {
    const reach = window.fetch;
    const pause = () => new Promise((resolve) => setTimeout(resolve, 3000));
    window.fetch = (...request) => pause().then(() => reach(...request));
})();
"""
#: the device believes that so many seconds have gone by
LATER = "(() => {const now = Date.now; Date.now = () => now() + %d000})()"
NO_DATABASE = {
    "responseCode": 404,
    "body": "PGgxPk5vdCBGb3VuZDwvaDE+",
    "responseHeaders": [{"name": "Content-Type", "value": "text/html"}],
}


@tagged("post_install", "-at_install")
class TestTuesdayFaults(TuesdayCase):
    """What goes wrong on a Tuesday morning, as each person sees it."""

    def setUp(self):
        super().setUp()
        self.desk = self.desks[0].with_user(self.clerk)

    def waits(self, *products):
        """Let somebody wait who took a ticket before."""
        lines = [(product, 1) for product in products or [self.passport]]
        visit = self.env["municipal.visit"]._take_ticket(lines, self.location)
        return visit, visit.ticket

    def play_away(self, answer):
        """Nobody is shut out, all say that they are alone, and all come back."""
        visit, ticket = self.waits()
        path = self.waiting_page(visit)
        with self.stage():
            hall = self.screen(self.at_display)
            kiosk = self.screen(f"{self.at_kiosk}?lang=nl_BE")
            phone = self.enter(path, size="390x844")
            phone.sees("#told", "You are next")
            with self.outage(answer):
                kiosk.press(".o_choice.o_first")
                kiosk.sees("#offline", "Hier kunnen nu geen tickets gegeven worden")
                with self.looking():
                    self.desk.desk_sit_down()
                    self.desk.desk_call_next()
                for actor in (hall, phone):
                    actor.run(LATER % 11)
                hall.sees("#offline", "The connection is gone for a moment")
                phone.sees("#late", "No connection")
                hall.misses("#calls li")
            hall.sees("#calls li", ticket)
            hall.misses("#offline")
            phone.sees("#told", "Go to desk 1")
            kiosk.sees("#code")
            kiosk.misses("#offline")
        self.assertEqual(visit.state, "called")
        self.check_log(visit)

    def test_the_server_does_not_answer(self):
        self.play_away(None)

    def test_the_server_has_no_database(self):
        """Odoo says then that there is no such page, which is not a shut door."""
        self.play_away(NO_DATABASE)

    def test_a_screen_that_is_shut_out_says_so(self):
        with self.stage():
            hall, kiosk = self.screen(self.at_display), self.screen(self.at_kiosk)
            kiosk.sees("h1", "Welcome")
            with self.looking():
                (self.kiosk | self.display).action_renew_address()
            hall.sees("h1", "This screen is not in use")
            kiosk.run("dispatchEvent(new Event('online'))")
            kiosk.sees("h1", "This screen is not in use")
            kiosk.sees("p", "Please ask a colleague")

    def test_who_closes_the_browser_while_serving_finds_the_visitor_back(self):
        visit, ticket = self.waits()
        with self.stage():
            an = self.sit_down("test_an", 1)
            self.call_next(an, ticket)
            self.start(an)
            self.leave(an)
            self.at(9)
            an = self.enter("/odoo/desk", login="test_an")
            an.sees(".o_municipal_serving")
            an.sees(".fs-4", "9 min")
            self.finish(an, ticket)
        self.assertEqual((visit.state, visit.handling_minutes), ("finished", 9))
        self.check_log(visit)

    def test_two_tabs_of_one_clerk(self):
        """The second tab presses what it still shows, and is told why it may not."""
        (first, ticket), (second, _later) = self.waits(), self.waits()
        with self.stage():
            one = self.sit_down("test_an", 1)
            other = self.enter("/odoo/desk", same_as=one)
            other.sees(".o_municipal_next", ticket)
            other.run(KEEP_STATE)
            self.call_next(one, ticket)
            other.calmly(PRIMARY, "Call next")
            other.sees("[role=alert]", f"{ticket} is still at this desk")
            other.run(TELL_STATE)
            other.sees(".o_municipal_called")
            self.start(other)
            one.sees(".o_municipal_serving")
        self.assertEqual((first.state, second.state), ("serving", "waiting"))
        self.assertEqual(
            first.event_ids.sorted("id").mapped("step"),
            ["checked_in", "called", "started"],
        )
        self.check_log(first | second)

    @staticmethod
    def database_gone(_visit):
        raise AdminShutdown("terminating connection due to administrator command")

    def test_the_database_restarts_while_a_clerk_calls(self):
        """The desk screen says that it is alone, not what a database says to itself."""
        visit, ticket = self.waits()
        with self.stage():
            an = self.sit_down("test_an", 1)
            an.sees(".o_municipal_next", ticket)
            broken = patch.object(MunicipalVisit, "_claim", self.database_gone)
            with broken, mute_logger("odoo.http", "odoo.sql_db"):
                an.calmly(PRIMARY, "Call next")
                an.sees(".o_municipal_lost", "No connection")
            an.misses(".alert-danger")
            an.misses(".o_municipal_lost")
            self.call_next(an, ticket)
        self.assertEqual(visit.state, "called")
        self.check_log(visit)

    def test_a_display_that_slept_for_an_hour(self):
        """What happened meanwhile is shown when it wakes, and is not called out."""
        (gone, before), (called, now) = self.waits(), self.waits()
        with self.stage():
            hall = self.screen(self.at_display)
            hall.run(REMEMBER_SPEECH)
            hall.sees("#waiting li b", "2")
            hall.lifecycle("frozen")
            _kick_all(CloseCode.KILL_NOW)
            with self.looking():
                self.desk.desk_sit_down()
                self.desk.desk_call_next()
                self.desk.desk_step(gone.id, "no_show")
                self.desk.desk_call_next()
            self.at(60)
            hall.run(SLOW)
            hall.run(LATER % 3600)
            hall.lifecycle("active")
            hall.sees("#calls li", now)
            hall.sees("#before li", before)
            with self.looking():
                self.desk.desk_recall(called.id)
            said = f"Number {now.replace(' 00', ' ')}, desk 1"
            hall.sees("#say", said, quiet=True)
            spoken = hall.until("spoken", lambda: hall.run("window.spoken"))
            self.assertEqual(spoken, [said])
