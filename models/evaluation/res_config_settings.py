from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    municipal_evaluation = fields.Boolean(
        related="company_id.municipal_evaluation", readonly=False
    )
    municipal_evaluation_share = fields.Integer(
        related="company_id.municipal_evaluation_share", readonly=False
    )
    municipal_evaluation_months = fields.Integer(
        related="company_id.municipal_evaluation_months", readonly=False
    )
    municipal_evaluation_hours = fields.Integer(
        related="company_id.municipal_evaluation_hours", readonly=False
    )
    municipal_evaluation_days = fields.Integer(
        related="company_id.municipal_evaluation_days", readonly=False
    )
