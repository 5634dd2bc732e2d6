import re
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from ...models.common.refusal import Refusal
from ..desk_common import TUESDAY, DeskCase, at

WEDNESDAY = TUESDAY + timedelta(days=1)


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestWhoSitsThere(DeskCase):
    """The server does not believe a screen: it may show what was so yesterday."""

    def steps(self, desk, visit):
        line = {"product_id": self.passport.id, "delivered": 1}
        yield desk.desk_call_next
        yield lambda: desk.desk_call(visit.id)
        yield lambda: desk.desk_recall(visit.id)
        yield lambda: desk.desk_forward(visit.id, self.service.id)
        yield lambda: desk.desk_finish(visit.id, [line])
        yield desk.desk_get_up
        for step in ("started", "paused", "resumed", "no_show", "left", "undone"):
            yield lambda step=step: desk.desk_step(visit.id, step)

    def assertRefused(self, desk, visit, words):
        course = visit._course()
        for step in self.steps(desk, visit):
            with self.assertRaisesRegex(Refusal, words):
                step()
        self.assertEqual(visit._course(), course)

    def test_at_the_desk_of_a_colleague(self):
        visit = self.served()
        mine = self.desks[0].with_user(self.manager)
        self.assertRefused(mine, visit, re.escape(f"{self.clerk.name} works at"))

    def test_at_a_desk_that_is_closed(self):
        visit = self.visit(self.give())
        self.desk.desk_get_up()
        self.assertRefused(self.desk, visit, "is closed")

    def test_at_the_desk_of_yesterday(self):
        visit = self.served()
        with freeze_time(WEDNESDAY):
            self.assertRefused(self.desk, visit, "is closed")

    def test_somebody_whom_a_colleague_helps(self):
        visit = self.served()
        for state in ("serving", "paused"):
            for step in list(self.steps(self.other_desk, visit))[3:5]:
                with self.assertRaisesRegex(Refusal, "is helped at 1"):
                    step()
            if state == "serving":
                self.desk.desk_step(visit.id, "paused")
        with self.assertRaisesRegex(Refusal, "is helped at 1"):
            self.other_desk.desk_step(visit.id, "resumed")

    def test_somebody_in_another_building(self):
        elsewhere = self.location.copy({"name": "Elsewhere"})
        visit = self.env["municipal.visit"]._take_ticket(
            [(self.passport, 1)], elsewhere, by_staff=True
        )
        for step in ("left", "no_show", "started"):
            with self.assertRaisesRegex(Refusal, "in another building: Elsewhere"):
                self.desk.desk_step(visit.id, step)
        for act in (self.desk.desk_call, self.desk.desk_check_in):
            with self.assertRaisesRegex(Refusal, "in another building: Elsewhere"):
                act(visit.id)

    def test_who_takes_the_desk_over_works_there_and_the_other_is_told(self):
        visit = self.served()
        told = self.told("municipal_queue")
        self.desks[0].with_user(self.administrator).desk_sit_down()
        self.assertTrue(any(payload.get("moves") for _to, payload in told))
        with self.assertRaisesRegex(Refusal, "test_administrator"):
            self.desk.desk_step(visit.id, "paused")
        line = {"product_id": self.passport.id, "delivered": 1}
        taken = self.desks[0].with_user(self.administrator)
        taken.desk_finish(visit.id, [line])
        self.assertEqual(visit.state, "finished")

    def test_the_reception_gives_tickets_without_a_desk(self):
        self.desk.desk_get_up()
        self.assertTrue(self.give()["ticket"])


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestBadValues(DeskCase):
    """What no screen sends is refused in words, and nothing is written."""

    def test_what_was_delivered(self):
        visit = self.served()
        good = {"product_id": self.passport.id, "delivered": 1}
        for bad in (
            {"product_id": "x"},
            {"product_id": 2**40},
            {"delivered": -1},
            {"delivered": "many"},
            {"delivered": 10**9},
            {"delivered": None},
            {"reason": "nonsense"},
        ):
            with self.subTest(bad), self.assertRaises(Refusal):
                self.desk.desk_finish(visit.id, [{**good, **bad}])
        for persons in (0, 100, -1, "two", None):
            with self.subTest(persons=persons), self.assertRaises(Refusal):
                self.desk.desk_finish(visit.id, [good], persons=persons)
        self.assertEqual((visit.state, visit.line_ids.delivered), ("serving", 0))

    def test_a_ticket(self):
        for line in (
            {"product_id": self.passport.id, "quantity": 0},
            {"product_id": self.passport.id, "quantity": "1"},
            {"product_id": self.passport.id, "quantity": 10**12},
            {"product_id": "1", "quantity": 1},
            {"product_id": None, "quantity": 1},
            {},
        ):
            with self.subTest(line), self.assertRaises(Refusal):
                self.desk.desk_ticket([line])

    def test_a_tally(self):
        Visit = self.env["municipal.visit"].with_user(self.clerk)
        good = {"product_id": self.passport.id, "channel": "phone"}
        for bad in (
            {"product_id": "x"},
            {"product_id": 2**40},
            {"channel": ["phone"]},
            {"location_id": "here"},
            {"location_id": 2**40},
            {"reason": "nonsense"},
            {"reason": 5},
        ):
            with self.subTest(bad), self.assertRaises(Refusal):
                Visit.count_contact(**{**good, **bad})

    def test_a_visit_that_is_none(self):
        for visit_id in (None, "x", -1, 2**40, [1]):
            with self.subTest(visit_id), self.assertRaises(Refusal):
                self.desk.desk_step(visit_id, "left")


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestBoard(DeskCase):
    """From the list of visits nobody is put on top of somebody else."""

    def appointment(self, **values):
        return self.book(start=WEDNESDAY, **values).visit_id.with_user(self.clerk)

    def test_nothing_of_another_day(self):
        visit = self.appointment()
        for act in (visit.action_arrive, visit.action_start, visit.action_miss):
            with self.assertRaisesRegex(Refusal, "14 o[ck]tober 2026"):
                act()
        self.assertFalse(visit.is_today)
        self.assertEqual(visit.event_ids.mapped("step"), ["booked"])
        with self.assertRaisesRegex(Refusal, "14 o[ck]tober 2026"):
            self.desk.desk_check_in(visit.id)

    def test_the_buttons_of_another_day_are_hidden(self):
        visit = self.appointment()
        view = "municipal_appointment.resource_booking_view_form_municipal"
        for moment, shown in ((TUESDAY, False), (WEDNESDAY, True)):
            with freeze_time(moment):
                self.env.invalidate_all()
                booking = visit.booking_id
                self.assertEqual(booking.visit_is_today, shown)
                form = Form(booking, view)
                self.assertEqual(form.visit_is_today, shown)

    def test_an_arrival_by_mistake_leaves_no_number_for_tomorrow(self):
        visit = self.appointment()
        with freeze_time(WEDNESDAY):
            self.desk.desk_sit_down()
            visit.action_arrive()
            number, token = visit.ticket, visit.access_token
            self.desk.desk_step(visit.id, "undone")
            visit.action_arrive()
            self.assertEqual((visit.ticket, visit.access_token), (number, token))
            self.desk.desk_step(visit.id, "undone")
        visit.sudo().planned_start += timedelta(days=7)
        with freeze_time(WEDNESDAY + timedelta(days=7)):
            first = self.visit(self.give())
            visit.action_arrive()
            self.assertEqual(first.ticket, number)
            self.assertNotEqual(visit.ticket, number)
            self.assertNotEqual(visit.access_token, token)

    def test_it_starts_at_the_desk_of_the_clerk(self):
        visit = self.visit(self.give())
        visit.with_user(self.clerk).action_start()
        self.assertEqual(visit.desk_id, self.desks[0])

    def test_who_sits_nowhere_helps_nobody(self):
        self.desk.desk_get_up()
        visit = self.visit(self.give()).with_user(self.clerk)
        with self.assertRaisesRegex(Refusal, "open yours first"):
            visit.action_start()
        self.assertEqual(visit.state, "waiting")

    def test_never_two_at_one_desk(self):
        first, second = self.served(), self.visit(self.give())
        with self.assertRaisesRegex(Refusal, "still at this desk"):
            second.with_user(self.clerk).action_start()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                second._take_step("started", desk=first.desk_id)
                self.env.flush_all()

    def test_nobody_is_started_whom_a_colleague_called(self):
        visit = self.visit(self.give())
        self.other_desk.desk_call(visit.id)
        with self.assertRaisesRegex(Refusal, "is helped at 2"):
            visit.with_user(self.clerk).action_start()

    def test_without_guidance_the_desk_of_the_appointment_does(self):
        self.desk.desk_get_up()
        self.service.guidance_enabled = False
        visit, other = self.appointment(), self.appointment()
        self.env["resource.booking"].flush_model()
        other.sudo().desk_id = visit.desk_id
        with freeze_time(WEDNESDAY):
            visit.action_start()
            self.assertEqual(visit.desk_id, self.desks[0])
            with self.assertRaisesRegex(Refusal, "still at this desk"):
                other.action_start()

    def test_undo_is_looked_for_among_the_last_minutes_only(self):
        """A clerk who never took a step here makes nobody read the whole log."""
        with at(1):
            self.served()
        with at(4):
            self.assertTrue(self.desk.desk_state()["undo"])
        with at(7):
            self.assertIsNone(self.desk.desk_state()["undo"])
        self.env.cr.execute(
            """SELECT indexdef FROM pg_indexes
            WHERE indexname = 'municipal_visit_event_by_clerk'"""
        )
        [[index]] = self.env.cr.fetchall()
        self.assertIn("(user_id, moment)", index)


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestCodeOfADeletedBooking(DeskCase):
    """An administrator may delete a booking; its visit keeps the code."""

    def test_it_is_answered_in_words(self):
        booking = self.book(start=WEDNESDAY)
        code, visit = booking.reference, booking.visit_id
        booking.with_user(self.administrator).sudo().unlink()
        for moment in (TUESDAY, WEDNESDAY):
            with freeze_time(moment):
                for act in (
                    lambda: visit._check_in(code, self.location),
                    lambda: self.desk.desk_scan(code),
                ):
                    with self.assertRaisesRegex(Refusal, "cancelled"):
                        act()
