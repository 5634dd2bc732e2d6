from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_duration

from ...engine import weekly_hours
from ..common.wording import WEEKDAYS

#: steps of a review in which its alternatives are drawn
DRAWN_IN = ("drawing",)


class MunicipalReviewAlternative(models.Model):
    """Weekly hours, desks and appointments that could be.

    The week is drawn on a grid and kept as :mod:`engine.weekly_hours` reads it.
    """

    _name = "municipal.review.alternative"
    _description = "Alternative opening hours"
    _order = "is_today desc, sequence, id"

    review_id = fields.Many2one(
        comodel_name="municipal.review",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="review_id.company_id", store=True, index=True)
    state = fields.Selection(related="review_id.state")
    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    is_today = fields.Boolean(
        string="Hours of today",
        readonly=True,
        copy=False,
        help="The hours in force when the evidence was frozen. The others are compared "
        "with them; they cannot be changed.",
    )
    week = fields.Json(
        string="Weekly hours", default=lambda self: {"lines": [], "desks": {}}
    )
    desk_count = fields.Integer(
        string="Desks",
        default=1,
        required=True,
        help="At a half-hour of which the grid says nothing else.",
    )
    booking_percent = fields.Integer(
        string="Appointments (% of today's share)",
        default=100,
        required=True,
        help="100: as large a part of the visitors makes an appointment as was "
        "measured, of each product. 120: a fifth more of them.",
    )
    open_hours = fields.Float(compute="_compute_hours", string="Hours open a week")
    desk_hours = fields.Float(compute="_compute_hours", string="Desk hours a week")
    summary = fields.Text(compute="_compute_summary", string="In words")

    _desks = models.Constraint(
        "CHECK (desk_count BETWEEN 1 AND 99)", "Between 1 and 99 desks can be open."
    )
    _booking = models.Constraint(
        "CHECK (booking_percent BETWEEN 0 AND 1000)",
        "Appointments lie between 0 and 1000 percent of today's share.",
    )
    _one_today = models.UniqueIndex(
        "(review_id) WHERE is_today", "The hours of today are there once."
    )

    @api.depends("week", "desk_count")
    def _compute_hours(self):
        for one in self:
            week = one._week()
            one.open_hours = weekly_hours.open_minutes(week["lines"]) / 60
            one.desk_hours = weekly_hours.desk_minutes(week, one.desk_count) / 60

    @api.depends("week")
    @api.depends_context("lang")
    def _compute_summary(self):
        for one in self:
            one.summary = "\n".join(one._lines_in_words())

    def _week(self):
        """Return the week, also while it is being drawn and nobody checked it."""
        week = self.week
        if weekly_hours.problems(week):
            return {"lines": [], "desks": {}}
        return {"desks": {}} | week

    def _lines_in_words(self):
        """Return a line for each weekday: Monday: 09:00-12:00 By appointment."""
        attendances = self.env["resource.calendar.attendance"]
        accesses = dict(attendances._fields["access"]._description_selection(self.env))
        report = self.env["municipal.visit.report"]._fields["weekday"]
        names = dict(report._description_selection(self.env))
        found = []
        for code, _name in WEEKDAYS:
            parts = [
                f"{_clock(start)}-{_clock(stop)} {accesses[access]}"
                for weekday, start, stop, access in self._week()["lines"]
                if weekday == int(code) - 1
            ]
            words = ", ".join(parts) or self.env._("closed")
            found.append(f"{names[code]}: {words}")
        return found

    @api.constrains("week")
    def _check_week(self):
        texts = {
            "unreadable": self.env._("This is no week of opening hours."),
            "overlap": self.env._("Two lines of hours hold at the same time."),
            "desks": self.env._("This number of desks is none."),
        }
        for one in self:
            wrong = weekly_hours.problems(one.week)
            if wrong:
                raise ValidationError(
                    self.env._(
                        "%(name)s: %(problem)s",
                        name=one.name,
                        problem=texts[sorted(wrong)[0]],
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        found = super().create([self._tidy(vals) for vals in vals_list])
        if not self.env.su:
            found._check_drawn()
            if any(found.mapped("is_today")):
                raise UserError(
                    self.env._("The hours of today are read from the plan.")
                )
        found._forget_answers()
        return found

    def write(self, vals):
        if not self.env.su:
            self._check_drawn()
            if any(self.mapped("is_today")) and vals.keys() - {"sequence", "name"}:
                raise UserError(
                    self.env._("The hours of today are what the others are beside.")
                )
        result = super().write(self._tidy(vals))
        if vals.keys() - {"sequence", "name"}:
            self._forget_answers()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drawn(self):
        if self.env.su:
            return
        self._check_drawn()
        if any(self.mapped("is_today")):
            raise UserError(
                self.env._("The hours of today are what the others are beside.")
            )
        self._forget_answers()

    def _tidy(self, vals):
        """Return values with the lines of a week in order, those that touch as one."""
        week = vals.get("week")
        if not isinstance(week, dict) or weekly_hours.problems(week):
            return vals
        tidy = {
            "lines": weekly_hours.merged(week["lines"]),
            "desks": week.get("desks", {}),
        }
        return vals | {"week": tidy}

    def _check_drawn(self):
        if any(one.review_id.state not in DRAWN_IN for one in self):
            raise UserError(
                self.env._(
                    "Alternatives are drawn after the evidence was frozen and "
                    "before the decision."
                )
            )

    def _forget_answers(self):
        """Drop what was simulated with other hours."""
        reviews_sudo = self.review_id.sudo()
        reviews_sudo.filtered("answers")._drop_answers()

    def _check_can_hold(self):
        """Refuse to decide on hours in which nobody is ever received."""
        self.ensure_one()
        if not self._week()["lines"]:
            raise UserError(
                self.env._(
                    "%(name)s is closed the whole week: nobody would ever be received.",
                    name=self.name,
                )
            )

    def action_open(self):
        """Open the grid of this alternative."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "municipal_appointment.municipal_review_alternative_action"
        )
        return dict(action, res_id=self.id)

    def action_duplicate(self):
        """Draw another one that begins as this one, and open its grid."""
        self.check_access("read")
        self.ensure_one()
        name = self.env._("Alternative %s", len(self.review_id.alternative_ids))
        return self.copy({"name": name, "sequence": 10}).action_open()


def _clock(minutes):
    return format_duration(minutes / 60)
