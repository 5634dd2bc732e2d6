from datetime import timedelta

from odoo.tests import freeze_time, tagged

from ..screens_common import ScreenCase


@tagged("post_install", "-at_install")
class TestWaitingPage(ScreenCase):
    """What somebody who waits sees on a phone."""

    def setUp(self):
        super().setUp()
        self.before, self.visit = self.ticket(), self.ticket()
        self.path = f"/wachten/{self.visit.access_token}"

    def told(self, status=200):
        return self.text(self.page(self.path, status).cssselect("main")[0])

    def test_how_many_before_me(self):
        self.assertIn(self.visit.ticket, self.told())
        self.assertIn("1 visitor before you", self.told())
        self.clerk_desk.desk_sit_down()
        self.assertIn("minutes", self.told())
        self.clerk_desk.desk_call(self.before.id)
        self.assertIn("You are next", self.told())

    def test_nobody_is_next_long_before_their_time(self):
        """ "You are next" and "still about 60 minutes" are not true together."""
        booking = self.booked_today()
        visit = self.env["municipal.visit"]._check_in(booking.reference, self.location)
        self.before._take_step("left")
        self.visit._take_step("left")
        self.clerk_desk.desk_sit_down()
        self.path = f"/wachten/{visit.access_token}"
        since = visit.planned_start - timedelta(minutes=self.location.queue_early)
        with freeze_time(since - timedelta(minutes=1)):
            self.assertNotIn("You are next", self.told())
            self.assertIn("Your appointment is at", self.told())
        with freeze_time(since + timedelta(minutes=1)):
            self.assertIn("You are next", self.told())

    def test_called_and_helped(self):
        self.clerk_desk.desk_sit_down()
        self.clerk_desk.desk_call(self.visit.id)
        self.assertIn("Go to desk 1", self.told())
        self.clerk_desk.desk_step(self.visit.id, "started")
        self.assertIn("You are being helped at desk 1", self.told())
        line = {"product_id": self.passport.id, "delivered": 1}
        self.clerk_desk.desk_finish(self.visit.id, [line])
        self.assertIn("Thank you", self.told())

    def test_missed(self):
        self.clerk_desk.desk_sit_down()
        self.clerk_desk.desk_call(self.visit.id)
        self.clerk_desk.desk_step(self.visit.id, "no_show")
        self.assertIn("did not come", self.told())

    def test_leave_the_queue(self):
        events = len(self.visit.event_ids)
        page = self.page(f"{self.path}/leave")
        self.assertIn("Leave the queue?", self.text(page))
        self.assertEqual(self.visit.state, "waiting")
        self.assertEqual(len(self.visit.event_ids), events)
        for _press in range(2):
            answer = self.url_open(f"{self.path}/leave", data={"none": ""})
            self.assertIn("You left the queue", answer.text)
        self.assertEqual(self.visit.state, "left")
        self.assertEqual(len(self.visit.event_ids), events + 1)

    def test_who_is_helped_cannot_leave_by_a_late_press(self):
        self.clerk_desk.desk_sit_down()
        self.clerk_desk.desk_call(self.visit.id)
        self.clerk_desk.desk_step(self.visit.id, "started")
        answer = self.url_open(f"{self.path}/leave", data={"none": ""})
        self.assertIn("being helped", answer.text)
        self.assertEqual(self.visit.state, "serving")

    def test_unknown_and_past_pages(self):
        for token in ("nothing", "%00", "a" * 300, "é", "False"):
            self.page(f"/wachten/{token}", 404)
            self.page(f"/waiting/{token}/leave", 404)
        past = self.visit.arrival - timedelta(days=1)
        self.visit.sudo().arrival = past
        self.env.flush_all()
        self.assertIn("on the day of the visit only", self.told(404))
        self.assertNotIn(self.visit.ticket, self.told(404))
        answer = self.url_open(f"{self.path}/leave", data={"none": ""})
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.visit.state, "waiting")

    def test_it_names_nobody_and_nothing_sensitive(self):
        booking = self.booked_today()
        visit = self.env["municipal.visit"]._check_in(booking.reference, self.location)
        path = f"/wachten/{visit.access_token}"
        self.assertIn("Test Kids-ID", self.url_open(path).text)
        self.kids_id.sensitive = True
        text = self.url_open(path).text
        self.assertNotIn("Test Kids-ID", text)
        self.assertNotIn("An Peeters", text)
        self.assertNotIn(booking.reference, text)

    def test_it_works_without_script(self):
        [refresh] = self.page(self.path).cssselect("noscript meta")
        self.assertTrue(refresh.get("content").endswith("20"))
        self.visit._leave_queue()
        self.assertFalse(self.page(self.path).cssselect("noscript meta"))

    def test_two_names_and_the_languages(self):
        english = self.path.replace("/wachten/", "/waiting/")
        self.assertIn(self.visit.ticket, self.url_open(english).text)
        page = self.page(f"{self.path}?lang=nl_BE")
        self.assertEqual(page.get("lang"), "nl-BE")
        self.assertIn("lang=nl_BE", page.cssselect("a[href*='leave']")[0].get("href"))

    def test_the_worker_of_notices(self):
        answer = self.url_open("/wachten/worker.js")
        self.assertIn("javascript", answer.headers["Content-Type"])

    def test_looking_changes_nothing(self):
        before = self.counted()
        self.page(self.path)
        self.page(f"{self.path}/leave")
        self.assertEqual(self.counted(), before)
