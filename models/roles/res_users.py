from odoo import models

CLERK = "municipal_appointment.group_clerk"
MANAGER = "municipal_appointment.group_manager"
RECEPTIONIST = "municipal_appointment.group_receptionist"
AUDITOR = "municipal_appointment.group_auditor"
#: role -> action with which it begins, the highest role first
HOMES = {
    MANAGER: "municipal_appointment.municipal_dashboard_action",
    CLERK: "municipal_appointment.municipal_desk_screen_action",
    RECEPTIONIST: "municipal_appointment.municipal_reception_action",
    AUDITOR: "municipal_appointment.municipal_dashboard_action",
}


class ResUsers(models.Model):
    _inherit = "res.users"

    def _municipal_home(self):
        """Return the action with which the role of this user begins their day.

        Clerks begin at their desk, receptionists at theirs, managers and auditors with
        the figures at a glance. Nobody is sent anywhere who runs the system, or who has
        no role at the town hall.
        """
        self.ensure_one()
        none = self.env["ir.actions.actions"]
        if self.has_group("base.group_system"):
            return none
        for role, action in HOMES.items():
            if self.has_group(role):
                return self.env.ref(action, raise_if_not_found=False) or none
        return none
