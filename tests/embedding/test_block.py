from odoo.tests import new_test_user, tagged

from ..booking_common import BookingCase

#: what an editor does with the mouse, from the empty page to the saved one
DROP = """
(async () => {
    async function until(find, what) {
        for (let left = 2400; left; left--) {
            const found = find();
            if (found) {
                return found;
            }
            await new Promise((done) => setTimeout(done, 50));
        }
        throw new Error(`Nowhere: ${what}`);
    }
    function outside(selector, words = "") {
        const found = [...document.querySelectorAll(selector)];
        return found.find((one) => one.textContent.includes(words));
    }
    function inside(selector) {
        const pages = [...document.querySelectorAll("iframe")];
        return pages
            .map((page) => page.contentDocument?.querySelector(selector))
            .find(Boolean);
    }
    const press = async (find, what) => (await until(find, what)).click();
    const group = "#snippet_groups .o_snippet.o_draggable[name='Contact & Forms']";
    const preview = ".o_snippet_preview_wrap[data-snippet-id=s_municipal_appointment]";
    const block = "#wrapwrap .s_municipal_appointment";
    const row = "[data-label='The button leads to'] .dropdown-toggle";
    await press(() => outside(`${group} .o_snippet_thumbnail_area`), "blocks");
    await press(() => inside(preview), "the block among its group");
    // the editor does not hear who presses while it still puts the block in its place
    for (let left = 60; left && !outside(row); left--) {
        inside(`${block} .s_municipal_appointment_button`)?.click();
        await new Promise((done) => setTimeout(done, 1000));
    }
    await press(() => outside(row), "its option");
    await press(() => outside(".o-dropdown-item", "Test Kids-ID"), "the product");
    await until(() => inside(`${block} a[href='%s']`), "the link");
    await press(() => outside("button[data-action=save]"), "the button that saves");
    await until(() => !outside(".o_builder_sidebar_open"), "the page without editor");
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


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

    def test_what_an_editor_chooses_from(self):
        """By the API: a communication officer has no right on products."""
        groups = "base.group_user,website.group_website_designer"
        new_test_user(self.env, "editor", groups=groups)
        self.authenticate("editor", "editor")
        told = self.url_open("/afspraak/api/v1/products").json()["products"]
        [kids] = [one for one in told if one["code"] == "kids-id"]
        self.assertTrue(kids["bookable"])
        self.authenticate(None, None)
        product = self.page(f"/afspraak/naar/{kids['code']}")
        self.assertIn(kids["name"], self.text(product.cssselect("h1")[0]))

    def test_an_editor_drops_it_and_chooses_a_product(self):
        self.kids_id.code = "test-block-kids"
        groups = "base.group_user,website.group_website_designer"
        editor = new_test_user(self.env, "editor", groups=groups, lang="en_US")
        editor.odoobot_state = "disabled"
        self.create_page("<div id='wrap' class='oe_structure oe_empty'/>")
        address = self.env["website"].get_client_action_url("/test-block", True)
        path = "/afspraak/naar/test-block-kids"
        self.browser_js(
            address,
            DROP % path,
            ready="document.readyState === 'complete'",
            login="editor",
            timeout=300,
        )
        self.authenticate(None, None)
        page = self.page("/test-block")
        [link] = page.cssselect(".s_municipal_appointment a")
        self.assertEqual(link.get("href"), self.base_url() + path)
        product = self.page(link.get("href").removeprefix(self.base_url()))
        self.assertIn("Kids-ID", self.text(product.cssselect("h1")[0]))

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
