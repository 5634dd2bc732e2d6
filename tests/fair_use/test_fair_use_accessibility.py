from odoo.tests import tagged

from ..citizen import test_accessibility_website
from ..fair_use_common import ConfirmCase


@tagged("post_install", "-at_install")
class TestAccessibilityFairUse(
    ConfirmCase, test_accessibility_website.AccessibilityCase
):
    """WCAG 2.1 AA by axe-core, and targets of at least 44 pixels, on a phone."""

    browser_size = "390x844"

    def test_confirming(self):
        booking = self.ask()
        path = self.link(booking)
        self.check(path, booking.get_portal_url(query_string="&message=booked"))
        self.press(path)
        self.check(booking.get_portal_url(query_string="&message=confirmed"))

    def test_not_confirmed(self):
        booking = self.ask()
        self.lapse(booking)
        self.check(
            booking.get_portal_url(),
            f"/afspraak/bevestigen/{booking.id}/0123456789abcdef",
        )

    def test_the_form_of_who_books_for_others_and_proves_it(self):
        self.company.municipal_proof = "always"
        self.env["municipal.trusted.booker"].create(
            {"name": "An", "email": "an@example.com"}
        )
        start = self.free_starts(hour=9)[0]
        self.check(self.details(start))
        self.check(f"{self.details(start)}", press=["#confirm"])


@tagged("post_install", "-at_install")
class TestAccessibilityFairUseWide(TestAccessibilityFairUse):
    browser_size = "1366x768"
