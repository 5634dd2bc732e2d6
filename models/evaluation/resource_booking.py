from odoo import models


class ResourceBooking(models.Model):
    """What the mail says that asks how a visit was."""

    _inherit = "resource.booking"

    def _evaluation_url(self):
        """Return the address of the question: following it stores nothing."""
        self.ensure_one()
        rating_sudo = self.visit_ids._evaluation()
        return f"{self.get_base_url()}/mening/{rating_sudo.access_token}"
