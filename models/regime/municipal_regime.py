from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

DRAFT, IN_FORCE = "draft", "in_force"


class MunicipalRegime(models.Model):
    """New weekly hours for several types, drawn and put in force in one step.

    Who changes the hours of a service makes a copy of its hours, ends what holds and
    begins the copy, for each type: one after the other, all appointments after that day
    would seem to have no place. Here it is one change, with one list of those that
    really do not fit.
    """

    _name = "municipal.regime"
    _inherit = [
        "municipal.week.mixin",
        "municipal.in.force.mixin",
        "resource.same.town",
    ]
    _description = "New hours"
    _order = "date_from desc, id desc"
    _town_paths = ("type_ids",)
    _hours_action_name = "municipal_regime_action"

    name = fields.Char(help="What a manager calls these hours: Summer hours 2027.")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        selection=[(DRAFT, "Being prepared"), (IN_FORCE, "In force")],
        required=True,
        readonly=True,
        default=DRAFT,
        copy=False,
    )
    type_ids = fields.Many2many(
        comodel_name="resource.booking.type",
        string="Appointment types",
        required=True,
        domain="[('service_id', '!=', False), ('company_id', '=', company_id)]",
        help="All of them follow the hours that are drawn, whichever they follow now.",
    )
    hours_differ = fields.Boolean(
        compute="_compute_hours_differ",
        help="These types do not follow the same hours on the first day.",
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(
        string="Until",
        help="The last day, for summer hours for instance: the present hours hold "
        "again after it. Empty: until further notice.",
    )
    opening_ids = fields.Many2many(
        comodel_name="municipal.opening",
        string="Openings",
        readonly=True,
        copy=False,
        help="What came of it.",
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The last day of new hours cannot lie before their first day.",
    )

    @api.depends("type_ids", "date_from")
    def _compute_hours_differ(self):
        for regime in self:
            day = regime.date_from or regime._today()
            weeks = {str(type_._own_week(day)) for type_ in regime.type_ids._origin}
            regime.hours_differ = len(weeks) > 1

    @api.constrains("type_ids")
    def _check_types(self):
        for regime in self:
            if any(not type_.service_id for type_ in regime.type_ids):
                raise ValidationError(
                    self.env._("Only appointment types of a service follow hours.")
                )

    @api.onchange("type_ids", "date_from")
    def _onchange_types(self):
        """Begin with the hours that hold on that day, until somebody has drawn."""
        types = self.type_ids._origin
        if types and not self._week()["lines"]:
            day = self.date_from or self._today()
            self.week = {"lines": types._week_lines(day), "desks": {}}

    def write(self, vals):
        """Keep hours in force as they were put in force: openings say what follows."""
        if not self.env.su and any(regime.state != DRAFT for regime in self):
            raise UserError(
                self.env._(
                    "These hours are in force. Change the weekly hours, or prepare "
                    "new ones."
                )
            )
        return super().write(vals)

    def action_present_hours(self):
        """Draw the hours that hold on the first day, instead of what was drawn."""
        self.check_access("write")
        for regime in self:
            day = regime.date_from or regime._today()
            regime.week = {"lines": regime.type_ids._week_lines(day), "desks": {}}

    def _asked_regime(self):
        self.ensure_one()
        name = self._dated(self.name, self.date_from)
        types = self.type_ids.filtered("active").sorted("id")
        return types, self._week(), name, self.date_from, self.date_to

    def _check_can_be_put_in_force(self):
        if self.state != DRAFT:
            raise UserError(self.env._("These hours are in force already."))
        self._check_can_hold()
        super()._check_can_be_put_in_force()

    def _now_in_force(self, openings):
        self.sudo().write(
            {"state": IN_FORCE, "opening_ids": [Command.set(openings.ids)]}
        )

    @api.model
    def _hours_label(self):
        return self.env._("New hours")
