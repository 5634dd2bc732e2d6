from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    municipal_per_clerk = fields.Boolean(
        related="company_id.municipal_per_clerk", readonly=False
    )
    municipal_per_clerk_least = fields.Integer(
        related="company_id.municipal_per_clerk_least", readonly=False
    )
