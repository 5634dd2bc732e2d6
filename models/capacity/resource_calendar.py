from odoo import fields, models
from odoo.tools.intervals import Intervals

from ...engine.ticks import naive_utc


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _leave_intervals_batch(
        self, start_dt, end_dt, resources=None, domain=None, tz=None
    ):
        """Count what is reserved as taken too, where upstream counts meetings.

        Upstream says in the context for which booking it looks. It knows nothing of
        holds and of the minutes after a visit, and a desk may serve its types as well.
        """
        result = super()._leave_intervals_batch(start_dt, end_dt, resources, domain, tz)
        booking_id = self.env.context.get("analyzing_booking")
        if booking_id and resources:
            period = (naive_utc(moment) for moment in (start_dt, end_dt))
            reservations_sudo = self.env["municipal.reservation"].sudo()
            for row in reservations_sudo._active_rows(resources, *period, booking_id):
                span = (
                    fields.Datetime.context_timestamp(self, moment)
                    for moment in (row.start, row.stop)
                )
                nothing = self.env["resource.calendar.leaves"]
                result[row.resource_id.id] |= Intervals([(*span, nothing)])
        return result
