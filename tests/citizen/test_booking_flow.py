from unittest.mock import patch

from odoo.exceptions import ConcurrencyError
from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..booking_common import BookingCase, iso


@tagged("post_install", "-at_install")
class TestBookingFlow(BookingCase):
    """A citizen walks through the pages, without JavaScript."""

    def test_from_the_catalogue_to_the_appointment(self):
        catalogue = self.page("/afspraak")
        [product] = catalogue.xpath("//a[contains(., 'Test Kids-ID')]/@href")
        form = self.page(product).forms
        [form] = [one for one in form if one.action.endswith("/afspraak/moment")]
        form.fields[f"q_{self.kids_id.id}"] = "2"
        moments = self.parsed(
            self.url_open("/afspraak/moment", params=dict(form.form_values()))
        )
        self.assertIn("Test Kids-ID × 2", self.text(moments))
        details = self.parsed(self.press(moments))
        [form] = details.cssselect("form.o_municipal_form")
        form.fields["name"] = "An Peeters"
        form.fields["email"] = "an@example.com"
        before = self.traces()
        response = self.url_open(form.action, data=dict(form.form_values()))
        done = self.parsed(response)
        booking = self.env["resource.booking"].search([], order="id desc", limit=1)
        after = self.traces()
        self.assertEqual(after["resource.booking"], before["resource.booking"] + 1)
        self.assertEqual(after["municipal.visit"], before["municipal.visit"] + 1)
        self.assertEqual(booking.line_ids.mapped("quantity"), [2])
        self.assertEqual(booking.channel, "appointment")
        self.assertEqual(booking.contact_name, "An Peeters")
        self.assertEqual(booking.visit_id.state, "booked")
        self.assertEqual(
            self.text(done.cssselect("h1")[0]), "Your appointment is booked"
        )
        self.assertEqual(
            self.text(done.cssselect(".o_municipal_code")[0]), booking.reference
        )
        [code] = done.cssselect(".o_municipal_qr img")
        image = self.url_open(code.get("src"))
        self.assertEqual(image.headers["Content-Type"], "image/png")

    def test_both_names_of_the_pages(self):
        for path in ("", "/moment", "/gegevens"):
            for prefix in ("/afspraak", "/appointment"):
                self.page(
                    prefix + path,
                    **{
                        f"q_{self.kids_id.id}": 1,
                        "start": iso(self.free_starts(hour=9)[0]),
                    },
                )
        page = self.page("/appointment")
        [canonical] = page.xpath("//link[@rel='canonical']/@href")
        self.assertTrue(canonical.endswith("/afspraak"), canonical)

    def test_catalogue_and_products_are_for_search_engines(self):
        params = {f"q_{self.kids_id.id}": 1}
        product = self.kids_id._page_path()
        start = {"start": iso(self.free_starts(hour=9)[0])}
        for path, query in [
            (product, params),
            ("/afspraak/moment", params),
            ("/afspraak/gegevens", {**params, **start}),
            (self.book().get_portal_url(), {}),
        ]:
            robots = self.page(path, **query).xpath("//meta[@name='robots']/@content")
            self.assertEqual(robots, ["noindex"], path)
        for path in ("/afspraak", product):
            self.assertFalse(self.page(path).xpath("//meta[@name='robots']"))
        sitemap = self.url_open("/sitemap.xml").text
        self.assertIn("/afspraak<", sitemap)
        self.assertIn(f"{product}<", sitemap)
        self.assertNotIn("/afspraak/moment", sitemap)
        self.assertNotIn("/appointment", sitemap)

    def test_other_languages_are_marked_as_translations(self):
        banner = "This page is a translation of the Dutch text"
        self.assertIn(banner, self.text(self.page("/afspraak")))
        dutch = self.url_open("/nl_BE/afspraak")
        self.assertEqual(dutch.status_code, 200)
        self.assertFalse(self.parsed(dutch).cssselect(".o_municipal_translation"))

    def test_dates_speak_the_language_of_the_page(self):
        start = self.free_starts(hour=9)[0]
        query = f"q_{self.kids_id.id}=1&start={iso(start)}"
        days = {
            "": "Monday Wednesday Thursday Friday",
            "/nl_BE": "maandag woensdag donderdag vrijdag",
        }
        for prefix, names in days.items():
            page = self.page(f"{prefix}/afspraak/gegevens?{query}")
            when = self.text(page.cssselect(".o_municipal_summary")[0])
            self.assertTrue(any(name in when for name in names.split()), when)

    def test_a_page_is_reachable_by_menu(self):
        menu = self.env.ref("municipal_appointment.website_menu_appointment")
        self.assertEqual(menu.url, "/afspraak")
        home = self.page("/afspraak")
        self.assertTrue(
            home.xpath("//header//a[@href and contains(@href, '/afspraak')]")
        )

    def test_product_page_tells_what_a_citizen_must_know(self):
        self.kids_id.write(
            {
                "price": "€ 9 for each card",
                "info": "<p>Valid for three years.</p>",
                "digital_url": "https://digital.example.com/kids",
            }
        )
        slug = self.env["ir.http"]._slug(self.kids_id)
        page = self.page(f"/afspraak/product/{slug}")
        text = self.text(page)
        for words in (
            "The child",
            "A photo",
            "€ 9 for each card",
            "Valid for three years.",
            "about 10 minutes",
            "5 minutes more",
            "Arrange this online without a visit",
        ):
            self.assertIn(words, text)
        self.assertTrue(
            page.xpath("//a[starts-with(@href, 'https://digital.example.com')]")
        )
        self.assertIn("Tuesday", self.text(page.cssselect(".o_municipal_hours")[0]))

    def test_product_that_needs_an_appointment_shows_no_free_hours(self):
        slug = self.env["ir.http"]._slug(self.foreigner)
        page = self.page(f"/afspraak/product/{slug}")
        self.assertFalse(page.cssselect(".o_municipal_hours"))
        self.assertIn("For this you always need an appointment.", self.text(page))

    def test_combinable_products_are_offered(self):
        slug = self.env["ir.http"]._slug(self.kids_id)
        page = self.page(f"/afspraak/product/{slug}")
        offered = page.cssselect(".o_municipal_other")
        self.assertEqual([self.text(one) for one in offered], ["Test passport"])
        query = {f"q_{self.kids_id.id}": 2, f"q_{self.passport.id}": 1}
        moments = self.page("/afspraak/moment", **query)
        text = self.text(moments.cssselect(".o_municipal_summary")[0])
        self.assertIn("Test Kids-ID × 2", text)
        self.assertIn("Test passport", text)
        self.assertIn("about 30 minutes", text)

    def test_service_without_appointments_tells_how_to_reach_it(self):
        self.service.appointment_enabled = False
        slug = self.env["ir.http"]._slug(self.kids_id)
        for path in ("/afspraak", f"/afspraak/product/{slug}"):
            page = self.page(path)
            self.assertIn("tel:+3294445566", page.xpath("//a/@href"))
            self.assertIn("mailto:desk@town.example.com", page.xpath("//a/@href"))
        self.assertFalse(page.cssselect("form#products"))

    def test_product_of_the_quick_counter_is_found_though_not_booked(self):
        self.passport.write({"booking": "none", "walk_in": "quick_counter"})
        catalogue = self.page("/afspraak")
        [link] = catalogue.xpath("//a[contains(., 'Test passport')]")
        self.assertIn("At the quick counter, without appointment", self.text(link))
        page = self.page(link.get("href"))
        self.assertIn("quick counter without appointment", self.text(page))
        self.assertFalse(page.cssselect("form#products"))
        slug = self.env["ir.http"]._slug(self.kids_id)
        other = self.page(f"/afspraak/product/{slug}")
        self.assertNotIn("Test passport", self.text(other.cssselect("#products")[0]))

    def test_choice_of_a_building(self):
        other = self.location.copy({"name": "Other hall", "street": "Kaai 9"})
        self.type.location_ids |= other
        self.desks[1].location_id = other
        query = {f"q_{self.kids_id.id}": 1}
        page = self.page("/afspraak/moment", **query)
        self.assertFalse(page.cssselect(".o_municipal_times"))
        self.assertIn("Kaai 9", self.text(page))
        [link] = page.xpath("//a[contains(., 'Other hall')]/@href")
        chosen = self.press(self.page(link), follow=False)
        self.assertIn(f"location={other.id}", chosen.headers["Location"])
        response = self.send(location=str(other.id))
        self.assertEqual(response.status_code, 303)
        booking = self.env["resource.booking"].search([], order="id desc", limit=1)
        self.assertEqual(booking.desk_id, self.desks[1])
        self.assertEqual(booking.location_id, other)

    def test_a_citizen_may_leave_only_a_phone_number(self):
        before = self.env["mail.mail"].search_count([])
        response = self.send(email="", phone="0470 12 34 56")
        self.assertEqual(response.status_code, 303)
        page = self.page(response.headers["Location"])
        self.assertIn("You gave no e-mail address", self.text(page))
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_sending_twice_books_once(self):
        key = "0d4b9c5e-8a0f-4c4e-9d55-2f0f3a1b7c11"
        values = {"request_key": key, "start": iso(self.free_starts(hour=9)[0])}
        first = self.send(**values)
        after_one = self.traces()
        second = self.send(**values)
        self.assertEqual(first.status_code, 303)
        self.assertEqual(second.headers["Location"], first.headers["Location"])
        self.assertEqual(self.traces(), after_one)
        again = dict(values, request_key=key[:-1] + "2")
        self.assertEqual(
            self.send(**again).headers["Location"], first.headers["Location"]
        )
        self.assertEqual(self.traces(), after_one, "who goes back books nothing more")
        other = self.send(**again, name="Bo Peeters")
        self.assertEqual(other.status_code, 303)
        self.assertNotEqual(other.headers["Location"], first.headers["Location"])

    def test_sending_twice_at_the_same_time_books_once(self):
        """The second request cannot see what the first has not committed yet."""
        key = "0d4b9c5e-8a0f-4c4e-9d55-2f0f3a1b7c12"
        first = self.send(request_key=key)
        before = self.traces()
        Booking = self.env.registry["resource.booking"]
        find, calls = Booking._find_request, []

        def find_late(booking, request_key):
            calls.append(request_key)
            return booking.browse() if len(calls) <= 2 else find(booking, request_key)

        with (
            patch.object(Booking, "_find_request", find_late),
            patch("odoo.service.model.time.sleep"),
            mute_logger("odoo.sql_db"),
        ):
            second = self.send(request_key=key)
        self.assertEqual(calls, [key] * 3)
        self.assertEqual(second.headers.get("Location"), first.headers["Location"])
        self.assertEqual(self.traces(), before)

    def test_a_form_belongs_to_one_request_at_a_time(self):
        key = "0d4b9c5e-8a0f-4c4e-9d55-2f0f3a1b7c13"
        Booking = self.env["resource.booking"]
        with db_connect(self.env.cr.dbname).cursor() as other:
            env = self.env(cr=other)
            env["resource.booking"]._claim_request(key)
            with self.assertRaises(ConcurrencyError):
                Booking._claim_request(key)
            Booking._claim_request(key[:-1] + "4")
        Booking._claim_request(key)
