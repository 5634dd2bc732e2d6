from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def _message_sms_with_template(self, *args, **kwargs):
        """Send visitors of a town hall nothing but our own reminder.

        Called where Odoo's SMS module is installed, and by nobody else: it is no
        dependency of ours. The template of a calendar speaks to colleagues, in the
        language of whoever made the appointment.
        """
        booking = self._municipal_booking()
        if booking:
            return booking._remind_by_sms()
        return super()._message_sms_with_template(*args, **kwargs)
