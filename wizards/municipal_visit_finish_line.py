from odoo import Command, fields, models


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

    def _command(self, known):
        """Return the command that writes this line on the visit.

        :param known: the line that the visit already has for the product, if any
        """
        self.ensure_one()
        if known:
            return Command.update(known.id, {"delivered": self.delivered})
        return Command.create(
            {
                "product_id": self.product_id.id,
                "quantity": 0,
                "delivered": self.delivered,
            }
        )
