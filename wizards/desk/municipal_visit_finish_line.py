from odoo import fields, models


class MunicipalVisitFinishLine(models.TransientModel):
    _name = "municipal.visit.finish.line"
    _inherit = "municipal.product.line.mixin"
    _description = "Delivered product"

    wizard_id = fields.Many2one(
        comodel_name="municipal.visit.finish",
        required=True,
        index=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one(
        domain="[('service_id', '=', parent.service_id)]",
    )
    quantity = fields.Integer(string="Asked", required=False, default=0, readonly=True)
    delivered = fields.Integer(required=True, default=1)

    _delivered_not_negative = models.Constraint(
        "CHECK (delivered >= 0)", "What was delivered cannot be less than zero."
    )
