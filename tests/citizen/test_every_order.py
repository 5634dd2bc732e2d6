from collections import Counter
from uuid import UUID

from odoo import http
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..booking_common import BookingCase, iso
from ..fuzz_common import repeated

#: how many visitors, and how many steps each of them takes
VISITORS, STEPS = 20, 12
#: what may be answered: shown, sent on, refused in words, not there
ANSWERS = (200, 303, 400, 404, 405, 422, 429)


@tagged("post_install", "-at_install")
class TestEveryOrder(BookingCase):
    """Steps in any order, skipped and repeated, in as many tabs as somebody likes.

    Each answer is a page with words, and what is in the database is whole after each
    step: an appointment with its visit, lines, desk and reservation, or none at all.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type.waiting_list = True
        cls.service.guidance_enabled = True
        cls.location.phone_check_in = "anywhere"

    # what somebody may do

    def steps(self):
        return {
            name.removeprefix("step_"): getattr(self, name)
            for name in dir(self)
            if name.startswith("step_")
        }

    def post(self, path, **data):
        data["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(path, data=data, allow_redirects=False)

    def asked(self):
        return f"q_{self.kids_id.id}={self.dice.choice([1, 1, 2, 9])}"

    def start(self):
        """Return a slot: one that others of this walk know too, now and then none."""
        return self.dice.choice([*self.starts, *self.starts, "", "2026-99-99"])

    def form(self, **changes):
        return {
            "start": self.start(),
            "name": "An Peeters",
            "email": self.dice.choice(["an@example.com", "bert@example.com"]),
            "phone": "",
            "request_key": self.dice.choice(self.keys),
            **changes,
        }

    def details(self, **changes):
        return self.post(f"/afspraak/gegevens?{self.asked()}", **self.form(**changes))

    def own(self, suffix="", **data):
        """Take a step on the page of an appointment, mine or one that is not there."""
        booking = self.dice.choice(self.mine or [None])
        number = booking.id if booking else 999999999
        data["access_token"] = booking.access_token if booking else "x"
        return self.post(f"/my/appointments/{number}{suffix}", **data)

    def open_own(self, suffix=""):
        booking = self.dice.choice(self.mine or [None])
        path = (
            booking.get_portal_url(suffix) if booking else f"/my/appointments/9{suffix}"
        )
        return self.url_open(path, allow_redirects=False)

    def step_look(self):
        path = self.dice.choice(["", "/moment", "/gegevens", "/wachtlijst", "/vinden"])
        query = f"{self.asked()}&start={self.start()}"
        return self.url_open(f"/afspraak{path}?{query}", allow_redirects=False)

    def step_choose(self):
        return self.post(f"/afspraak/moment?{self.asked()}", start=self.start())

    def step_give_back(self):
        key = self.dice.choice([*self.keys, "x"])
        return self.post(f"/afspraak/vrijgeven?{self.asked()}", request_key=key)

    def step_confirm(self):
        return self.details()

    def step_confirm_once_more(self):
        return self.details(start=self.starts[0], request_key=self.keys[0])

    def step_confirm_nothing(self):
        return self.details(name="", email="")

    def step_keep(self):
        return self.details(hold="1")

    def step_open(self):
        suffix = self.dice.choice(["", "/move", "/cancel", "/ics", "/earlier"])
        return self.open_own(suffix)

    def step_choose_other(self):
        return self.own("/moment", start=self.start())

    def step_move(self):
        return self.own("/move", start=self.start())

    def step_give_other_back(self):
        return self.own("/other", request_key="x")

    def step_cancel(self):
        return self.own("/cancel")

    def step_restore(self):
        return self.own("/restore")

    def step_late(self):
        return self.own("/late", minutes=self.dice.choice(["5", "x", "9999"]))

    def step_check_in(self):
        return self.own("/check-in")

    def step_earlier(self):
        return self.own("/earlier", email="an@example.com")

    def step_wait(self):
        values = {"name": "An Peeters", "email": "an@example.com"}
        return self.post(f"/afspraak/wachtlijst?{self.asked()}", **values)

    def step_find(self):
        code = self.mine[0].reference if self.mine else "AAAA-AAAA"
        return self.post("/afspraak/vinden", code=code, contact="an@example.com")

    # what must be so

    def assert_whole(self):
        self.env.invalidate_all()
        bookings = self.env["resource.booking"].with_context(active_test=False)
        self.mine = list(bookings.search([("id", ">", self.last)]))
        for booking in self.mine:
            self.assertTrue(booking.line_ids, booking.reference)
            self.assertTrue(booking.contact_name and booking.partner_ids)
            [visit] = booking.visit_id
            self.assertTrue(visit.event_ids)
            self.assertEqual(visit.state == "cancelled", not booking.active)
            taken = self.env["municipal.reservation"].search(
                [("booking_id", "=", booking.id)]
            )
            self.assertEqual(bool(taken), booking.active, booking.reference)
        desks = Counter(
            (booking.start, booking.combination_id.id)
            for booking in self.mine
            if booking.active
        )
        self.assertLessEqual(max(desks.values(), default=0), 1, desks)
        contacts = self.env["res.partner"].search(
            [("municipal_contact", "=", True), ("id", ">", self.last_contact)]
        )
        known = {partner for one in self.mine for partner in one.partner_ids}
        self.assertLessEqual(set(contacts), known, "nobody is left over")

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_any_order(self):
        done = Counter()

        @repeated(VISITORS)
        def walk(dice):
            self.dice, self.mine = dice, []
            self.authenticate(None, None)
            free = self.free_starts()
            self.starts = [iso(start) for start in free[:2] + free[-1:]]
            self.keys = [str(UUID(int=dice.getrandbits(128))) for _key in range(2)]
            find = self.env["resource.booking"].with_context(active_test=False)
            self.last = find.search([], order="id desc", limit=1).id
            partners = self.env["res.partner"].with_context(active_test=False)
            self.last_contact = partners.search([], order="id desc", limit=1).id
            path = []
            for _number in range(STEPS):
                name, step = dice.choice(sorted(self.steps().items()))
                answer = step()
                path.append((name, answer.status_code))
                self.assertIn(answer.status_code, ANSWERS, path)
                self.assertNotIn("Traceback", answer.text, path)
                if answer.status_code in (400, 422, 429):
                    self.assertIn('id="error"', answer.text, path)
                self.assert_whole()
                done[name, answer.status_code] += 1

        walk()
        self.env["municipal.reservation.difference"].sudo()._check()
        ours = [("booking_id.type_id", "=", self.type.id)]
        differ = self.env["municipal.reservation.difference"].search(ours)
        self.assertFalse(differ.mapped("kind"))
        for name in ("confirm", "move", "cancel", "restore", "wait"):
            self.assertTrue(done[name, 303], f"{name} never worked: {done}")
