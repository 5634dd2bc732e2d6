from odoo.tests import TransactionCase, tagged

from ...models.common.contact import clean_contact
from ...models.common.refusal import Refusal


@tagged("post_install", "-at_install")
class TestContact(TransactionCase):
    """What a visitor types about themselves, and what we take of it."""

    def clean(self, **contact):
        values = {"name": "An Peeters", "email": "an@example.com", **contact}
        return clean_contact(self.env, values)

    def assert_refused(self, about, **contact):
        with self.assertRaises(Refusal) as caught:
            self.clean(**contact)
        self.assertEqual(caught.exception.about, about)
        return str(caught.exception)

    def test_spaces_and_capitals_are_tidied(self):
        values = self.clean(name="  An \t Peeters ", email=" An@Example.COM ")
        self.assertEqual(
            values, {"name": "An Peeters", "email": "an@example.com", "phone": ""}
        )

    def test_addresses(self):
        for email in (
            "an@example.com",
            "o'brien+town@mail.example.be",
            "an_b@ex-a.brussels",
        ):
            self.assertEqual(self.clean(email=email)["email"], email)
        for email in (
            "an",
            "an@example",
            "a n@example.com",
            "An <an@example.com>",
            "@a.be",
        ):
            self.assert_refused("email", email=email)

    def test_phone_numbers(self):
        for phone, kept in (
            ("0470 12 34 56", "+32470123456"),
            ("+32 (0)2/123.45.67", "+3221234567"),
            ("092-66-12-34", "+3292661234"),
            ("+31 6 12345678", "+31612345678"),
        ):
            self.assertEqual(self.clean(phone=phone)["phone"], kept)
        for phone in ("123", "0470 12 34 56 ext", "1" * 30):
            self.assert_refused("phone", phone=phone)

    def test_one_way_to_reach_is_enough(self):
        self.assertEqual(self.clean(email="", phone="0470 12 34 56")["email"], "")
        self.assertEqual(self.clean(phone="")["phone"], "")
        self.assert_refused("email", email="", phone="")
        with self.assertRaises(Refusal):
            values = {"name": "An", "phone": "0470 12 34 56"}
            clean_contact(self.env, values, phone_enough=False)

    def test_national_register_numbers(self):
        for number in ("93051822361", "93.05.18-223.61", "93 05 18 223 61"):
            for field in ("name", "phone"):
                message = self.assert_refused(field, **{field: f"An {number}"})
                self.assertIn("national register number", message)

    def test_other_long_numbers_are_no_register_numbers(self):
        self.assertEqual(self.clean(phone="+32 470 12 34 56")["phone"], "+32470123456")

    def test_names(self):
        for name in ("Ngô", "D'Hondt-Šimić", "Jan de 2de"):
            self.assertEqual(self.clean(name=name)["name"], name)
        for name in (
            "",
            "<b>An</b>",
            "{{ 7 * 7 }}",
            "http://x",
            "42",
            "x" * 101,
            "\x07",
        ):
            self.assert_refused("name", name=name)
