from odoo import fields
from odoo.tests import tagged

from ..booking_common import BookingCase


def only_these(cls):
    """Hide the products of the catalogue that comes with the add-on."""
    ours = cls.kids_id | cls.passport | cls.foreigner
    cls.env["municipal.product"].search([("id", "not in", ours.ids)]).active = False


@tagged("post_install", "-at_install")
class TestFindProduct(BookingCase):
    """A visitor looks for what they come for, in the words that they have."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        only_these(cls)
        cls.env["res.lang"]._activate_lang("fr_BE")
        cls.passport.name = "Reispas aanvragen"
        cls.passport.with_context(lang="fr_BE").write(
            {"name": "Demander un passeport", "synonyms": "titre de voyage"}
        )
        cls.passport.other_words = "pasaport, паспорт, جواز سفر"
        cls.kids_id.name = "Kinderkaart"

    def names(self, text, prefix="", path="/afspraak"):
        page = self.page(f"{prefix}{path}", q=text)
        return [
            self.text(one) for one in page.cssselect(".o_municipal_product .o_name")
        ]

    def test_words_of_every_language_find_it_in_the_language_of_the_page(self):
        for text in ("passeport", "titre de voyage", "pasaport", "ПАСПОРТ", "جواز سفر"):
            with self.subTest(text=text):
                self.assertEqual(self.names(text), ["Reispas aanvragen"])

    def test_a_question_finds_what_it_is_about(self):
        for text in (
            "ik wil een nieuwe reispas",
            "je voudrais un passeport",
            "yeni pasaport",
        ):
            with self.subTest(text=text):
                self.assertEqual(self.names(text), ["Reispas aanvragen"])

    def test_what_has_the_word_in_the_language_of_the_page_comes_first(self):
        self.foreigner.name = "Passeport étranger"
        self.assertEqual(
            self.names("passeport"), ["Passeport étranger", "Reispas aanvragen"]
        )

    def test_stop_words_make_nothing_look_alike(self):
        page = self.page("/afspraak", q="van de zwembad")
        self.assertFalse(page.cssselect(".o_municipal_product"))
        self.assertIn("We found nothing", self.text(page))

    def test_what_only_staff_book_says_how_it_is_had(self):
        self.passport.write({"booking": "staff", "walk_in": "never"})
        page = self.page("/afspraak", q="passeport")
        [item] = page.cssselect(".o_municipal_product")
        self.assertIn("By appointment: call us", self.text(item))
        product = self.page(item.get("href"))
        self.assertFalse(product.cssselect("form#products"))
        self.assertIn("tel:+3294445566", product.xpath("//a/@href"))
        refused = self.page(
            "/afspraak/moment", status=422, **{f"q_{self.passport.id}": 1}
        )
        self.assertIn("cannot be booked here", self.text(refused))

    def test_what_nobody_can_have_is_not_shown(self):
        self.passport.write({"booking": "none", "walk_in": "never"})
        self.assertNotIn("Reispas aanvragen", self.names(""))
        self.page(self.passport._page_path(), status=404)

    def test_another_town_is_not_found(self):
        town = self.env["res.company"].create({"name": "Other town"})
        self.env["website"].search([]).company_id = town
        self.assertEqual(self.names("passeport"), [])

    def test_nonsense_is_answered(self):
        for text in ("%", "_", "\\", "'", "\x00", "😀", "a" * 10_000, "\u202epas"):
            self.page("/afspraak", q=text)

    def test_the_search_box_of_the_website_finds_it(self):
        for text in ("Reispas", "passeport", "pasaport", "паспорт"):
            with self.subTest(text=text):
                page = self.page("/website/search", search=text)
                links = page.xpath("//main//a/@href")
                path = self.passport._page_path()
                self.assertTrue(any(link.endswith(path) for link in links), links)

    def test_the_search_box_tells_nothing_of_another_town(self):
        town = self.env["res.company"].create({"name": "Other town"})
        self.env["website"].search([]).company_id = town
        page = self.page("/website/search", search="pasaport")
        self.assertNotIn("Reispas aanvragen", self.text(page))

    def test_words_that_find_nothing_are_counted(self):
        page = self.page("/afspraak", q="zwembad")
        [box] = page.cssselect(".o_municipal_unmet")
        self.assertEqual(box.get("data-q"), "zwembad")
        Demand = self.env["municipal.demand"]
        company = self.company
        self.assertTrue(Demand._count_word("zwembad", company))
        self.assertFalse(Demand._count_word("pasaport", company), "it was found")


@tagged("post_install", "-at_install")
class TestMostChosen(BookingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        only_these(cls)
        for number in range(12):
            cls.passport.copy({"name": f"Thing {number}"})

    def test_the_most_chosen_stand_first(self):
        self.assertFalse(self.page("/afspraak").cssselect(".o_municipal_top"))
        self.book(lines=[(self.passport, 1)], start=self.free_starts(hour=9)[0])
        for start in self.free_starts(hour=10)[:2]:
            self.book(lines=[(self.kids_id, 1)], start=start)
        self.env.flush_all()
        self.env["municipal.product"]._cron_count_chosen()
        self.assertEqual((self.kids_id.chosen, self.passport.chosen), (2, 1))
        page = self.page("/afspraak")
        [top] = page.cssselect(".o_municipal_top")
        self.assertEqual(
            [self.text(one) for one in top.cssselect(".o_name")],
            ["Test Kids-ID", "Test passport"],
        )
        searched = self.page("/afspraak", q="thing")
        self.assertFalse(searched.cssselect(".o_municipal_top"))

    def test_visits_of_long_ago_do_not_count(self):
        booking = self.book()
        booking.visit_id.day = fields.Date.to_date("2020-01-06")
        self.env.flush_all()
        self.env["municipal.product"]._cron_count_chosen()
        self.assertEqual(self.kids_id.chosen, 0)
