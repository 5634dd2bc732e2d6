from contextlib import contextmanager

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
        with self._forgetting_hours():
            return super().create(vals_list)

    def write(self, vals):
        with self._forgetting_hours():
            return super().write(vals)

    def unlink(self):
        with self._forgetting_hours():
            return super().unlink()

    @api.model
    @contextmanager
    def _forgetting_hours(self):
        """Forget what is remembered of weekly hours, before and after they change.

        Checks in the midst of the change must not read the hours of before, and what
        they remember of a change that is not complete must not outlive it.
        """
        self.env.registry.clear_cache()
        yield
        self.env.registry.clear_cache()
