from odoo import models


class ResourceBookingType(models.Model):
    _name = "resource.booking.type"
    _inherit = ["resource.booking.type", "municipal.per.person.mixin"]
