from odoo import api, fields, models
from odoo.fields import Domain

from .municipal_notice import UNTOLD


class ResourceBooking(models.Model):
    """Whether the visitor knows of it: what staff see beside an appointment."""

    _inherit = "resource.booking"

    notice_ids = fields.One2many(
        comodel_name="municipal.notice",
        inverse_name="booking_id",
        string="Told by mail",
    )
    notice_state = fields.Selection(
        selection=[
            ("queued", "Mail is leaving"),
            ("sent", "Mail sent"),
            ("failed", "Mail did not arrive"),
            ("unreachable", "Call: no e-mail address"),
        ],
        string="Mail",
        compute="_compute_notice",
    )
    notice_failure = fields.Char(string="Why not", compute="_compute_notice")
    to_call = fields.Boolean(
        compute="_compute_notice",
        search="_search_to_call",
        help="The visitor does not know what became of the appointment.",
    )

    @api.depends(
        "notice_ids.state", "notice_ids.failure", "notice_ids.to_call", "service_id"
    )
    def _compute_notice(self):
        """Tell what became of the last mail; who was phoned knows it too."""
        for booking in self:
            last = booking.notice_ids.sorted("id")[-1:]
            known = last.called or last.state == "dropped"
            booking.notice_state = False if known else last.state
            booking.to_call = last.to_call
            booking.notice_failure = booking.to_call and last._failure_in_words()

    @api.model
    def _search_to_call(self, operator, value):
        if operator != "in":
            return NotImplemented
        calls = Domain("notice_ids.to_call", "=", True)
        return Domain.OR(calls if wanted else ~calls for wanted in value)

    def _is_told(self):
        """Tell whether a mail to the visitor has left or is about to."""
        self.ensure_one()
        last = self.sudo().notice_ids.sorted("id")[-1:]
        return bool(last) and last.state not in (*UNTOLD, "dropped")

    def action_told_by_phone(self):
        """Note that the visitor heard it on the phone."""
        self.check_access("read")
        self.notice_ids.action_called()
