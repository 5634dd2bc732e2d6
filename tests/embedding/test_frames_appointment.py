from odoo.tests import tagged
from odoo.tools import mute_logger

from ..booking_common import iso
from ..frame_common import InFrame
from ..hold_common import HoldCase
from ..waiting_list_common import WaitingCase


class Pressing(InFrame):
    def submit(self, page, suffix, **changes):
        """Send the form of a page whose address ends so, as a browser does."""
        [form] = [f for f in page.forms if f.action.partition("?")[0].endswith(suffix)]
        values = {**dict(form.form_values()), **changes}
        answer = self.url_open(form.action, data=values, allow_redirects=False)
        self.env.invalidate_all()
        return answer

    def follow(self, answer):
        self.assertEqual(answer.status_code, 303, answer.text[:500])
        return self.page(answer.headers["Location"])


@tagged("post_install", "-at_install")
class TestFramedAppointment(Pressing, HoldCase):
    """The page of an appointment works in a frame, by its link alone."""

    def setUp(self):
        super().setUp()
        self.booking = self.book(start=self.start)
        self.url = f"/my/appointments/{self.booking.id}"
        self.later_start = self.free_starts(hour=11)[0]

    def open(self, suffix="", **params):
        return self.page(
            self.url + suffix, access_token=self.booking.access_token, **params
        )

    def test_cancel_and_take_it_back(self):
        page = self.follow(self.submit(self.open("/cancel"), "/cancel"))
        self.assertFalse(self.booking.active)
        self.assertIn("Your appointment was cancelled", self.text(page))
        self.follow(self.submit(page, "/restore"))
        self.assertTrue(self.booking.active)

    def chosen(self):
        """Choose another slot; return the page that asks whether it is sure."""
        page = self.open("/move", day=f"{self.later_start:%Y-%m-%d}")
        [form, *_others] = [f for f in page.forms if "/moment" in f.action]
        values = {**dict(form.form_values()), "start": iso(self.later_start)}
        answer = self.url_open(form.action, data=values, allow_redirects=False)
        self.assertEqual(answer.status_code, 200, "no other page would know")
        return self.parsed(answer)

    def test_move(self):
        page = self.chosen()
        self.assertEqual(self.state(page), "kept")
        self.assertEqual(self.held_starts(), [self.later_start])
        longer = self.submit(page, "/moment", hold="1")
        self.assertEqual(self.state(self.parsed(longer)), "kept")
        self.follow(self.submit(page, "/move"))
        self.assertEqual(self.booking.start, self.later_start)
        self.assertFalse(self.holds())

    def test_how_it_stands_with_the_new_slot(self):
        page = self.chosen()
        until = self.holds().hold_until
        with self.later(minutes=2):
            again = self.parsed(self.submit(page, "/moment", look="kept"))
        self.assertEqual(self.state(again), "kept")
        self.assertEqual(self.holds().hold_until, until)
        with self.later(hours=1):
            lost = self.parsed(self.submit(page, "/moment", look="kept"))
        self.assertEqual(self.state(lost), "lost")

    @mute_logger("odoo.http")
    def test_an_altered_form_changes_nothing(self):
        page = self.open("/cancel")
        answer = self.submit(page, "/cancel", sender="0")
        self.assertEqual(answer.status_code, 400)
        again = self.parsed(answer)
        self.assertIn("Nothing has changed", self.text(again.cssselect("#error")[0]))
        self.assertTrue(self.booking.active)
        answer = self.submit(page, "/cancel", sender="0", access_token="0")
        self.assertEqual(answer.status_code, 404)


@tagged("post_install", "-at_install")
class TestFramedWaitingList(Pressing, WaitingCase):
    """The waiting list works in a frame."""

    def test_join_and_leave(self):
        page = self.page("/afspraak/wachtlijst", **{f"q_{self.kids_id.id}": 1})
        typed = {"name": "An Peeters", "email": "an@example.com"}
        place = self.follow(self.submit(page, "/wachtlijst", **typed))
        self.assertIn("You are on the waiting list", self.text(place))
        waiting = self.env["municipal.waiting"].search([], order="id desc", limit=1)
        self.assertEqual(waiting.state, "waiting")
        self.follow(self.submit(place, "/verlaten"))
        self.assertNotEqual(waiting.state, "waiting")

    def test_take_what_is_offered(self):
        waiting = self.join()
        self.free()
        self.run_job()
        place = self.page(waiting._page_path())
        booked = self.follow(self.submit(place, "/aannemen"))
        self.assertIn("Your appointment is booked", self.text(booked))

    @mute_logger("odoo.http")
    def test_an_altered_form_changes_nothing(self):
        waiting = self.join()
        place = self.page(waiting._page_path())
        answer = self.submit(place, "/verlaten", sender="0")
        self.assertEqual(answer.status_code, 400)
        self.assertIn("Nothing has changed", answer.text)
        self.assertEqual(waiting.state, "waiting")
        page = self.page("/afspraak/wachtlijst", **{f"q_{self.kids_id.id}": 1})
        typed = {"name": "An Peeters", "email": "an@example.com", "sender": "0"}
        answer = self.submit(page, "/wachtlijst", **typed)
        self.assertEqual(answer.status_code, 400)
        [form] = self.parsed(answer).cssselect("form.o_municipal_form")
        self.assertEqual(form.fields["name"], "An Peeters")
