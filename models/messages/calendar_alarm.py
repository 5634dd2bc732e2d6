from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import AccessError


class CalendarAlarm(models.Model):
    """Reminders of appointments, which belong to the managers of a municipality."""

    _inherit = "calendar.alarm"

    def write(self, vals):
        self._check_reminders()
        with self._changing_reminders():
            return super().write(vals)

    def unlink(self):
        self._check_reminders()
        with self._changing_reminders():
            return super().unlink()

    @api.model
    @contextmanager
    def _changing_reminders(self):
        """Let nobody remember a reminder as it was, see ``municipal.plan.version``."""
        versions = self.env["municipal.plan.version"]
        versions._new_version()
        try:
            yield
        finally:
            versions._new_version()

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
