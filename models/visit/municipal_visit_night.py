import logging
from datetime import timedelta

from odoo import api, fields, models

from ...engine.lifecycle import NIGHT_STEPS

_logger = logging.getLogger(__name__)

#: visits that are ended between two commits
BATCH = 100


class MunicipalVisit(models.Model):
    """The night ends what nobody ended on the days before.

    Also when it is no night: a job that is late does the same, and the present day is
    none of its business.
    """

    _inherit = "municipal.visit"

    unregistered = fields.Boolean(
        readonly=True,
        copy=False,
        help="The day is over and nobody registered who came: neither helped nor "
        "missed.",
    )

    # who is looked at every night: those of today and later, however long the history
    _left_open = models.Index(
        "(day) WHERE unregistered IS NOT TRUE "
        "AND state IN ('booked', 'waiting', 'called', 'serving', 'paused')"
    )

    @api.model
    def _cron_night(self):
        """End the visits of past days, of every building, batch by batch.

        Such a visit is counted, but nobody knows how long it took: it is flagged.
        """
        commit_progress = self.env["ir.cron"]._commit_progress
        visits = self._open_of_past_days()
        commit_progress(remaining=len(visits))
        for begin in range(0, len(visits), BATCH):
            batch = visits[begin : begin + BATCH]
            batch._end_each()
            if not commit_progress(len(batch)):
                return

    @api.model
    def _open_of_past_days(self):
        """Return the visits that nobody ended, of days that are over where they are."""
        now = fields.Datetime.now()
        # what is today somewhere is at most a day away from the day in UTC
        some = self.search(
            [
                ("state", "in", list(NIGHT_STEPS)),
                ("unregistered", "=", False),
                ("day", "<=", now.date() + timedelta(days=1)),
            ],
            order="day, id",
        )
        return some.filtered(lambda visit: visit.day < visit._local(now).date())

    def _end_each(self):
        """End these visits; one that cannot be ended keeps none of the others open."""
        try:
            with self.env.cr.savepoint():
                self._end_by_night()
        except Exception:
            self.env.invalidate_all(flush=False)
            if len(self) == 1:
                _logger.exception("Visit %s could not be ended", self.id)
                return
            for visit in self:
                visit._end_each()

    def _end_by_night(self):
        unknown = self._never_registered()
        unknown.sudo().write({"unregistered": True})
        for state, visits in (self - unknown).grouped("state").items():
            visits._take_step(
                NIGHT_STEPS[state],
                note=self.env._("Ended by the night run."),
                inaccurate=state != "booked",
            )

    def _never_registered(self):
        """Return appointments of which nobody can say whether the visitor came.

        Without visitor guidance a service may leave arrivals unregistered. Where it
        registered nobody on a day, its appointments stay "expected": they are no
        visitors who did not come.
        """
        booked = self.filtered(
            lambda visit: (
                visit.state == "booked" and not visit.service_id.guidance_enabled
            )
        )
        registered = self._read_group(
            [
                ("service_id", "in", booked.service_id.ids),
                ("day", "in", booked.mapped("day")),
                "|",
                ("arrival", "!=", False),
                ("started_at", "!=", False),
                ("channel", "in", ("appointment", "urgent")),
            ],
            ["service_id", "day:day"],
        )
        days = set(registered)
        return booked.filtered(lambda visit: (visit.service_id, visit.day) not in days)
