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
        left_open -= left_open._never_registered()
        for state, visits in left_open.grouped("state").items():
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
        registered = self.search_fetch(
            [
                ("service_id", "in", booked.service_id.ids),
                ("day", "in", booked.mapped("day")),
                "|",
                ("arrival", "!=", False),
                ("started_at", "!=", False),
                ("channel", "in", ("appointment", "walk_in_agenda")),
            ],
            ["service_id", "day"],
        )
        days = {(visit.service_id, visit.day) for visit in registered}
        return booked.filtered(lambda visit: (visit.service_id, visit.day) not in days)
