from odoo import api, fields, models
from odoo.tools.intervals import Intervals


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    opening_ids = fields.One2many(
        comodel_name="municipal.opening",
        inverse_name="calendar_id",
        string="Openings",
        help="Appointment types that follow these hours, and when.",
    )

    @api.depends_context("lang")
    def _compute_display_name(self):
        """Name the hours of desks in the language of the reader: calendars cannot."""
        super()._compute_display_name()
        always = self.env.ref(
            "municipal_appointment.calendar_always", raise_if_not_found=False
        )
        for calendar in self.filtered(lambda c: always and c._origin == always):
            calendar.display_name = self.env._("Always: the opening hours decide")

    def _leave_intervals_batch(
        self, start_dt, end_dt, resources=None, domain=None, tz=None
    ):
        """Count taken time as leave where the stock does, for all resources at once.

        The stock looks for the meetings of every booking, one resource at a time.
        """
        booking_id = self.env.context.get("analyzing_booking")
        if not booking_id:
            return super()._leave_intervals_batch(
                start_dt, end_dt, resources, domain, tz
            )
        result = super(
            ResourceCalendar, self.with_context(analyzing_booking=False)
        )._leave_intervals_batch(start_dt, end_dt, resources, domain, tz)
        resources = resources or self.env["resource.resource"]
        for resource, spans in resources._busy_spans(
            start_dt, end_dt, booking_id
        ).items():
            nothing = self.env["resource.calendar.leaves"]
            result[resource.id] |= Intervals([(*span, nothing) for span in spans])
        return result
