from datetime import datetime

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from ..common import MunicipalCase


@tagged("post_install", "-at_install")
class TestWalkInAgenda(MunicipalCase):
    """An urgent visitor without appointment gets the first free slot of today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dialogs = cls.env["municipal.urgent.booking"].with_user(cls.clerk)

    def dialog(self, product=None, **values):
        form = Form(self.dialogs)
        form.product_id = product or self.kids_id
        for field, value in values.items():
            form[field] = value
        return form

    def book_walk_in(self, *args, **values):
        action = self.dialog(*args, **values).save().action_book()
        return self.env["municipal.visit"].browse(action["res_id"])

    def test_the_first_moment_is_shown(self):
        form = self.dialog()
        self.assertEqual(form.first_slot, datetime(2026, 10, 12, 7, 0))
        self.assertEqual(form.first_clock, "09:00")
        self.assertEqual(form.first_desk_id, self.desks[0])

    def test_one_click_books_and_receives(self):
        visit = self.book_walk_in()
        self.assertEqual(visit.state, "waiting")
        self.assertEqual(visit.channel, "urgent")
        self.assertEqual(visit.booking_id.channel, "urgent")
        self.assertEqual(visit.planned_start, datetime(2026, 10, 12, 7, 0))
        self.assertEqual(visit.event_ids.mapped("step"), ["booked", "checked_in"])
        self.assertEqual(visit.line_ids.product_id, self.kids_id)

    def test_nothing_is_asked_of_the_visitor(self):
        visit = self.book_walk_in()
        self.assertFalse(visit.visitor)
        self.assertFalse(visit.booking_id.partner_ids)
        mails = self.env["mail.mail"].search(
            [("model", "=", "resource.booking"), ("res_id", "=", visit.booking_id.id)]
        )
        self.assertFalse(mails)

    def test_a_name_to_call(self):
        self.assertEqual(self.book_walk_in(visitor="Jan").visitor, "Jan")

    def test_a_national_number_is_no_name(self):
        with self.assertRaisesRegex(UserError, "national register number"):
            self.book_walk_in(visitor="85.07.30-033 28")

    @freeze_time("2026-10-12 07:07:00")
    def test_a_moment_that_has_begun_is_too_late(self):
        self.assertEqual(self.dialog().first_slot, datetime(2026, 10, 12, 7, 15))

    def test_the_next_visitor_gets_the_other_desk_then_the_next_moment(self):
        visits = [self.book_walk_in() for _visitor in range(3)]
        self.assertEqual(
            [(visit.desk_id, visit.clock) for visit in visits],
            [
                (self.desks[0], "09:00"),
                (self.desks[1], "09:00"),
                (self.desks[0], "09:15"),
            ],
        )

    def test_the_lead_time_of_citizens_does_not_count(self):
        self.type.lead_hours = 48
        self.assertEqual(self.book_walk_in().clock, "09:00")

    @freeze_time("2026-10-12 09:58:00")
    def test_a_full_day_says_so(self):
        form = self.dialog()
        self.assertFalse(form.first_slot)
        dialog = form.save()
        with self.assertRaisesRegex(UserError, "no free slot left today for Test"):
            dialog.action_book()
        self.assertEqual(
            dialog.action_other_day()["context"]["default_product_id"], self.kids_id.id
        )

    @freeze_time("2026-10-12 09:50:00")
    def test_a_long_visit_must_end_before_closing_time(self):
        self.assertFalse(self.dialog(quantity=2).first_slot)

    @freeze_time("2026-10-13 07:00:00")
    def test_free_walk_in_has_no_agenda(self):
        self.assertFalse(self.dialog().first_slot)
        self.assertTrue(self.dialog(self.foreigner).first_slot)

    def test_only_the_desks_of_a_building(self):
        other_hall = self.env["municipal.location"].create({"name": "Other hall"})
        self.desks[1].location_id = other_hall
        self.assertEqual(
            self.dialog(location_id=other_hall).first_desk_id, self.desks[1]
        )

    def test_too_many_pieces_are_refused(self):
        for quantity in (0, 5, 10000):
            with (
                self.subTest(quantity=quantity),
                self.assertRaisesRegex(UserError, "1 to 4 pieces"),
            ):
                self.dialog(quantity=quantity).save().action_book()

    def test_what_nobody_books_is_refused(self):
        dialog = self.dialog().save()
        self.kids_id.booking = "none"
        with self.assertRaisesRegex(UserError, "cannot be booked"):
            dialog.action_book()

    def test_a_refusal_leaves_no_trace(self):
        before = self.env["municipal.visit"].search_count([])
        dialog = self.dialog(quantity=5).save()
        with self.assertRaises(UserError):
            dialog.action_book()
        self.assertEqual(self.env["municipal.visit"].search_count([]), before)
