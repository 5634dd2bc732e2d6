from odoo import fields, models


class IrFilters(models.Model):
    """Favourites that we ship are read in the language of the reader."""

    _inherit = "ir.filters"

    name = fields.Char(translate=True)
