from odoo.tests import new_test_user, tagged

from ..booking_common import BookingCase


@tagged("post_install", "-at_install")
class TestBlock(BookingCase):
    """The block of the website builder that leads to an appointment."""

    def setUp(self):
        super().setUp()
        self.kids_id.code = "kids-id"

    def create_page(self, content):
        self.env["website.page"].create(
            {
                "name": "Test",
                "url": "/test-block",
                "type": "qweb",
                "key": "website.test_block",
                "website_published": True,
                "arch": f"<t t-call='website.layout'>{content}</t>",
            }
        )

    def test_who_edits_the_website_puts_it_on_a_page(self):
        """Somebody with no right on products: as a communication officer has none."""
        new_test_user(
            self.env,
            "editor",
            groups="base.group_user,website.group_website_designer",
            lang="en_US",
        ).odoobot_state = "disabled"
        self.create_page("<div id='wrap' class='oe_structure oe_empty'/>")
        self.start_tour(
            self.env["website"].get_client_action_url("/test-block"),
            "municipal_editor_block",
            login="editor",
            timeout=180,
        )
        self.authenticate(None, None)
        page = self.page("/test-block")
        [button] = page.cssselect(".s_municipal_appointment_button")
        product = self.page(button.get("href"))
        self.assertIn("Test Kids-ID", self.text(product.cssselect("h1")[0]))

    def test_it_works_as_it_is_dropped(self):
        """A link and nothing else: no script, no form, in every language."""
        block = self.env["ir.qweb"]._render(
            "municipal_appointment.s_municipal_appointment"
        )
        self.create_page(f"<div id='wrap'>{block}</div>")
        for lang, path in (("", "/afspraak"), ("/nl", "/nl/afspraak")):
            page = self.page(f"{lang}/test-block")
            [link] = page.cssselect(".s_municipal_appointment a")
            self.assertEqual(link.get("href"), self.base_url() + path)
            self.assertEqual(self.url_open(link.get("href")).status_code, 200)
