from odoo import api, models
from odoo.exceptions import UserError


class ResUsers(models.Model):
    """The log of visits keeps its author: who took a step is archived, not deleted."""

    _inherit = "res.users"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_log(self):
        log_sudo = self.env["municipal.visit.event"].sudo()
        for user in self:
            if log_sudo.search([("user_id", "=", user.id)], limit=1):
                raise UserError(
                    self.env._(
                        "%(user)s cannot be deleted: visits and their log tell what "
                        "they did, and figures rest on it. Archive the user instead.",
                        user=user.name,
                    )
                )
