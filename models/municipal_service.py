from odoo import api, fields, models


class MunicipalService(models.Model):
    _name = "municipal.service"
    _description = "Service"
    _order = "sequence, name"

    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        string="Ticket letter",
        size=2,
        required=True,
        help="Begins the ticket numbers of this service: the B of B 042.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    color = fields.Integer()
    phone = fields.Char(help="Shown to citizens who cannot book online.")
    email = fields.Char(help="Sender of the mails to citizens of this service.")
    guidance_enabled = fields.Boolean(
        string="Visitor guidance",
        default=True,
        help="Visitors of this service check in and are called from the queue. "
        "Switch it on service by service: a pilot first, then the others.",
    )
    appointment_enabled = fields.Boolean(
        string="Appointments",
        default=True,
        help="Products of this service can be booked. While it is off, citizens "
        "read how to reach the service instead.",
    )
    type_ids = fields.One2many(
        comodel_name="resource.booking.type",
        inverse_name="service_id",
        string="Appointment types",
    )
    product_ids = fields.One2many(
        comodel_name="municipal.product",
        inverse_name="service_id",
        string="Products",
    )
    product_count = fields.Integer(compute="_compute_product_count")

    _code_unique = models.Constraint(
        "UNIQUE (company_id, code)",
        "Another service already uses this ticket letter.",
    )

    @api.depends("product_ids")
    def _compute_product_count(self):
        counts = dict(
            self.env["municipal.product"]._read_group(
                [("service_id", "in", self.ids)], ["service_id"], ["__count"]
            )
        )
        for service in self:
            service.product_count = counts.get(service, 0)
