import json

from odoo.tests import tagged

from ..booking_common import BookingCase


@tagged("post_install", "-at_install")
class TestProductMeta(BookingCase):
    """What search engines and other programs read on the page of a product."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kids_id.write({"code": "kids", "info": "<p>For children under 12.</p>"})
        cls.kids_id.with_context(lang="nl_BE").name = "Kinderkaart"
        cls.kids_id.update_field_translations(
            "info", {"nl_BE": {"For children under 12.": "Voor kinderen onder 12."}}
        )

    def meta(self, page, name):
        [content] = page.xpath(f"//meta[@property='{name}' or @name='{name}']/@content")
        return content

    def test_description_and_cards_in_the_language_of_the_page(self):
        english = self.page(self.kids_id._page_path())
        self.assertEqual(self.meta(english, "description"), "For children under 12.")
        dutch_path = self.kids_id.with_context(lang="nl_BE")._page_path()
        dutch = self.page(f"/nl_BE{dutch_path}")
        self.assertEqual(self.meta(dutch, "description"), "Voor kinderen onder 12.")
        self.assertTrue(self.meta(dutch, "og:title").startswith("Kinderkaart"))
        self.assertEqual(self.meta(dutch, "og:description"), "Voor kinderen onder 12.")
        self.assertEqual(self.meta(dutch, "og:locale"), "nl_BE")
        self.assertIn("/afspraak/product/kinderkaart-", self.meta(dutch, "og:url"))

    def test_one_address(self):
        slug = self.env["ir.http"]._slug(self.kids_id)
        other = f"/afspraak/product/old-name-{self.kids_id.id}"
        answer = self.url_open(other, allow_redirects=False)
        self.assertEqual(answer.status_code, 301)
        self.assertTrue(answer.headers["Location"].endswith(f"/product/{slug}"))
        page = self.page(f"/appointment/product/{slug}")
        [canonical] = page.xpath("//link[@rel='canonical']/@href")
        self.assertTrue(canonical.endswith(f"/afspraak/product/{slug}"))

    def test_a_way_back_keeps_what_was_chosen(self):
        """Only the bare address moves: with a choice in it, it is no page to index."""
        path = f"/afspraak/product/x-{self.kids_id.id}"
        self.assertEqual(
            self.url_open(
                f"{path}?q_{self.kids_id.id}=2", allow_redirects=False
            ).status_code,
            200,
        )

    def test_government_service(self):
        self.kids_id.digital_url = "https://digital.example.com"
        page = self.page(self.kids_id._page_path())
        [script] = page.xpath("//script[@type='application/ld+json']/text()")
        data = json.loads(script)
        self.assertEqual(data["@type"], "GovernmentService")
        self.assertEqual(data["name"], "Test Kids-ID")
        self.assertEqual(data["identifier"], "kids")
        self.assertEqual(data["provider"]["name"], self.company.name)
        online, hall = data["availableChannel"]
        self.assertEqual(online["serviceUrl"], "https://digital.example.com")
        place = hall["serviceLocation"]
        self.assertEqual(place["address"]["streetAddress"], "Markt 1")

    def test_a_name_cannot_break_out_of_the_script(self):
        self.kids_id.name = "</script><script>alert(1)</script>"
        response = self.url_open(self.kids_id._page_path())
        self.assertNotIn("<script>alert(1)", response.text)
        page = self.parsed(response)
        [script] = page.xpath("//script[@type='application/ld+json']/text()")
        self.assertEqual(json.loads(script)["name"], self.kids_id.name)
