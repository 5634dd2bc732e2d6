from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..booking_common import BookingCase
from ..common import MunicipalCase


@tagged("post_install", "-at_install")
class TestPlainTexts(MunicipalCase):
    """Texts that staff paste out of Word and mails, and names of a spreadsheet."""

    def test_names_that_are_formulas(self):
        products = self.env["municipal.product"].with_user(self.manager)
        for name in ("=1+1", '=HYPERLINK("x")', "+1", "-2+3", "@SUM(1)", "\u200b=1"):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                products.create({"name": name, "type_id": self.type.id})
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.kids_id.with_user(self.manager).name = name
        header = ["name", "type_id/.id"]
        result = products.load(header, [["=1+1", str(self.type.id)]])
        self.assertFalse(result["ids"])
        self.assertIn("a spreadsheet would take", result["messages"][0]["message"])
        result = products.load(header, [["Kids = ID\u2028", str(self.type.id)]])
        self.assertEqual(products.browse(result["ids"]).name, "Kids = ID")

    def test_texts_that_are_pasted(self):
        self.kids_id.write(
            {
                "name": "\ufeffKids\u200b-ID\u2028 of a\x02child\x0b",
                "bring_list": "\uf0b7 The child\x0bA\u00a0photo\u2028A form",
                "synonyms": "card\u00ad, child",
            }
        )
        self.assertEqual(self.kids_id.name, "Kids-ID of a child")
        self.assertEqual(self.kids_id.bring_list, "• The child\nA photo\nA form")
        self.assertEqual(self.kids_id.synonyms, "card, child")

    def test_notes_of_visits(self):
        visit = self.book().visit_id.with_user(self.clerk)
        visit.note = "\u202aComes\u202c late\x0bTwice"
        self.assertEqual(visit.note, "Comes late\nTwice")
        visit._log("recalled", note="One\u2028line\u200b")
        self.assertEqual(visit.event_ids[-1].note, "One line")

    def test_every_name_of_what_a_town_sets_up(self):
        for record in (self.service, self.location):
            record.name = "Hall\u200b\u00a0A"
            self.assertEqual(record.name, "Hall A")
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                record.name = "=A1"


@tagged("post_install", "-at_install")
class TestPhoneLinks(BookingCase):
    """A link dials, however the town wrote its number."""

    def test_links_dial(self):
        self.service.phone = "09/444.55.66"
        page = self.page("/afspraak")
        links = page.xpath("//a[contains(@class, 'o_municipal_phone')]")
        self.assertTrue(links)
        mine = [link for link in links if self.text(link) == "09/444.55.66"]
        self.assertEqual({link.get("href") for link in mine}, {"tel:+3294445566"})
        # who can no longer change it is asked to call
        self.type.modifications_deadline = 24 * 365
        booking = self.book()
        page = self.page(
            f"/my/appointments/{booking.id}", access_token=booking.access_token
        )
        links = page.xpath("//a[starts-with(@href, 'tel:')]")
        self.assertIn("tel:+3294445566", {link.get("href") for link in links})
        mail = self.env["mail.mail"].search(
            [("model", "=", booking._name), ("res_id", "=", booking.id)]
        )
        self.assertIn("tel:+3294445566", mail.body_html)
