from datetime import datetime, timedelta

from odoo import Command, http
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..booking_common import BookingCase, iso
from ..common import hours

#: a Tuesday in winter: 07:00 UTC is 08:00 in Brussels
TUESDAY = datetime(2027, 1, 12)


@tagged("post_install", "-at_install")
class TestPageTruth(BookingCase):
    """What a page says about hours and moments is so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar.attendance_ids = hours(
            *[(day, 9, 12, "appointment") for day in (0, 2, 3, 4)],
            (1, 9, 12, "walk_in"),
            (1, 13, 16, "walk_in"),
        )
        cls.service.last_ticket_minutes = 15
        cls.slug = cls.env["ir.http"]._slug(cls.kids_id)

    def hours_at(self, moment, product=None):
        with freeze_time(moment):
            slug = self.env["ir.http"]._slug(product or self.kids_id)
            page = self.page(f"/afspraak/product/{slug}")
        lines = page.cssselect(".o_municipal_hours li")
        return [self.text(line).replace("\u202f", " ") for line in lines]

    next_week = (
        "Tuesday 19 January: 9:00 AM to 12:00 PM (last ticket 11:45 AM); "
        "1:00 PM to 4:00 PM (last ticket 3:45 PM)"
    )

    def test_hours_are_those_on_the_door(self):
        """Never clipped by the present minute, today nor a week later."""
        today = self.next_week.replace("19", "12")
        afternoon = "1:00 PM to 4:00 PM (last ticket 3:45 PM)"
        for clock, said in (
            ("07:37", today),
            ("08:00", today.replace("9:00 AM to", "now, until")),
            ("09:37", today.replace("9:00 AM to", "now, until")),
            ("10:44", today.replace("9:00 AM to", "now, until")),
            ("10:45", f"Tuesday 12 January: {afternoon}"),
            ("11:20", f"Tuesday 12 January: {afternoon}"),
            (
                "14:00",
                "Tuesday 12 January: now, until 4:00 PM (last ticket 3:45 PM)",
            ),
        ):
            moment = datetime.fromisoformat(f"2027-01-12 {clock}")
            self.assertEqual(self.hours_at(moment), [said], clock)
        self.assertEqual(self.hours_at(datetime(2027, 1, 12, 14, 45)), [])
        self.assertEqual(self.hours_at(datetime(2027, 1, 13, 8, 37)), [self.next_week])
        self.assertEqual(self.hours_at(datetime(2027, 1, 18, 8, 37)), [self.next_week])

    def test_without_tickets_nothing_is_said_of_them(self):
        self.service.guidance_enabled = False
        self.assertEqual(
            self.hours_at(TUESDAY + timedelta(hours=9)),
            ["Tuesday 12 January: now, until 12:00 PM; 1:00 PM to 4:00 PM"],
        )

    def test_a_closing_and_a_daily_limit(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Half day",
                "calendar_id": self.calendar.id,
                "date_from": TUESDAY + timedelta(hours=11),
                "date_to": TUESDAY + timedelta(hours=23),
            }
        )
        self.assertEqual(
            self.hours_at(TUESDAY + timedelta(hours=6)),
            ["Tuesday 12 January: 9:00 AM to 12:00 PM (last ticket 11:45 AM)"],
        )
        self.service.daily_tickets = 40
        with freeze_time(TUESDAY + timedelta(hours=6)):
            page = self.page(f"/afspraak/product/{self.slug}")
        self.assertIn("At most 40 visitors", self.text(page))

    def test_nights_of_the_clock_change(self):
        """A whole day is a day of 23 or 25 hours then."""
        self.calendar.attendance_ids = hours((6, 9, 12, "walk_in"))
        for day in ("2028-03-25 23:30", "2028-03-26 01:30", "2027-10-31 02:30"):
            lines = self.hours_at(datetime.fromisoformat(day))
            self.assertEqual(len(lines), 1, day)
            self.assertIn("9:00 AM to 12:00 PM", lines[0])

    # nothing free

    def nothing_free(self):
        page = self.page("/afspraak/moment", **{f"q_{self.kids_id.id}": 1})
        [box] = page.cssselect("#moment.alert")
        return self.text(box)

    def only_on(self, *days):
        self.calendar.attendance_ids = hours(
            *[(day, 9, 12, "appointment") for day in days]
        )

    def test_new_moments_are_only_promised_when_they_come(self):
        self.only_on(2, 3, 4)
        self.type.horizon_days = 1
        # it is Monday: Wednesday comes near at midnight
        self.assertIn(
            "New slots are added on Tuesday 13 October 2026.", self.nothing_free()
        )
        self.type.online_percent = 0
        self.assertNotIn("New slots", self.nothing_free())
        # what comes near is then too near to be booked
        self.type.write({"online_percent": 100, "lead_hours": 24 * 3})
        self.assertNotIn("New slots", self.nothing_free())
        self.type.lead_hours = 1
        self.desks.active = False
        text = self.nothing_free()
        self.assertNotIn("New slots", text)
        self.assertIn("09 444 55 66", text)

    def test_what_a_release_plan_keeps_back_comes_later(self):
        self.only_on(2, 3, 4)
        self.type.release_ids = [
            Command.create({"percent": 100, "days_before": 1, "hour": 8.5})
        ]
        self.assertIn(
            "New slots are added on Tuesday 13 October 2026 at 8:30 AM.",
            self.nothing_free().replace("\u202f", " "),
        )

    def test_a_release_of_which_nothing_is_left_is_not_promised(self):
        """What was booked is more than the first step gives away."""
        self.only_on(2)
        self.type.horizon_days = 3
        self.book(start=datetime(2026, 10, 14, 7, 0))
        self.type.release_ids = [
            Command.create({"percent": 2, "days_before": 1, "hour": 8.5}),
            Command.create({"percent": 90, "days_before": 0, "hour": 6}),
        ]
        self.assertIn(
            "New slots are added on Wednesday 14 October 2026 at 6:00 AM.",
            self.nothing_free().replace("\u202f", " "),
        )

    def test_as_many_moments_as_there_are_buttons(self):
        self.type.slot_duration = 1 / 12
        params = {f"q_{self.kids_id.id}": 1}
        for extra in ({}, {"all": 1}):
            page = self.page("/afspraak/moment", **params, **extra)
            buttons = page.cssselect(".o_municipal_times button")
            [day] = page.cssselect(".o_municipal_days [aria-current]")
            self.assertIn(f"{len(buttons)} free slots", self.text(day))

    # the way back

    def test_changing_what_one_comes_for_keeps_the_whole_choice(self):
        params = {f"q_{self.kids_id.id}": 3, f"q_{self.passport.id}": 1}
        page = self.page("/afspraak/moment", **params)
        [back] = [
            link
            for link in page.cssselect(".o_municipal_back")
            if "/product/" in link.get("href")
        ]
        form = self.page(back.get("href")).get_element_by_id("products")
        chosen = dict(form.form_values())
        self.assertEqual(
            {key: chosen.get(key) for key in params},
            {key: str(pieces) for key, pieces in params.items()},
        )

    def test_the_building_is_kept_too(self):
        other = self.location.copy({"name": "Annex"})
        self.type.location_ids |= other
        back = self.page(
            f"/afspraak/product/{self.slug}",
            **{f"q_{self.kids_id.id}": 1, "location": other.id},
        )
        values = dict(back.get_element_by_id("products").form_values())
        self.assertEqual(values["location"], str(other.id))

    # what is not there

    def test_unknown_pages_offer_the_list(self):
        gone = self.env["ir.http"]._slug(self.passport)
        self.passport.active = False
        for path in (
            f"/afspraak/product/{gone}",
            "/afspraak/product/x",
            f"/afspraak/moment?q_{self.passport.id}=1",
            f"/afspraak/gegevens?q_{self.passport.id}=1",
            f"/afspraak/digitaal/{gone}",
            "/afspraak/reispas",
            "/appointment/a/b/c",
        ):
            answer = self.url_open(path)
            self.assertEqual(answer.status_code, 404, path)
            page = self.parsed(answer)
            self.assertIn("We do not have this page", self.text(page), path)
            self.assertTrue(page.cssselect(".o_municipal_product"), path)
            self.assertTrue(page.xpath("//meta[@name='robots'][@content='noindex']"))

    @mute_logger("odoo.http")
    def test_paths_that_make_no_sense(self):
        for prefix in (
            "/afspraak",
            "/afspraak/product",
            "/my/appointments",
            "/wachten",
        ):
            for rest in (
                "%00",
                "x%00-1",
                "..%2F..%2Fetc",
                "..%252F",
                "%25ff",
                "%ff",
                "a%2Fb%2Fc",
                "%0a",
            ):
                for lang in ("", "/nl_BE"):
                    path = f"{lang}{prefix}/{rest}"
                    answer = self.url_open(path)
                    self.assertIn(answer.status_code, (400, 404), path)
                    self.assertIn("<h1>", answer.text, path)

    # forms that make no sense

    def test_nothing_chosen_and_no_secret(self):
        for token in ("", None, "wrong"):
            for pieces in ("0", "-1", "x", "99"):
                values = self.form_values(csrf_token=token)
                values[f"q_{self.kids_id.id}"] = pieces
                answer = self.url_open("/afspraak/gegevens", data=values)
                self.assertIn(answer.status_code, (400, 422), (token, pieces))
                self.assertIn("Something is not right yet", answer.text)

    def test_a_booking_without_products_is_moved_by_phone(self):
        booking = self.book()
        booking.line_ids.unlink()
        url = f"/my/appointments/{booking.id}"
        secret = {"access_token": booking.access_token}
        start = iso(self.free_starts(hour=11)[0])
        page = self.page(url, **secret)
        self.assertFalse(page.xpath("//a[contains(@href, '/move')]"))
        self.assertTrue(page.xpath("//a[contains(@href, '/cancel')]"))
        self.page(f"{url}/move", **secret)
        self.page(f"{url}/move", status=422, start=start, **secret)
        for suffix in ("/move", "/moment"):
            answer = self.url_open(
                url + suffix,
                data={
                    **secret,
                    "start": start,
                    "csrf_token": http.Request.csrf_token(self),
                },
            )
            self.assertEqual(answer.status_code, 422, suffix)
            self.assertIn("Call us to move it", answer.text)
