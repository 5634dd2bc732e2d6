from odoo import fields, models


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    opening_ids = fields.One2many(
        comodel_name="municipal.opening",
        inverse_name="calendar_id",
        string="Openings",
        help="Appointment types that follow these hours, and when.",
    )
