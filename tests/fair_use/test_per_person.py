from datetime import timedelta

from odoo import http
from odoo.exceptions import ValidationError
from odoo.tests import Form, freeze_time, tagged

from ..api_common import ApiCase
from ..booking_common import BookingCase, iso
from ..common import MunicipalCase

LIMIT = "The limit for appointments that one person can make online has been reached."


@tagged("post_install", "-at_install")
class TestPerPerson(BookingCase):
    """So many appointments of one person, and no more, at the website."""

    def setUp(self):
        super().setUp()
        self.type.per_person_limit = 1
        self.first = self.book()

    def refused(self, **changes):
        """Send the form, and return the page that says why not."""
        changes.setdefault("start", iso(self.free_starts(hour=10)[0]))
        before = self.traces()
        answer = self.send(**changes)
        self.assertEqual(answer.status_code, 422, answer.text[:300])
        self.assertEqual(self.traces(), before)
        page = self.parsed(answer)
        [error] = page.cssselect("#error")
        self.assertIn(LIMIT, self.text(error))
        return page

    def made(self, **changes):
        changes.setdefault("start", iso(self.free_starts(hour=10)[0]))
        answer = self.send(**changes)
        self.assertEqual(answer.status_code, 303, answer.text[:300])

    def test_one_more_is_refused_and_nothing_typed_is_lost(self):
        page = self.refused(remark="I come with a wheelchair")
        [form] = page.cssselect("form.o_municipal_form")
        values = dict(form.form_values())
        self.assertEqual(values["email"], "an@example.com")
        self.assertEqual(values["name"], "An Peeters")

    def test_the_way_out_is_the_number_of_the_service(self):
        error = self.refused().cssselect("#error")[0]
        self.assertIn("Call us: 09 444 55 66", self.text(error))

    def test_it_tells_nothing_of_the_other_appointment(self):
        """Whoever types the address of somebody learns that there is a limit."""
        page = self.text(self.refused(name="Some Stranger"))
        self.assertNotIn(self.first.reference, page)
        self.assertNotIn(self.first._time_in_words(), page.partition("Your name")[2])
        self.assertNotIn("1 appointment", page)

    def test_the_same_person_in_other_writing(self):
        for email in ("AN@Example.com", "an+second@example.com"):
            with self.subTest(email=email):
                self.refused(email=email)

    def test_dots_count_but_for_gmail(self):
        self.first.contact_email = "an.peeters@gmail.com"
        self.refused(email="anpeeters@googlemail.com")
        self.made(email="a.n@example.com")

    def test_the_same_phone_in_any_writing(self):
        self.first.contact_phone = "+32470123456"
        for phone in ("0470/12.34.56", "0032 470 12 34 56"):
            with self.subTest(phone=phone):
                self.refused(email="other@example.com", phone=phone)
        self.made(email="other@example.com", phone="0470 12 34 57")

    def test_somebody_else_books(self):
        self.made(email="bert@example.com")

    def test_a_cancelled_one_does_not_count(self):
        self.first._cancel()
        self.made()

    def test_a_past_one_does_not_count(self):
        with freeze_time(self.first.start + timedelta(hours=5)):
            self.made(start=iso(self.free_starts(hour=9)[-1]))

    def test_within_days(self):
        self.type.per_person_days = 7
        near = self.first.start + timedelta(days=5)
        self.refused(start=iso(near))
        self.made(start=iso(self.first.start + timedelta(days=7)))

    def test_of_one_product(self):
        self.type.per_person_limit = 0
        self.kids_id.per_person_limit = 1
        self.refused()
        self.made(
            **{f"q_{self.kids_id.id}": None, f"q_{self.passport.id}": "1"},
        )

    def test_sent_twice_is_one_appointment(self):
        self.first._cancel()
        start = iso(self.free_starts(hour=10)[0])
        key = "11111111-1111-4111-8111-111111111111"
        for _time in range(2):
            self.made(start=start, request_key=key)

    def test_moving_near_to_others_is_judged_too(self):
        self.type.per_person_days = 7
        other = self.book(start=self.first.start + timedelta(days=7))
        near = self.free_starts(hour=10)[0]
        page = self.url_open(
            f"/my/appointments/{other.id}/move",
            data={
                "access_token": other.access_token,
                "csrf_token": http.Request.csrf_token(self),
                "start": iso(near),
            },
            allow_redirects=False,
        )
        self.assertEqual(page.status_code, 422)
        self.assertIn(LIMIT, self.text(self.parsed(page)))
        self.env.invalidate_all()
        self.assertEqual(other.start, self.first.start + timedelta(days=7))


@tagged("post_install", "-at_install")
class TestPerPersonApi(ApiCase):
    def test_the_program_of_the_town_is_told_the_same(self):
        self.type.per_person_limit = 1
        self.book()
        answer = self.call(
            "/bookings",
            self.wish(),
            self.key(),
            422,
            **{"Idempotency-Key": "appointment-1"},
        )
        self.assertIn(LIMIT, answer["error"])


@tagged("post_install", "-at_install")
class TestPerPersonStaff(MunicipalCase):
    """Clerks decide themselves, and are told."""

    def dialog(self, **who):
        form = Form(self.env["municipal.booking.request"].with_user(self.clerk))
        form.product_id = self.kids_id
        form.day = "2026-10-14"
        form.start = form.slots["slots"][-1]["value"]
        for part, text in {"name": "An Peeters", **who}.items():
            setattr(form, part, text)
        return form

    def test_a_clerk_is_told_and_may(self):
        self.type.per_person_limit = 1
        self.book()
        form = self.dialog(email="An+x@example.com")
        self.assertIn("You can make one more", form.person_note)
        form.save().action_book()
        self.assertEqual(
            self.env["resource.booking"].search_count(
                [("person_mail", "=", "an@example.com"), ("type_id", "=", self.type.id)]
            ),
            2,
        )

    def test_by_phone_in_any_writing(self):
        self.type.per_person_limit = 1
        self.book(contact={"name": "An", "email": "", "phone": "0470123456"})
        self.assertTrue(self.dialog(phone="0470/12 34 56").person_note)
        self.assertFalse(self.dialog(phone="0470/12 34 57").person_note)

    def test_nothing_is_said_where_there_is_no_limit(self):
        self.book()
        self.assertFalse(self.dialog(email="an@example.com").person_note)

    def test_a_limit_is_a_number_of_appointments(self):
        for values in ({"per_person_limit": -1}, {"per_person_days": -1}):
            with self.assertRaises(ValidationError):
                self.type.write(values)

    def test_towns_do_not_share_limits(self):
        self.type.per_person_limit = 1
        booking = self.book()
        others = self.env["resource.booking"].sudo()
        who = {"email": "an@example.com", "phone": ""}
        other = self.env["res.company"].create({"name": "Other town"})
        self.assertFalse(others._coming_of(other, who))
        [mine] = others._coming_of(self.company, who)
        self.assertEqual(mine["id"], booking.id)

    def test_nothing_more_is_asked_where_nothing_is_set(self):
        """A town without limits pays nothing for them."""
        judge = self.env["resource.booking"]._judge
        lines, start = [(self.kids_id, 1)], self.book().start
        who = {"name": "An", "email": "an@example.com", "phone": ""}
        judge(lines, start, who)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.assertEqual(judge(lines, start, who), {})
        self.assertEqual(self.env.cr.sql_log_count - before, 0)
