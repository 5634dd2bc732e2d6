from odoo.tests import tagged

from .booking_common import iso
from .hold_common import HoldCase

#: lets the clock of the visitor run ahead, and looks what the page says
COUNTDOWN = """
const block = document.querySelector(".o_municipal_hold");
const name = document.querySelector("#name");
const button = block.querySelector("button[name='hold']");
const said = () => block.querySelector(".o_say").textContent;
const now = Date.now;
const wrong = [];

async function until(what, condition) {
    for (let round = 0; round < 50; round++) {
        if (condition()) {
            return;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    wrong.push(`${what}: ${block.dataset.state} "${said()}" ${block.innerText}`);
}

function ahead(seconds) {
    Date.now = () => now() + seconds * 1000;
}

(async () => {
    const shown = (selector) => block.querySelector(selector).offsetHeight > 0;
    await until("nothing is kept at first", () => shown("p.o_if_never"));
    name.value = "An Peeters";
    button.click();
    await until("kept", () => block.dataset.state === "kept" && shown("p.o_if_kept"));
    await until("the time is told", () => said().includes("more time"));
    await until("it counts", () => /9:5\\d/.test(block.innerText));
    if (block.querySelector("[role='timer'][aria-live], [aria-live] [role='timer']")) {
        wrong.push("every second would be read out");
    }
    ahead(481);
    await until("two minutes", () => said().includes("Less than 2 minutes"));
    ahead(571);
    await until("thirty seconds", () => said().includes("Less than 30 seconds"));
    button.focus();
    ahead(601);
    await until("the end", () => said().includes("no longer keep"));
    await until("it is lost", () => shown("p.o_if_lost") && !shown("p.o_if_kept"));
    if (document.activeElement !== button || name.value !== "An Peeters") {
        wrong.push("focus or typed text was lost");
    }
    button.click();
    await until("kept again", () => block.dataset.state === "kept");
    await until("counts again", () => /9:5\\d/.test(block.innerText));
    if (name.value !== "An Peeters") {
        wrong.push("typed text was lost");
    }
    if (wrong.length) {
        console.error(wrong.join(" | "));
    } else {
        console.log("test successful");
    }
})();
"""


@tagged("post_install", "-at_install")
class TestHoldBrowser(HoldCase):
    """What only shows in a browser: the countdown, and the way back."""

    def test_countdown(self):
        url = f"/afspraak/gegevens?q_{self.kids_id.id}=1&start={iso(self.start)}"
        ready = "!!document.querySelector('.o_clock:not(:empty)')"
        self.browser_js(url, COUNTDOWN, ready, timeout=60)
        self.assertEqual(self.held_starts(), [self.start])

    def test_back_and_forth(self):
        url = f"/afspraak/moment?q_{self.kids_id.id}=1"
        self.start_tour(url, "municipal_booking_back")
        booking = self.latest_booking()
        self.assertEqual(booking.contact_name, "An Peeters")
        self.assertFalse(self.holds())
