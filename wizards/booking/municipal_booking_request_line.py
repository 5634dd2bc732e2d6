from odoo import fields, models


class MunicipalBookingRequestLine(models.TransientModel):
    _name = "municipal.booking.request.line"
    _inherit = "municipal.product.line.mixin"
    _description = "Product of a new appointment"

    request_id = fields.Many2one(
        comodel_name="municipal.booking.request",
        required=True,
        index=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one(
        domain="[('booking', '!=', 'none'), "
        "('service_id.appointment_enabled', '=', True), "
        "('type_id', '=?', parent.type_id)]",
    )
