from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    municipal_company_email = fields.Char(
        related="company_id.email", readonly=False, string="Sender of mails"
    )

    municipal_retention_days = fields.Integer(
        related="company_id.municipal_retention_days", readonly=False
    )
    municipal_hold_minutes = fields.Integer(
        related="company_id.municipal_hold_minutes", readonly=False
    )
    municipal_holds_per_visitor = fields.Integer(
        related="company_id.municipal_holds_per_visitor", readonly=False
    )
    municipal_holds_per_address = fields.Integer(
        related="company_id.municipal_holds_per_address", readonly=False
    )
