from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_duration

from ...engine import weekly_hours
from ..common.wording import WEEKDAYS


class WeekMixin(models.AbstractModel):
    """Weekly hours that somebody draws on a grid.

    They are kept as :mod:`engine.weekly_hours` reads them.
    """

    _name = "municipal.week.mixin"
    _description = "Weekly hours drawn on a grid"

    name = fields.Char(required=True)
    week = fields.Json(
        string="Weekly hours", default=lambda self: {"lines": [], "desks": {}}
    )
    open_hours = fields.Float(compute="_compute_open_hours", string="Hours open a week")
    summary = fields.Text(compute="_compute_summary", string="In words")

    @api.depends("week")
    def _compute_open_hours(self):
        for one in self:
            one.open_hours = weekly_hours.open_minutes(one._week()["lines"]) / 60

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
        return super().create([self._tidy(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._tidy(vals))

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


def _clock(minutes):
    return format_duration(minutes / 60)
