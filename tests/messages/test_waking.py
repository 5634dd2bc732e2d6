import threading
from contextlib import suppress
from datetime import datetime
from functools import partial
from unittest.mock import Mock

from psycopg2 import OperationalError

from odoo.tests import TransactionCase, tagged

from ...models.common import transaction as waking

REMINDERS = "calendar.ir_cron_scheduler_alarm"
QUEUE = "mail.ir_cron_mail_scheduler_action"
MOMENTS = [datetime(2040, 10, 14, hour) for hour in (4, 5)]


@tagged("post_install", "-at_install")
class TestWaking(TransactionCase):
    """Jobs are woken by one statement, and nobody waits until they know it."""

    def setUp(self):
        super().setUp()
        for xmlid in (REMINDERS, QUEUE):
            # known in a server that runs
            waking.wake_at(self.env, xmlid, [])
        self.env.cr.precommit.run()

    def rows(self, xmlid):
        job = self.env.ref(xmlid)
        return self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])

    def test_moments_wait_for_the_commit(self):
        before = self.rows(REMINDERS)
        asked = self.env.cr.sql_log_count
        for _booking in range(2):
            waking.wake_at(self.env, REMINDERS, MOMENTS)
        self.assertEqual(self.env.cr.sql_log_count, asked)
        self.env.cr.precommit.run()
        self.assertEqual(self.env.cr.sql_log_count, asked + 1)
        new = self.rows(REMINDERS) - before
        self.assertEqual(sorted(new.mapped("call_at")), MOMENTS)
        # whoever is called after it at the end of a transaction can wake jobs, too
        self.assertNotIn(waking.GATHERED, self.env.cr.precommit.data)
        # another transaction of the same moment, and one without any
        waking.wake_at(self.env, REMINDERS, MOMENTS[:1])
        self.env.cr.precommit.run()
        waking.wake_at(self.env, REMINDERS, [])
        self.env.cr.precommit.run()
        self.assertEqual(self.rows(REMINDERS), before | new)

    def test_all_jobs_by_one_statement(self):
        reminders, queue = self.rows(REMINDERS), self.rows(QUEUE)
        waking.wake_at(self.env, REMINDERS, MOMENTS)
        for _mail in range(2):
            waking.wake_now(self.env, QUEUE)
        with self.assertQueryCount(1):
            self.env.cr.precommit.run()
        self.assertEqual(len(self.rows(REMINDERS) - reminders), 2)
        self.assertEqual(len(self.rows(QUEUE) - queue), 1)
        # a row of the same second may be that of a run that does not see us
        waking.wake_now(self.env, QUEUE)
        self.env.cr.precommit.run()
        self.assertEqual(len(self.rows(QUEUE) - queue), 2)

    def test_what_is_taken_back_loses_nothing_of_others(self):
        before = self.rows(REMINDERS)
        waking.wake_at(self.env, REMINDERS, MOMENTS)
        with suppress(ValueError), self.env.cr.savepoint(flush=False):
            waking.wake_now(self.env, QUEUE)
            raise ValueError
        self.env.cr.precommit.run()
        self.assertEqual(len(self.rows(REMINDERS) - before), 2)

    def test_the_answer_does_not_wait_for_the_message(self):
        told, go_on = threading.Event(), threading.Event()

        def notify(crons):
            go_on.wait(10)
            told.set()

        self.patch(type(self.env["ir.cron"]), "_notifydb", notify)
        self.wake_and_commit()
        self.assertFalse(told.is_set())
        go_on.set()
        self.assertTrue(told.wait(10))

    def test_one_message_tells_of_all_who_came_before_it(self):
        timers, told = [], []

        def notify(crons):
            told.append(len(timers))
            # it may not see whoever commits while it is under way
            self.wake_and_commit()

        def timer(seconds, function, args):
            timers.append(Mock(go_off=partial(function, *args)))
            return timers[-1]

        self.patch(type(self.env["ir.cron"]), "_notifydb", notify)
        self.patch(waking, "Timer", timer)
        self.patch(waking, "_timers", {})
        for _booking in range(3):
            self.wake_and_commit()
        [first] = timers
        first.start.assert_called_once_with()
        first.go_off()
        self.assertEqual((told, len(timers)), ([1], 2))
        timers[1].start.assert_called_once_with()

    def test_a_timer_that_another_process_kept_is_not_waited_for(self):
        told = threading.Event()
        self.patch(type(self.env["ir.cron"]), "_notifydb", lambda crons: told.set())
        ended = threading.Timer(0, str)
        self.patch(waking, "_timers", {self.env.cr.dbname: ended})
        self.wake_and_commit()
        self.assertTrue(told.wait(10))

    def wake_and_commit(self):
        waking.wake_now(self.env, QUEUE)
        self.env.cr.precommit.run()
        self.env.cr.postcommit.run()

    def test_a_message_that_fails_is_no_error_of_the_booking(self):
        def notify(crons):
            raise OperationalError("no connection is left")

        self.patch(type(self.env["ir.cron"]), "_notifydb", notify)
        with self.assertLogs(waking.__name__, "WARNING"):
            waking._notify(self.env["ir.cron"])
