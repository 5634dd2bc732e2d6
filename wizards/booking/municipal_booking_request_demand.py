from odoo import fields, models


class MunicipalBookingRequest(models.TransientModel):
    """Count visitors for whom there is no free moment: no booking tells of them."""

    _inherit = "municipal.booking.request"

    nothing_found = fields.Boolean(
        string="No moment suits the visitor",
        help="Counts what the visitor asked for in vain, without the visitor.",
    )

    def action_nothing_found(self):
        """Count that the visitor got no moment, and close the dialog."""
        self.check_access("read")
        self.ensure_one()
        lines = self._lines()
        if lines:
            reason = "not_suitable" if self._free_days(self.day) else "full"
            demand_sudo = self.env["municipal.demand"].sudo()
            demand_sudo._count_slot(lines, "staff", reason, self.location_id)
        return {"type": "ir.actions.act_window_close"}
