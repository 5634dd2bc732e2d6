from odoo import fields, models


class MunicipalVisitCorrectionLine(models.TransientModel):
    _name = "municipal.visit.correction.line"
    _description = "Corrected product"

    wizard_id = fields.Many2one(
        comodel_name="municipal.visit.correction",
        required=True,
        index=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one(
        comodel_name="municipal.product",
        required=True,
        domain="[('company_id', 'in', (False, parent.company_id))]",
    )
    quantity = fields.Integer(string="Asked", required=True, default=1)
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

    def _values(self):
        """Return this line as the log keeps it."""
        self.ensure_one()
        return {
            "quantity": self.quantity,
            "delivered": self.delivered,
            "reason": self.reason,
            "product_id": self.product_id.id,
        }
