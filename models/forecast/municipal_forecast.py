from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import flemish_days
from ..common.wording import WEEKDAYS
from ..visit.minutes import Minutes

#: why there is no number, in the words of a manager
REASONS = [
    ("no_history", "No visitor was registered yet"),
    ("few_days", "Fewer than 20 open days were counted"),
    ("new_hours", "The hours, or the way of counting, are too new"),
    ("new_weekday", "This weekday was open fewer than three times"),
    ("too_far", "More than a year after the last count"),
    ("closed", "A holiday on which nobody ever came"),
]


class MunicipalForecast(models.Model):
    """How many visitors of a service are expected on a day, and how many came.

    Made anew every night, see ``_cron_forecast``; what was said a week before stays,
    and is compared with what came. Where too little is known there is no number, but
    the reason.
    """

    _name = "municipal.forecast"
    _description = "Expected visitors"
    _order = "day, service_id, location_id"
    _rec_name = "day"
    _log_access = False

    day = fields.Date(required=True, readonly=True, index=True)
    weekday = fields.Selection(selection=WEEKDAYS, readonly=True)
    service_id = fields.Many2one(
        comodel_name="municipal.service",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    location_id = fields.Many2one(
        comodel_name="municipal.location",
        readonly=True,
        ondelete="cascade",
        help="Empty while no visitor of the service was registered in a building.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    made_on = fields.Date(
        string="Made on", readonly=True, help="The night in which it was made last."
    )
    expected = Minutes(
        string="Expected visitors",
        readonly=True,
        digits=(16, 1),
        help="As many as such days had, by weekday, season, growth, holidays, what "
        "else is on, and the appointments made so far. Empty where too little is "
        "known: days without a forecast count nothing in a sum.",
    )
    low = Minutes(
        string="At least (8 days in 10)",
        readonly=True,
        digits=(16, 1),
        help="Eight of ten days lie from here to the other end of the range. The sum "
        "of several days or services is a wider range than eight in ten.",
    )
    high = Minutes(
        string="At most (8 days in 10)",
        readonly=True,
        digits=(16, 1),
        help="Eight of ten days lie from the other end of the range to here. The sum "
        "of several days or services is a wider range than eight in ten.",
    )
    unknown = fields.Integer(
        string="Days without a forecast",
        readonly=True,
        help="1 where too little is known to give a number.",
    )
    reason = fields.Selection(
        selection=REASONS, string="Why there is no number", readonly=True
    )
    kinds = fields.Char(
        readonly=True, help="What the calendar says of the day: names of the engine."
    )
    special = fields.Char(string="What is special", compute="_compute_special")
    range_text = fields.Char(string="Visitors", compute="_compute_range_text")
    half_hour_ids = fields.One2many(
        comodel_name="municipal.forecast.half.hour",
        inverse_name="forecast_id",
        string="Half-hours",
        readonly=True,
    )

    _once = models.UniqueIndex(
        "(service_id, day, COALESCE(location_id, 0))",
        "The visitors of a day are expected once.",
    )
    _by_day = models.Index("(company_id, day)")

    @api.depends("expected", "low", "high", "reason")
    def _compute_range_text(self):
        """Say a number only together with its range; else say why there is none."""
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        for row in self:
            row.range_text = (
                reasons.get(row.reason, "")
                if row.expected is False
                else self.env._(
                    "%(expected)s (%(low)s to %(high)s)",
                    expected=round(row.expected),
                    low=round(row.low),
                    high=round(row.high),
                )
            )

    @api.depends("day", "kinds", "service_id")
    @api.depends_context("lang")
    def _compute_special(self):
        """Say what makes a day other than others: the calendar, and what is on."""
        names, events = self._kind_names(), self._events()
        for row in self:
            kinds = [names[kind] for kind in (row.kinds or "").split()]
            if row.day in flemish_days.public_holidays(row.day.year):
                kinds.insert(0, self.env._("Public holiday"))
            kinds += [event.name for event in events if event._is_about(row)]
            row.special = ", ".join(kinds)

    def _events(self):
        """Return what is on, or was, on the days of these rows."""
        events = self.env["municipal.series.break"]
        if not self:
            return events
        days = self.mapped("day")
        domain = Domain("kind", "=", "event") & Domain("date", "<=", max(days))
        domain &= Domain("date_to", ">=", min(days))
        domain &= Domain("company_id", "in", self.company_id.ids)
        return events.search(domain, order="date, id")

    @api.model
    def _kind_names(self):
        """Return what the kinds of ``engine.flemish_days`` are called."""
        env = self.env
        return {
            "carnival": env._("Carnival holiday"),
            "easter": env._("Easter holiday"),
            "summer": env._("Summer holiday"),
            "autumn": env._("Autumn holiday"),
            "christmas": env._("Christmas holiday"),
            "bridge": env._("Bridge day"),
            "before": env._("Before a long weekend"),
            "after": env._("After a long weekend"),
        }
