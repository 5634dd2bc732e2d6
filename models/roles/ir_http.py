from odoo import models

from .res_users import CLERK


class IrHttp(models.AbstractModel):
    """What the backend tells each of its pages, as it opens, about the user."""

    _inherit = "ir.http"

    def session_info(self):
        """Tell where the user begins, and of alarms that go on.

        Who opens or loads a page while a colleague calls for help has missed the
        message. Who has chosen where to begin begins there.
        """
        info = super().session_info()
        user = self.env.user
        if not info.get("home_action_id"):
            info["home_action_id"] = user._municipal_home().id
        if user.has_group(CLERK):
            info["municipal_alarms"] = self.env["resource.resource"].desk_alarms()
        return info
