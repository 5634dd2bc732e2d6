from odoo import fields, models


class MunicipalBookingLine(models.Model):
    """A product that a booking promises time for."""

    _name = "municipal.booking.line"
    _description = "Product of a booking"
    _order = "id"
    _rec_name = "product_id"

    booking_id = fields.Many2one(
        comodel_name="resource.booking",
        required=True,
        index=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one(
        comodel_name="municipal.product",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('type_id', '=', parent.type_id)]",
    )
    quantity = fields.Integer(required=True, default=1)

    _quantity_positive = models.Constraint(
        "CHECK (quantity >= 1)", "Choose at least one piece of every product."
    )
    _product_once = models.Constraint(
        "UNIQUE (booking_id, product_id)",
        "Every product is listed once: raise its quantity instead.",
    )
