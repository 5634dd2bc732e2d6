from contextlib import contextmanager
from datetime import timedelta

from odoo.tests import freeze_time, new_test_user, tagged

from ...engine import lifecycle
from ..booking_common import install_languages
from ..common import create_town
from ..desk_common import TUESDAY
from ..stage_common import StageCase

PRIMARY = ".o_municipal_primary"
PASSPORT, KIDS_ID, FOREIGNER = "Test passport", "Test Kids-ID", "Test foreigner's file"
#: What a page asks reaches nobody until it hears again. It is sent then, not dropped: a
#: page asks once at a time, and would wait for ever for an answer that never comes.
DEAF = """
window.reach = window.fetch;
window.kept = [];
window.fetch = (...asked) => new Promise((answer) => {
    window.kept.push(() => answer(window.reach(...asked)));
});
"""
SLOW = """
window.reach = window.fetch;
window.kept = [];
window.fetch = async (...asked) => {
    const answer = await window.reach(...asked);
    await new Promise((arrive) => Object.assign(window, {arrive}));
    return answer;
};
"""
ASK = "void window.dispatchEvent(new Event('online'))"
HEARING = "window.fetch = window.reach; window.kept.forEach((send) => send());"


class TuesdayCase(StageCase):
    """Free walk-in on Tuesday morning: what happens in the hall, minute by minute.

    On the stage only plain values are used: while the actors play, the database is
    theirs, and it is looked into with ``looking``.
    """

    @classmethod
    def setUpClass(cls):
        cls.clock = freeze_time(TUESDAY)
        cls.now = cls.clock.start()
        cls.addClassCleanup(cls.clock.stop)
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tz="Europe/Brussels"))
        install_languages(cls.env)
        cls.env["resource.calendar.leaves"].search([]).unlink()
        create_town(cls)
        desks = cls.env["resource.resource"].search([("is_desk", "=", True)])
        (desks - cls.desks).location_id = False
        cls.service.phone = "09 444 55 66"
        cls.clerk, cls.colleague = (cls._clerk(name) for name in ("An", "Bert"))
        cls.kiosk, cls.display = cls.env["municipal.screen"].create(
            [
                {"name": kind, "kind": kind, "location_id": cls.location.id}
                for kind in ("kiosk", "display")
            ]
        )
        cls.at_kiosk, cls.at_display = (
            f"/municipal/screen/{screen.token}" for screen in cls.kiosk + cls.display
        )

    @classmethod
    def _clerk(cls, name):
        user = new_test_user(
            cls.env,
            f"test_{name.lower()}",
            name=name,
            groups="municipal_appointment.group_clerk",
            tz="Europe/Brussels",
            lang="en_US",
        )
        user.odoobot_state = "disabled"
        return user

    def setUp(self):
        super().setUp()
        self.at(0)

    def at(self, minutes):
        """Let it be so many minutes past nine."""
        self.now.move_to(TUESDAY + timedelta(minutes=minutes))

    def visits(self):
        of_service = [("service_id", "=", self.service.id)]
        return self.env["municipal.visit"].search(of_service, order="ticket, id")

    def screen(self, path, size="1366x768"):
        return self.enter(path, size=size)

    def waiting_page(self, visit):
        return visit._waiting_url().replace(self.base_url(), "")

    def sit_down(self, login, number):
        clerk = self.enter("/odoo/desk", login=login)
        clerk.press(".o_municipal_desk", f"Test desk {number}")
        clerk.sees(".o_municipal_desk_screen_bar", f"Test desk {number}")
        return clerk

    def ticket(self, kiosk, *products, times=1):
        """Take a ticket with the buttons of the kiosk; return its number."""
        kiosk.press(".o_choice:not(.o_first)")
        for number, product in enumerate(products):
            if number:
                kiosk.press(".o_more")
            kiosk.press(".o_item", product)
            kiosk.sees(".o_chosen h2", product)
        kiosk.press(".o_chosen .o_go", times=times)
        return self.read_ticket(kiosk)

    def read_ticket(self, kiosk):
        ticket = kiosk.sees(".o_ticket .o_number")
        kiosk.press(".o_ways .o_go")
        kiosk.sees("h1", "Welcome")
        return ticket

    def call_next(self, clerk, ticket):
        clerk.calmly(f"{PRIMARY}:enabled", "Call next")
        clerk.sees(".o_municipal_ticket", ticket)
        clerk.sees(".o_municipal_called")

    def start(self, clerk):
        clerk.calmly(PRIMARY, "Start")
        clerk.sees(".o_municipal_serving")

    def finish(self, clerk, ticket):
        clerk.calmly(f"{PRIMARY}:enabled", "Finish")
        clerk.sees(".o_municipal_finish h2", ticket)
        clerk.calmly(".o_municipal_confirm")
        clerk.misses(".o_municipal_finish")

    @contextmanager
    def without_asking(self, *actors):
        """Let pages hear only what the server tells them, and ask for nothing."""
        for actor in actors:
            actor.run(DEAF)
        yield
        for actor in actors:
            actor.run(HEARING)

    @contextmanager
    def slow_answer(self, actor):
        """Let an answer arrive on a page that was given before all this happens."""
        actor.run(SLOW + ASK)
        actor.until("answer on its way", lambda: actor.run("Boolean(window.arrive)"))
        actor.run(HEARING)
        yield
        actor.run("window.arrive()")

    def check_log(self, visits):
        """Play the log again: it leads to the state, and its clock never goes back."""
        for visit in visits:
            state, moments = None, []
            for event in visit.event_ids.sorted("id"):
                state = lifecycle.next_state(state, event.step)
                moments.append(event.moment)
            self.assertEqual(state, visit.state, visit.name)
            self.assertEqual(moments, sorted(moments), visit.name)


