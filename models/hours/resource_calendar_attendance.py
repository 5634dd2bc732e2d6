from odoo import fields, models


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
