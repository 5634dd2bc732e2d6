from odoo import api, fields, models


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
