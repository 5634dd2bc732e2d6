from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    municipal_proof = fields.Selection(
        related="company_id.municipal_proof", readonly=False
    )
    municipal_bookings_per_address = fields.Integer(
        related="company_id.municipal_bookings_per_address", readonly=False
    )
    municipal_captcha = fields.Boolean(
        related="company_id.municipal_captcha", readonly=False
    )
