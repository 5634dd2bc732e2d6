from odoo import api, fields, models


class ResourceBookingType(models.Model):
    """When visitors are reminded."""

    _inherit = "resource.booking.type"

    reminder_too_late = fields.Boolean(
        compute="_compute_reminder_too_late",
        help="Visitors are reminded when they can no longer move the appointment.",
    )

    @api.depends(
        "alarm_ids.duration_minutes", "alarm_ids.alarm_type", "modifications_deadline"
    )
    def _compute_reminder_too_late(self):
        """Tell whether all reminders by mail come after the deadline for changes.

        Who cannot come must hear it while somebody else can still get the slot.
        """
        for type_ in self:
            mails = type_.alarm_ids.filtered(lambda alarm: alarm.alarm_type == "email")
            first = max(mails.mapped("duration_minutes"), default=None)
            deadline = type_.modifications_deadline * 60
            type_.reminder_too_late = first is not None and first <= deadline
