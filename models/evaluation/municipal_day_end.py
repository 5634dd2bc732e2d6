from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..common.wording import WEEKDAYS
from ..visit.minutes import Minutes
from .shares import MEASURES, measure, of_rows

BLOCKED = [
    ("nothing", "Nothing"),
    ("crowd", "Too many visitors at once"),
    ("staff", "Too few colleagues"),
    ("system", "Computers or programs did not work"),
    ("papers", "Visitors did not bring what was needed"),
    ("language", "Language"),
    ("difficult", "Difficult or aggressive visitors"),
    ("rules", "Unclear rules or procedures"),
    ("other", "Something else"),
]


class MunicipalDayEnd(models.Model):
    """How the day was, as somebody at a desk says at closing time: not who.

    No column says who answered or at what time.
    """

    _name = "municipal.day.end"
    _description = "How the day was at the desks"
    _order = "day desc, id desc"
    _rec_name = "day"
    _log_access = False

    day = fields.Date(required=True, readonly=True)
    weekday = fields.Selection(
        selection=WEEKDAYS, compute="_compute_weekday", store=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True
    )
    location_id = fields.Many2one(
        comodel_name="municipal.location", required=True, readonly=True
    )
    service_id = fields.Many2one(
        comodel_name="municipal.service",
        readonly=True,
        help="Empty for a desk that several services share.",
    )
    score = fields.Integer(
        required=True,
        readonly=True,
        aggregator=None,
        groups="base.group_system",
        help="From 1, very bad, to 5, very good. Shown of groups only.",
    )
    blocked = fields.Selection(
        selection=BLOCKED, string="What got in the way", readonly=True
    )
    remark = fields.Text(readonly=True, help="Wiped like the contact data of that day.")
    answers = fields.Integer(readonly=True, default=1, required=True)
    # of groups only: empty in every row
    mean = Minutes(
        string="Mean (1–5)",
        readonly=True,
        aggregator="avg",
        digits=(6, 2),
        help="Of groups with enough answers only.",
    )
    satisfied_percent = Minutes(
        string="Good days (%)",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="Share of the answers that are “good” or “very good”, of groups with "
        "enough answers only.",
    )
    low_percent = Minutes(
        string="Good days at least (%)",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="The share lies between “at least” and “at most” in 95 of 100 cases, if "
        "those who did not answer think the same.",
    )
    high_percent = Minutes(
        string="Good days at most (%)",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="The share lies between “at least” and “at most” in 95 of 100 cases, if "
        "those who did not answer think the same.",
    )

    _score_range = models.Constraint(
        "CHECK (score BETWEEN 1 AND 5)", "The answer is one of five."
    )
    _by_day = models.Index("(company_id, day)")

    @api.depends("day")
    def _compute_weekday(self):
        for answer in self:
            answer.weekday = answer.day and str(answer.day.isoweekday())

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        name, _colon, function = aggregate_spec.partition(":")
        if name not in MEASURES or function != "avg":
            return super()._read_group_select(aggregate_spec, query)
        least = self.env["res.company"]._evaluation_least(self.env.companies)
        score = SQL.identifier(self._table, "score")
        return measure(name, of_rows(score), SQL("%s", least))

    @api.model
    def _gc_remarks(self, company):
        """Wipe the remarks of colleagues about past days; what was chosen stays."""
        limit = self.env["resource.booking"]._retention_limit(company)
        old_sudo = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("day", "<", limit),
                ("remark", "!=", False),
            ]
        )
        old_sudo.write({"remark": False})

    @api.autovacuum
    def _gc_all_remarks(self):
        for company in self.env["res.company"].sudo().search(Domain.TRUE):
            self._gc_remarks(company)
