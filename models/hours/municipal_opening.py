from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.misc import format_date


class MunicipalOpening(models.Model):
    """Which weekly hours an appointment type follows, from a date to a date.

    Hours are data with a history: a change of regime is a new row, so that reports
    can compare the time before with the time after.
    """

    _name = "municipal.opening"
    _inherit = ["resource.hours.guard", "resource.same.town"]
    _description = "Opening"
    _order = "type_id, date_from desc"

    _hours_fields = frozenset({"type_id", "calendar_id", "date_from", "date_to"})
    _hours_operations = frozenset({"create", "unlink"})
    _hours_action_name = "municipal_opening_action"
    _town_paths = ("type_id", "calendar_id")

    name = fields.Char(
        required=True,
        translate=True,
        help="What a manager calls this regime: Summer hours 2026.",
    )
    type_id = fields.Many2one(
        comodel_name="resource.booking.type",
        string="Appointment type",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="type_id.company_id", store=True, index=True)
    calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Weekly hours",
        required=True,
        index=True,
        ondelete="restrict",
    )
    tz = fields.Selection(related="calendar_id.tz", store=True)
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(
        string="Until", help="Last day included. Leave empty while no end is known."
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The last day of an opening cannot lie before its first day.",
    )

    @api.constrains("calendar_id")
    def _check_hours(self):
        self.calendar_id._check_weekly_hours()

    @api.constrains("type_id", "date_from", "date_to")
    def _check_no_overlap(self):
        """One day follows one calendar, or nobody knows which hours hold."""
        for opening in self:
            others = opening.type_id.opening_ids - opening
            for other in others.filtered(lambda o, opening=opening: o._meets(opening)):
                raise ValidationError(
                    self.env._(
                        "%(name)s and %(other)s both hold on the same days: "
                        "end the first before the second begins.",
                        name=opening.name,
                        other=other.name,
                    )
                )

    def _meets(self, other):
        """Tell whether two openings have a day in common."""
        self.ensure_one()
        return (not self.date_to or self.date_to >= other.date_from) and (
            not other.date_to or other.date_to >= self.date_from
        )

    def _hours_scope(self):
        return Domain("type_id", "in", self.type_id.ids)

    def _hours_in_words(self):
        return [
            self.env._(
                "%(type)s follows “%(calendar)s” from %(date_from)s until %(date_to)s",
                type=opening.type_id.name,
                calendar=opening.calendar_id.display_name,
                date_from=format_date(self.env, opening.date_from),
                date_to=format_date(self.env, opening.date_to)
                or self.env._("further notice"),
            )
            for opening in self
        ]

    @api.model
    def _hours_label(self):
        return self.env._("Opening")
