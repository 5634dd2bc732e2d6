from odoo import models
from odoo.exceptions import AccessError


class CalendarAlarm(models.Model):
    """Reminders of appointments, which belong to the managers of a municipality."""

    _inherit = "calendar.alarm"

    def write(self, vals):
        self._check_reminders()
        return super().write(vals)

    def unlink(self):
        self._check_reminders()
        return super().unlink()

    def _check_reminders(self):
        """Leave the reminders of appointments to the managers of their municipality.

        Upstream lets every employee change every reminder.

        :raise AccessError:
        """
        if self.env.su:
            return
        types_sudo = self.env["resource.booking.type"].sudo()
        types_sudo = types_sudo.with_context(active_test=False).search(
            [("service_id", "!=", False), ("alarm_ids", "in", self.ids)]
        )
        manager = self.env.user.has_group("municipal_appointment.group_manager")
        if types_sudo and not (manager and types_sudo.company_id <= self.env.companies):
            raise AccessError(
                self.env._(
                    "Visitors are reminded of their appointments by this: only the "
                    "managers of their municipality change it."
                )
            )
