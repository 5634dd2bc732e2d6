from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def write(self, vals):
        """Let visits follow when a colleague moves his own meeting in his calendar."""
        result = super().write(vals)
        if vals.keys() & self._get_time_fields():
            bookings = self.sudo().resource_booking_ids
            bookings.filtered("service_id").visit_ids._follow_booking()
        if "active" in vals:
            self.sudo().resource_booking_ids._reserve_again()
        self.env["resource.booking"].sudo()._settle()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["resource.booking"].sudo()._settle()
        return result
