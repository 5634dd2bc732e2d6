from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..api_common import ApiCase
from ..booking_common import BookingCase, iso
from ..common import create_staff
from ..privacy_common import NAME, SIGNS, EveryColumn

MAIL = "els@ocmw.example.com"


class TrustedCase(BookingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        create_staff(cls)
        cls.trusted = cls.env["municipal.trusted.booker"].create(
            {"name": "Social service", "email": "@OCMW.example.com"}
        )
        cls.trusted.confirm_mail = False
        cls.type.per_person_limit = 1

    def latest(self):
        self.env.invalidate_all()
        everything = self.env["resource.booking"].with_context(active_test=False)
        return everything.search([], order="id desc", limit=1)

    def made(self, number=0, **changes):
        changes.setdefault("start", iso(self.free_starts(hour=10)[number]))
        answer = self.send(email=MAIL, name="Els Helper", **changes)
        self.assertEqual(answer.status_code, 303, answer.text[:300])
        return self.latest()


@tagged("post_install", "-at_install")
class TestTrusted(TrustedCase):
    """Social workers make as many appointments as they have clients."""

    def test_they_are_asked_for_whom_and_nothing_is_lost(self):
        page = self.page(
            "/afspraak/gegevens",
            **{f"q_{self.kids_id.id}": 1, "start": iso(self.free_starts(hour=9)[0])},
        )
        self.assertFalse(page.cssselect("#client_name"))
        before = self.traces()
        answer = self.send(email=MAIL, name="Els Helper", phone="09 222 33 44")
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(self.traces(), before)
        page = self.parsed(answer)
        self.assertIn("Fill in the name of the person", self.text(page))
        [form] = page.cssselect("form.o_municipal_form")
        values = dict(form.form_values())
        self.assertEqual(values["email"], MAIL)
        self.assertEqual(values["phone"], "09 222 33 44")
        self.assertEqual(values["client_name"], "")
        values["client_name"] = "Bo Client"
        answer = self.url_open(form.action, data=values, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertRecordValues(
            self.latest(),
            [
                {
                    "client_name": "Bo Client",
                    "contact_name": "Els Helper",
                    "trusted_id": self.trusted.id,
                    "confirm_state": False,
                }
            ],
        )

    def test_the_field_stays_when_something_else_is_wrong(self):
        answer = self.send(email=MAIL, name="", client_name="Bo Client")
        [field] = self.parsed(answer).cssselect("#client_name")
        self.assertEqual(field.get("value"), "Bo Client")

    def test_a_client_has_a_name_like_anybody(self):
        for wrong in ("www.example.com", "=1+1", "85.07.30-033.28"):
            answer = self.send(email=MAIL, client_name=wrong)
            self.assertEqual(answer.status_code, 422)
            page = self.parsed(answer)
            self.assertTrue(page.cssselect("#client_name_error"), wrong)

    def test_no_limit_holds(self):
        for number in range(3):
            self.made(number, client_name=f"Bo {'ABC'[number]}")

    def test_what_others_type_there_is_left_out(self):
        answer = self.send(client_name="Bo Client")
        self.assertEqual(answer.status_code, 303)
        self.assertFalse(self.latest().client_name)

    def test_nobody_is_trusted_because_of_a_domain_below(self):
        answer = self.send(email="x@evil.ocmw.example.com")
        self.assertEqual(answer.status_code, 303)
        self.assertFalse(self.latest().trusted_id)

    def test_an_archived_one_is_trusted_no_more(self):
        self.trusted.active = False
        self.send(email=MAIL)
        self.assertFalse(self.latest().trusted_id)

    def test_the_address_is_confirmed_unless_the_town_says_otherwise(self):
        """Who knows the address of a social service gets round no limit with it."""
        self.trusted.confirm_mail = True
        booking = self.made(client_name="Bo Client")
        self.assertEqual(booking.confirm_state, "asked")

    def test_unconfirmed_ones_of_a_social_service_have_an_end(self):
        self.trusted.confirm_mail = True
        self.desks |= self.desks[0].copy({"name": "Third desk"})
        starts = self.free_starts(hour=9) + self.free_starts(hour=10)
        made = 0
        for start in starts[:11]:
            answer = self.send(email=MAIL, client_name="Bo", start=iso(start))
            made += answer.status_code == 303
        self.assertEqual(made, 10)

    def test_who_is_logged_in_is_known_by_the_contact(self):
        company = self.env["res.partner"].create({"name": "Home", "is_company": True})
        user = new_test_user(self.env, "home", groups="base.group_portal")
        user.partner_id.parent_id = company
        trusted = self.env["municipal.trusted.booker"].create(
            {"name": "Home", "partner_id": company.id}
        )
        self.authenticate("home", "home")
        answer = self.send(email="els@home.example.com", client_name="Bo Client")
        self.assertEqual(answer.status_code, 303)
        booking = self.latest()
        self.assertEqual(booking.trusted_id, trusted)
        self.assertFalse(booking.confirm_state)

    def test_staff_see_who_comes(self):
        booking = self.made(client_name="Bo Client")
        self.assertEqual(booking.visit_id.visitor, "Bo Client (Els Helper)")
        found = self.env["resource.booking"].search(booking._find_domain("client"))
        self.assertIn(booking, found)
        form = Form(
            booking.with_user(self.clerk),
            "municipal_appointment.resource_booking_view_form_municipal",
        )
        self.assertEqual(form.client_name, "Bo Client")

    def test_who_is_no_such_pattern(self):
        bookers = self.env["municipal.trusted.booker"]
        for email in ("ocmw.example.com", "@", "a@b@c.be", "@a b.be", "els"):
            with self.subTest(email=email), self.assertRaises(ValidationError):
                bookers.create({"name": "X", "email": email})
        with self.assertRaises(ValidationError):
            bookers.create({"name": "X"})


@tagged("post_install", "-at_install")
class TestTrustedPrivacy(EveryColumn, TrustedCase):
    def test_the_client_is_told_and_forgotten(self):
        booking = self.made(client_name=NAME)
        told = self.env["municipal.privacy"]._told(booking)
        self.assertIn(NAME, str(told))
        booking._wipe_contact()
        self.assertEqual(self.places_of(*SIGNS), set())


@tagged("post_install", "-at_install")
class TestTrustedApi(ApiCase):
    def test_a_program_says_for_whom(self):
        self.env["municipal.trusted.booker"].create(
            {"name": "Els", "email": MAIL, "confirm_mail": False}
        )
        wish = self.wish(contact={"name": "Els", "email": MAIL})
        key, once = self.key(), {"Idempotency-Key": "appointment-1"}
        refused = self.call("/bookings", wish, key, 422, **once)
        self.assertEqual([each["about"] for each in refused["faults"]], ["client_name"])
        made = self.call("/bookings", {**wish, "client": "Bo"}, key, 201, **once)
        booking = self.env["resource.booking"].search(
            [("reference", "=", made["code"])]
        )
        self.assertEqual(booking.client_name, "Bo")
