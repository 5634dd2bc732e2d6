from pathlib import Path

from lxml import etree

from odoo import fields
from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged

from ..booking_common import BookingCase
from ..translation_common import MODULE, OwnTexts, placeholders, po_file

LANGUAGES = ("nl", "fr", "de")
#: rooms of views whose templates are pages and mails of citizens
CITIZENS = ("after_booking", "citizen", "evaluation", "statements", "waiting_list")


@tagged("post_install", "-at_install")
class TestTranslationFiles(TransactionCase):
    """Dutch first: a text without its Dutch does not leave the house."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = {entry.msgid for entry in po_file(f"{MODULE}.pot")}
        cls.files = {language: po_file(f"{language}.po") for language in LANGUAGES}

    def test_the_template_holds_every_text(self):
        texts = {row[4] for row in OwnTexts(self.env.cr, modules=[MODULE])}
        self.assertGreater(len(texts), 500)
        self.assertFalse(texts - self.template, "export the template again")

    def test_every_text_has_its_dutch(self):
        dutch = {entry.msgid for entry in self.files["nl"] if entry.msgstr}
        self.assertFalse(self.template - dutch)

    def test_no_translation_is_doubtful_left_over_or_out_of_order(self):
        for language, entries in self.files.items():
            texts = [entry.msgid for entry in entries]
            self.assertEqual(texts, sorted(texts), language)
            self.assertFalse([e.msgid for e in entries if e.fuzzy or e.obsolete])
            self.assertFalse(set(texts) - self.template, language)

    def test_translations_keep_values_and_markup(self):
        for language, entries in self.files.items():
            for entry in [*entries, *po_file(f"{language}.po", "i18n_extra")]:
                if entry.msgstr:
                    with self.subTest(language=language, text=entry.msgid):
                        self.assertEqual(
                            placeholders(entry.msgstr), placeholders(entry.msgid)
                        )

    def test_what_citizens_read_is_there_in_french_and_german(self):
        """Every template in the rooms of their pages, every word of a controller."""
        views = Path(get_module_path(MODULE), "views")
        pages = {
            f"arch_db:{MODULE}.{template.get('id')}"
            for room in CITIZENS
            for path in (views / room).glob("*_templates.xml")
            for template in etree.parse(path).iter("template")
        }
        self.assertGreater(len(pages), 60)
        for language in ("fr", "de"):
            for entry in self.files[language]:
                places = {place for place, _line in entry.occurrences}
                read = any(place.split("ir.ui.view,")[-1] in pages for place in places)
                if read or any("/controllers/" in place for place in places):
                    self.assertTrue(entry.msgstr, f"{language}: {entry.msgid}")


@tagged("post_install", "-at_install")
class TestTranslatedWebsite(BookingCase):
    """What a citizen reads on a website in their language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        codes = ("nl_BE", "fr_BE", "de_DE")
        languages = cls.env["res.lang"]
        for code in codes:
            languages |= languages._activate_lang(code)
        own = cls.env["ir.module.module"].search([("name", "=", MODULE)])
        own._update_translations(list(codes), overwrite=True)
        cls.env["website"].search([]).write(
            {
                "language_ids": [fields.Command.set(languages.ids)],
                "default_lang_id": languages[0].id,
            }
        )

    def banner(self, page):
        return [self.text(node) for node in page.cssselect(".o_municipal_translation")]

    def test_the_pages_are_dutch(self):
        page = self.page("/afspraak")
        self.assertEqual(page.get("lang"), "nl-BE")
        self.assertIn("Maak een afspraak", page.findtext(".//title"))
        self.assertEqual(self.banner(page), [])

    def test_a_refusal_is_dutch(self):
        before = self.traces()
        page = self.parsed(self.send(name=""))
        self.assertIn("Vul uw naam in.", self.text(page.get_element_by_id("error")))
        self.assertEqual(self.traces(), before)

    def test_the_mail_is_in_the_language_of_the_page(self):
        self.send()
        self.env["municipal.notice"]._write_promised()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertIn("Uw afspraak op", mail.subject)
        self.assertIn("Uw afspraak is gemaakt.", mail.body_html)

    def test_the_upstream_speaks_dutch_with_us(self):
        dutch = self.env(context={"lang": "nl_BE"})
        state = dutch["resource.booking"]._fields["state"]
        self.assertEqual(
            dict(state._description_selection(dutch))["confirmed"], "Bevestigd"
        )

    def test_other_languages_say_that_they_are_translations(self):
        for path, title, banner in [
            (
                "/fr/afspraak",
                "Prendre rendez-vous",
                "Cette page est une traduction du texte néerlandais.",
            ),
            (
                "/de/afspraak",
                "Termin vereinbaren",
                "Diese Seite ist eine Übersetzung des niederländischen Textes.",
            ),
        ]:
            page = self.page(path)
            self.assertIn(title, page.findtext(".//title"))
            self.assertEqual(self.banner(page), [banner])

    def test_days_are_written_as_the_language_does(self):
        product = {f"q_{self.kids_id.id}": 1}
        dutch = self.page("/afspraak/moment", **product)
        day = self.text(dutch.cssselect(".o_municipal_days .o_day")[0])
        self.assertRegex(day, r"^[a-z]+dag \d{1,2} [a-z]+$")
        german = self.page("/de/afspraak/moment", **product)
        day = self.text(german.cssselect(".o_municipal_days .o_day")[0])
        self.assertRegex(day, r"^[A-Z][a-z]+, \d{1,2}\. [A-ZÄ][a-zä]+$")
