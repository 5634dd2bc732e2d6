import unittest

from odoo.tests import TransactionCase, tagged

from ...engine.spelling import (
    known_words,
    nearest,
    plain_words,
)
from ..booking_common import BookingCase
from ..common import create_town


class TestSpelling(unittest.TestCase):
    def test_plain_words(self):
        self.assertEqual(
            plain_words("Ünal’s Kids-ID, €9"), ["unal", "s", "kids", "id", "9"]
        )
        self.assertEqual(plain_words("  \t "), [])

    def test_known_words(self):
        self.assertEqual(known_words("Kids-ID, kids! -"), ["kids", "id", "kidsid"])

    def test_nearest(self):
        texts = {
            1: ["Reispas aanvragen", " internationaal paspoort"],
            2: ["Rijbewijs omwisselen"],
            3: ["Kids-ID aanvragen", "kinderpas"],
        }
        for typed, expected in [
            ("paspoort", [1]),
            ("paspoord", [1]),
            ("reisspas", [1]),
            ("rijbewijz", [2]),
            ("kidsid", [3]),
            ("KIDSID!", [3]),
            ("rijbewijs verloren", [2]),
            ("zwembad", []),
            ("", []),
            ("a", []),
        ]:
            self.assertEqual(nearest(typed, texts), expected, typed)

    def test_the_best_comes_first(self):
        texts = {1: ["eid aanvragen"], 2: ["kids-id afhalen"], 3: ["kids-id aanvragen"]}
        self.assertEqual(nearest("kidsid aanvragen", texts)[0], 3)
        self.assertEqual(len(nearest("kidsid aanvragen", texts, most=2)), 2)


@tagged("post_install", "-at_install")
class TestCatalogueSearch(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        create_town(cls)

    def found(self, text):
        products, exact = self.env["municipal.product"]._search_catalogue(
            text, self.company
        )
        return products & (self.kids_id | self.passport | self.foreigner), exact

    def test_every_word_counts(self):
        self.assertEqual(self.found("test kids"), (self.kids_id, True))
        self.assertEqual(self.found("kids  TEST"), (self.kids_id, True))
        self.assertEqual(self.found("children's"), (self.kids_id, True))
        self.assertEqual(len(self.found("test service")[0]), 3)

    def test_a_slip_of_the_pen_is_forgiven(self):
        products, exact = self.found("pasport tset")
        self.assertFalse(exact)
        self.assertIn(self.passport, products)

    def test_what_citizens_cannot_have_is_never_near(self):
        self.passport.write({"booking": "none", "walk_in": "never"})
        self.assertNotIn(self.passport, self.found("pasport")[0])
        self.assertNotIn(self.passport, self.found("passport")[0])

    def test_what_only_staff_book_is_found(self):
        self.passport.write({"booking": "staff", "walk_in": "never"})
        self.assertEqual(self.found("passport"), (self.passport, True))

    def test_signs_fit_nothing(self):
        for text in ("%", "_", "\\", "  %  "):
            self.assertEqual(self.found(text)[1], False, text)

    def test_nothing_typed_shows_everything(self):
        self.assertEqual(len(self.found("")[0]), 3)


@tagged("post_install", "-at_install")
class TestSearchPage(BookingCase):
    def names(self, **params):
        page = self.page("/afspraak", **params)
        return [
            self.text(one) for one in page.cssselect(".o_municipal_product .o_name")
        ]

    def test_search(self):
        self.assertIn("Test Kids-ID", self.names())
        self.assertEqual(self.names(q="test kids"), ["Test Kids-ID"])

    def test_near(self):
        self.passport.name = "Swallow permit"
        page = self.page("/afspraak", q="swalow pemrit")
        self.assertIn("Do you mean one of these?", self.text(page))
        self.assertEqual(self.names(q="swalow pemrit")[0], "Swallow permit")

    def test_nothing_found(self):
        page = self.page("/afspraak", q="xyzzyxyzzy")
        text = self.text(page)
        self.assertIn("We found nothing with the words “xyzzyxyzzy”", text)
        self.assertIn("Try another word, or call us", text)
        self.assertIn("tel:+3294445566", page.xpath("//a/@href"))
        self.assertFalse(page.cssselect(".o_municipal_product"))
