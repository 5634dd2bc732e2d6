from odoo import models


class CalendarAlarm(models.Model):
    """Reminders, which appointment types remember."""

    _inherit = "calendar.alarm"

    def write(self, vals):
        with self.env["resource.hours.guard"]._forgetting():
            return super().write(vals)

    def unlink(self):
        with self.env["resource.hours.guard"]._forgetting():
            return super().unlink()
