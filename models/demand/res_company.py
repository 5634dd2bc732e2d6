from odoo import fields, models


class ResCompany(models.Model):
    """How far the figures of past days are counted."""

    _inherit = "res.company"

    municipal_capacity_day = fields.Date(
        readonly=True, copy=False, help="Last day of which the capacity was counted."
    )
    municipal_capacity_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="Days whose visits were corrected since then are counted again.",
    )
