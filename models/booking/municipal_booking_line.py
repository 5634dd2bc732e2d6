from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..capacity.booking_fields import CHANGING
from ..common.transaction import Transaction

LINE_FIELDS = frozenset({"booking_id", "product_id", "quantity"})


class MunicipalBookingLine(models.Model):
    """A product that a booking promises time for.

    However a line is changed, duration, reservation and visit of its booking follow.
    """

    _name = "municipal.booking.line"
    _inherit = "municipal.product.line.mixin"
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
        index=True,
        ondelete="restrict",
        domain="[('type_id', '=', parent.type_id)]",
    )

    _quantity_positive = models.Constraint(
        "CHECK (quantity >= 1)", "Choose at least one piece of every product."
    )
    _product_once = models.Constraint(
        "UNIQUE (booking_id, product_id)",
        "Every product is listed once: raise its quantity instead.",
    )

    @api.constrains("booking_id", "product_id")
    def _check_type(self):
        """One visit is for products of one type: they share desks and hours."""
        for line in self.filtered("booking_id.service_id"):
            if line.product_id.type_id != line.booking_id.type_id:
                raise ValidationError(
                    self.env._(
                        "%(product)s is not received with %(booking)s: it has other "
                        "desks and hours.",
                        product=line.product_id.sudo().name,
                        booking=line.booking_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if self._is_part_of_a_change():
            return super().create(vals_list)
        bookings = self.env["resource.booking"].browse(
            list({vals.get("booking_id") for vals in vals_list} - {None, False})
        )
        bookings._check_lines_open(bookings)
        lines = super().create(vals_list)
        lines.booking_id._after_lines()
        return lines

    def write(self, vals):
        if self._is_part_of_a_change() or not vals.keys() & LINE_FIELDS:
            return super().write(vals)
        bookings = self.booking_id
        bookings |= bookings.browse(vals.get("booking_id") or [])
        bookings._check_lines_open(bookings)
        result = super().write(vals)
        bookings._after_lines()
        return result

    def unlink(self):
        if self._is_part_of_a_change():
            return super().unlink()
        bookings = self.booking_id
        bookings._check_lines_open(bookings)
        result = super().unlink()
        bookings._after_lines()
        return result

    @api.model
    def _is_part_of_a_change(self):
        """Tell whether the booking itself is being written: it looks after all."""
        return bool(Transaction(self.env).get(CHANGING))
