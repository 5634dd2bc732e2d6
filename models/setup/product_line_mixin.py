from odoo import fields, models


class ProductLineMixin(models.AbstractModel):
    """A product and how many pieces of it: booked, asked, delivered or corrected."""

    _name = "municipal.product.line.mixin"
    _description = "Product and its pieces"

    product_id = fields.Many2one(comodel_name="municipal.product", required=True)
    quantity = fields.Integer(required=True, default=1)

    def _pairs(self):
        """Return pairs (product, quantity), as durations and moments ask for them."""
        return [(line.product_id, line.quantity) for line in self]

    def _plain(self, *names):
        """Return this line as plain values: the id of its product and these fields.

        For example ``line._plain("quantity")`` is ``{"product_id": 3, "quantity": 2}``.
        """
        self.ensure_one()
        return {"product_id": self.product_id.id} | {name: self[name] for name in names}
