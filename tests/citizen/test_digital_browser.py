from odoo.tests import tagged

from ..screens_common import ScreenCase

#: presses the link until the script of the page hears it, and then in a hurry
FOLLOW = """
const link = document.querySelector(".o_municipal_digital_link");
link.addEventListener("click", (ev) => ev.preventDefault());
const told = () =>
    performance
        .getEntriesByType("resource")
        .filter(({initiatorType}) => initiatorType === "beacon").length;
const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
(async () => {
    for (let round = 0; round < 200 && !told(); round++) {
        link.click();
        await wait(100);
    }
    link.click();
    link.click();
    await wait(500);
    if (told() === 1) {
        console.log("test successful");
    } else {
        console.error(`told ${told()} times`);
    }
})();
"""


@tagged("post_install", "-at_install")
class TestDigitalBrowser(ScreenCase):
    """The link to the digital counter in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.passport.digital_url = "https://digital.example.com"

    def follow(self, path):
        ready = "document.body.getAttribute('is-ready') === 'true'"
        self.browser_js(path, FOLLOW, ready, timeout=60)
        return self.env["municipal.digital.use"].search(
            [("product_id", "=", self.passport.id)]
        )

    def test_the_link_of_the_website(self):
        slug = self.env["ir.http"]._slug(self.passport)
        use = self.follow(f"/afspraak/product/{slug}")
        self.assertEqual((use.uses, use.channel), (1, "website"))

    def test_the_code_of_the_kiosk(self):
        address = self.kiosk._kiosk_links(self.passport)[-1][0]
        use = self.follow("/afspraak/" + address.split("/afspraak/")[1])
        self.assertEqual((use.uses, use.channel), (1, "kiosk"))
        self.assertEqual(use.location_id, self.location)
