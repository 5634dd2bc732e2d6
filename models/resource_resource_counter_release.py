from odoo import models


class ResourceResource(models.Model):
    """Nobody waits for a desk that has closed."""

    _inherit = "resource.resource"

    def write(self, vals):
        """Give back who was forwarded to this desk alone, whichever way it closes."""
        result = super().write(vals)
        closes = "counter_user_id" in vals and not vals["counter_user_id"]
        if closes or not vals.get("active", True) or not vals.get("is_desk", True):
            self._release_visitors()
        return result

    def _release_visitors(self):
        """Let who waits for these desks wait for any desk of his service."""
        visits = (
            self.env["municipal.visit"]
            .sudo()
            .search([("for_desk_id", "in", self.ids), ("state", "=", "waiting")])
        )
        if visits:
            visits.write({"for_desk_id": False})
            visits._log("released", self.env._("The desk closed."))
            visits._announce("released")
