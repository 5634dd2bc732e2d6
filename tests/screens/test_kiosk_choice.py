from urllib.parse import parse_qs, urlencode, urlsplit

from odoo.tests import tagged

from ..screens_common import ScreenCase
from .test_screens_browser import ScreenBrowserCase


@tagged("post_install", "-at_install")
class TestKioskChoice(ScreenCase):
    """What a family chose is what it gets a ticket for, with script or without."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.passport | cls.kids_id).combine = "any"
        cls.kids = f"q_{cls.kids_id.id}"
        cls.pass_ = f"q_{cls.passport.id}"

    def choice(self, **chosen):
        return self.look(f"/choice?{urlencode(chosen)}")

    def pressed(self, page, selector, **typed):
        """Return the page behind a button, as a browser without script asks it."""
        button = page.cssselect(selector)[0]
        [form] = button.iterancestors("form")
        fields = {**dict(form.form_values()), **typed}
        if button.get("name"):
            fields[button.get("name")] = button.get("value")
        self.assertEqual(button.get("formmethod"), "get")
        return self.page(button.get("formaction"), **fields)

    def amounts(self, page):
        return {
            field.get("name"): field.get("value")
            for field in page.cssselect(".o_line input")
        }

    def test_a_quantity_survives_adding_something(self):
        before = self.counted()
        products = self.pressed(
            self.choice(**{self.kids: 1}), ".o_more", **{self.kids: "3"}
        )
        [link] = [
            link.get("href")
            for link in products.cssselect(".o_item")
            if self.pass_ in link.get("href")
        ]
        chosen = parse_qs(urlsplit(link).query)
        self.assertEqual(chosen[self.kids], ["3"])
        self.assertEqual(
            self.amounts(self.page(link)), {self.kids: "3", self.pass_: "1"}
        )
        back = products.cssselect("main a.o_way")[0].get("href")
        self.assertEqual(self.amounts(self.page(back)), {self.kids: "3"})
        self.assertEqual(self.counted(), before)

    def test_one_product_is_removed(self):
        page = self.choice(**{self.kids: 1, self.pass_: 1})
        rest = self.pressed(page, f"[value='{self.passport.id}']", **{self.kids: "4"})
        self.assertEqual(self.amounts(rest), {self.kids: "4"})
        self.assertFalse(rest.cssselect(".o_remove"), "nothing would be left")

    def test_the_language_stays(self):
        page = self.page(self.address(f"/choice?lang=nl_BE&{self.kids}=2"))
        products = self.pressed(page, ".o_more")
        self.assertEqual(products.get("lang"), "nl-BE")

    def test_enter_takes_the_ticket(self):
        """The first button of a form is what Enter presses."""
        page = self.choice(**{self.kids: 1, self.pass_: 1})
        first = page.cssselect(".o_chosen button")[0]
        self.assertIsNone(first.get("formaction"))
        self.assertNotEqual(first.get("type"), "button")


#: three products with all that they ask to bring, on the screen of a kiosk
FAMILY = """
play(async () => {
    const kiosk = beside(`${KIOSK}/choice?${CHOSEN}`);
    kiosk.frame.style.width = "1080px";
    kiosk.frame.style.height = "1920px";
    await until("script", () => kiosk.frame.contentWindow.municipalStarted);
    const seen = (what) => {
        const box = what.getBoundingClientRect();
        return box.height > 0 && box.top >= 0 && box.bottom <= 1920;
    };
    const take = () => kiosk.find(".o_decide .o_go");
    await until("the button is seen", () => seen(take()));
    if (kiosk.find("#page").scrollHeight < 1920) {
        throw new Error("it is no long page");
    }
    kiosk.find(`#${KIDS} + button`).click();
    kiosk.find(`#${KIDS} + button`).click();
    kiosk.find(".o_more").click();
    const product = () => [...kiosk.frame.contentDocument.querySelectorAll(".o_item")]
        .find(({href}) => href.includes(LAST));
    (await until("products", product)).click();
    await until("four", () => kiosk.frame.contentDocument
        .querySelectorAll(".o_line").length === 4);
    kiosk.find(`.o_remove[value="${LAST.slice(2)}"]`).click();
    await until("three", () => kiosk.frame.contentDocument
        .querySelectorAll(".o_line").length === 3);
    if (kiosk.find(`#${KIDS}`).value !== "3") {
        throw new Error("the quantity is lost");
    }
    take().click();
    await until("ticket", () => kiosk.find(".o_ticket"));
});
"""


@tagged("post_install", "-at_install")
class TestKioskFamily(ScreenBrowserCase):
    """At the kiosk itself."""

    def test_three_products_and_a_change_of_mind(self):
        bring = "\n".join(f"Paper {number}" for number in range(9))
        products = self.passport | self.kids_id
        products |= self.passport.copy({"name": "Third"})
        products |= self.passport.copy({"name": "Fourth"})
        products.write({"combine": "any", "bring_list": bring})
        names = [f"q_{product.id}" for product in products]
        self.play(
            FAMILY,
            CHOSEN="&".join(f"{name}=1" for name in names[:3]),
            KIDS=f"q_{self.kids_id.id}",
            LAST=names[3],
        )
        visit = self.latest()
        self.assertEqual(visit.line_ids.product_id, products[:3])
        kids = visit.line_ids.filtered(lambda line: line.product_id == self.kids_id)
        self.assertEqual(kids.quantity, 3)
