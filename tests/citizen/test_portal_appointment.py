from datetime import timedelta
from urllib.parse import urlparse

from odoo import fields, http
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..booking_common import BookingCase, iso


@tagged("post_install", "-at_install")
class TestPortalAppointment(BookingCase):
    """The page of one appointment: see it, move it, cancel it."""

    def setUp(self):
        super().setUp()
        self.booking = self.book()
        self.url = f"/my/appointments/{self.booking.id}"
        self.token = self.booking.access_token

    def heading(self, page):
        return self.text(page.cssselect("h1")[0])

    def open(self, suffix="", status=200, **params):
        return self.page(
            self.url + suffix, status=status, access_token=self.token, **params
        )

    def post(self, suffix, token=True, csrf=True, **data):
        if token:
            data["access_token"] = self.token
        if csrf:
            data["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(self.url + suffix, data=data, allow_redirects=False)

    def follow(self, response):
        self.assertEqual(response.status_code, 303, response.text[:500])
        return self.page(response.headers["Location"])

    def shift(self, **delta):
        """Let the appointment begin at another distance from now, against all rules."""
        start = fields.Datetime.now() + timedelta(**delta)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE resource_booking SET start = %s, stop = %s WHERE id = %s",
            [start, start + timedelta(minutes=10), self.booking.id],
        )
        self.env.invalidate_all()

    def test_nobody_talks_to_an_appointment_by_its_link(self):
        """Its page shows no conversation: nobody would read it."""
        before = self.booking.message_ids
        for route, more in (
            ("/mail/message/post", {"post_data": {"body": "x" * 5000}}),
            ("/mail/thread/messages", {}),
        ):
            params = {
                "thread_model": "resource.booking",
                "thread_id": self.booking.id,
                "token": self.token,
                **more,
            }
            with mute_logger("odoo.http"):
                answer = self.url_open(
                    route, json={"jsonrpc": "2.0", "method": "call", "params": params}
                ).json()
            self.assertIn("error", answer, route)
        self.booking.invalidate_recordset()
        self.assertEqual(self.booking.message_ids, before)

    # see

    def test_the_page_tells_everything(self):
        page = self.open()
        text = self.text(page)
        for words in (
            self.booking.reference,
            "Test Kids-ID",
            "Test hall",
            "Markt 1, 9000 Testdorp",
            "9:00",
            "The child",
            "A photo",
            "You can move your appointment until",
        ):
            self.assertIn(words, text)
        self.assertEqual(self.heading(page), "Your appointment")
        self.assertIn("booked", self.heading(self.open(message="booked")))
        self.assertEqual(self.heading(self.open(message="<b>x")), "Your appointment")

    def test_the_time_is_that_of_the_place(self):
        self.assertIn("at 9:00 AM", self.text(self.open()))
        self.location.tz = "Asia/Tokyo"
        local = self.booking._local(self.booking.start)
        self.assertIn(local.hour, (16, 17))
        self.assertIn(f"at {local.hour - 12}:00 PM", self.text(self.open()))

    def test_calendar_file(self):
        response = self.url_open(self.url + "/ics", params={"access_token": self.token})
        self.assertEqual(response.status_code, 200)
        self.assertIn("text/calendar", response.headers["Content-Type"])
        self.assertIn(f"{self.booking.start:%Y%m%dT%H%M%SZ}", response.text)
        self.assertIn(f"UID:{self.booking.reference}@", response.text)
        self.assertNotIn("an@example.com", response.text)

    def test_without_the_right_token_nothing_is_shown(self):
        secrets = [
            self.booking.reference,
            "An Peeters",
            "an@example.com",
            "Test Kids-ID",
        ]
        for suffix in ("", "/ics", "/cancel", "/move"):
            for params in ({}, {"access_token": ""}, {"access_token": "wrong"}):
                response = self.url_open(self.url + suffix, params=params)
                self.assertEqual(response.status_code, 404)
                for secret in secrets:
                    self.assertNotIn(secret, response.text)
        for suffix in ("/cancel", "/move", "/moment", "/other"):
            response = self.post(suffix, token=False, start=iso(self.booking.start))
            self.assertEqual(response.status_code, 404)
        self.assertTrue(self.booking.active)

    def test_token_of_somebody_else(self):
        other = self.book(start=self.free_starts(hour=10)[0])
        response = self.url_open(self.url, params={"access_token": other.access_token})
        self.assertEqual(response.status_code, 404)

    def test_unknown_appointment(self):
        for number in (
            "999999999",
            "2147483647",
            "2147483648",
            "9" * 30,
            "0",
            "-1",
            "x",
        ):
            for suffix in ("", "/cancel", "/move", "/ics"):
                response = self.url_open(
                    f"/my/appointments/{number}{suffix}",
                    params={"access_token": self.token},
                )
                self.assertEqual(response.status_code, 404, number)

    def test_a_plain_stock_booking_has_no_page_here(self):
        stock = self.upstream_booking()
        response = self.url_open(
            f"/my/appointments/{stock.id}?access_token=stock-token"
        )
        self.assertEqual(response.status_code, 404)

    # cancel

    def test_cancel(self):
        start = self.booking.start
        asked = self.open("/cancel")
        self.assertTrue(self.booking.active, "reading the question must not cancel")
        [form] = [one for one in asked.forms if one.method == "POST"]
        page = self.follow(
            self.url_open(
                form.action, data=dict(form.form_values()), allow_redirects=False
            )
        )
        self.assertEqual(self.heading(page), "Your appointment was cancelled")
        self.env.invalidate_all()
        self.assertFalse(self.booking.active)
        self.assertEqual(self.booking.visit_id.state, "cancelled")
        self.assertFalse(
            self.env["calendar.event"].search(
                [("start", "=", start), ("name", "ilike", self.booking.reference)]
            )
        )
        self.assertIn(start, self.free_starts(hour=9))

    def test_the_link_keeps_working_after_cancelling(self):
        self.follow(self.post("/cancel"))
        for suffix in ("", "/cancel", "/move"):
            page = self.open(suffix)
            self.assertEqual(self.heading(page), "Your appointment was cancelled")
            self.assertIn(self.booking.reference, self.text(page))
        self.open("/ics", status=404)
        mails = self.env["mail.mail"].search_count([])
        again = self.follow(self.post("/cancel"))
        self.assertEqual(self.heading(again), "Your appointment was cancelled")
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        moved = self.post("/move", start=iso(self.free_starts(hour=10)[0]))
        self.assertEqual(moved.status_code, 422)

    @mute_logger("odoo.http")
    def test_a_form_needs_its_secret(self):
        for suffix in ("/cancel", "/move", "/moment", "/other"):
            self.assertEqual(self.post(suffix, csrf=False).status_code, 400)
        self.assertTrue(self.booking.active)

    def test_reading_never_changes_anything(self):
        start = iso(self.free_starts(hour=10)[0])
        before = self.traces()
        for suffix in ("", "/cancel", "/move", "/ics"):
            self.url_open(
                self.url + suffix, params={"access_token": self.token, "start": start}
            )
        self.env.invalidate_all()
        self.assertEqual(self.traces(), before)
        self.assertTrue(self.booking.active)

    # the deadline

    def test_after_the_deadline_it_is_cancelled_or_moved_by_phone(self):
        with self.later_than_the_grace():
            for suffix in ("", "/move"):
                page = self.open(suffix)
                text = self.text(page)
                self.assertIn("too late to move your appointment here", text)
                self.assertIn("tel:+3294445566", page.xpath("//a/@href"))
            response = self.post("/move", start=iso(self.free_starts(hour=10)[0]))
            self.assertEqual(response.status_code, 422)
            self.assertIn("too late to move", response.text)
            self.follow(self.post("/cancel"))
        self.env.invalidate_all()
        self.assertFalse(self.booking.active)

    def later_than_the_grace(self):
        """Go to an hour before the appointment; its deadline is two hours."""
        return freeze_time(self.booking.start - timedelta(hours=1))

    def test_appointment_that_is_over(self):
        self.shift(days=-2)
        self.assertIn("This appointment is over", self.text(self.open()))
        self.assertEqual(self.post("/cancel").status_code, 422)

    def test_visitor_who_has_arrived(self):
        self.booking.visit_id._take_step("checked_in")
        self.assertEqual(self.heading(self.open()), "You are checked in")
        response = self.post("/cancel")
        self.assertEqual(response.status_code, 422)
        self.assertTrue(self.booking.active)

    # move

    def test_move(self):
        reference, start = self.booking.reference, self.booking.start
        page = self.open("/move")
        buttons = page.cssselect(".o_municipal_times button")
        self.assertNotIn(iso(start), [button.get("value") for button in buttons])
        asked = self.parsed(self.press(page, 1))
        self.assertEqual(self.heading(asked), "Do you want to move this appointment?")
        self.env.invalidate_all()
        self.assertEqual(self.booking.start, start, "reading must not move")
        [form] = asked.cssselect("form.o_municipal_actions")
        page = self.follow(
            self.url_open(
                form.action, data=dict(form.form_values()), allow_redirects=False
            )
        )
        self.assertEqual(self.heading(page), "Your appointment was moved")
        self.env.invalidate_all()
        self.assertEqual(iso(self.booking.start), form.fields["start"])
        self.assertNotEqual(self.booking.start, start)
        self.assertEqual(self.booking.reference, reference)
        self.assertEqual(self.booking.visit_id.planned_start, self.booking.start)

    def test_own_time_counts_as_free(self):
        """A longer visit may move a little, over its own time."""
        lines = [(self.foreigner, 1)]
        start = self.free_starts(lines, hour=10)[0]
        self.book(lines=lines, start=start)
        mine = self.book(lines=lines, start=start)
        day = mine._local(start).date()
        url = mine.get_portal_url("/move", query_string=f"&all=1&day={day}")
        wanted = iso(start + timedelta(minutes=15))
        self.assertIn(f'value="{wanted}"', self.url_open(url).text)

    def test_move_to_a_moment_that_is_not_free(self):
        taken = self.free_starts(hour=10)[0]
        for _desk in self.desks:
            self.book(start=taken)
        start = self.booking.start
        for wanted in (
            iso(taken),
            "2026-99-99",
            "",
            "9999-12-31T23:59:00Z",
            iso(fields.Datetime.now() - timedelta(days=1)),
            iso(start + timedelta(minutes=7)),
        ):
            response = self.post("/move", start=wanted)
            self.assertEqual(response.status_code, 422, wanted)
            page = self.parsed(response)
            self.assertTrue(page.cssselect("#error a"))
            self.assertTrue(page.cssselect(".o_municipal_times button"))
            if wanted:
                self.open("/move", status=422, start=wanted)
        self.env.invalidate_all()
        self.assertEqual(self.booking.start, start)

    # /my

    def log_in(self):
        citizen = new_test_user(
            self.env,
            "citizen_test",
            groups="base.group_portal",
            name="Bert Claes",
            lang="en_US",
        )
        citizen.partner_id.phone = "0470 99 88 77"
        self.authenticate("citizen_test", "citizen_test")
        return citizen

    def test_a_citizen_who_is_logged_in(self):
        citizen = self.log_in()
        start = iso(self.free_starts(hour=10)[0])
        details = self.page(
            "/afspraak/gegevens", **{f"q_{self.kids_id.id}": 1, "start": start}
        )
        [form] = details.cssselect("form.o_municipal_form")
        self.assertEqual(form.fields["name"], "Bert Claes")
        self.assertEqual(form.fields["email"], citizen.email)
        self.assertEqual(form.fields["phone"], "0470 99 88 77")
        self.follow(
            self.url_open(
                form.action, data=dict(form.form_values()), allow_redirects=False
            )
        )
        booking = self.env["resource.booking"].search([], order="id desc", limit=1)
        self.assertEqual(booking.partner_ids, citizen.partner_id)
        listed = self.page("/my/bookings")
        [link] = listed.xpath(f"//a[contains(., '{booking.reference}')]/@href")
        page = self.page(link)
        self.assertEqual(self.heading(page), "Your appointment")
        self.assertIn(booking.reference, self.text(page))
        own = self.page(f"/my/appointments/{booking.id}")
        self.assertIn(booking.reference, self.text(own))
        self.assertNotIn(self.booking.reference, self.text(listed))

    def test_a_citizen_does_not_see_what_is_not_theirs(self):
        self.log_in()
        self.assertEqual(self.url_open(self.url).status_code, 404)

    # upstream's pages

    def upstream_booking(self):
        """Create a booking of a plain upstream type."""
        type_ = self.type.copy({"name": "Meeting room", "service_id": False})
        partner = self.env["res.partner"].create({"name": "Stock", "email": "s@x.be"})
        booking = self.env["resource.booking"].create(
            {
                "type_id": type_.id,
                "partner_ids": [(4, partner.id)],
                "combination_id": self.desks[0]._own_combination().id,
                "combination_auto_assign": False,
                "start": self.free_starts(hour=11)[0],
                "duration": 0.25,
            }
        )
        booking.access_token = "stock-token"
        return booking

    def test_stock_pages_lead_to_the_page_of_the_appointment(self):
        start = self.booking.start
        when = iso(self.free_starts(hour=10)[0])
        for suffix in ("", "/schedule", "/schedule/2030/1", "/cancel", "/confirm"):
            response = self.url_open(
                f"/my/bookings/{self.booking.id}{suffix}",
                params={"access_token": self.token, "when": when},
                allow_redirects=False,
            )
            self.assertEqual(response.status_code, 303, suffix)
            location = response.headers["Location"]
            self.assertIn(f"/my/appointments/{self.booking.id}?", location)
            self.assertIn(f"access_token={self.token}", location)
        self.env.invalidate_all()
        self.assertTrue(self.booking.active)
        self.assertEqual(self.booking.start, start)

    def test_stock_pages_do_not_give_the_token_away(self):
        for suffix in ("", "/schedule", "/cancel"):
            response = self.url_open(
                f"/my/bookings/{self.booking.id}{suffix}", allow_redirects=False
            )
            self.assertEqual(response.status_code, 303)
            self.assertEqual(urlparse(response.headers["Location"]).path, "/my")
            self.assertNotIn(self.token, response.text)
        response = self.url_open("/my/bookings/99999999999", allow_redirects=False)
        self.assertEqual(response.status_code, 303)

    def test_stock_bookings_keep_their_pages(self):
        stock = self.upstream_booking()
        self.assertEqual(stock.access_url, f"/my/bookings/{stock.id}")
        url = f"/my/bookings/{stock.id}"
        page = self.url_open(url, params={"access_token": "stock-token"})
        self.assertEqual(page.status_code, 200)
        self.assertIn("Meeting room", page.text)
        self.url_open(f"{url}/cancel", params={"access_token": "stock-token"})
        self.env.invalidate_all()
        self.assertFalse(stock.active)
        self.assertFalse(stock.access_token)
