from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ...models.common.refusal import Refusal
from ..desk_common import TUESDAY, DeskCase, at
from ..night_common import night


class QueueCase(DeskCase):
    """Visitors come and are called, below the doors of the desk screen."""

    def ticket(self, *products, **values):
        lines = [(product, 1) for product in products or [self.passport]]
        return self.env["municipal.visit"]._take_ticket(lines, self.location, **values)

    def called(self, desk):
        return self.env["municipal.visit"].browse(desk.desk_call_next())


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestTickets(QueueCase):
    """Who may take a ticket, and what the others are told."""

    def test_a_ticket_on_tuesday(self):
        visit = self.ticket(self.kids_id, self.passport)
        self.assertRegex(visit.ticket, r"^ZZ \d{3}$")
        self.assertRecordValues(
            visit,
            [{"state": "waiting", "channel": "walk_in", "arrival": TUESDAY}],
        )
        self.assertEqual(visit.event_ids.mapped("step"), ["checked_in"])
        self.assertNotEqual(self.ticket().ticket, visit.ticket)

    def test_a_double_press_gives_one_ticket(self):
        first = self.ticket(request_key="key")
        self.assertEqual(self.ticket(request_key="key"), first)

    def test_foreigners_are_sent_to_an_appointment(self):
        with self.assertRaisesRegex(Refusal, "by appointment only"):
            self.ticket(self.foreigner)

    def test_on_wednesday_everybody_is(self):
        with freeze_time(TUESDAY + timedelta(days=1)):
            with self.assertRaisesRegex(
                Refusal, "by appointment now.*20 o[ck]tober from 09:00 to 12:00"
            ):
                self.ticket()

    def test_no_ticket_just_before_closing(self):
        with at(2 * 60 + 40):
            self.ticket()
        with at(2 * 60 + 50), self.assertRaisesRegex(Refusal, "We close at 12:00"):
            self.ticket()

    def test_no_ticket_when_closed(self):
        with at(5 * 60), self.assertRaisesRegex(Refusal, "opening hours"):
            self.ticket()

    def test_a_limit_of_tickets(self):
        self.service.daily_tickets = 2
        self.ticket(), self.ticket()
        with self.assertRaisesRegex(Refusal, "have been given"):
            self.ticket()
        self.assertTrue(self.ticket(by_staff=True))

    def test_a_service_without_guidance_gives_none(self):
        self.service.guidance_enabled = False
        with self.assertRaisesRegex(Refusal, "go to the desk"):
            self.ticket()

    def test_the_quick_counter_helps_in_every_open_hour(self):
        self.passport.walk_in = "quick_counter"
        with freeze_time(TUESDAY + timedelta(days=1)):
            self.assertEqual(self.ticket().channel, "quick_counter")


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestCheckIn(QueueCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wednesday = TUESDAY + timedelta(days=1)
        cls.booking = cls.book(start=cls.wednesday)

    def check_in(self, code=None, location=None):
        return self.env["municipal.visit"]._check_in(
            code or self.booking.reference, location or self.location
        )

    def test_the_code_of_an_appointment(self):
        with freeze_time(self.wednesday - timedelta(minutes=8)):
            visit = self.check_in(self.booking.reference.lower().replace("-", " "))
            self.assertEqual(visit, self.booking.visit_id)
            self.assertEqual(visit.state, "waiting")
            self.assertTrue(visit.ticket)
            ticket = visit.ticket
            self.assertEqual(self.check_in().ticket, ticket)
            self.assertEqual(len(visit.event_ids), 2)

    def test_who_left_and_is_back_waits_again(self):
        """They came when they came first, and the queue counts what they waited."""
        came = self.wednesday + timedelta(minutes=1)
        with freeze_time(came):
            visit = self.check_in()
        with freeze_time(came + timedelta(minutes=4)):
            visit._take_step("left")
        with freeze_time(came + timedelta(minutes=30)):
            self.check_in()
        self.assertEqual((visit.state, visit.arrival), ("waiting", came))
        self.assertEqual(visit.waiting_since, came + timedelta(minutes=26))
        with freeze_time(came + timedelta(minutes=33)):
            self.assertEqual(visit._minutes_waited(), 7)
        self.assertFalse(visit.finished_at)

    def test_wrong_codes_are_answered_in_words(self):
        elsewhere = self.location.copy({"name": "Elsewhere"})
        with self.assertRaisesRegex(Refusal, "do not know this code"):
            self.check_in("XXXX-XXXX")
        with self.assertRaisesRegex(Refusal, "2026 at 09:00"):
            self.check_in()
        with freeze_time(self.wednesday):
            with self.assertRaisesRegex(Refusal, "another building"):
                self.check_in(location=elsewhere)
            self.booking._cancel()
            with self.assertRaisesRegex(Refusal, "cancelled"):
                self.check_in()


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestCounter(QueueCase):
    """Call, recall, start, pause, forward, finish, undo: each in the log."""

    def test_a_visit_from_ticket_to_finish(self):
        visit = self.ticket(self.kids_id)
        self.desk.desk_sit_down()
        with at(12):
            self.assertEqual(self.called(self.desk), visit)
        self.assertEqual(visit.desk_id, self.desks[0])
        with at(13):
            self.desk.desk_step(visit.id, "started")
        with at(20):
            self.desk.desk_step(visit.id, "paused")
        with at(30):
            self.desk.desk_step(visit.id, "resumed")
        with at(35):
            line = {"product_id": self.kids_id.id, "delivered": 1}
            self.desk.desk_finish(visit.id, [line])
        self.assertEqual(visit.state, "finished")
        self.assertEqual((visit.waiting_minutes, visit.handling_minutes), (12, 12))
        self.assertEqual(
            visit.event_ids.sorted("id").mapped("step"),
            ["checked_in", "called", "started", "paused", "resumed", "finished"],
        )

    def test_who_comes_first_is_called_first(self):
        first, second = self.ticket(), self.ticket()
        self.assertEqual(self.called(self.desk), first)
        self.assertEqual(self.called(self.other_desk), second)

    def test_priority_goes_first(self):
        self.ticket()
        urgent = self.ticket(priority=True, by_staff=True)
        self.assertEqual(self.called(self.desk), urgent)

    def test_nobody_waits(self):
        with self.assertRaisesRegex(Refusal, "Nobody waits"):
            self.desk.desk_call_next()

    def test_two_visitors_never_stay_open_at_one_desk(self):
        self.ticket(), self.ticket()
        visit = self.called(self.desk)
        with self.assertRaisesRegex(Refusal, "still at this desk"):
            self.desk.desk_call_next()
        self.desk.desk_step(visit.id, "started")
        self.desk.desk_step(visit.id, "paused")
        second = self.called(self.desk)
        with self.assertRaisesRegex(Refusal, "still at this desk"):
            self.desk.desk_step(visit.id, "resumed")
        self.desk.desk_step(second.id, "no_show")
        self.desk.desk_step(visit.id, "resumed")

    def test_recall_has_a_guard_and_an_end(self):
        visit = self.ticket()
        self.called(self.desk)
        with self.assertRaisesRegex(Refusal, "a moment to come"):
            self.desk.desk_recall(visit.id)
        for minute in (1, 2, 3):
            with at(minute):
                self.desk.desk_recall(visit.id)
        with at(4), self.assertRaisesRegex(Refusal, "did not come"):
            self.desk.desk_recall(visit.id)
        self.assertEqual(visit.calls, 4)

    def test_forwarded_keeps_number_and_arrival(self):
        visit = self.ticket()
        ticket, arrival = visit.ticket, visit.arrival
        self.other_desk.desk_sit_down()
        with at(10):
            self.called(self.desk)
            self.desk.desk_step(visit.id, "started")
            self.desk.desk_forward(visit.id, desk_id=self.desks[1].id)
        self.assertEqual((visit.state, visit.ticket), ("waiting", ticket))
        self.assertEqual(visit.arrival, arrival)
        with self.assertRaisesRegex(Refusal, "Nobody waits"):
            self.desk.desk_call_next()
        self.assertEqual(self.called(self.other_desk), visit)

    def test_a_misclick_is_undone_without_losing_the_clock(self):
        visit = self.ticket()
        with at(5):
            self.called(self.desk)
            self.desk.desk_step(visit.id, "started")
        with at(6):
            line = {"product_id": self.passport.id, "delivered": 1}
            self.desk.desk_finish(visit.id, [line])
            self.desk.desk_step(visit.id, "undone")
        self.assertEqual(visit.state, "serving")
        self.assertEqual(visit.started_at, TUESDAY + timedelta(minutes=5))
        self.assertFalse(visit.finished_at)
        self.assertEqual(visit.event_ids.sorted("id")[-1].step, "undone")

    def test_only_who_took_a_step_undoes_it_and_only_for_a_while(self):
        visit = self.ticket()
        self.called(self.desk)
        with self.assertRaisesRegex(UserError, "nothing left to undo"):
            self.other_desk.desk_step(visit.id, "undone")
        with at(10), self.assertRaisesRegex(UserError, "nothing left to undo"):
            self.desk.desk_step(visit.id, "undone")

    def test_could_not_be_delivered(self):
        visit = self.ticket()
        self.called(self.desk)
        line = {"product_id": self.passport.id, "delivered": 0, "reason": "papers"}
        self.desk.desk_finish(visit.id, [line])
        self.assertEqual(visit.line_ids.reason, "papers")
        self.assertEqual(visit.state, "finished")

    def test_the_night_ends_what_is_open(self):
        waiting, called = self.ticket(), self.ticket()
        self.desk.desk_call(called.id)
        with freeze_time(TUESDAY + timedelta(days=1)):
            night(self.env)
        self.assertEqual((waiting.state, called.state), ("left", "no_show"))
        self.assertTrue(waiting.inaccurate and called.inaccurate)
        with freeze_time(TUESDAY + timedelta(days=7)):
            self.assertEqual(self.ticket().ticket, "ZZ 001")

    def test_the_state_of_the_counter(self):
        self.ticket(), self.ticket(self.kids_id)
        self.desk.desk_sit_down()
        with at(7):
            state = self.desk.desk_state()
        self.assertEqual([v["waited"] for v in state["queue"]], [7, 7])
        self.assertTrue(state["desk"]["mine"])
        self.called(self.desk)
        state = self.desk.desk_state()
        self.assertEqual((len(state["queue"]), len(state["visits"])), (1, 1))

    def test_queries_do_not_grow_with_the_queue(self):
        def queries(desk):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            desk.desk_call_next()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        for _visitor in range(3):
            self.ticket()
        few = queries(self.desk)
        for _visitor in range(30):
            self.ticket(by_staff=True)
        self.assertEqual(queries(self.other_desk), few)


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestEstimate(QueueCase):
    """How long people will wait, and what the kiosk makes of it."""

    desks_open = False

    def test_who_comes_later_waits_longer(self):
        self.desk.desk_sit_down()
        visits = [self.ticket() for _visitor in range(4)]
        waits = self.location._queue().waits
        highest = [waits[visit.id].high for visit in visits]
        self.assertEqual(highest, sorted(highest))
        self.assertLess(highest[0], highest[-1])
        self.assertEqual([waits[visit.id].ahead for visit in visits], [0, 1, 2, 3])

    def test_nobody_is_told_a_time_while_no_desk_is_open(self):
        visit = self.ticket()
        self.assertNotIn(visit.id, self.location._queue().waits)
        self.assertIsNone(self.location._wait_of_newcomer([(self.passport, 1)]))

    def test_a_second_desk_shortens_the_wait(self):
        self.desk.desk_sit_down()
        for _visitor in range(6):
            self.ticket()
        alone = self.location._wait_of_newcomer([(self.passport, 1)])
        self.other_desk.desk_sit_down()
        together = self.location._wait_of_newcomer([(self.passport, 1)])
        self.assertLess(together.high, alone.high)

    def test_no_ticket_for_who_could_not_be_helped_before_closing(self):
        self.desk.desk_sit_down()
        with at(2 * 60):
            for _visitor in range(12):
                self.ticket(by_staff=True)
            with self.assertRaisesRegex(Refusal, "12 people wait"):
                self.ticket()

    def test_handling_times_are_learnt_from_the_log(self):
        self.desk.desk_sit_down()
        for number in range(12):
            visit = self.ticket()
            with at(number):
                self.desk.desk_call(visit.id)
                self.desk.desk_step(visit.id, "started")
            with at(number + 30):
                line = {"product_id": self.passport.id, "delivered": 1}
                self.desk.desk_finish(visit.id, [line])
        night(self.env)
        factor = self.location._handling().factors[self.passport.id]
        self.assertGreater(factor, 1.4, "a passport takes 30 minutes, not 15")
