from contextlib import contextmanager
from datetime import timedelta

from odoo import fields, http
from odoo.tests import freeze_time, tagged

from ..booking_common import iso
from ..hold_common import HoldCase


@tagged("post_install", "-at_install")
class TestHoldPromise(HoldCase):
    """What is kept "until 8:24" is kept until 8:24, whatever passes meanwhile."""

    @contextmanager
    def at(self, moment):
        with freeze_time(moment):
            yield

    def keeps_its_promise(self, chosen, passed):
        """Choose at a moment, and go on when a limit of choosing has passed."""
        with self.at(chosen):
            page = self.choose_and_open()
            self.assertEqual(self.state(page), "kept")
        with self.at(passed):
            with self.another_visitor():
                self.assertEqual(self.choose(self.start).status_code, 422)
            again = self.details()
            self.assertEqual(self.state(again), "kept")
            more = self.confirm(again, hold="1")
            self.assertEqual(more.status_code, 200, more.text[:300])
            self.assertEqual(self.state(self.parsed(more)), "kept")
        with self.at(passed + timedelta(minutes=9)):
            answer = self.confirm(page)
            self.assertEqual(answer.status_code, 303, answer.text[:300])
        self.assertEqual(self.latest_booking().start, self.start)

    def test_lead_time(self):
        self.type.lead_hours = 1
        limit = self.start - timedelta(hours=1)
        self.keeps_its_promise(
            limit - timedelta(seconds=30), limit + timedelta(minutes=1)
        )

    def test_release_plan(self):
        """A plan that is made stricter holds for what is chosen from then on."""
        now = fields.Datetime.now()
        with self.at(now):
            page = self.choose_and_open()
        self.type.online_percent = 0
        with self.at(now + timedelta(minutes=5)):
            self.assertEqual(self.state(self.details()), "kept")
            self.assertEqual(self.confirm(page).status_code, 303)

    def test_horizon(self):
        now = fields.Datetime.now()
        with self.at(now):
            page = self.choose_and_open()
        self.type.horizon_days = 1
        with self.at(now + timedelta(minutes=5)):
            self.assertEqual(self.confirm(page).status_code, 303)

    def test_it_ends_with_the_hold(self):
        self.type.lead_hours = 1
        limit = self.start - timedelta(hours=1)
        with self.at(limit - timedelta(seconds=30)):
            page = self.choose_and_open()
        with self.at(limit + timedelta(minutes=10)):
            answer = self.confirm(page)
            self.assertEqual(answer.status_code, 422)
            self.assertIn("too late to book", answer.text)

    def test_it_is_for_the_chosen_moment_only(self):
        self.type.lead_hours = 1
        limit = self.start - timedelta(hours=1)
        with self.at(limit - timedelta(seconds=30)):
            page = self.choose_and_open()
        with self.at(limit + timedelta(minutes=1)):
            earlier = self.start - timedelta(minutes=15)
            other = self.url_open(
                "/afspraak/gegevens",
                data={
                    **dict(self.form(page).form_values()),
                    f"q_{self.kids_id.id}": 1,
                    "start": iso(earlier),
                    "name": "An",
                    "phone": "0470123456",
                },
                allow_redirects=False,
            )
            self.assertEqual(other.status_code, 422)

    def test_nothing_is_kept_beyond_the_moment_itself(self):
        self.type.lead_hours = 0
        with self.at(self.start - timedelta(minutes=4)):
            page = self.choose_and_open()
            [block] = page.cssselect(".o_municipal_hold")
            self.assertEqual(block.get("data-seconds"), str(4 * 60))
        with self.at(self.start - timedelta(seconds=1)):
            self.assertEqual(self.confirm(page).status_code, 303)

    def test_a_closing_beats_it_in_right_words(self):
        page = self.choose_and_open()
        self.env["resource.calendar.leaves"].with_context(tz="UTC").create(
            {
                "name": "Flood",
                "calendar_id": self.calendar.id,
                "date_from": self.start - timedelta(hours=6),
                "date_to": self.start + timedelta(hours=6),
            }
        )
        answer = self.confirm(page)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("We are closed then.", answer.text)

    def test_at_the_desk_that_was_kept(self):
        """Whatever came free meanwhile; another one only where that receives nobody."""
        self.desks[1].active = True
        other = self.free_starts(hour=10)[0]
        for start, stays in ((self.start, True), (other, False)):
            page = self.choose_and_open(start)
            desk = self.holds().resource_id
            self.assertEqual(len(desk), 1)
            desk.active = stays
            answer = self.confirm(page, start=iso(start))
            self.assertEqual(answer.status_code, 303, answer.text[:300])
            booking = self.latest_booking()
            self.assertEqual(booking.start, start)
            self.assertEqual(booking.desk_id == desk, stays)
            self.assertEqual(booking.reservation_ids.resource_id, booking.desk_id)
            self.assertFalse(self.holds())

    def test_at_its_very_end_it_is_taken_anew(self):
        now = fields.Datetime.now()
        with self.at(now):
            page = self.choose_and_open()
            [until] = self.holds().mapped("hold_until")
        with self.at(until - timedelta(seconds=5)):
            self.assertEqual(self.confirm(page).status_code, 303)
        self.assertEqual(self.latest_booking().start, self.start)

    def test_a_move_too(self):
        """Also when the deadline of the appointment itself passes meanwhile."""
        self.type.write({"lead_hours": 1, "modifications_deadline": 2})
        booking = self.book(start=self.start)
        new = self.start + timedelta(minutes=15)
        url = f"/my/appointments/{booking.id}"
        token = booking.access_token

        def post(path, **data):
            data.update(access_token=token, csrf_token=http.Request.csrf_token(self))
            return self.url_open(url + path, data=data, allow_redirects=False)

        deadline = self.start - timedelta(hours=2)
        with self.at(deadline - timedelta(seconds=10)):
            chosen = post("/moment", start=iso(new))
            self.assertEqual(chosen.status_code, 303, chosen.text[:300])
        with self.at(deadline + timedelta(minutes=9)):
            asked = self.page(chosen.headers["Location"])
            [form] = asked.cssselect("form.o_municipal_actions")
            self.assertEqual(self.state(asked), "kept")
            other = post("/moment", start=iso(new + timedelta(minutes=15)))
            self.assertEqual(other.status_code, 422)
            moved = self.url_open(
                form.action, data=dict(form.form_values()), allow_redirects=False
            )
            self.assertEqual(moved.status_code, 303, moved.text[:300])
        self.env.invalidate_all()
        self.assertEqual(booking.start, new)
