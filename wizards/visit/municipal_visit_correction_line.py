from odoo import fields, models


class MunicipalVisitCorrectionLine(models.TransientModel):
    _name = "municipal.visit.correction.line"
    _inherit = "municipal.product.line.mixin"
    _description = "Corrected product"

    wizard_id = fields.Many2one(
        comodel_name="municipal.visit.correction",
        required=True,
        index=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one(
        domain="[('company_id', 'in', (False, parent.company_id))]",
    )
    quantity = fields.Integer(string="Asked")
    delivered = fields.Integer(required=True, default=1)
    reason = fields.Selection(
        selection=lambda self: (
            self.env["municipal.visit.line"]
            ._fields["reason"]
            ._description_selection(self.env)
        ),
        string="Why not",
        help="Why it could not be delivered.",
    )

    _quantities_positive = models.Constraint(
        "CHECK (quantity >= 0 AND delivered >= 0)", "Pieces are counted from zero up."
    )
    _product_once = models.Constraint(
        "UNIQUE (wizard_id, product_id)",
        "Every product is listed once: raise its quantity instead.",
    )
