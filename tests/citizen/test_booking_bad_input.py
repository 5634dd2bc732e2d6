from datetime import timedelta
from urllib.parse import parse_qs, urlparse

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..booking_common import BookingCase, iso

UNKNOWN = 999999999
KEY = "0d4b9c5e-8a0f-4c4e-9d55-2f0f3a1b7c16"


@tagged("post_install", "-at_install")
class TestBookingBadInput(BookingCase):
    """Whatever is sent: a clear page, nothing lost, nothing left behind."""

    def setUp(self):
        super().setUp()
        self.before = self.traces()

    def assert_nothing_left(self):
        self.env.invalidate_all()
        self.assertEqual(self.traces(), self.before)

    def assert_refused(self, about, words, **changes):
        """Send the form: the same page comes back, with a message."""
        response = self.send(**changes)
        self.assertEqual(response.status_code, 422, response.text[:300])
        page = self.parsed(response)
        [link] = page.cssselect("#error a")
        self.assertIn(words, self.text(link))
        target = link.get("href").rpartition("#")[2]
        self.assertEqual(target, about)
        self.assertTrue(page.xpath(f"//*[@id='{target}']"), "the link leads nowhere")
        self.assert_nothing_left()
        return page

    def values(self, page):
        """Return what stands in the form."""
        form = page.cssselect("form.o_municipal_form, .o_municipal_nearest form")[0]
        return dict(form.form_values())

    # name, mail, phone

    def test_name_is_missing(self):
        for name in ("", "   ", None):
            page = self.assert_refused("name", "Fill in your name", name=name)
        [field] = page.xpath("//input[@id='name']")
        self.assertEqual(field.get("aria-invalid"), "true")
        described = field.get("aria-describedby")
        [message] = page.xpath(f"//*[@id='{described}']")
        self.assertIn("Fill in your name", self.text(message))
        self.assertEqual(self.values(page)["email"], "an@example.com")

    def test_everything_that_is_wrong_is_said_at_once(self):
        response = self.send(name="", email="an@", phone="12")
        page = self.parsed(response)
        links = page.cssselect("#error a")
        about = [link.get("href").rpartition("#")[2] for link in links]
        self.assertEqual(about, ["name", "email", "phone"])
        for field in about:
            [field_input] = page.xpath(f"//input[@id='{field}']")
            self.assertEqual(field_input.get("aria-invalid"), "true")
            described = field_input.get("aria-describedby").split()
            self.assertIn(f"{field}_error", described)
            for name in described:
                self.assertTrue(self.text(page.get_element_by_id(name)))
        self.assertTrue(page.findtext(".//title").strip().startswith("Error: "))
        self.assert_nothing_left()

    def test_name_is_no_name(self):
        for name in (
            "<b>An</b>",
            "<script>alert(1)</script>",
            "An www.example.com",
            "{{ object.access_token }}",
            "12345",
            "x" * 101,
        ):
            page = self.assert_refused("name", "name", name=name)
            self.assertFalse(page.xpath("//script[contains(., 'alert(1)')]"))
            self.assertFalse(page.cssselect(".o_municipal b"))

    def test_name_that_looks_strange_but_is_a_name(self):
        for name in ("Ngô Đình", "O'Brien-d'Hondt", "Zoë Ünlü", "محمد"):
            response = self.send(name=name, start=iso(self.free_starts(hour=9)[0]))
            self.assertEqual(response.status_code, 303, name)
            page = self.page(response.headers["Location"])
            self.assertIn("booked", self.text(page.cssselect("h1")[0]))

    def test_mail_is_malformed(self):
        for email in (
            "an",
            "an@",
            "an@example",
            "a n@example.com",
            "an@ex..com",
            "an@-example.com",
            "a\x00@example.com",
            "<script>@example.com",
            "an@example.com, bert@example.com",
        ):
            page = self.assert_refused("email", "e-mail address", email=email)
            self.assertEqual(self.values(page)["name"], "An Peeters")

    def test_the_form_stays_the_same_form(self):
        """Or sending it again after a mistake would not be recognised."""
        key = "0d4b9c5e-8a0f-4c4e-9d55-2f0f3a1b7c15"
        page = self.assert_refused("name", "name", name="", request_key=key)
        self.assertEqual(self.values(page)["request_key"], key)

    def test_neither_mail_nor_phone(self):
        self.assert_refused(
            "email",
            "Fill in your e-mail address or your phone number",
            email="",
            phone="",
        )

    def test_phone_is_malformed(self):
        for phone in ("12", "0470 12 34 56 ext 3", "call me"):
            page = self.assert_refused("phone", "phone number", phone=phone)
            self.assertEqual(self.values(page)["phone"], phone)

    def test_national_register_number_is_refused(self):
        number = "93.05.18-223.61"
        self.assert_refused("name", "national register number", name=f"An {number}")
        self.assert_refused("phone", "national register number", phone=number)
        self.assert_refused(
            "email", "national register number", email="93051822361@example.com"
        )

    # products

    def test_unknown_product(self):
        for query in (
            {f"q_{UNKNOWN}": "1"},
            {f"q_{self.kids_id.id}": "1", f"q_{UNKNOWN}": "1"},
        ):
            self.page("/afspraak/moment", status=404, **query)
            self.page("/afspraak/gegevens", status=404, **query)
        response = self.send(**{f"q_{UNKNOWN}": "1"})
        self.assertEqual(response.status_code, 404)
        for slug in (f"x-{UNKNOWN}", "nothing", "x-99999999999999999999", "-1", "x-0"):
            self.page(f"/afspraak/product/{slug}", status=404)
        self.assert_nothing_left()

    def test_product_that_citizens_cannot_book(self):
        slug = self.env["ir.http"]._slug(self.kids_id)
        # shown with how it is had; nobody can have the other one in any way
        for booking, sent, shown in (("staff", 422, 200), ("none", 404, 404)):
            self.kids_id.write({"booking": booking, "walk_in": "never"})
            self.assertEqual(self.send().status_code, sent)
            self.page(f"/afspraak/product/{slug}", status=shown)
        self.kids_id.write({"booking": "none", "walk_in": "quick_counter"})
        page = self.page("/afspraak/moment", status=422, **{f"q_{self.kids_id.id}": 1})
        self.assertIn("cannot be booked here", self.text(page))
        self.kids_id.write({"booking": "online", "active": False})
        self.assertEqual(self.send().status_code, 404)
        self.assert_nothing_left()

    def test_service_that_takes_no_appointments(self):
        values = self.form_values()
        self.service.appointment_enabled = False
        page = self.page("/afspraak/moment", status=422, **{f"q_{self.kids_id.id}": 1})
        self.assertIn("cannot be booked here", self.text(page))
        self.assert_refused("products", "cannot be booked here", start=values["start"])

    def test_product_of_another_municipality(self):
        other = self.env["res.company"].create({"name": "Other town"})
        service = self.service.copy({"company_id": other.id, "code": "YY"})
        type_ = self.env["resource.booking.type"].create(
            {
                "name": "Other type",
                "company_id": other.id,
                "service_id": service.id,
                "resource_calendar_id": self.calendar.copy({"company_id": other.id}).id,
            }
        )
        stranger = self.passport.copy({"type_id": type_.id, "name": "Stranger"})
        self.assertEqual(stranger.company_id, other)
        self.before = self.traces()
        self.assertNotIn("Stranger", self.text(self.page("/afspraak")))
        response = self.send(
            **{f"q_{self.kids_id.id}": None, f"q_{stranger.id}": "1"},
            start=iso(self.free_starts(hour=9)[0]),
        )
        self.assertEqual(response.status_code, 404)
        self.assert_nothing_left()

    def test_products_of_two_types(self):
        type_ = self.type.copy({"name": "Other type"})
        elsewhere = self.passport.copy({"type_id": type_.id, "name": "Elsewhere"})
        query = {f"q_{self.kids_id.id}": "1", f"q_{elsewhere.id}": "1"}
        page = self.page("/afspraak/moment", status=422, **query)
        self.assertIn("cannot be dealt with in one appointment", self.text(page))
        self.assert_refused("products", "cannot be dealt with in one", **query)

    def test_products_that_do_not_combine(self):
        query = {f"q_{self.kids_id.id}": "1", f"q_{self.foreigner.id}": "1"}
        self.assert_refused("products", "cannot be dealt with in one", **query)

    def test_nonsense_quantity(self):
        key = f"q_{self.kids_id.id}"
        start = iso(self.free_starts(hour=9)[0])
        for pieces in ("10000", "5", "abc", "-1", "1.5", "1e9", "9" * 40, "²", "१"):
            page = self.page("/afspraak/moment", status=422, **{key: pieces})
            self.assertIn("1 to 4 pieces", self.text(page.cssselect("#error")[0]))
            page = self.assert_refused(
                "products", "1 to 4 pieces", **{key: pieces}, start=start
            )
            self.assertEqual(self.values(page)["name"], "An Peeters")
        for pieces in ("0", "", "000"):
            page = self.page("/afspraak/moment", status=422, **{key: pieces})
            self.assertIn("at least one product", self.text(page))
            response = self.send(**{key: pieces}, start=start)
            self.assertEqual(response.status_code, 422)
            self.assertIn("at least one product", response.text)
        self.assert_nothing_left()

    def test_a_wrong_quantity_keeps_the_other_choices(self):
        query = {f"q_{self.kids_id.id}": "9", f"q_{self.passport.id}": "1"}
        page = self.page("/afspraak/moment", status=422, **query)
        [box] = page.xpath(f"//input[@id='q_{self.passport.id}']")
        self.assertTrue(box.checked)

    def test_nothing_was_chosen(self):
        for path in ("/afspraak/moment", "/afspraak/gegevens", "/appointment/moment"):
            response = self.url_open(path, allow_redirects=False)
            self.assertEqual(response.status_code, 303)
            self.assertTrue(response.headers["Location"].endswith("/afspraak"))
        response = self.send(**{f"q_{self.kids_id.id}": None})
        self.assertEqual(response.status_code, 303)
        self.assert_nothing_left()

    # moments

    def test_moment_that_is_not_offered(self):
        free = self.free_starts(hour=9)[0]
        for start in (
            fields.Datetime.now() - timedelta(days=1),
            free + timedelta(minutes=7),
            free + timedelta(hours=12),
            free + timedelta(days=365),
            free.replace(hour=22),
        ):
            self.assert_refused("moment", "slot", start=iso(start))
            query = {f"q_{self.kids_id.id}": 1, "start": iso(start)}
            self.page("/afspraak/gegevens", status=422, **query)

    def test_moment_that_is_just_taken_offers_the_nearest_ones(self):
        start = self.free_starts(hour=9)[2]
        for _desk in self.desks:
            self.book(start=start)
        self.before = self.traces()
        page = self.assert_refused("moment", "just been taken", start=iso(start))
        choices = page.cssselect(".o_municipal_nearest form")
        offered = [
            parse_qs(urlparse(form.action).query)["start"][0] for form in choices
        ]
        nearest = self.type._nearest_slots([(self.kids_id, 1)], start)
        self.assertEqual(offered, [iso(moment) for moment in nearest])
        self.assertEqual(len(choices), 3)
        values = dict(choices[1].form_values(), hold="1")
        details = self.parsed(self.url_open(choices[1].action, data=values))
        [form] = details.cssselect("form.o_municipal_form")
        self.assertEqual(form.fields["email"], "an@example.com")
        self.assertEqual(
            details.cssselect(".o_municipal_hold")[0].get("data-state"), "kept"
        )
        response = self.url_open(form.action, data=dict(form.form_values()))
        self.assertIn("Your appointment is booked", response.text)
        booking = self.env["resource.booking"].search([], order="id desc", limit=1)
        self.assertEqual(booking.start, nearest[1])

    def test_malformed_moment(self):
        for start in (
            "2026-99-99",
            "",
            "9999-12-31T23:59:00Z",
            "0001-01-01T00:00:00Z",
            "2027-03-28T02:30:00+01:00",
            "2027-03-28T01:30:00Z",
            "now",
            "2026-10-14",
            "٢٠٢٠-10-14T07:00:00Z",
            "x" * 5000,
            None,
        ):
            self.assert_refused("moment", "slot", start=start)
            query = {f"q_{self.kids_id.id}": 1, "start": start}
            page = self.page("/afspraak/gegevens", status=422, **query)
            self.assertTrue(page.cssselect("#error"))

    def test_malformed_days_in_the_address_show_the_first_free_days(self):
        query = {f"q_{self.kids_id.id}": 1}
        days = self.page("/afspraak/moment", **query).cssselect(".o_municipal_days a")
        for key in ("from", "day"):
            for day in ("2026-99-99", "", "9999-12-31", "0001-01-01", "abc"):
                page = self.page("/afspraak/moment", **query, **{key: day})
                shown = page.cssselect(".o_municipal_days a")
                self.assertEqual(
                    [self.text(one) for one in shown], [self.text(one) for one in days]
                )

    def test_days_after_the_last_one(self):
        query = {f"q_{self.kids_id.id}": 1, "from": "2150-01-01"}
        page = self.page("/afspraak/moment", **query)
        self.assertIn("There are no free slots from that day on", self.text(page))
        self.assertTrue(page.cssselect(".o_municipal_times button"))

    def test_no_free_moment_at_all(self):
        self.calendar.attendance_ids.unlink()
        page = self.page("/afspraak/moment", **{f"q_{self.kids_id.id}": 1})
        self.assertIn("no free slot", self.text(page))
        self.assertIn("tel:+3294445566", page.xpath("//a/@href"))

    # buildings

    def test_nonsense_building(self):
        query = {f"q_{self.kids_id.id}": 1}
        other = self.location.copy({"name": "Other hall"})
        elsewhere = self.location.copy({"name": "Elsewhere"})
        self.type.location_ids |= other
        for location in ("abc", "-1", "0", str(UNKNOWN), "9" * 30, str(elsewhere.id)):
            page = self.page("/afspraak/moment", **query, location=location)
            self.assertIn("Where do you want to come?", self.text(page))
            response = self.send(location=location)
            self.assertEqual(response.status_code, 422)
            self.assertIn("Choose where you want to come", response.text)
        self.assert_nothing_left()

    # the request itself

    def test_reading_never_books(self):
        values = self.form_values()
        del values["csrf_token"]
        response = self.url_open("/afspraak/gegevens", params=values)
        self.assertEqual(response.status_code, 200)
        self.assert_nothing_left()

    def test_wrong_method(self):
        slug = self.env["ir.http"]._slug(self.kids_id)
        values = self.form_values()
        for path, method in [
            ("/afspraak", "POST"),
            (f"/afspraak/product/{slug}", "POST"),
            ("/afspraak/moment", "PUT"),
            ("/afspraak/vrijgeven", "GET"),
            ("/afspraak/vrij", "POST"),
            ("/afspraak/gegevens", "PUT"),
            ("/afspraak/gegevens", "DELETE"),
        ]:
            response = self.url_open(path, data=values, method=method)
            # what is opened by hand gets the list of products
            status = 404 if method == "GET" else 405
            self.assertEqual(response.status_code, status, (path, method))
        self.assert_nothing_left()

    @mute_logger("odoo.http")
    def test_form_without_its_secret(self):
        """Nothing happens, but nothing of what was typed is lost either."""
        for token in (None, "", "forged", "o9"):
            response = self.send(csrf_token=token, request_key=KEY)
            self.assertEqual(response.status_code, 400)
            page = self.parsed(response)
            self.assertTrue(page.cssselect("#error a[href$='#confirm']"))
            self.assertTrue(page.cssselect("#confirm"))
            self.assertEqual(self.values(page)["name"], "An Peeters")
            self.assertEqual(self.values(page)["request_key"], KEY)
            self.assert_nothing_left()
        [form] = page.cssselect("form.o_municipal_form")
        again = self.url_open(form.action, data=dict(form.form_values()))
        self.assertIn("Your appointment is booked", again.text)

    def test_forged_request_key_is_replaced(self):
        for key in ("1", "", "x" * 400, "'; DROP TABLE"):
            response = self.send(request_key=key)
            self.assertEqual(response.status_code, 303)
        keys = self.env["resource.booking"].search([], order="id desc", limit=4)
        self.assertEqual(len(set(keys.mapped("request_key"))), 4)
        self.assertTrue(all(len(one.request_key) == 36 for one in keys))

    def test_nonsense_in_the_search_box(self):
        for text in (
            "\x00",
            "%%%",
            "_" * 3,
            "' OR 1=1 --",
            "é" * 5000,
            "<b>x</b>",
            "   ",
        ):
            page = self.page("/afspraak", q=text)
            self.assertFalse(page.cssselect(".o_municipal b"))
            self.assertIn("09 444 55 66", self.text(page))
