from odoo.tests import tagged

from ...models.fair_use import municipal_proof
from ..booking_common import BookingCase, iso

#: fills in the form and confirms, perhaps before the sum is done
CONFIRM = """
(async () => {
    const form = document.querySelector("form.o_municipal_form");
    const wrong = [];
    form.elements.name.value = "An Peeters";
    form.elements.phone.value = "0470 12 34 56";
    const shown = () => [...document.querySelectorAll("[data-proof]")]
        .filter((text) => text.checkVisibility())
        .map((text) => text.dataset.proof).join();
    let sent = 0;
    window.addEventListener("submit", async (ev) => {
        if (ev.defaultPrevented) {
            return;
        }
        sent += 1;
        ev.preventDefault();
        if (sent !== 1 || shown() !== "done" || !form.elements.altcha.value) {
            wrong.push(`sent ${sent} times, shown: ${shown()}`);
        }
        const body = new URLSearchParams(new FormData(form));
        const answer = await fetch(form.action, {method: "POST", body});
        const text = await answer.text();
        if (!text.includes("Your appointment is booked")) {
            wrong.push(`${answer.status}: ${answer.url}`);
        }
        if (wrong.length) {
            console.error(wrong.join(" | "));
        } else {
            console.log("test successful");
        }
    });
    document.querySelector("#confirm").click();
})();
"""
#: the page is alive: the sum has begun, and may be done
BEGUN = "!!document.querySelector('[data-proof=without].d-none')"


@tagged("post_install", "-at_install")
class TestProofBrowser(BookingCase):
    """A real browser does the sum, and sends the form when it is done."""

    def test_the_browser_does_it_by_itself(self):
        self.company.municipal_proof = "always"
        start = self.free_starts(hour=10)[0]
        path = f"/afspraak/gegevens?q_{self.kids_id.id}=1&start={iso(start)}"
        # many numbers, of which the last is the right one: time to press the button
        self.patch(municipal_proof, "MOST", 60_000)
        self.patch(municipal_proof.secrets, "randbelow", lambda most: most - 1)
        self.browser_js(path, CONFIRM, BEGUN, timeout=60)
        self.env.invalidate_all()
        booking = self.env["resource.booking"].search([], order="id desc", limit=1)
        self.assertEqual((booking.start, booking.contact_name), (start, "An Peeters"))
