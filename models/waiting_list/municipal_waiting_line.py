from odoo import fields, models


class MunicipalWaitingLine(models.Model):
    """A product that somebody on the waiting list comes for."""

    _name = "municipal.waiting.line"
    _inherit = "municipal.product.line.mixin"
    _description = "Product of a person on the waiting list"
    _order = "id"
    _rec_name = "product_id"

    waiting_id = fields.Many2one(
        comodel_name="municipal.waiting",
        required=True,
        index=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one(index=True, ondelete="restrict")
    company_id = fields.Many2one(related="waiting_id.company_id", store=True)
    _quantity_positive = models.Constraint(
        "CHECK (quantity >= 1)", "Choose at least one piece of every product."
    )
