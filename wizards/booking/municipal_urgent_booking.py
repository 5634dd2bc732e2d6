from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.ticks import local


class MunicipalUrgentBooking(models.TransientModel):
    """Put an urgent visitor without appointment on the first free slot of today.

    The visitor stands at the desk, so they are registered as arrived at once, and is
    counted as "without appointment".
    """

    _name = "municipal.urgent.booking"
    _description = "Visitor without appointment"

    product_id = fields.Many2one(
        comodel_name="municipal.product",
        required=True,
        domain="[('booking', '!=', 'none'), "
        "('service_id.appointment_enabled', '=', True)]",
    )
    quantity = fields.Integer(required=True, default=1)
    location_id = fields.Many2one(
        comodel_name="municipal.location",
        compute="_compute_location_id",
        store=True,
        readonly=False,
        help="Leave empty to look at the desks of every building.",
    )
    visitor = fields.Char(help="Only if you need it to call the visitor.")
    first_slot = fields.Datetime(
        string="First free slot", compute="_compute_first_slot"
    )
    first_clock = fields.Char(string="Time", compute="_compute_first_slot")
    first_desk_id = fields.Many2one(
        comodel_name="resource.resource",
        string="Desk",
        compute="_compute_first_slot",
    )

    @api.depends("product_id")
    def _compute_location_id(self):
        for wizard in self:
            wizard.location_id = wizard.product_id.type_id.location_ids[:1]

    @api.depends("product_id", "quantity", "location_id")
    def _compute_first_slot(self):
        for wizard in self:
            ready = wizard.product_id and wizard.quantity > 0
            free = wizard._free_today() if ready else {}
            first = min(free, default=False)
            wizard.first_slot = first
            wizard.first_clock = first and wizard._local(first).strftime("%H:%M")
            wizard.first_desk_id = first and wizard._desk_at(first)

    def _desk_at(self, moment):
        """Return the desk that would receive the visitor then."""
        return self._combination_at(moment).resource_ids[:1]

    def _combination_at(self, moment):
        return self.product_id.type_id._free_desks(
            self._lines(), moment, self.location_id, by_staff=True, resting=False
        )[:1]

    def _local(self, moment):
        return local(moment, self.product_id.type_id._tz())

    def _free_today(self):
        """Return the free slots between now and midnight.

        What came free and rests before others can book it can be had here: the
        visitor stands at the desk.
        """
        self.ensure_one()
        type_ = self.product_id.type_id
        now = self._local(fields.Datetime.now())
        tomorrow = (now + timedelta(days=1)).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        return type_._free_slots(
            self._lines(),
            now,
            tomorrow,
            location=self.location_id,
            by_staff=True,
            resting=False,
        )

    def _lines(self):
        self.ensure_one()
        return [(self.product_id, self.quantity)]

    def action_other_day(self):
        """Go on with an appointment for another day, with the same product."""
        self.check_access("read")
        self.ensure_one()
        return {
            "name": self.env._("New appointment"),
            "type": "ir.actions.act_window",
            "res_model": "municipal.booking.request",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_name": self.visitor,
                "default_product_id": self.product_id.id,
                "default_quantity": self.quantity,
            },
        }

    def action_book(self):
        """Book, register the arrival and show the booking to the clerk."""
        self.check_access("read")
        self.ensure_one()
        self.env["municipal.product"]._check_lines(self._lines(), by_staff=True)
        first = min(self._free_today(), default=None)
        if not first:
            raise UserError(
                self.env._(
                    "There is no free slot left today for %(product)s. Make an "
                    "appointment for another day instead.",
                    product=self.product_id.name,
                )
            )
        type_ = self.product_id.type_id
        type_._take_what_rests(self._lines(), first, self.location_id)
        booking = self.env["resource.booking"]._book(
            self._lines(),
            first,
            location=self.location_id,
            by_staff=True,
            channel="urgent",
            contact_name=self.visitor,
        )
        booking.visit_id.action_arrive()
        if self.env.context.get("municipal_desk_screen"):
            return booking._close_at_desk(self.env._("Without appointment"))
        return {
            "type": "ir.actions.act_window",
            "res_model": "municipal.visit",
            "res_id": booking.visit_id.id,
            "view_mode": "form",
        }
