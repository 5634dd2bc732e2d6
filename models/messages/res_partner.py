from odoo import models


class ResPartner(models.Model):
    """Mails to visitors that come back."""

    _inherit = "res.partner"

    def _message_receive_bounce(self, email, partner):
        """Put visitors whose mail came back on the list of people to call."""
        result = super()._message_receive_bounce(email, partner)
        self.env["municipal.notice"].sudo()._came_back(email)
        return result
