from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date


class MunicipalSeriesBreak(models.Model):
    """A day from which figures are counted otherwise, estimates, or what happened.

    Figures from both sides of a break must not be compared without a word, an estimate
    must not pass for a count, and a quiet Thursday may be that of the strike: reports
    and workbooks print what this model says about their period.
    """

    _name = "municipal.series.break"
    _inherit = ["resource.same.town"]
    _description = "Break in the figures"
    _order = "date desc, id desc"
    _town_paths = ("service_id",)

    name = fields.Char(
        string="What changed",
        required=True,
        translate=True,
        help="In one sentence, as a manager will read it under the figures.",
    )
    kind = fields.Selection(
        selection=[
            ("break", "Counted otherwise from this day"),
            ("estimate", "Partly estimated in this period"),
            ("event", "Something happened: a market, a strike, a failure"),
        ],
        required=True,
        default="break",
    )
    date = fields.Date(string="From", required=True, default=fields.Date.context_today)
    date_to = fields.Date(
        string="Until",
        compute="_compute_date_to",
        precompute=True,
        store=True,
        readonly=False,
        help="Last day of an estimate or of what happened; a break has no end.",
    )
    service_id = fields.Many2one(
        comodel_name="municipal.service",
        ondelete="cascade",
        index=True,
        check_company=True,
        help="Leave empty when the figures of every service changed.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )

    _estimate_in_order = models.Constraint(
        "CHECK (date_to >= date)", "The last day lies before the first."
    )
    _only_estimates_end = models.Constraint(
        "CHECK (kind = 'break' AND date_to IS NULL "
        "OR kind != 'break' AND date_to IS NOT NULL)",
        "Give the last day of an estimate; a break has only a first day.",
    )

    @api.depends("kind", "date")
    def _compute_date_to(self):
        """Let what happened last a day, unless somebody says otherwise."""
        for record in self:
            if record.kind == "break":
                record.date_to = False
            elif record.kind == "event":
                known = record.date_to if record._origin else False
                record.date_to = max(record.date, known or record.date)
            else:
                record.date_to = record.date_to

    @api.model
    def _domain_in_period(self, date_from, date_to, services=None):
        """Return what must be said under figures of a period.

        :param services: the services in the figures; every service when empty
        """
        domain = Domain("date", "<=", date_to) & Domain(
            "date_to", ">=", date_from
        ) | Domain("kind", "=", "break") & Domain("date", ">=", date_from) & Domain(
            "date", "<=", date_to
        )
        if services:
            domain &= Domain("service_id", "in", [False, *services.ids])
        return domain

    def _period_text(self):
        """Return since when, or from when to when, this holds."""
        self.ensure_one()
        first = format_date(self.env, self.date)
        if self.kind == "break":
            return self.env._("Counted otherwise from %(day)s", day=first)
        last = format_date(self.env, self.date_to)
        if self.kind == "estimate":
            return self.env._("Estimate from %(day)s to %(last)s", day=first, last=last)
        if first == last:
            return first
        return self.env._("From %(day)s to %(last)s", day=first, last=last)

    def _service_text(self):
        """Return for which figures this holds."""
        self.ensure_one()
        return self.service_id.name or self.env._("all services")

    def _is_about(self, row):
        """Tell whether this happened on the day of a figure, to its service."""
        self.ensure_one()
        return (
            self.company_id == row.company_id
            and self.service_id in (self.service_id.browse(), row.service_id)
            and self.date <= row.day <= (self.date_to or self.date)
        )

    def _sentence(self):
        """Return all that a reader of the figures must know, in one sentence."""
        self.ensure_one()
        return f"{self._period_text()}, {self._service_text()}: {self.name}"
