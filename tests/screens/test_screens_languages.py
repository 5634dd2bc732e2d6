from odoo.tests import tagged

from ..screens_common import ScreenCase

DUTCH_DEVICE = {"Accept-Language": "nl-BE"}


@tagged("post_install", "-at_install")
class TestScreenLanguages(ScreenCase):
    """The language of the municipality first; others when it opted for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.website = cls.env["website"].search([])
        cls.english, cls.dutch = (
            cls.env["res.lang"]._activate_lang(code) for code in ("en_US", "nl_BE")
        )
        cls.speak(cls.dutch, cls.english)

    @classmethod
    def speak(cls, first, *others):
        languages = first.union(*others)
        cls.website.write(
            {"language_ids": [(6, 0, languages.ids)], "default_lang_id": first.id}
        )

    def offered(self, page):
        return [link.get("lang") for link in page.cssselect(".o_languages a")]

    def waiting(self, query=""):
        return self.page(f"/wachten/{self.ticket().access_token}{query}")

    def test_dutch_first_and_translations_are_marked(self):
        for look in (self.look, self.waiting):
            page = look()
            self.assertEqual(page.get("lang"), "nl-BE")
            self.assertEqual(self.offered(page)[0], "nl-BE")
            self.assertNotIn("translation of the Dutch", self.text(page))
            page = look("?lang=en_US")
            self.assertEqual(page.get("lang"), "en-US")
            self.assertIn("This is a translation of the Dutch text", self.text(page))

    def test_no_language_that_nobody_opted_for(self):
        self.speak(self.dutch)
        for look in (self.look, self.waiting):
            page = look("?lang=en_US")
            self.assertEqual(page.get("lang"), "nl-BE")
            self.assertEqual(self.offered(page), [])

    def test_refusals_speak_the_language_of_the_page(self):
        for query, words in (
            ("", "We kennen deze code niet"),
            ("?lang=en_US", "We do not know this code"),
        ):
            page = self.parsed(self.press(f"/check-in{query}", code="XXXX-XXXX"))
            self.assertIn(words, self.text(page.cssselect(".o_error")[0]))

    def test_who_is_shut_out_reads_the_language_of_the_municipality(self):
        """Whatever the browser of the device was installed in."""
        old = self.address()
        self.kiosk.action_renew_address()
        headers = {"Accept-Language": "en-US"}
        answer = self.url_open(old, headers=headers)
        self.assertEqual(answer.status_code, 404)
        self.assertIn("Dit scherm is niet in gebruik", answer.text)
        self.speak(self.english, self.dutch)
        answer = self.url_open(old, headers=DUTCH_DEVICE)
        self.assertIn("This screen is not in use", answer.text)
