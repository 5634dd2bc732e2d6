from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.lifecycle import NIGHT_STEPS


class MunicipalVisit(models.Model):
    """The night ends what nobody ended during the day."""

    _inherit = "municipal.visit"

    @api.model
    def _cron_night(self):
        """End the visits of past days, and begin the tickets with number 1.

        Such a visit is counted, but nobody knows how long it took: it is flagged.
        """
        for location in self.env["municipal.location"].search(Domain.TRUE):
            self._end_past_visits(location)
        self.env["municipal.location"]._cron_learn()
        self.env["resource.resource"]._close_counters()
        services = self.env["municipal.service"].with_context(active_test=False)
        services.search(Domain.TRUE)._restart_tickets()

    @api.model
    def _end_past_visits(self, location):
        today = fields.Date.context_today(self.with_context(tz=location.tz))
        left_open = self.search(
            [
                ("state", "in", list(NIGHT_STEPS)),
                ("day", "<", today),
                ("location_id", "=", location.id),
            ]
        )
        for state, visits in left_open.grouped("state").items():
            visits._take_step(
                NIGHT_STEPS[state],
                note=self.env._("Ended by the night run."),
                inaccurate=state != "booked",
            )
