from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell each page of the backend, as it opens, of alarms that go on.

        Who opens or loads one while a colleague calls for help has missed the message.
        """
        info = super().session_info()
        if self.env.user.has_group("municipal_appointment.group_clerk"):
            info["municipal_alarms"] = self.env["resource.resource"].counter_alarms()
        return info
