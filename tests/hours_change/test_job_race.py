from psycopg2.errors import LockNotAvailable

from odoo.tests import tagged

from ..race_common import RaceCase


@tagged("post_install", "-at_install")
class TestJobRace(RaceCase):
    """Somebody stops work in the background while a batch of it is being done."""

    def setUp(self):
        super().setUp()
        with self._transaction() as env:
            job = env["municipal.hours.change"].create(
                {"name": "Race of a job", "state": "running"}
            )
            job._start_job()
            self.job_id = job.id
        self.addCleanup(self.remove)

    def remove(self):
        with self._transaction() as env:
            self.job(env).unlink()
            env["ir.cron.trigger"].search(
                [("cron_id", "=", env.ref("municipal_appointment.ir_cron_jobs").id)]
            ).unlink()

    def job(self, env):
        return env["municipal.hours.change"].browse(self.job_id)

    def test_two_servers_do_not_do_the_same_batch(self):
        with self._transaction() as env, self._transaction() as other:
            self.assertTrue(self.job(env)._may_go_on())
            self.assertFalse(self.job(other)._may_go_on())

    def test_who_stops_it_waits_for_the_batch(self):
        with self._transaction() as env:
            self.assertTrue(self.job(env)._may_go_on())
            with self._transaction() as other, self.assertRaises(LockNotAvailable):
                other.cr.execute("SET LOCAL lock_timeout = '50ms'")
                with other.cr.savepoint():
                    self.job(other).action_stop_job()
                    other.flush_all()

    def test_what_was_stopped_does_not_go_on(self):
        with self._transaction() as env:
            self.assertTrue(self.job(env)._may_go_on())
            env.cr.commit()
            with self._transaction() as other:
                self.job(other).action_stop_job()
            self.assertFalse(self.job(env)._may_go_on())
