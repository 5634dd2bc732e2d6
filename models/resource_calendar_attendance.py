from odoo import api, fields, models


class ResourceCalendarAttendance(models.Model):
    _inherit = "resource.calendar.attendance"

    name = fields.Char(default=lambda self: self.env._("Opening hours"))
    access = fields.Selection(
        selection=[
            ("appointment", "By appointment"),
            ("walk_in", "Free walk-in"),
            ("both", "Appointment and walk-in"),
        ],
        required=True,
        default="appointment",
        help="How visitors of appointment types that follow this calendar are "
        "received in this line. Products that never may walk in keep their "
        "appointments in a walk-in line.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
