import secrets

from odoo import api, fields, models

from odoo.addons.base.models.res_partner import _tz_get

from ...engine import queue
from ...engine.ticks import begin_of_day, local, naive_utc

#: where a town lies of which nobody said where
HOME_ZONE = "Europe/Brussels"
#: zones in which no town lies: whoever has no zone of their own leaves them behind
NOWHERE = (False, "UTC", "GMT", "Etc/UTC")
#: what a town hall begins with; the benchmark of fairness chose it
RULES = queue.Rules()


class MunicipalLocation(models.Model):
    _name = "municipal.location"
    _description = "Location"
    _order = "sequence, name"

    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    street = fields.Char()
    zip = fields.Char()
    city = fields.Char()
    phone = fields.Char(help="Shown to citizens who cannot book online.")
    email = fields.Char()
    directions = fields.Text(
        translate=True,
        help="How to get there: entrance, lift, parking, public transport.",
    )
    tz = fields.Selection(
        selection=_tz_get,
        string="Time zone",
        required=True,
        default=lambda self: self._own_zone(),
        help="Hours, days and figures of this location are counted in this zone.",
    )
    desk_ids = fields.One2many(
        comodel_name="resource.resource",
        inverse_name="location_id",
        string="Desks",
    )
    queue_maximum = fields.Integer(
        string="Longest wait",
        default=RULES.maximum,
        aggregator=None,
        help="Minutes after which nobody who came later goes first. Publish it.",
    )
    queue_early = fields.Integer(
        string="Call early",
        default=RULES.early,
        aggregator=None,
        help="Minutes before its time an appointment may be called when nobody else "
        "waits.",
    )
    queue_grace = fields.Integer(
        string="Come late",
        default=RULES.grace,
        aggregator=None,
        help="Minutes after its time until which an appointment keeps its place.",
    )
    queue_token = fields.Char(
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(24),
        groups="base.group_system",
    )
    address = fields.Char(compute="_compute_address")

    _queue_limits = models.Constraint(
        "CHECK (queue_maximum > 0 AND queue_early >= 0 AND queue_grace >= 0)",
        "The limits of the queue are numbers of minutes.",
    )

    @api.depends("street", "zip", "city")
    def _compute_address(self):
        for location in self:
            town = " ".join(filter(None, [location.zip, location.city]))
            location.address = ", ".join(filter(None, [location.street, town]))

    @api.model
    def _own_zone(self):
        """Return the zone of the town, as far as somebody chose one.

        Whoever has none leaves UTC in the calendar that a company begins with: no town
        hall lies there.
        """
        zones = (self.env.company.resource_calendar_id.tz, self.env.user.tz)
        return next((zone for zone in zones if zone not in NOWHERE), HOME_ZONE)

    def _today(self):
        """Return the day that it is in a building, or without one in the town."""
        return local(fields.Datetime.now(), self._zone()).date()

    def _start_of_today(self):
        """Return the midnight with which :meth:`_today` began, naive UTC."""
        return naive_utc(begin_of_day(self._today(), self._zone()))

    def _queue_channel(self):
        """Return the bus channel on which phones and displays hear that it moved."""
        self.ensure_one()
        location_sudo = self.sudo()
        if not location_sudo.queue_token:
            location_sudo.queue_token = secrets.token_urlsafe(24)
        return f"municipal_queue_{location_sudo.queue_token}"

    def _queue_rules(self):
        """Return the rules by which visitors are called in this building."""
        self.ensure_one()
        return queue.Rules(self.queue_maximum, self.queue_early, self.queue_grace)
