from odoo import fields, models


class MunicipalVisitFinishLine(models.TransientModel):
    _name = "municipal.visit.finish.line"
    _description = "Delivered product"

    wizard_id = fields.Many2one(
        comodel_name="municipal.visit.finish",
        required=True,
        index=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one(
        comodel_name="municipal.product",
        required=True,
        domain="[('service_id', '=', parent.service_id)]",
    )
    quantity = fields.Integer(string="Asked", readonly=True)
    delivered = fields.Integer(required=True, default=1)

    _delivered_not_negative = models.Constraint(
        "CHECK (delivered >= 0)", "What was delivered cannot be less than zero."
    )
