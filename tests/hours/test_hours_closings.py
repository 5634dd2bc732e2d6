from datetime import date, datetime

from odoo.tests import tagged

from ..hours_common import HoursCase


@tagged("post_install", "-at_install")
class TestHoursClosings(HoursCase):
    """Closings of a company, as a manager adds them."""

    def closings(self, company):
        return self.env["resource.calendar.leaves"].search(
            [("company_id", "=", company.id), ("calendar_id", "=", False)]
        )

    def test_the_button_adds_this_year_and_the_next_once(self):
        leaves = self.env["resource.calendar.leaves"].with_user(self.manager)
        leaves.action_add_public_holidays()
        closings = self.closings(self.company)
        self.assertIn("2026", str(closings.mapped("date_from")))
        leaves.action_add_public_holidays()
        self.assertEqual(self.closings(self.company), closings)

    def test_the_feast_of_flanders_is_closed(self):
        self.env["resource.calendar.leaves"]._add_public_holidays([2028])
        # A Tuesday
        self.assertFalse(self.slots(date(2028, 7, 11), self.foreigner))
        self.assertTrue(self.slots(date(2028, 7, 18), self.foreigner))

    def test_holidays_of_another_company_stay_with_it(self):
        neighbour = self.env["res.company"].create({"name": "Neighbouring town"})
        leaves = self.env["resource.calendar.leaves"]
        added = leaves._add_public_holidays([2028], neighbour)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertGreater(len(added), 10)
        self.assertEqual(added.company_id, neighbour)
        self.assertTrue(self.slots(date(2028, 7, 11), self.foreigner))

    def test_a_closing_after_the_fact_leaves_bookings_that_can_be_corrected(self):
        booking = self.book()
        self.env.flush_all()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Strike",
                "date_from": datetime(2026, 10, 13, 22),
                "date_to": datetime(2026, 10, 14, 21, 59, 59),
            }
        )
        booking.with_user(self.clerk).contact_phone = "0470 12 34 56"
        self.env.flush_all()
        self.assertEqual(booking.state, "confirmed")
        self.assertEqual(booking.visit_id.state, "booked")
        self.assertFalse(self.slots(date(2026, 10, 14)))
