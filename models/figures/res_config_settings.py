from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    municipal_monthly = fields.Boolean(
        related="company_id.municipal_monthly", readonly=False
    )
    municipal_monthly_user_ids = fields.Many2many(
        related="company_id.municipal_monthly_user_ids", readonly=False
    )
    municipal_monthly_service_ids = fields.Many2many(
        related="company_id.municipal_monthly_service_ids", readonly=False
    )
    municipal_open_data = fields.Boolean(
        related="company_id.municipal_open_data", readonly=False
    )
    municipal_open_data_least = fields.Integer(
        related="company_id.municipal_open_data_least", readonly=False
    )
