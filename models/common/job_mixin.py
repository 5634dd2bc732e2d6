import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

_logger = logging.getLogger(__name__)

NOT_ENDED = ("waiting", "running")


class MunicipalJobMixin(models.AbstractModel):
    """Work that takes longer than somebody waits for, done batch by batch.

    Every batch is committed with what it says of itself, so that a server that is
    killed in between goes on where it was. Whoever began it can stop it between two
    batches. An heir says how much is left, does a part of it, and what follows::

        class MunicipalExample(models.Model):
            _inherit = "municipal.job.mixin"

            def _job_left(self):
                return len(self.line_ids.filtered("todo"))

            def _job_batch(self):
                return self.line_ids.filtered("todo")[:50]._do()

            def _job_end(self):
                self.state = "done"

    Then ``record._start_job()`` lets the scheduled action begin at once.
    """

    _name = "municipal.job.mixin"
    _description = "Work in the background"

    job_state = fields.Selection(
        selection=[
            ("waiting", "Begins soon"),
            ("running", "Under way"),
            ("done", "Done"),
            ("stopped", "Stopped"),
            ("failed", "Failed"),
        ],
        string="In the background",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Empty when it was done at once.",
    )
    job_done = fields.Integer(string="Done so far", readonly=True, copy=False)
    job_total = fields.Integer(string="To do in all", readonly=True, copy=False)
    job_percent = fields.Float(string="Progress", compute="_compute_job_percent")
    job_user_id = fields.Many2one(
        comodel_name="res.users", string="Begun by", readonly=True, copy=False
    )
    job_failure = fields.Char(string="Why it failed", readonly=True, copy=False)

    @api.depends("job_done", "job_total")
    def _compute_job_percent(self):
        for job in self:
            total = job.job_total
            job.job_percent = 100 * min(job.job_done, total) / total if total else 0

    # What an heir says

    def _job_left(self):
        """Return how much is left to do: lines, rows, whatever a batch counts."""
        raise NotImplementedError

    def _job_batch(self):
        """Do the next part, as the user who began it.

        :return: how much of it was done; 0 when nothing is left
        """
        raise NotImplementedError

    def _job_end(self):
        """Do what follows when nothing is left."""

    def _job_stopped(self):
        """Do what follows when somebody stopped it, or when it failed."""

    # Beginning, looking, stopping

    def _start_job(self):
        """Let the scheduled action do this, as the present user."""
        self.ensure_one()
        self.sudo().write(
            {
                "job_state": "waiting",
                "job_done": 0,
                "job_total": self._job_left(),
                "job_user_id": self.env.uid,
                "job_failure": False,
            }
        )
        self.env.ref("municipal_appointment.ir_cron_jobs").sudo()._trigger()

    def action_refresh(self):
        """Show how far it is: the form reads again after any button."""
        self.check_access("read")
        return True

    def action_stop_job(self):
        """Do not go on; what was done stays done.

        :raise UserError: when it ended meanwhile
        """
        self.check_access("write")
        self.ensure_one()
        if self.job_state not in NOT_ENDED:
            raise UserError(self.env._("This has ended already."))
        self.sudo().job_state = "stopped"
        self.sudo()._job_stopped()

    # Working

    @api.model
    def _cron_jobs(self):
        """Do what waits, of every kind, what was begun first before the rest."""
        jobs = self._jobs_under_way()
        self.env["ir.cron"]._commit_progress(
            remaining=sum(max(1, job._job_left()) for job in jobs)
        )
        for job in jobs:
            if not job._as_beginner()._run_job():
                return

    @api.model
    def _jobs_under_way(self):
        """Return the records, of whatever model, that wait for the scheduled action."""
        found = []
        for name in sorted(self.pool.descendants([self._name], "_inherit")):
            if not self.env[name]._abstract:
                found += self.env[name].search([("job_state", "in", NOT_ENDED)])
        return sorted(found, key=lambda job: (job.create_date, job._name, job.id))

    def _as_beginner(self):
        """Return this record for the work that somebody left to the system."""
        user = self.job_user_id
        return self.with_user(user).with_context(lang=user.lang, tz=user.tz).sudo()

    def _run_job(self):
        """Do batch after batch.

        :return: whether there is time for another job
        """
        while self._may_go_on():
            done = self._try_batch()
            if not self.env["ir.cron"]._commit_progress(done):
                return False
        return True

    def _may_go_on(self):
        """Tell whether nobody stopped this, and nobody else is working on it.

        The row stays locked until the batch is committed: who stops it waits so long.
        """
        self.invalidate_recordset(["job_state"])
        return self.job_state in NOT_ENDED and bool(
            self.try_lock_for_update(allow_referencing=True)
        )

    def _try_batch(self):
        """Do a batch, or note that it cannot be done: others must not wait for ever.

        :return: how much was done
        """
        try:
            with self.env.cr.savepoint():
                done = self._job_batch()
                self._note_batch(done)
            return done
        except (psycopg2.OperationalError, ConcurrencyError):
            raise  # the batch is made again
        except Exception as error:
            _logger.exception("Work in the background failed: %s", self)
            self.write({"job_state": "failed", "job_failure": self._why_failed(error)})
            self._job_stopped()
            return 0

    def _note_batch(self, done):
        self.write({"job_state": "running", "job_done": self.job_done + done})
        if not done or not self._job_left():
            self.job_state = "done"
            self._job_end()

    def _why_failed(self, error):
        if isinstance(error, UserError):
            return str(error)
        return self.env._("This could not be done. The log of the server says why.")
