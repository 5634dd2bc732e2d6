from odoo.tests import new_test_user, tagged

from ..booking_common import BookingCase


@tagged("post_install", "-at_install")
class TestManners(BookingCase):
    """Pages of Odoo that citizens meet speak to them as a town does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own = cls.env["ir.module.module"].search(
            [("name", "in", ("municipal_appointment", "portal", "http_routing"))]
        )
        own._update_translations(["nl_BE"], overwrite=True)

    def assert_polite(self, page):
        said = f" {self.text(page.get_element_by_id('wrap'))} ".lower()
        for word in (" je ", " jij ", " jouw ", " jou ", "paniek"):
            self.assertNotIn(word, said)

    def test_a_page_that_is_not_there(self):
        page = self.page("/nl_BE/nowhere", status=404)
        self.assert_polite(page)
        self.assertIn("We hebben deze pagina niet", self.text(page))
        [form] = [f for f in page.forms if "/afspraak" in (f.action or "")]
        found = self.page(form.action, q="Test Kids")
        self.assertIn("Test Kids-ID", self.text(found))
        self.page("/nowhere.png", status=404)
        self.page("/a/b/c/d", status=404)

    def test_a_town_that_wrote_its_own(self):
        website = self.env["website"].search([])[:1]
        page = self.env.ref("http_routing.404").with_context(website_id=website.id)
        page.arch_db = page.arch_db.replace("looking for!", "looking for, sorry!")
        self.assertIn("looking for, sorry!", self.url_open("/nowhere").text)

    def test_the_page_of_who_is_logged_in(self):
        new_test_user(
            self.env, "citizen_home", groups="base.group_portal", lang="nl_BE"
        )
        self.authenticate("citizen_home", "citizen_home")
        for path in ("/nl_BE/my", "/nl_BE/my/bookings"):
            self.assert_polite(self.page(path))
