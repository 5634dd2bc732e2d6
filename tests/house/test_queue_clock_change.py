from datetime import date, datetime, timedelta

from odoo.tests import freeze_time, tagged

from ...models.common.refusal import Refusal
from ..common import MunicipalCase, hours
from ..night_common import night

#: midnight in UTC of the nights in which clocks in Brussels change, at 01:00 UTC
SPRING, AUTUMN = datetime(2026, 3, 29), datetime(2026, 10, 25)
#: a night like any other, with the hour of winter
ORDINARY = datetime(2026, 3, 22)
NIGHTS = {"spring": SPRING, "autumn": AUTUMN, "ordinary": ORDINARY}


class ClockChangeCase(MunicipalCase):
    """A town hall that is open in the night in which the clocks change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["resource.calendar.leaves"].search([]).unlink()
        cls.open_until(24)
        cls.desk = cls.desks[0].with_user(cls.clerk)

    @classmethod
    def open_until(cls, hour):
        lines = [(day, 0, hour, "both") for day in range(7)]
        cls.calendar.attendance_ids = hours(*lines)

    def ticket(self, *products):
        lines = [(product, 1) for product in products or [self.passport]]
        return self.env["municipal.visit"]._take_ticket(lines, self.location)

    def at_each(self, hour, minute=0):
        """Go through the nights, at a time of UTC."""
        for name, begin in NIGHTS.items():
            moment = begin + timedelta(hours=hour, minutes=minute)
            with freeze_time(moment):
                self.desk.desk_sit_down()
                yield name, moment

    def pass_time(self, moment, minutes):
        return freeze_time(moment + timedelta(minutes=minutes))


@tagged("post_install", "-at_install")
class TestClockChange(ClockChangeCase):
    """A minute is a minute: the hour that is left out, or comes twice, is no wait."""

    def test_waiting_and_handling_times(self):
        """Ten minutes before the change, the same on every night."""
        for _name, moment in self.at_each(0, 50):
            visit = self.ticket()
            with self.pass_time(moment, 12):
                self.assertEqual(visit._minutes_waited(), 12)
                self.desk.desk_call(visit.id)
                self.desk.desk_step(visit.id, "started")
            with self.pass_time(moment, 20):
                self.desk.desk_step(visit.id, "paused")
            with self.pass_time(moment, 24):
                self.desk.desk_step(visit.id, "resumed")
            with self.pass_time(moment, 30):
                line = {"product_id": self.passport.id, "delivered": 1}
                self.desk.desk_finish(visit.id, [line])
            self.assertEqual((visit.waiting_minutes, visit.handling_minutes), (12, 14))
            log = visit.event_ids.sorted("id").mapped("moment")
            self.assertEqual(log, sorted(log))

    def test_who_came_before_the_change_is_called_first(self):
        """Their clock says 02:50, that of the other 02:05: in autumn it went back."""
        for _name, moment in self.at_each(0, 50):
            first = self.ticket()
            with self.pass_time(moment, 15):
                second = self.ticket()
                order = self.desk._queue_order(second | first)
                self.assertEqual(order, first + second)
                (first | second)._take_step("left")

    def test_an_appointment_is_due_at_its_own_moment(self):
        """Half past two comes twice: at the first one nobody of the second is late."""
        for _name, moment in self.at_each(1, 30):
            booking = self.book(start=moment + timedelta(days=2))
            visit = booking.visit_id
            visit.planned_start = moment
            with self.pass_time(moment, -60):
                self.env["municipal.visit"]._check_in(booking.reference, self.location)
                self.assertEqual(visit._minutes_waited(), 0)
                waits = self.env["municipal.visit"]._waiting_at(self.location)
                self.assertFalse(self.desk._queue_order(waits), "an hour too early")
            with self.pass_time(moment, 5):
                self.assertEqual(self.desk._queue_order(visit), visit)
                self.desk.desk_call_next()
            self.assertEqual(visit.waiting_minutes, 5)
            visit._take_step("left")

    def test_the_estimate(self):
        """It counts on as if no clock had changed."""
        found = {}
        for name, moment in self.at_each(0, 50):
            visits = [self.ticket() for _visitor in range(4)]
            with self.pass_time(moment, 5):
                self.desk.desk_call_next()
            with self.pass_time(moment, 15):
                waits = self.location._queue().waits
                newcomer = self.location._wait_of_newcomer([(self.passport, 1)])
                found[name] = [waits[visit.id] for visit in visits[1:]] + [newcomer]
            for visit in visits:
                visit._take_step("left")
        self.assertTrue(all(wait.high > 0 for wait in found["ordinary"]))
        self.assertEqual(found["spring"], found["ordinary"])
        self.assertEqual(found["autumn"], found["ordinary"])

    def test_the_last_ticket_before_closing(self):
        """At a quarter to two, half past three is an hour nearer, or further away."""
        self.open_until(3.5)
        self.service.last_ticket_minutes = 50
        with freeze_time(SPRING + timedelta(minutes=45)):
            with self.assertRaisesRegex(Refusal, "We close at"):
                self.ticket()
        with freeze_time(ORDINARY + timedelta(minutes=45)):
            self.ticket()
        with freeze_time(AUTUMN + timedelta(minutes=95)):
            self.ticket()
        with freeze_time(AUTUMN + timedelta(minutes=105)):
            with self.assertRaisesRegex(Refusal, "We close at"):
                self.ticket()

    def test_a_misclick_is_undone_within_five_minutes(self):
        for _name, moment in self.at_each(0, 58):
            visit = self.ticket()
            self.desk.desk_call(visit.id)
            with self.pass_time(moment, 4):
                self.assertEqual(self.desk.desk_state()["undo"]["visit_id"], visit.id)
                self.desk.desk_step(visit.id, "undone")
            self.desk.desk_call(visit.id)
            with self.pass_time(moment, 6):
                self.assertIsNone(self.desk.desk_state()["undo"])
            visit._take_step("left")


@tagged("post_install", "-at_install")
class TestTicketDay(ClockChangeCase):
    """A day has 23 or 25 hours: who comes at its ends belongs to it all the same."""

    def test_the_day_of_a_ticket(self):
        for moment, day in (
            (SPRING - timedelta(minutes=30), date(2026, 3, 29)),
            (SPRING - timedelta(minutes=90), date(2026, 3, 28)),
            (SPRING + timedelta(hours=21, minutes=45), date(2026, 3, 29)),
            (SPRING + timedelta(hours=22, minutes=15), date(2026, 3, 30)),
            (AUTUMN - timedelta(hours=1, minutes=45), date(2026, 10, 25)),
            (AUTUMN - timedelta(hours=2, minutes=15), date(2026, 10, 24)),
            (AUTUMN + timedelta(hours=22, minutes=45), date(2026, 10, 25)),
            (AUTUMN + timedelta(hours=23, minutes=15), date(2026, 10, 26)),
        ):
            with self.subTest(moment), freeze_time(moment):
                visit = self.ticket()
                self.assertEqual(visit.day, day)
                self.assertTrue(visit._is_today())

    def test_the_night_ends_the_day_before_and_nothing_else(self):
        """It runs in the hour that comes twice, and just after midnight."""
        for moment in (
            SPRING + timedelta(minutes=59),
            SPRING + timedelta(hours=1, minutes=1),
            AUTUMN + timedelta(minutes=30),
            AUTUMN + timedelta(hours=1, minutes=30),
        ):
            evening = moment.replace(hour=20, minute=0) - timedelta(days=1)
            with self.subTest(moment):
                with freeze_time(evening):
                    past = self.ticket()
                with freeze_time(moment):
                    today = self.ticket()
                    night(self.env)
                    night(self.env)
                self.assertEqual((past.state, today.state), ("left", "waiting"))
                self.assertTrue(past.inaccurate)
                self.assertFalse(today.inaccurate)
                self.assertEqual(past.event_ids.mapped("step"), ["checked_in", "left"])
                today._take_step("left")

    def test_after_a_day_of_25_hours_its_last_hour_is_over(self):
        """Half past eleven at night is ended by the run of half past midnight."""
        with freeze_time(AUTUMN + timedelta(hours=22, minutes=30)):
            late = self.ticket()
            night(self.env)
            self.assertEqual(late.state, "waiting")
        with freeze_time(AUTUMN + timedelta(hours=23, minutes=30)):
            night(self.env)
            self.assertEqual(late.state, "left")

    def test_the_clock_on_screens(self):
        for moment, clock in (
            (SPRING + timedelta(minutes=59), "01:59"),
            (SPRING + timedelta(hours=1), "03:00"),
            (AUTUMN + timedelta(minutes=59), "02:59"),
            (AUTUMN + timedelta(hours=1), "02:00"),
        ):
            with self.subTest(moment), freeze_time(moment):
                visit = self.ticket()
                self.assertEqual(visit._desk_row()["arrived"], clock)
                visit._take_step("left")
