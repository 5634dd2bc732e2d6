from odoo.tests import new_test_user, tagged

from ..booking_common import BookingCase


@tagged("post_install", "-at_install")
class TestBookingTour(BookingCase):
    """The whole way in a real browser, on a screen and on a phone."""

    def walk(self):
        self.start_tour("/afspraak", "municipal_booking_flow")
        booking = (
            self.env["resource.booking"]
            .with_context(active_test=False)
            .search([], order="id desc", limit=1)
        )
        self.assertFalse(booking.active)
        self.assertEqual(booking.contact_name, "An Peeters")
        self.assertEqual(booking.line_ids.product_id, self.kids_id | self.passport)
        steps = booking.visit_id.event_ids.sorted("id").mapped("step")
        self.assertEqual(steps, ["booked", "moved", "cancelled"])

    def test_on_a_screen(self):
        self.walk()

    def test_on_a_phone(self):
        self.browser_size = "390x844"
        self.touch_enabled = True
        self.walk()

    def test_logged_in(self):
        citizen = new_test_user(
            self.env, "citizen_tour", groups="base.group_portal", name="Bert Claes"
        )
        booking = (
            self.env["resource.booking"]
            .with_user(citizen)
            .sudo()
            ._book(
                [(self.kids_id, 1)],
                self.free_starts(hour=9)[0],
                self.contact,
                lang="en_US",
            )
        )
        self.start_tour("/my", "municipal_booking_portal", login="citizen_tour")
        self.env.invalidate_all()
        self.assertFalse(booking.active)
