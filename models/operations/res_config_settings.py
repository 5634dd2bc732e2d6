from odoo import api, fields, models

from .municipal_health import TOKEN


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    municipal_health_token = fields.Char(
        string="Token of those who watch",
        compute="_compute_municipal_health_token",
        groups="base.group_system",
        help="Whoever has it reads how the server is, and nothing else.",
    )

    @api.depends_context("uid")
    def _compute_municipal_health_token(self):
        token = self.env["ir.config_parameter"].get_param(TOKEN)
        for settings in self:
            settings.municipal_health_token = token

    def action_new_health_token(self):
        """Make another token, and show it in the settings.

        :raise AccessError: for everybody but administrators of the whole database
        """
        self.env["municipal.health"]._new_token()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "municipal_appointment.res_config_settings_action"
        )

    def action_no_health_token(self):
        """Shut out everybody who watches: the addresses exist no more.

        :raise AccessError: for everybody but administrators of the whole database
        """
        self.env["municipal.health"]._no_token()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "municipal_appointment.res_config_settings_action"
        )
