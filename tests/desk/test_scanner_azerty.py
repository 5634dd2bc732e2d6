import unittest
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from ...engine import keyboard, reference
from ...models.common.refusal import Refusal
from ..azerty import NEIGHBOUR, SCANNED, presses
from ..desk_common import TUESDAY, DeskCase, at
from ..screens.test_screens_browser import ScreenBrowserCase

WEDNESDAY = TUESDAY + timedelta(days=1)
CODES = st.builds(
    lambda letters: f"{letters[:4]}-{letters[4:]}",
    st.text(reference.ALPHABET, min_size=8, max_size=8),
)
LAYOUTS = st.sampled_from(list(keyboard.LAYOUTS.values()))


def scan(code, keys):
    """Return what a computer with other keys makes of the code of a US scanner."""
    return code.translate(str.maketrans(keyboard.US, keys))


class TestReading(unittest.TestCase):
    """The engine's side of it: what a text may mean, and what it never means."""

    def test_what_was_seen_to_arrive(self):
        for code, *typed in SCANNED:
            for text in typed:
                self.assertEqual(reference.scanned_references(text), [code])
                self.assertFalse(reference.is_plain(text))

    @given(CODES, LAYOUTS)
    def test_every_code_is_read_back(self, code, keys):
        text = scan(code, keys)
        self.assertIn(code, reference.scanned_references(text))
        self.assertFalse(reference.is_plain(text))

    @given(CODES, CODES, LAYOUTS)
    def test_no_scan_is_taken_for_another_code(self, code, other, keys):
        if code != other:
            text = scan(code, keys)
            self.assertNotEqual(reference.normalize_reference(text), other)
            self.assertNotEqual(reference.normalize_reference(text), code)

    @given(CODES, st.sampled_from(["", " ", "-", "–", "\u00a0", "\u200b-"]))
    def test_what_people_type_is_forgiven(self, code, dash):
        typed = f" {code.lower().replace('-', dash)}\u200b"
        self.assertTrue(reference.is_plain(typed))
        self.assertEqual(reference.normalize_reference(typed), code)

    @given(st.text(max_size=30))
    def test_no_text_breaks_it(self, text):
        for code in reference.scanned_references(text):
            self.assertRegex(code, reference.REFERENCE)
        reference.normalize_reference(text)
        reference.without_signs(text)


@tagged("post_install", "-at_install")
@freeze_time(WEDNESDAY)
class TestScannedAtTheDesk(DeskCase):
    """Only the text arrives: understood, or named; never somebody else's visit."""

    def setUp(self):
        super().setUp()
        with at(0):
            self.booking = self.book(start=WEDNESDAY)
        self.desk.desk_sit_down()

    def test_each_code_is_understood(self):
        for code, *typed in SCANNED:
            for text in typed:
                self.booking.sudo().reference = code
                answer = self.desk.desk_scan(text)
                self.assertEqual(answer["visit_id"], self.booking.visit_id.id)
        self.assertEqual(answer["done"], "nothing")

    def test_never_somebody_elses(self):
        with at(0):
            other = self.book(start=WEDNESDAY + timedelta(hours=1))
        other.sudo().reference = NEIGHBOUR
        code, text, _french = SCANNED[-1]
        for mine in (code, "K7QF-3MPA"):
            self.booking.sudo().reference = mine
            with self.assertRaisesRegex(Refusal, "another keyboard"):
                self.desk.desk_scan(text)
        self.assertEqual(other.visit_id.state, "booked")
        self.assertEqual(self.booking.visit_id.state, "booked")

    def test_a_ticket_holds_an_address(self):
        visit = self.visit(self.give())
        url = visit.sudo()._waiting_url()
        for keys in keyboard.LAYOUTS.values():
            answer = self.desk.desk_scan(scan(url, keys))
            self.assertEqual(answer["visit_id"], visit.id)

    def test_a_code_that_nobody_has_is_named(self):
        with self.assertRaisesRegex(Refusal, "another keyboard"):
            self.desk.desk_scan('KèAF)"?PQ')


#: each code arrives as events of keys, twenty milliseconds apart as a scanner's
SCANS = """
play(async () => {
    const kiosk = beside(KIOSK);
    await until("script", () => kiosk.frame.contentWindow.municipalStarted);
    const page = kiosk.frame.contentWindow;
    for (const [number, keys] of SCANS.entries()) {
        await until("start", () => kiosk.find("#page").dataset.step === "start");
        for (const key of keys) {
            page.document.body.dispatchEvent(new page.KeyboardEvent("keydown",
                {...key, bubbles: true, cancelable: true}));
        }
        const end = await until("an answer", () => kiosk.find(".o_ticket, .o_error"));
        if (!end.matches(".o_ticket")) {
            wrong.push(`${number}: ${end.innerText}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 200));
        kiosk.find(".o_ways a").click();
    }
    if (wrong.length) {
        throw new Error(wrong.join(" | "));
    }
});
"""


@tagged("post_install", "-at_install")
class TestScannedAtTheKiosk(ScreenBrowserCase):
    """In a browser the keys are known: what was scanned is read, whatever they type."""

    def test_every_code_checks_in_its_own_visitor(self):
        bookings = self.env["resource.booking"]
        other = self.booked_today()
        other.reference = NEIGHBOUR
        for code, *_typed in SCANNED:
            booking = self.booked_today()
            booking.reference = code
            bookings |= booking
        scans = [presses(code, text) for code, text, _french in SCANNED]
        self.play(SCANS, SCANS=scans)
        self.assertEqual(set(bookings.visit_id.mapped("state")), {"waiting"})
        self.assertEqual(other.visit_id.state, "booked")
