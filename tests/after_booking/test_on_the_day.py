from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..after_common import AppointmentCase

#: a browser whose phone is somewhere, and which notes what it sends
PHONE = """
const calls = [];
Object.defineProperty(navigator, "geolocation", {value: {
    getCurrentPosition: (told) => told({coords: {
        latitude: %(latitude)s, longitude: %(longitude)s, accuracy: 5,
    }}),
}});
HTMLFormElement.prototype.submit = function () {
    calls.push(this.action, ...new FormData(this).keys());
};
"""


@tagged("post_install", "-at_install")
class TestLate(AppointmentCase):
    """Who is late says by when they come, and the desks see it."""

    def at(self, **delta):
        return freeze_time(self.start + timedelta(**delta))

    def choices(self, page):
        return [b.get("value") for b in page.xpath("//button[@name='minutes']")]

    def test_only_on_the_day(self):
        with self.at(days=-1):
            self.assertFalse(self.choices(self.open()))
            self.assertEqual(self.post("/late", minutes=5).status_code, 422)
        self.assertFalse(self.booking.visit_id.late_at)

    def test_the_desks_see_it(self):
        self.service.guidance_enabled = True
        with self.at(minutes=-10):
            page = self.open()
            self.assertEqual(self.choices(page), ["5", "10", "15"])
            page = self.follow(self.post("/late", minutes=10))
            self.assertIn("Our colleagues know that you come late", self.main(page))
            self.assertIn("you come by 9:10", self.main(page).replace("\u202f", " "))
            [row] = self.desks[0]._expected_today()
            self.assertEqual(row._desk_row()["late"], "09:10")
            self.assertEqual(self.booking.visit_since, "late, here by 09:10")

    def test_as_late_as_the_building_allows(self):
        self.location.late_minutes = 30
        with self.at(minutes=12):
            self.assertEqual(self.choices(self.open()), ["20", "30"])
            for wrong in ("10", "40", "-5", "x", "", "9" * 30):
                self.assertEqual(self.post("/late", minutes=wrong).status_code, 422)
        self.location.late_minutes = 0
        with self.at(minutes=-5):
            self.assertFalse(self.choices(self.open()))
            self.assertEqual(self.post("/late", minutes=5).status_code, 422)
        self.assertFalse(self.booking.visit_id.late_at)

    def test_too_late_is_told_to_call(self):
        with self.at(minutes=16):
            page = self.open()
            self.assertFalse(self.choices(page))
            self.assertIn("call us", self.main(page))

    def test_who_has_come_is_no_longer_late(self):
        with self.at(minutes=2):
            self.post("/late", minutes=15)
            self.booking.visit_id._take_step("checked_in")
            self.assertNotIn("late", self.booking.visit_since)
            self.assertFalse(self.choices(self.open()))

    def test_what_was_said_of_another_slot_is_forgotten(self):
        with self.at(minutes=-10):
            self.post("/late", minutes=10)
            self.booking._move(self.start + timedelta(minutes=90), by_staff=True)
            self.assertEqual(self.booking.visit_id._late_time(), "")

    def test_reading_tells_nobody(self):
        with self.at(minutes=-10):
            self.open(message="late")
        self.assertFalse(self.booking.visit_id.late_at)

    @mute_logger("odoo.sql_db")
    def test_limits(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.location.late_minutes = 300
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestCheckInByPhone(AppointmentCase):
    """Where a town allows it, a phone checks in: near the building, or anywhere."""

    def setUp(self):
        super().setUp()
        self.service.guidance_enabled = True

    def at(self, **delta):
        return freeze_time(self.start + timedelta(**delta))

    def allow(self, how):
        self.location.write(
            {"phone_check_in": how, "latitude": 51.05, "longitude": 3.72}
        )

    def test_a_town_that_does_not_want_it(self):
        with self.at(minutes=-10):
            self.assertNotIn("Are you here?", self.main(self.open()))
            self.assertEqual(self.post("/check-in").status_code, 422)
        self.assertEqual(self.booking.visit_id.state, "booked")

    def test_anywhere_one_button_does(self):
        self.allow("anywhere")
        with self.at(minutes=-10):
            page = self.open()
            self.assertEqual(self.booking.visit_id.state, "booked")
            page = self.follow(self.submit(page, "/check-in"))
            self.assertEqual(self.heading(page), "You are checked in")
            self.assertIn(self.booking.visit_id.ticket, self.main(page))
            waiting = f"/wachten/{self.booking.visit_id.access_token}"
            links = page.xpath("//a/@href")
            self.assertTrue([link for link in links if link.endswith(waiting)])
            self.follow(self.post("/check-in"))
        steps = self.booking.visit_id.event_ids.mapped("step")
        self.assertEqual(steps.count("checked_in"), 1)

    def test_in_the_last_hour(self):
        self.allow("anywhere")
        with self.at(minutes=-61):
            self.assertNotIn("Are you here?", self.main(self.open()))
            self.assertEqual(self.post("/check-in").status_code, 422)
        with self.at(days=-1):
            self.assertEqual(self.post("/check-in").status_code, 422)
        with self.at(minutes=-60):
            self.assertIn("Are you here?", self.main(self.open()))

    def test_without_a_queue_nobody_checks_in(self):
        self.allow("anywhere")
        self.service.guidance_enabled = False
        with self.at(minutes=-10):
            self.assertNotIn("Are you here?", self.main(self.open()))

    def test_near_the_building_needs_a_script(self):
        """Without one the page says where to check in instead."""
        self.allow("near")
        with self.at(minutes=-10):
            page = self.open()
        [form] = page.cssselect(".o_municipal_near")
        self.assertIn("d-none", form.cssselect("button")[0].get("class"))
        self.assertIn("you check in inside the building", self.main(page))
        self.assertEqual(set(form.fields), {"csrf_token", "sender", "access_token"})

    def test_a_place_has_coordinates(self):
        with self.assertRaises(ValidationError):
            self.location.phone_check_in = "near"

    def walk(self, latitude, check):
        """Press the button on a phone that is somewhere."""
        self.allow("near")
        self.clock.move_to(self.start - timedelta(minutes=10))
        phone = PHONE % {"latitude": latitude, "longitude": 3.72}
        code = f"""
            {phone}
            const form = document.querySelector(".o_municipal_near");
            const shown = (name) =>
                !form.parentElement.querySelector(name).classList.contains("d-none");
            form.querySelector("button").click();
            setTimeout(() => {{
                const right = {check};
                console[right ? "log" : "error"](
                    right ? "test successful" : JSON.stringify(calls)
                );
            }}, 300);
        """
        ready = "document.querySelector('.o_municipal_near button:not(.d-none)')"
        self.browser_js(self.booking.get_portal_url(), code, f"!!{ready}")

    def test_on_the_square_the_form_is_sent_without_the_position(self):
        self.walk(
            51.0505,
            "calls.length === 4 && calls[0].endsWith('/check-in')"
            " && calls.slice(1).join() === 'csrf_token,sender,access_token'",
        )

    def test_at_home_nothing_is_sent(self):
        self.walk(51.06, "!calls.length && shown('.o_far') && !shown('.o_unknown')")
