from odoo import api, fields, models

from odoo.addons.base.models.res_partner import _tz_get


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
        default=lambda self: self.env.company.resource_calendar_id.tz
        or self.env.user.tz
        or "Europe/Brussels",
        help="Hours, days and figures of this location are counted in this zone.",
    )
    desk_ids = fields.One2many(
        comodel_name="resource.resource",
        inverse_name="location_id",
        string="Desks",
    )
    address = fields.Char(compute="_compute_address")

    @api.depends("street", "zip", "city")
    def _compute_address(self):
        for location in self:
            town = " ".join(filter(None, [location.zip, location.city]))
            location.address = ", ".join(filter(None, [location.street, town]))
