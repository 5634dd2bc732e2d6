from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from ..common import MunicipalCase

WEDNESDAY = date(2026, 10, 14)


@tagged("post_install", "-at_install")
class TestBookingRequest(MunicipalCase):
    """A clerk makes an appointment for somebody on the phone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.requests = cls.env["municipal.booking.request"].with_user(cls.clerk)

    def form(self, product=None, **context):
        form = Form(self.requests.with_context(**context))
        form.product_id = product or self.kids_id
        return form

    def slots(self, form):
        return [moment["label"] for moment in form.slots["slots"]]

    def fill(self, form):
        form.start = form.slots["slots"][0]["value"]
        form.name = "An Peeters"
        form.phone = "0470 12 34 56"
        return form.save()

    def booked(self, action):
        return self.env["resource.booking"].browse(action["res_id"])

    def test_the_first_free_day_is_proposed(self):
        form = self.form()
        self.assertEqual(form.day, date(2026, 10, 12))
        self.assertEqual(self.slots(form)[0], "09:00")
        self.assertFalse(form.slots["previous"])
        # Tuesday is free walk-in
        self.assertEqual(form.slots["next"], "2026-10-14")

    @freeze_time("2026-10-12 09:50:00")
    def test_late_in_the_day_the_next_day_is_proposed(self):
        self.assertEqual(self.form().day, WEDNESDAY)

    def test_foreigners_files_are_received_on_tuesday(self):
        form = self.form(self.foreigner)
        self.assertEqual(form.slots["next"], "2026-10-13")

    def test_time_and_things_to_bring_are_told(self):
        form = self.form()
        form.quantity = 2
        with form.line_ids.new() as line:
            line.product_id = self.passport
        self.assertEqual(form.minutes, 30)
        self.assertEqual(form.bring, "The child\nA photo")

    def test_a_day_without_moments_says_where_to_go(self):
        form = self.form()
        form.day = date(2026, 10, 13)
        self.assertEqual(form.slots["slots"], [])
        self.assertEqual(form.slots["previous"], "2026-10-12")
        self.assertEqual(form.slots["next"], "2026-10-14")

    def test_a_moment_that_no_longer_fits_is_dropped(self):
        form = self.form()
        form.start = datetime(2026, 10, 12, 9, 45)
        form.quantity = 2
        self.assertEqual(form.start, datetime(2026, 10, 12, 9, 45))
        form.quantity = 3
        self.assertFalse(form.start)

    def test_a_click_in_the_calendar_gives_day_and_moment(self):
        form = self.form(default_day="2026-10-14", default_start="2026-10-14 08:00:00")
        self.assertEqual(form.day, WEDNESDAY)
        self.assertEqual(form.start, datetime(2026, 10, 14, 8, 0))

    def test_the_clerk_books(self):
        form = self.form()
        form.day = WEDNESDAY
        booking = self.booked(self.fill(form).action_book())
        self.assertEqual(booking.start, datetime(2026, 10, 14, 7, 0))
        self.assertEqual(booking.contact_name, "An Peeters")
        self.assertEqual(booking.desk_id, self.desks[0])
        self.assertEqual(booking.create_uid, self.clerk)
        self.assertEqual(booking.visit_id.state, "booked")

    def test_pressing_twice_books_once(self):
        request = self.fill(self.form())
        first = self.booked(request.action_book())
        self.assertEqual(self.booked(request.action_book()), first)

    def test_staff_books_what_citizens_cannot(self):
        self.kids_id.booking = "staff"
        booking = self.booked(self.fill(self.form()).action_book())
        self.assertEqual(booking.line_ids.product_id, self.kids_id)

    def test_the_building_is_kept(self):
        other_hall = self.env["municipal.location"].create({"name": "Other hall"})
        self.type.location_ids += other_hall
        self.desks[1].location_id = other_hall
        form = self.form()
        form.location_id = other_hall
        booking = self.booked(self.fill(form).action_book())
        self.assertEqual(booking.desk_id, self.desks[1])

    def test_a_moment_must_be_chosen(self):
        form = self.form()
        form.name = "An Peeters"
        form.phone = "0470 12 34 56"
        with self.assertRaisesRegex(UserError, "Choose a free slot"):
            form.save().action_book()

    def test_one_way_to_reach_the_visitor_is_needed(self):
        form = self.form()
        form.start = form.slots["slots"][0]["value"]
        form.name = "An Peeters"
        with self.assertRaisesRegex(UserError, "e-mail address or the phone number"):
            form.save().action_book()

    def test_a_refused_combination_leaves_nothing_behind(self):
        before = self.env["resource.booking"].search_count([])
        request = self.fill(self.form())
        request.line_ids = [(0, 0, {"product_id": self.foreigner.id})]
        with self.assertRaisesRegex(UserError, "cannot be dealt with in one"):
            request.action_book()
        self.assertEqual(self.env["resource.booking"].search_count([]), before)

    def test_a_moment_taken_meanwhile_is_refused(self):
        request = self.fill(self.form())
        for _desk in self.desks:
            self.book(start=request.start, by_staff=True)
        with self.assertRaisesRegex(UserError, "just been taken"):
            request.action_book()

    def test_the_clerk_moves(self):
        self.desks[1].active = False
        booking = self.book([(self.kids_id, 2), (self.passport, 1)])
        form = Form(
            self.requests.with_context(default_booking_id=booking.id),
            "municipal_appointment.municipal_booking_request_view_form_move",
        )
        self.assertEqual(form.products, "Test Kids-ID × 2, Test passport")
        self.assertEqual(form.minutes, 30)
        self.assertEqual(form.day, WEDNESDAY)
        self.assertIn("09:00", self.slots(form), "its own time counts as free")
        form.start = datetime(2026, 10, 14, 7, 15)
        form.save().action_move()
        self.assertEqual(booking.start, datetime(2026, 10, 14, 7, 15))
        self.assertEqual(booking.visit_id.event_ids.mapped("step"), ["booked", "moved"])

    def test_who_has_arrived_is_not_moved(self):
        booking = self.book().with_user(self.clerk)
        booking.visit_id._take_step("checked_in")
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            booking.action_move_appointment()
