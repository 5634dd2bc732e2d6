from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    municipal_retention_days = fields.Integer(
        related="company_id.municipal_retention_days", readonly=False
    )
