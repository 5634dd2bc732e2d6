from odoo import api, fields, models

from ...engine.ticks import from_minutes, to_minutes


class MunicipalBookingRequest(models.TransientModel):
    """Choose the moment to which a booking moves when its hours change.

    What will be free was looked up before the dialog opened, because the hours are
    only changed when every decision was taken.
    """

    _inherit = "municipal.booking.request"

    hours_line_id = fields.Many2one(
        comodel_name="municipal.hours.change.line", readonly=True
    )
    free = fields.Json(readonly=True)

    @api.model
    def _offer(self, line, free):
        """Return the dialog in which a moment is chosen for a line.

        :param free: naive UTC moments
        """
        booking = line.booking_id
        start = line.new_start if line.new_start in free else False
        request = self.create(
            {
                "booking_id": booking.id,
                "hours_line_id": line.id,
                "free": [to_minutes(moment) for moment in free],
                "day": booking._aware(start or booking.start).date(),
            }
        )
        request.start = start
        return request

    def _days_of_another_slot(self):
        """Return what the list of a change of hours offers, as :meth:`_free_days`."""
        days = {}
        for start in map(from_minutes, self.free or ()):
            days.setdefault(self.booking_id._aware(start).date(), []).append(start)
        return days

    def action_choose(self):
        """Let the booking move to the chosen moment when decisions are carried out."""
        self.check_access("read")
        self.ensure_one()
        self._check_start()
        line = self.hours_line_id
        line._check_open()
        line.write({"decision": "move", "new_start": self.start})
        return {"type": "ir.actions.act_window_close"}
