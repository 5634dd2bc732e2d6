from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ...models.hours_change import municipal_hours_change_apply
from ...wizards.setup.municipal_problem import JOBS
from ..common import NOW
from ..hours_change_common import BY_PHONE, PROMISED, HoursChangeCase
from ..mail_queue_common import mail_server


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTellingOfHours(HoursChangeCase):
    """A change of hours says "sent" of what has left, and of nothing else."""

    def run_queue(self, **server):
        with mail_server(**server) as taking:
            self.env["mail.mail"].process_email_queue()
        return taking.taken

    def test_sent_is_said_when_it_left(self):
        self.book()
        change = self.draft(self.close_wednesday)
        change.action_apply()
        self.assertEqual(change.line_ids.result, "queued")
        self.assertEqual(change.call_count, 0)
        self.run_queue()
        self.assertEqual(change.line_ids.result, "mailed")

    def test_whom_no_mail_reaches_is_called(self):
        booking = self.book()
        change = self.draft(self.close_wednesday)
        change.action_apply()
        booking.notice_ids[:1].mail_id.email_to = "no address"
        self.run_queue()
        self.assertEqual(change.line_ids.result, "call")
        self.assertEqual(change.call_count, 1)
        booking.notice_ids[:1].with_user(self.clerk).action_called()
        self.assertEqual(change.call_count, 0)
        self.assertTrue(change.line_ids.called)

    def test_a_server_that_is_away_for_a_moment_is_no_reason_to_call(self):
        self.book()
        change = self.draft(self.close_wednesday)
        change.action_apply()
        self.run_queue(away=True)
        self.assertEqual(change.line_ids.result, "queued")

    def test_who_has_no_address_stands_in_the_list_of_people_to_call(self):
        booking = self.book(contact=BY_PHONE)
        change = self.draft(self.close_wednesday)
        change.action_apply()
        self.assertEqual(change.line_ids.result, "call")
        self.assertTrue(booking.to_call)
        change.line_ids.with_user(self.clerk).action_called()
        self.assertFalse(booking.to_call)

    def test_a_later_day_is_proposed_before_an_earlier_one(self):
        """Monday is two days earlier, Thursday the day after."""
        booking = self.book()
        change = self.draft(self.close_wednesday)
        self.assertGreater(change.line_ids.new_start, PROMISED)
        self.assertEqual(change.line_ids.new_start.date(), PROMISED.date() + DAY)
        self.assertEqual(booking.start, PROMISED)

    def test_a_broken_decision_stops_no_other_in_the_background(self):
        bookings = [
            self.book(start=PROMISED + timedelta(minutes=minutes))
            for minutes in (0, 30, 60)
        ]
        bad = bookings[0]
        change = self.draft(self.close_wednesday)
        with patch.object(municipal_hours_change_apply, "AT_ONCE", 1):
            change.action_cancel_all()
            change.action_apply()
        self.assertEqual(change.state, "running")
        cancel = type(bad)._cancel_for_hours

        def fail(records):
            if bad in records:
                raise ValueError("nobody foresaw this")
            return cancel(records)

        logger = "odoo.addons.municipal_appointment"
        with (
            patch.object(
                self.registry["ir.cron"], "_commit_progress", return_value=100
            ),
            patch.object(type(bad), "_cancel_for_hours", fail),
            self.assertLogs(logger, "ERROR"),
        ):
            self.env["municipal.job.mixin"]._cron_jobs()
        self.assertEqual([booking.active for booking in bookings], [True, False, False])
        self.assertEqual(change.state, "open")
        [line] = change.line_ids.filtered(lambda line: line.booking_id == bad)
        self.assertEqual(line.decision, "undecided")
        self.assertTrue(line.note)


DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWhatNeedsAttention(HoursChangeCase):
    """What stands still says so to managers."""

    def found(self, user=None):
        problems = self.env["municipal.problem"].with_user(user or self.manager)
        return "\n".join(problem.name for problem in problems._find())

    def set_right(self):
        self.company.write(
            {
                "email": "town@example.com",
                "municipal_privacy_confirmed": NOW,
                "municipal_accessibility_status": "partly",
                "municipal_accessibility_confirmed": NOW,
            }
        )
        website = self.env["website"].search([("company_id", "=", self.company.id)])
        website[:1].domain = "https://town.example"
        self.company.website_id = website[:1]
        self.env["ir.cron"].search([]).write(
            {"nextcall": NOW + DAY, "failure_count": 0}
        )
        self.env["municipal.notice"].search([]).unlink()
        self.env["ir.mail_server"].create({"name": "Test", "smtp_host": "mail.example"})
        self.service.phone = "09 000 12 00"
        self.env["municipal.screen"].search([]).active = False
        self.env["resource.calendar.leaves"]._add_public_holidays([2026, 2027])

    def test_nothing(self):
        self.set_right()
        self.assertEqual(self.found(), "")

    def test_jobs_that_nobody_runs(self):
        self.set_right()
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        queue.nextcall = NOW - DAY
        self.assertIn("Nothing has run in the background", self.found())
        queue.write({"nextcall": NOW + DAY, "active": False})
        self.assertIn("is switched off", self.found())
        queue.write({"active": True, "failure_count": 2})
        self.assertIn("fails", self.found())

    def test_every_job_is_watched(self):
        """Whichever stands still, a promise is not kept."""
        ours = "municipal_appointment"
        made = self.env["ir.model.data"].search(
            [("module", "=", ours), ("model", "=", "ir.cron")]
        )
        watched = {job for job in JOBS if job.startswith(f"{ours}.")}
        self.assertEqual(watched, set(made.mapped("complete_name")))

    def test_mails_that_do_not_leave(self):
        self.set_right()
        notice = self.book().notice_ids
        self.assertEqual(self.found(), "")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE municipal_notice SET create_date = %s WHERE id = %s",
            [NOW - timedelta(minutes=11), notice.id],
        )
        self.assertIn("1 mails to visitors do not leave", self.found())

    def test_people_to_call(self):
        self.set_right()
        self.book().notice_ids.write({"state": "failed", "failure": "refused"})
        self.assertIn("1 visitors do not know", self.found())

    def test_no_sender(self):
        self.set_right()
        (self.service | self.env["municipal.service"].search([])).email = False
        self.company.email = False
        servers = self.registry["ir.mail_server"]
        self.patch(servers, "_get_default_from_address", lambda self: None)
        self.assertIn("there is no sender", self.found())

    def test_an_address_that_citizens_cannot_open(self):
        self.set_right()
        for address in ("http://localhost:8069", "http://10.0.0.3", "http://srv.lan"):
            self.company.website_id.domain = address
            self.assertIn("Links in mails lead to", self.found(), address)

    def test_a_list_for_managers_only(self):
        self.set_right()
        self.book().notice_ids.write({"state": "failed", "failure": "refused"})
        problems = self.env["municipal.problem"]
        action = problems.with_user(self.manager).action_open()
        shown = problems.with_user(self.manager).search(action["domain"])
        self.assertEqual(len(shown), 1)
        self.assertEqual(problems.with_user(self.manager).count_now(), 1)
        by_address = problems.with_user(self.manager).web_search_read([], {"name": {}})
        self.assertEqual(by_address["length"], 1, "looked up again")
        with self.assertRaises(AccessError):
            problems.with_user(self.clerk).count_now()
