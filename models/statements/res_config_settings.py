from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    municipal_privacy_url = fields.Char(
        related="company_id.municipal_privacy_url", readonly=False
    )
    municipal_privacy_contact = fields.Char(
        related="company_id.municipal_privacy_contact", readonly=False
    )
    municipal_privacy_confirmed = fields.Date(
        related="company_id.municipal_privacy_confirmed", readonly=False
    )
    municipal_accessibility_url = fields.Char(
        related="company_id.municipal_accessibility_url", readonly=False
    )
    municipal_accessibility_status = fields.Selection(
        related="company_id.municipal_accessibility_status", readonly=False
    )
    municipal_accessibility_confirmed = fields.Date(
        related="company_id.municipal_accessibility_confirmed", readonly=False
    )
