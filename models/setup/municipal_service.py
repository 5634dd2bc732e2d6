from odoo import api, fields, models
from odoo.tools import SQL

from ..common.locking import committed, let_one_through
from ..common.refusal import Refusal

#: how a service is rolled out -> since when it is so
ROLLOUT = {
    "guidance_enabled": "guidance_from",
    "appointment_enabled": "appointment_from",
}


class MunicipalService(models.Model):
    _name = "municipal.service"
    _inherit = ["resource.same.town", "kiosk.pictogram.mixin"]
    _description = "Service"
    _order = "sequence, name"

    _town_named_by = (
        ("resource.booking.type", "service_id", []),
        ("municipal.visit", "service_id", []),
    )

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
    guidance_from = fields.Date(
        string="Guidance began on",
        copy=False,
        help="The first day on which visitors were called from the queue. The pilot "
        "report compares what was before it and since.",
    )
    appointment_from = fields.Date(
        string="Appointments began on",
        copy=False,
        help="The first day on which people came by appointment. The pilot report "
        "compares what was before it and since.",
    )
    ticket_sequence_id = fields.Many2one(
        comodel_name="ir.sequence",
        string="Ticket numbers",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    daily_tickets = fields.Integer(
        string="Tickets a day",
        help="At most so many tickets without appointment in a building; 0 for no "
        "limit. Staff can always give one more.",
    )
    last_ticket_minutes = fields.Integer(
        string="Last ticket",
        default=15,
        help="Minutes before closing time after which kiosks give no tickets.",
    )
    wait_target_minutes = fields.Integer(
        string="Target for waiting",
        default=10,
        help="Minutes within which visitors are to be called. Figures tell the share "
        "of waits that were no longer.",
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

    _limits_not_negative = models.Constraint(
        "CHECK (daily_tickets >= 0 AND last_ticket_minutes >= 0"
        " AND wait_target_minutes >= 0)",
        "Tickets and minutes cannot be negative.",
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

    @api.model_create_multi
    def create(self, vals_list):
        services = super().create(vals_list)
        services._begin_numbers()
        return services

    def write(self, vals):
        """Note the day on which guidance or appointments began, if nobody says it."""
        for flag, day in ROLLOUT.items():
            if vals.get(flag) and day not in vals:
                known = [(flag, "=", False), (day, "=", False)]
                begun = self.filtered_domain(known)
                super(MunicipalService, begun).write(
                    {day: fields.Date.context_today(self)}
                )
        return super().write(vals)

    def _begin_numbers(self):
        """Give services that have none their ticket numbers.

        Before anybody takes a ticket: two visitors who take the first one at the same
        moment would make them twice.
        """
        for service in self.sudo().filtered(lambda s: not s.ticket_sequence_id):
            service.ticket_sequence_id = service.env["ir.sequence"].create(
                {
                    "name": f"Tickets {service.code}",
                    "implementation": "standard",
                    "padding": 3,
                    "company_id": service.company_id.id,
                }
            )

    def _next_ticket(self, day):
        """Return the next number of a day: B 042.

        :param date day: in the zone of the building
        """
        self.ensure_one()
        number = self.env["municipal.ticket.day"]._draw(self, day)
        return f"{self.code} {number:03d}"

    def _check_ticket_limit(self, location):
        """Refuse the ticket that would be one too many today.

        :raise Refusal:
        """
        self.ensure_one()
        if not self.daily_tickets:
            return
        if self._tickets_given(location) >= self.daily_tickets:
            raise Refusal(
                self.env._(
                    "All tickets of %(service)s for today have been given. Make an "
                    "appointment, or come back another day.",
                    service=self.name,
                ),
                "products",
                reason="daily_maximum",
            )

    def _tickets_given(self, location):
        """Return how many tickets without appointment were given here today.

        Exact also when many press at the same moment: one after the other, and each
        looks with a connection that sees what those before have committed.
        """
        day = location._today()
        let_one_through(self.env, f"tickets {self.id} {location.id} {day}")
        query = SQL(
            """SELECT id FROM municipal_visit
            WHERE service_id = %s AND location_id = %s AND day = %s
                AND channel IN ('walk_in', 'quick_counter')""",
            self.id,
            location.id,
            day,
        )
        return len({*self.env.execute_query(query), *committed(self.env, query)})
