from datetime import datetime, timedelta
from unittest.mock import patch

from pytz import utc

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.hours_change import municipal_hours_change_apply as application
from ..common import NOW, freeze_time, hours
from ..hours_change_common import HoursChangeCase

#: queries that moving one more booking may cost
QUERIES_EACH = 12

SEARCH = "odoo.addons.municipal_appointment.models.hours_change.slot_search"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestHoursChangeMany(HoursChangeCase):
    """A change of hours that meets many appointments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        products = (cls.kids_id, cls.passport)
        cls.bookings = cls.env["resource.booking"].union(
            *(
                cls.book(
                    [(products[number % 2], 1)],
                    datetime(2026, 10, 14, 7) + timedelta(minutes=15 * number),
                )
                for number in range(12)
                for _desk in cls.desks
            )
        )

    def close_until(self, hour):
        """Close Wednesday from 9:00 in Brussels until an hour of UTC."""
        return self.draft(
            lambda: self.close_wednesday(
                date_from=datetime(2026, 10, 14, 7),
                date_to=datetime(2026, 10, 14, hour),
            )
        )

    def queries(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_queries_of_the_proposals_do_not_grow(self):
        lines = self.env["municipal.hours.change.line"]
        self.env["resource.calendar.leaves"].create(
            {"name": "Strike", "date_from": self.at(5), "date_to": self.at(20)}
        )
        few, many = (
            {booking.sudo(): frozenset({"closed"}) for booking in some}
            for some in (self.bookings[:4], self.bookings)
        )
        self.assertEqual(
            self.queries(lambda: lines._prepare(few)),
            self.queries(lambda: lines._prepare(many)),
        )

    def at(self, hour):
        return datetime(2026, 10, 14, hour)

    def test_queries_of_a_move(self):
        few = self.close_until(8)
        first = self.queries(few.action_apply)
        many = self.close_until(10)
        second = self.queries(many.action_apply)
        self.assertEqual((len(few.line_ids), len(many.line_ids)), (8, 16))
        self.assertEqual(set(many.line_ids.mapped("result")), {"queued"})
        self.assertLessEqual((second - first) / 8, QUERIES_EACH)

    def test_the_proposals_are_those_of_one_search_after_another(self):
        change = self.close_until(9)
        taken = []
        leave = self.env["resource.calendar.leaves"].create(
            {"name": "Same", "date_from": self.at(7), "date_to": self.at(9)}
        )
        for line in change.line_ids.sorted(lambda x: (x.old_start, x.booking_id.id)):
            found = self.slow_search(line.booking_id, taken)
            self.assertEqual((line.new_start, line.combination_id), found)
            stop = found[0] + line.booking_id._taken_duration()
            taken.append((found[0], stop, found[1]))
        leave.unlink()

    def slow_search(self, booking, taken):
        """Look for the nearest moment of one booking, as if there were no others."""
        free = self.type._free_slots(
            booking._lines(),
            utc.localize(booking.start - timedelta(days=7)),
            utc.localize(booking.start + timedelta(days=14)),
            location=booking.location_id,
            by_staff=True,
            ignore=booking,
        )
        for start in sorted(free, key=lambda moment: abs(moment - booking.start)):
            early = start < booking.start and start < NOW + timedelta(days=1)
            stop = start + booking._taken_duration()
            for desk in () if early else free[start]:
                if all(
                    desk != other or stop <= begin or end <= start
                    for begin, end, other in taken
                ):
                    return start, desk
        return None

    def test_mails_wait_in_the_queue_with_their_calendar_file(self):
        mails = {booking: self.mails_to(booking) for booking in self.bookings}
        change = self.close_until(8)
        with patch.object(
            type(self.env["mail.mail"]), "send", side_effect=AssertionError("sent")
        ):
            change.action_apply()
        for booking in change.line_ids.booking_id:
            mail = self.new_mails_to(booking, mails[booking])
            self.assertEqual((len(mail), mail.state), (1, "outgoing"))
            self.assertIn("was moved", mail.subject)
            self.assertEqual(mail.attachment_ids.name, f"{booking.reference}.ics")
            calendar = mail.attachment_ids.raw.decode()
            self.assertIn(f"DTSTART:{booking.start:%Y%m%dT%H%M%SZ}", calendar)

    def test_every_visit_and_reservation_follows(self):
        change = self.close_until(9)
        change.action_apply()
        moved = change.line_ids.booking_id
        for booking in moved:
            self.assertEqual(booking.visit_id.planned_start, booking.start)
            self.assertEqual(booking.visit_id.desk_id, booking.desk_id)
            self.assertEqual(
                booking.visit_id.event_ids.mapped("step"), ["booked", "moved"]
            )
            self.assertEqual(booking.meeting_id.start, booking.start)
            self.assertEqual(booking.reservation_ids.start, booking.start)
            self.assertEqual(booking.reservation_ids.resource_id, booking.desk_id)
            self.assertEqual(booking.state, "confirmed")
        self.assertFalse(moved._hours_conflicts())

    def test_one_that_finds_no_moment_stops_all_of_them(self):
        change = self.close_until(8)
        self.calendar.attendance_ids = hours((2, 9, 12, "appointment"))
        change.action_cancel_all()
        change.line_ids[0].decision = "move"
        change.line_ids.sudo().new_start = False
        before = self.bookings.mapped("start")
        with (
            patch(f"{SEARCH}.PERIODS", ((0, 1),)),
            self.assertRaisesRegex(UserError, "No free slot was found"),
            self.env.cr.savepoint(),
        ):
            change.action_apply()
        self.assertEqual(self.bookings.mapped("start"), before)
        self.assertTrue(all(self.bookings.mapped("active")))


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestHoursChangeInBackground(HoursChangeCase):
    """So many appointments that nobody waits for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        starts = [datetime(2026, 10, 14, 7, minute) for minute in (0, 15, 30, 45)]
        cls.bookings = cls.env["resource.booking"].union(
            *(cls.book(start=start) for start in starts)
        )
        cls.startClassPatcher(patch.object(application, "AT_ONCE", 3))
        cls.startClassPatcher(patch.object(application, "BATCH", 2))

    def setUp(self):
        super().setUp()
        self.progress = []
        self.seconds = [1e9] * 99
        self.startPatcher(
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", self.commit_progress()
            )
        )

    def commit_progress(self):
        def _commit_progress(cron, processed=0, *, remaining=None, deactivate=False):
            cron.env.flush_all()
            self.progress.append((processed, remaining))
            return self.seconds.pop(0)

        return _commit_progress

    def run_cron(self):
        self.env["municipal.job.mixin"]._cron_jobs()

    def started(self):
        change = self.draft(self.close_wednesday)
        triggers = self.env["ir.cron.trigger"].sudo()
        before = triggers.search([])
        change.action_apply()
        cron = self.env.ref("municipal_appointment.ir_cron_jobs")
        self.assertIn(cron, (triggers.search([]) - before).cron_id)
        return change

    def test_the_hours_change_at_once(self):
        change = self.started()
        self.assertEqual(change.state, "running")
        self.assertEqual((change.job_done, change.job_total), (0, 4))
        self.assertEqual(self.env["resource.calendar.leaves"].search([]).name, "Strike")
        self.assertEqual(self.bookings[0].start, datetime(2026, 10, 14, 7, 0))

    def test_it_is_carried_out_batch_by_batch(self):
        change = self.started()
        self.run_cron()
        self.assertEqual(change.state, "applied")
        self.assertEqual(self.progress, [(0, 4), (2, None), (2, None)])
        self.assertEqual(set(change.line_ids.mapped("result")), {"queued"})
        self.assertEqual(min(self.bookings.mapped("start")).day, 15)
        moved = self.bookings.visit_ids.event_ids.filtered(lambda e: e.step == "moved")
        self.assertEqual(moved.user_id, self.manager)

    def test_a_server_that_stops_in_between_goes_on_where_it_was(self):
        change = self.started()
        self.seconds = [1e9, 0]
        self.run_cron()
        self.assertEqual((change.state, change.job_done), ("running", 2))
        mails = {booking: self.mails_to(booking) for booking in self.bookings}
        self.seconds = [1e9] * 9
        self.run_cron()
        self.assertEqual((change.state, change.job_done), ("applied", 4))
        told = [len(self.new_mails_to(b, mails[b])) for b in self.bookings]
        self.assertEqual(sorted(told), [0, 0, 1, 1])

    def test_a_manager_stops_it_and_decides_about_the_rest(self):
        change = self.started()
        self.seconds = [1e9, 0]
        self.run_cron()
        change.action_stop_job()
        self.seconds = [1e9] * 9
        self.run_cron()
        self.assertEqual((change.state, change.job_state), ("open", "stopped"))
        self.assertEqual(len(change.line_ids.filtered("result")), 2)
        self.assertIn(self.manager, change.activity_ids.user_id)
        with self.assertRaisesRegex(UserError, "ended already"):
            change.action_stop_job()
        change.action_apply()
        self.assertEqual(change.state, "applied")

    def test_one_that_fails_lets_others_go_on(self):
        change = self.started()
        other = change.sudo().create({"name": "Behind it", "state": "running"})
        other._start_job()

        def fail(lines):
            if change in lines.change_id:
                raise ValueError("nobody foresaw this")
            return carry_out(lines)

        lines = type(change.line_ids)
        carry_out = lines._carry_out_each
        with (
            patch.object(lines, "_carry_out_each", fail),
            self.assertLogs("odoo.addons.municipal_appointment", "ERROR"),
        ):
            self.run_cron()
        self.assertEqual((change.state, change.job_state), ("open", "failed"))
        self.assertIn("log of the server", change.job_failure)
        self.assertEqual((other.state, other.job_state), ("applied", "done"))

    def test_nobody_decides_again_while_it_runs(self):
        change = self.started()
        for forbidden in (
            change.action_apply,
            change.action_cancel_all,
            change.action_discard,
            lambda: change.line_ids[0].write({"decision": "keep"}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                forbidden()

    def test_one_that_cannot_be_moved_is_asked_about_again(self):
        change = self.started()
        stuck = change.line_ids[2]
        stuck.sudo().write({"new_start": False, "combination_id": False})
        with patch(f"{SEARCH}.SlotSearch.nearest", return_value=None):
            self.run_cron()
        self.assertEqual(change.state, "open")
        self.assertEqual(len(change.line_ids.filtered("result")), 3)
        self.assertEqual((change.job_done, stuck.decision), (4, "undecided"))
        self.assertIn("No free slot was found", stuck.note)
        self.assertIn(self.manager, change.activity_ids.user_id)
        stuck.with_user(self.manager).decision = "cancel"
        change.action_apply()
        self.assertEqual(change.state, "applied")
        self.assertFalse(stuck.booking_id.active)

    def test_who_cancels_meanwhile_is_left_alone(self):
        change = self.started()
        self.bookings[3]._cancel()
        self.run_cron()
        self.assertEqual(change.line_ids[3].result, "gone")
        self.assertEqual(change.state, "applied")

    def test_few_are_done_at_once(self):
        self.bookings[0]._cancel()
        change = self.draft(self.close_wednesday)
        change.action_apply()
        self.assertEqual(change.state, "applied")
