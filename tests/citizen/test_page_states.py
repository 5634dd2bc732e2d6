from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlparse

from odoo import http
from odoo.tests import freeze_time, new_test_user, tagged

from ..booking_common import BookingCase, iso


@tagged("post_install", "-at_install")
class TestPageStates(BookingCase):
    """How it stands with the visit decides what the page of an appointment says."""

    def setUp(self):
        super().setUp()
        self.start = self.free_starts(hour=10)[0]
        self.booked_at = self.start - timedelta(days=1)
        with freeze_time(self.booked_at):
            self.booking = self.book(
                start=self.start, lines=[(self.kids_id, 2), (self.passport, 1)]
            )
        self.visit = self.booking.visit_id
        self.url = f"/my/appointments/{self.booking.id}"

    def open(self, suffix="", status=200, **params):
        token = self.booking.access_token
        return self.page(self.url + suffix, status, access_token=token, **params)

    def post(self, suffix, **data):
        data.update(
            access_token=self.booking.access_token,
            csrf_token=http.Request.csrf_token(self),
        )
        return self.url_open(self.url + suffix, data=data, allow_redirects=False)

    def at(self, **delta):
        return freeze_time(self.start + timedelta(**delta))

    def heading(self, page):
        return self.text(page.cssselect("h1")[0])

    def main(self, page):
        return self.text(page.cssselect("#wrap")[0])

    def assert_phone(self, page):
        self.assertIn("tel:+3294445566", page.cssselect("#wrap")[0].xpath(".//a/@href"))

    def assert_nothing_to_prepare(self, page):
        text = self.main(page)
        self.assertNotIn("Show this code", text)
        self.assertNotIn("What to bring", text)
        self.assertFalse(page.cssselect(".o_municipal_actions"))

    def links(self, page):
        return {
            urlparse(url).path.removeprefix(self.url)
            for url in page.cssselect("#wrap")[0].xpath(".//a/@href")
        }

    # what it says

    def test_to_come(self):
        with self.at(hours=-20):
            page = self.open()
            self.assertEqual(self.heading(page), "Your appointment")
            self.assertIn("Show this code", self.main(page))
            self.assertIn("and cancel it until it begins", self.main(page))
            self.assertLess({"/ics", "/move", "/cancel"}, self.links(page))
            self.assert_phone(page)

    def test_the_moment_itself_is_not_late(self):
        with self.at(seconds=-1):
            self.assertEqual(self.heading(self.open()), "Your appointment")

    def test_late(self):
        with self.at(minutes=17):
            page = self.open()
            self.assertEqual(self.heading(page), "Your appointment has begun")
            self.assertIn("began at 10:00 AM", self.main(page).replace("\u202f", " "))
            self.assertIn("Come all the same", self.main(page))
            self.assertIn("Show this code", self.main(page))
            self.assert_phone(page)
            self.assertFalse({"/move", "/cancel"} & self.links(page))

    def test_too_late(self):
        """Nobody is sent to a door that is closed."""
        for delta in ({"hours": 5}, {"days": 1}):
            with self.at(**delta):
                page = self.open()
                self.assertEqual(self.heading(page), "This appointment is over")
                self.assert_nothing_to_prepare(page)
                self.assert_phone(page)

    def test_waiting(self):
        with self.at(minutes=-5):
            self.visit.action_arrive()
        ticket, token = self.visit.ticket, self.visit.access_token
        for delta in ({"minutes": -4}, {"minutes": 17}):
            with self.at(**delta):
                page = self.open()
                self.assertEqual(self.heading(page), "You are checked in")
                self.assertNotIn("is over", self.main(page))
                self.assert_nothing_to_prepare(page)
                self.assert_phone(page)
                if ticket:
                    self.assertIn(ticket, self.main(page))
                if token:
                    self.assertIn(f"/wachten/{token}", self.links(page))

    def test_on_the_way_through_the_building(self):
        steps = (
            ("checked_in", "You are checked in"),
            ("called", "It is your turn"),
            ("started", "You are being helped"),
            ("paused", "You are being helped"),
            ("resumed", "You are being helped"),
            ("finished", "This appointment is over"),
        )
        with self.at(minutes=1):
            for step, heading in steps:
                self.visit._take_step(step)
                page = self.open()
                self.assertEqual(self.heading(page), heading, step)
                self.assert_nothing_to_prepare(page)
                self.assert_phone(page)

    def test_missed_and_left(self):
        with self.at(minutes=20):
            self.visit.action_miss()
            page = self.open()
            self.assertIn("did not come", self.heading(page))
            self.assert_nothing_to_prepare(page)
            self.visit.action_arrive()
            self.visit.action_leave()
            self.assertIn("left", self.heading(self.open()))
        with self.at(days=3):
            self.assert_phone(self.open())

    def test_cancelled_offers_the_same_again(self):
        with self.at(hours=-2):
            self.post("/cancel")
            page = self.open()
            self.assertEqual(self.heading(page), "Your appointment was cancelled")
            self.assert_nothing_to_prepare(page)
            [again] = page.cssselect(".o_municipal_again")
            asked = parse_qs(urlparse(again.get("href")).query)
            self.assertEqual(
                asked,
                {f"q_{self.kids_id.id}": ["2"], f"q_{self.passport.id}": ["1"]},
            )
            self.passport.active = False
            self.assertFalse(self.open().cssselect(".o_municipal_again"))

    # what can be done

    def test_cancelling_is_possible_until_the_appointment(self):
        self.type.modifications_deadline = 24
        with self.at(seconds=-30):
            page = self.open()
            self.assertLess({"/ics", "/cancel"}, self.links(page))
            self.assertNotIn("/move", self.links(page))
            self.assertIn("too late to move", self.main(page))
            self.assertEqual(self.heading(self.open("/move")), "Your appointment")
            refused = self.post("/move", start=iso(self.start + timedelta(hours=1)))
            self.assertEqual(refused.status_code, 422)
            self.assertIn("too late to move", refused.text)
            self.assertEqual(self.post("/cancel").status_code, 303)
        self.env.invalidate_all()
        self.assertFalse(self.booking.active)
        self.assertEqual(self.visit.state, "cancelled")

    def test_when_it_has_begun_nobody_cancels_here(self):
        with self.at(seconds=1):
            answer = self.post("/cancel")
            self.assertEqual(answer.status_code, 422)
            self.assertIn("can no longer be changed", answer.text)
        self.env.invalidate_all()
        self.assertTrue(self.booking.active)

    def test_a_slip_of_the_finger_can_be_mended(self):
        self.type.modifications_deadline = 48
        with freeze_time(self.booked_at + timedelta(minutes=14)):
            page = self.open(message="booked")
            self.assertLess({"/ics", "/move", "/cancel"}, self.links(page))
            self.assertIn("only just now", self.main(page))
            new = self.start + timedelta(minutes=30)
            self.assertEqual(self.post("/move", start=iso(new)).status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(self.booking.start, new)
        with freeze_time(self.booked_at + timedelta(minutes=20)):
            self.assertIn("/move", self.links(self.open()), "it was moved just now")
        with freeze_time(self.booked_at + timedelta(minutes=30)):
            self.assertNotIn("/move", self.links(self.open()))

    def test_staff_are_not_bound(self):
        self.type.modifications_deadline = 48
        clerk = self.env["res.users"].create(
            {
                "name": "Clerk",
                "login": "page_clerk",
                "group_ids": [
                    (4, self.env.ref("municipal_appointment.group_clerk").id)
                ],
            }
        )
        with self.at(hours=-1):
            booking = self.booking.with_user(clerk)
            booking._move(self.start + timedelta(minutes=30), by_staff=True)
            booking._cancel()
        self.assertFalse(self.booking.active)

    # what to bring, what to keep

    def test_what_to_bring_says_for_what(self):
        self.kids_id.bring_list = "Your identity card\nThe child\nA photo of the child"
        self.passport.bring_list = "Your identity card\nA photo in colour"
        with self.at(hours=-20):
            [card] = [
                card
                for card in self.open().cssselect(".o_municipal_card")
                if card.cssselect(".o_municipal_bring")
            ]
        self.assertEqual(
            [self.text(node) for node in card.xpath(".//h3|.//li")],
            [
                "Your identity card",
                "Test Kids-ID",
                "The child",
                "A photo of the child",
                "Test passport",
                "A photo in colour",
            ],
        )

    def test_who_leaves_no_address_is_told_to_keep_the_page(self):
        with freeze_time(self.booked_at):
            page = self.open(message="booked")
            self.assertFalse(page.cssselect(".o_municipal_keep"))
            self.booking = self.book(
                start=self.start,
                contact={"name": "An", "email": "", "phone": "0470123456"},
            )
            self.url = f"/my/appointments/{self.booking.id}"
            page = self.open(message="booked")
        [keep] = page.cssselect(".o_municipal_keep")
        self.assertIn("With the link of this page", self.text(keep))
        [printed] = page.cssselect(".o_municipal_printed")
        self.assertIn(self.booking.get_portal_url(), self.text(printed))
        self.assertIn(self.base_url(), self.text(printed))
        self.assertIn(self.booking.reference, self.main(page))

    def test_the_lost_link(self):
        page = self.page(f"{self.url}?access_token=wrong", status=404)
        self.assertIn("Did you lose the link?", self.main(page))
        self.assertIn("tel:+3291112233", page.xpath("//a/@href"))

    def test_my_list(self):
        """On a phone too: the date and the product, what is to come first."""
        user = new_test_user(self.env, "page_citizen", groups="base.group_portal")
        other = self.book(start=self.start + timedelta(days=1))
        late = self.book(start=self.start + timedelta(minutes=30))
        (self.booking | other | late).partner_ids = user.partner_id
        with self.at(minutes=45):
            late.visit_id.action_miss()
        self.authenticate("page_citizen", "page_citizen")
        page = self.page("/my/bookings")
        lists = page.cssselect(".o_municipal_products")
        shown = [[self.text(li) for li in ul.cssselect("li")] for ul in lists]
        expected = self.booking + other + late
        for line, booking in zip(sum(shown, []), expected, strict=True):
            self.assertIn(booking.reference, line)
            self.assertIn("Test Kids-ID", line)
            english = booking.with_context(lang="en_US")
            self.assertIn(english._day_in_words(), line)
            self.assertIn("An Peeters", line)
        self.assertEqual([len(lines) for lines in shown], [2, 1])
        self.assertFalse(page.cssselect("table"))

    def test_any_hour_of_the_day(self):
        """The page stands at every quarter of an hour around the clock changes."""
        for hour in range(0, 48, 6):
            with freeze_time(datetime(2027, 3, 27, 23, 55) + timedelta(hours=hour)):
                self.open()