@tagged("post_install", "-at_install")
class TestTuesdayMorning(TuesdayCase):
    """From the first ticket until everybody has been helped.

    A kiosk, a display, a phone and two clerks have a browser each. Calls reach the
    display and the phone by the websocket: while somebody is called they cannot ask.
    """

    def test_from_ticket_to_finish(self):
        self.book_foreigner()
        with self.stage():
            self.doors_open()
            self.tickets_are_given()
            self.two_are_called_and_helped()
            self.one_does_not_come()
            self.one_is_forwarded()
            self.the_appointment_is_kept()
            self.the_desks_close()
            for actor in self.actors:
                actor.no_fault()
        self.everything_is_in_the_log()
        self.the_figures_are_right()

    def book_foreigner(self):
        """Nine thirty on Tuesday is free walk-in, but not for a foreigner's file."""
        with freeze_time(TUESDAY - timedelta(days=4)):
            booking = self.env["resource.booking"]._book(
                [(self.foreigner, 1)],
                TUESDAY + timedelta(minutes=30),
                self.contact,
                lang="en_US",
            )
        self.code = booking.reference.replace("-", "")

    def doors_open(self):
        self.hall = self.screen(self.at_display, size="1920x1080")
        self.hall.sees("#nobody", "Please take a seat")
        self.machine = self.screen(self.at_kiosk, size="1080x1920")
        self.an = self.sit_down("test_an", 1)
        self.bert = self.sit_down("test_bert", 2)
        for clerk in (self.an, self.bert):
            clerk.sees(".o_municipal_next", "Nobody waits for this desk")

    def tickets_are_given(self):
        """Everybody gets a number of their own, except who needs an appointment."""
        first = self.ticket(self.machine, PASSPORT, times=2)
        self.assertEqual(first, "ZZ 001", "a double press gives one ticket")
        self.assertEqual(self.ticket(self.machine, KIDS_ID), "ZZ 002")
        self.machine.press(".o_choice:not(.o_first)")
        self.machine.press(".o_not_now", FOREIGNER)
        self.machine.sees(".o_lead", "by appointment only")
        self.machine.sees("figcaption", "Make an appointment")
        self.machine.sees(".o_codes img[src^='data:image/png']")
        self.machine.sees("b", "09 444 55 66")
        self.machine.press(".o_ways .o_way", "Start again")
        self.machine.sees("h1", "Welcome")
        self.at(2)
        self.assertEqual(self.ticket(self.machine, PASSPORT), "ZZ 003")
        both = self.ticket(self.machine, PASSPORT, KIDS_ID)
        self.assertEqual(both, "ZZ 004")
        with self.looking():
            self.assertEqual(len(self.visits()), 5, "four tickets, one appointment")
            path = self.waiting_page(self.visits()[1])
        self.phone = self.enter(path, size="390x844")
        self.phone.sees("#told", "1 visitor before you")
        self.an.sees(".o_municipal_row", "ZZ 004")

    def two_are_called_and_helped(self):
        self.at(5)
        self.phone.run(ASK)
        with self.without_asking(self.hall):
            self.call_next(self.an, "ZZ 001")
            self.hall.sees("#calls li", "ZZ 001desk1")
            self.hall.sees("#say", "Number ZZ 1, desk 1", quiet=True)
        self.phone.sees("#told", "You are next")
        self.bert.misses(".o_municipal_row", "ZZ 001")
        with self.slow_answer(self.phone):
            self.call_next(self.bert, "ZZ 002")
            self.hall.sees("#calls li:first-child", "ZZ 002desk2")
        self.hall.sees("#calls li:last-child", "ZZ 001desk1")
        self.phone.sees("#told", "Go to desk 2")
        with self.without_asking(self.hall):
            self.start(self.an)
            self.hall.misses("#calls li", "ZZ 001")
            self.hall.sees("#before li", "ZZ 001desk1")
        self.start(self.bert)
        self.hall.misses("#called")
        self.phone.sees("#told", "You are being helped at desk 2")
        self.at(12)
        self.finish(self.an, "ZZ 001")
        self.at(15)
        self.finish(self.bert, "ZZ 002")
        self.phone.sees("#told", "Thank you for your visit")

    def one_does_not_come(self):
        """Called, called again after a while, and given up."""
        self.at(16)
        self.call_next(self.an, "ZZ 003")
        again = ".o_municipal_actions button"
        self.an.sees(f"{again}:disabled", "Call again")
        self.at(17)
        self.call_next(self.bert, "ZZ 004")
        self.an.calmly(f"{again}:enabled", "Call again")
        self.an.sees(".o_municipal_info", "called 2 times")
        self.hall.sees("#calls li", "ZZ 003desk1")
        self.at(19)
        self.an.calmly(".o_municipal_no_show")
        self.an.sees("h2", "Nobody is at your desk")
        self.hall.misses("#calls li", "ZZ 003")

    def one_is_forwarded(self):
        """They keep their number and their arrival, and waits for the other desk."""
        self.start(self.bert)
        self.at(28)
        self.bert.calmly(".o_municipal_forward")
        self.bert.press(".modal label", "Test desk 1")
        self.bert.calmly(".modal footer .btn-primary:enabled", "Forward")
        self.bert.misses(".modal")
        self.an.sees(".o_municipal_row", "ZZ 004")
        self.bert.sees(".o_municipal_next", "Nobody waits for this desk")

    def the_appointment_is_kept(self):
        """Their time has come: they go before who waits without appointment."""
        self.machine.press(".o_choice.o_first")
        self.machine.types(".o_keys button", self.code)
        self.machine.press(".o_code .o_go")
        self.machine.sees(".o_appointment_time", "09:30")
        self.assertEqual(self.read_ticket(self.machine), "ZZ 005")
        self.assertEqual(self.ticket(self.machine, PASSPORT), "ZZ 006")
        self.at(30)
        self.call_next(self.an, "ZZ 005")
        self.an.sees(".o_municipal_facts", "An Peeters")
        self.hall.sees("#calls li", "ZZ 005desk1")
        self.call_next(self.bert, "ZZ 006")
        self.start(self.an)
        self.start(self.bert)
        self.at(40)
        self.could_not_be_delivered(self.bert)
        self.at(58)
        self.finish(self.an, "ZZ 005")
        self.call_next(self.an, "ZZ 004")
        self.start(self.an)
        self.at(70)
        self.finish(self.an, "ZZ 004")

    def could_not_be_delivered(self, clerk):
        clerk.calmly(PRIMARY, "Finish")
        clerk.press(".o_municipal_finish button", "Could not be delivered")
        clerk.sees(".o_municipal_line select")
        clerk.run(
            "(() => {const field = document.querySelector('.o_municipal_line select');"
            "field.value = 'papers';"
            "field.dispatchEvent(new Event('change', {bubbles: true}));})()"
        )
        clerk.calmly(".o_municipal_confirm")
        clerk.misses(".o_municipal_finish")

    def the_desks_close(self):
        for clerk, helped in ((self.an, 3), (self.bert, 2)):
            clerk.sees(".o_municipal_desk_screen_bar", f"{helped} helped today")
            clerk.calmly(".o_municipal_leave")
            clerk.sees(".o_municipal_desk", "Your last desk")
        self.hall.sees("#nobody", "Please take a seat")
        self.hall.sees("#before li:first-child", "ZZ 004")
        self.assertEqual(self.hall.sees("#waiting li b"), "0")

    def everything_is_in_the_log(self):
        called = ["checked_in", "called"]
        whole = [*called, "started", "finished"]
        self.assertEqual(
            [visit.event_ids.sorted("id").mapped("step") for visit in self.visits()],
            [
                whole,
                whole,
                [*called, "recalled", "no_show"],
                [*called, "started", "forwarded", "called", "started", "finished"],
                ["booked", *whole],
                whole,
            ],
        )
        self.check_log(self.visits())
        self.assertFalse(self.desks.desk_user_id)

    def the_figures_are_right(self):
        an, bert = self.desks
        self.assertEqual(
            [
                (
                    visit.ticket,
                    visit.state,
                    visit.desk_id,
                    round(visit.waiting_minutes),
                    round(visit.handling_minutes),
                )
                for visit in self.visits()
            ],
            [
                ("ZZ 001", "finished", an, 5, 7),
                ("ZZ 002", "finished", bert, 5, 10),
                ("ZZ 003", "no_show", an, 14, 0),
                ("ZZ 004", "finished", an, 45, 21),
                ("ZZ 005", "finished", an, 0, 28),
                ("ZZ 006", "finished", bert, 2, 10),
            ],
        )
        [refused] = self.visits().line_ids.filtered("reason")
        self.assertEqual((refused.visit_id.ticket, refused.delivered), ("ZZ 006", 0))
        [board] = [
            board
            for board in self.env["municipal.location"].board_state()
            if board["id"] == self.location.id
        ]
        total = {"served": 5, "no_show": 1, "waiting": 0, "serving": 0, "open": 0}
        self.assertEqual({key: board["total"][key] for key in total}, total)
        self.env.flush_all()
        of_service = [("service_id", "=", self.service.id)]
        counted = self.env["municipal.visit.report"]._read_group(
            of_service, ["channel"], ["visit_id:count_distinct"]
        )
        self.assertEqual(dict(counted), {"walk_in": 5, "appointment": 1})
