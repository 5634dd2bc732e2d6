from odoo import models
from odoo.exceptions import AccessError


class MunicipalDifference(models.AbstractModel):
    """What the night found that two places say otherwise, as a list to look at."""

    _name = "municipal.difference"
    _description = "Difference between two places that say the same"

    #: the list of these differences
    _differences_action = None

    def _check(self):
        """Compare now; return the differences, those of the last time are gone."""
        raise NotImplementedError

    def _all_is_well(self):
        """Return the sentence for who looks and finds nothing."""
        raise NotImplementedError

    def _check_manager(self):
        """Let managers compare and repair; who may read the list only reads it.

        :raise AccessError:
        """
        self.check_access("read")
        user = self.env.user
        if not (self.env.su or user.has_group("municipal_appointment.group_manager")):
            raise AccessError(self.env._("Only managers compare and repair."))

    def action_check(self):
        """Compare now, and show what differs, to who may see it."""
        self._check_manager()
        found = self.sudo()._check()
        action = self.env["ir.actions.act_window"]._for_xml_id(self._differences_action)
        if found.sudo(False)._filtered_access("read"):
            return action
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self._all_is_well(),
                "next": action,
            },
        }
