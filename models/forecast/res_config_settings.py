from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    municipal_forecast_weeks = fields.Integer(
        related="company_id.municipal_forecast_weeks", readonly=False
    )
