from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    municipal_frame_sites = fields.Text(
        related="company_id.municipal_frame_sites", readonly=False
    )
