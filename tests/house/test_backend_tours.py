from datetime import date, timedelta

from odoo.tests import tagged

from ..backend_browser_common import BackendBrowserCase


@tagged("post_install", "-at_install")
class TestBackendTours(BackendBrowserCase):
    """What clerk and manager do all day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.booking = cls.env["resource.booking"]._book(
            [(cls.kids_id, 2)],
            cls.now + timedelta(hours=2),
            cls.contact,
            by_staff=True,
            lang="en_US",
        )
        cls.visit = cls.booking.visit_id

    def sit_down(self):
        clerk = self.env["res.users"].search([("login", "=", "test_clerk")])
        self.booking.combination_id.resource_ids.with_user(clerk).desk_sit_down()

    def steps(self):
        return self.visit.event_ids.mapped("step")

    def test_clerk_receives_a_visitor(self):
        self.sit_down()
        self.start_tour("/odoo/agenda", "municipal_clerk_receives", login="test_clerk")
        self.assertEqual(self.steps(), ["booked", "checked_in", "started", "finished"])
        self.assertEqual(self.visit.event_ids[1:].user_id.login, "test_clerk")
        self.assertEqual(self.visit.line_ids.delivered, 1)

    def test_clerk_works_on_the_board(self):
        self.sit_down()
        self.start_tour("/odoo/visits", "municipal_clerk_board", login="test_clerk")
        self.assertEqual(self.steps(), ["booked", "started", "finished"])
        self.assertEqual(self.visit.line_ids.delivered, 2)

    def test_clerk_helps_an_urgent_visitor(self):
        self.start_tour("/odoo/visits", "municipal_clerk_walk_in", login="test_clerk")
        urgent = self.env["municipal.visit"].search(
            [("channel", "=", "urgent"), ("service_id", "=", self.service.id)]
        )
        self.assertEqual(urgent.state, "waiting")
        self.assertEqual(urgent.planned_start, self.now)

    def test_clerk_books_moves_and_cancels(self):
        self.start_tour("/odoo/agenda", "municipal_clerk_books", login="test_clerk")
        booking = (
            self.env["resource.booking"]
            .with_context(active_test=False)
            .search([("contact_name", "=", "Jan Janssens")])
        )
        self.assertEqual(
            booking.visit_id.event_ids.mapped("step"), ["booked", "moved", "cancelled"]
        )
        self.assertEqual(booking.visit_id.day, date.today() + timedelta(days=1))

    def zoe(self):
        """Book for somebody who will call again."""
        return self.env["resource.booking"]._book(
            [(self.kids_id, 1)],
            self.now + timedelta(hours=5),
            {
                "name": "Zoë D'Haese",
                "email": "zoe@example.com",
                "phone": "0470 12 34 56",
            },
            by_staff=True,
            lang="en_US",
        )

    def test_clerk_books_for_who_calls_again(self):
        first = self.zoe()
        self.start_tour(
            "/odoo/agenda", "municipal_clerk_books_again", login="test_clerk"
        )
        second = self.env["resource.booking"].search(
            [("contact_email", "=", "zoe@example.com"), ("id", "!=", first.id)]
        )
        self.assertEqual(second.contact_name, "Zoë D'Haese")
        self.assertEqual(second.contact_phone, "+32470123456")
        self.assertEqual(second.line_ids.product_id, self.passport)

    def test_clerk_moves_for_who_calls(self):
        booking = self.zoe()
        self.start_tour(
            "/odoo/agenda", "municipal_clerk_moves_by_phone", login="test_clerk"
        )
        steps = booking.visit_id.event_ids.mapped("step")
        self.assertEqual(steps, ["booked", "moved"])

    def test_clerk_cancels_for_who_calls(self):
        booking = self.zoe()
        self.start_tour(
            "/odoo/agenda", "municipal_clerk_cancels_by_phone", login="test_clerk"
        )
        self.assertEqual(booking.visit_id.state, "cancelled")

    def test_manager_closes_a_day_with_appointments(self):
        self.start_tour(
            "/odoo/action-municipal_appointment.municipal_closing_action/new",
            "municipal_manager_closes",
            login="test_manager",
        )
        closing = self.env["resource.calendar.leaves"].search([])
        self.assertEqual(closing.name, "Strike")
        self.assertEqual(self.steps(), ["booked", "moved"])
        self.assertEqual(self.visit.day, date.today() + timedelta(days=1))

    def test_manager_changes_a_product(self):
        self.start_tour(
            "/odoo/visits", "municipal_manager_product", login="test_manager"
        )
        self.assertEqual(self.kids_id.duration, 12)
