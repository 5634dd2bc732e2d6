from odoo import api, models


class ResourceResource(models.Model):
    """Nobody waits for a desk that has closed."""

    _inherit = "resource.resource"

    @api.model
    def _closes(self, vals):
        """Tell whether desks close by what is written, whichever way."""
        got_up = "counter_user_id" in vals and not vals["counter_user_id"]
        gone = not vals.get("active", True) or not vals.get("is_desk", True)
        return got_up or gone

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
