from odoo import fields
from odoo.tests import tagged

from ..visitor_common import VisitorCase

MODULE = "municipal_appointment"
TIME = ".o_municipal_times button"
CONFIRM = "#confirm"


class KeyboardCase(VisitorCase):
    """The whole way with the keys Tab, Enter and letters."""

    size = (1366, 768)

    def choose(self, person, words, product):
        """Search a product, and take its first slot."""
        person.fill_in("#q", words)
        person.follow()
        person.follow(f"a.o_municipal_product[href*='-{product.id}']")
        person.follow("form#products button[type='submit']")
        person.follow(TIME)

    def book_it(self, person):
        """Confirm with nothing filled in, follow the message, and mend it."""
        person.follow(CONFIRM)
        self.assertTrue(person.ask("document.activeElement.id === 'error'"))
        person.look()
        person.tab_to("#error a")
        person.press("Enter")
        person.until(
            "the link of the message leads to its field",
            lambda: person.ask("document.activeElement.id === 'name'"),
        )
        person.look()
        person.type("An Peeters")
        person.fill_in("#email", "an@example.com")
        person.follow(CONFIRM)
        self.assertTrue(person.has(".o_municipal_ticket"), person.text())

    def walk(self, scripts):
        with self.visitor(*self.size, scripts=scripts) as person:
            person.go("/afspraak")
            self.choose(person, "Test Kids", self.kids_id)
            self.book_it(person)
            person.follow(".o_municipal_actions a[href*='/move']")
            person.follow(TIME)
            person.follow("form[action$='/move'] button[type='submit']")
            person.follow(".o_municipal_actions a[href*='/cancel']")
            person.follow("form[action*='/cancel'] button[type='submit']")
            self.assertTrue(person.has(".o_municipal_ticket.o_cancelled"))
        booking = self.latest_booking()
        self.assertEqual(booking.contact_name, "An Peeters")
        self.assertEqual(booking.line_ids.product_id, self.kids_id)
        steps = booking.visit_id.event_ids.sorted("id").mapped("step")
        self.assertEqual(steps, ["booked", "moved", "cancelled"])


@tagged("post_install", "-at_install")
class TestKeyboardScreen(KeyboardCase):
    def test_with_scripts(self):
        self.walk(scripts=True)

    def test_without_scripts(self):
        self.walk(scripts=False)

    def test_in_french_with_turkish_words(self):
        """Who reads French writes what the paper is called at home."""
        languages = self.env["res.lang"]
        for code in ("en_US", "nl_BE", "fr_BE", "tr_TR"):
            languages |= languages._activate_lang(code)
        own = self.env["ir.module.module"].search([("name", "=", MODULE)])
        own._update_translations(["fr_BE"], overwrite=True)
        french = languages.filtered(lambda one: one.code == "fr_BE")
        self.env["website"].search([]).write(
            {"language_ids": [fields.Command.set(languages.ids)]}
        )
        self.kids_id.with_context(lang="fr_BE").name = "Carte Kids-ID d’essai"
        self.kids_id.with_context(lang="tr_TR").name = "Deneme çocuk kimliği"
        with self.visitor(*self.size) as person:
            person.go(f"/{french.url_code}/afspraak")
            self.assertIn("Prendre rendez-vous", person.text("h1"))
            person.fill_in("#q", "çocuk kimliği")
            person.follow()
            found = f"a.o_municipal_product[href*='-{self.kids_id.id}']"
            self.assertIn("Carte Kids-ID d’essai", person.text(found))
            person.follow(found)
            person.follow("form#products button[type='submit']")
            person.follow(TIME)
            self.book_it(person)
            self.assertEqual(person.ask("document.documentElement.lang"), "fr-BE")
            self.assertIn("Votre rendez-vous", person.text())
        booking = self.latest_booking()
        self.assertEqual(booking.lang, "fr_BE")
        self.assertEqual(booking.line_ids.product_id, self.kids_id)
        self.env["municipal.notice"]._write_promised()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertIn("rendez-vous", mail.subject)
        self.assertIn("Carte Kids-ID d’essai", mail.body_html)


@tagged("post_install", "-at_install")
class TestKeyboardPhone(KeyboardCase):
    size = (390, 844)

    def test_with_scripts(self):
        self.walk(scripts=True)

    def test_without_scripts(self):
        self.walk(scripts=False)


@tagged("post_install", "-at_install")
class TestKeyboardSmallPhone(KeyboardCase):
    """As narrow as WCAG asks for, with the keys of the phone over half of it."""

    size = (320, 480)

    def test_with_scripts(self):
        self.walk(scripts=True)

    def test_without_scripts(self):
        self.walk(scripts=False)
