from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

STATES = [
    ("draft", "Evidence"),
    ("drawing", "Alternatives"),
    ("decided", "Decided"),
    ("in_force", "In force"),
]
#: what a manager fills in at each step; later it can no longer be changed
CHOICE = {"service_ids", "location_id", "date_from", "date_to", "company_id"}
ASSUMED = {"kept_percent", "book_percent", "weeks", "repetitions"}
DECISION = {
    "accepted_id",
    "reasons",
    "decided_by",
    "decided_on",
    "votes_for",
    "votes_against",
    "votes_abstained",
    "valid_from",
}
#: what is written by steps, and by nobody's hand
RECORDED = {
    "state",
    "evidence",
    "gathered_at",
    "frozen_at",
    "frozen_by_id",
    "answers",
    "too_little",
    "signed_by_id",
    "signed_at",
    "opening_ids",
    "effect",
}
#: step -> what is closed from then on
CLOSED = {
    "draft": set(),
    "drawing": CHOICE,
    "decided": CHOICE | ASSUMED | DECISION - {"valid_from"} | {"alternative_ids"},
    "in_force": CHOICE | ASSUMED | DECISION | {"alternative_ids", "name"},
}


class MunicipalReview(models.Model):
    """A review of opening hours: from evidence over alternatives to a decision.

    It keeps what was known when it was decided: evidence is frozen with its figures,
    and nothing of a step can be changed once the next one began.
    """

    _name = "municipal.review"
    _inherit = [
        "municipal.in.force.mixin",
        "resource.same.town",
        "municipal.job.mixin",
        "mail.thread",
    ]
    _description = "Review of opening hours"
    _order = "date_to desc, id desc"
    _town_paths = ("service_ids", "location_id")
    _hours_action_name = "municipal_review_action"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        selection=STATES,
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    service_ids = fields.Many2many(
        comodel_name="municipal.service",
        string="Services",
        required=True,
        help="Their appointment types get the hours that are decided, all of them.",
    )
    location_id = fields.Many2one(
        comodel_name="municipal.location",
        help="Figures and desks of this building only; empty for all buildings.",
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(
        string="Until", required=True, help="The last day that is counted."
    )

    # Evidence
    evidence = fields.Json(readonly=True, copy=False)
    evidence_html = fields.Html(compute="_compute_evidence_html", sanitize=False)
    gathered_at = fields.Datetime(string="Counted on", readonly=True, copy=False)
    frozen_at = fields.Datetime(string="Frozen on", readonly=True, copy=False)
    frozen_by_id = fields.Many2one(
        comodel_name="res.users", string="Frozen by", readonly=True, copy=False
    )

    # Alternatives, and what is assumed about people when they are simulated
    alternative_ids = fields.One2many(
        comodel_name="municipal.review.alternative",
        inverse_name="review_id",
        string="Alternatives",
    )
    kept_percent = fields.Integer(
        string="Come at another time (%)",
        default=90,
        help="Of the people who want to walk in while the doors are closed: so many "
        "come at the nearest open hours. The others stay away or write. Nobody "
        "measured this: it is assumed.",
    )
    book_percent = fields.Integer(
        string="Book instead (%)",
        default=50,
        help="Of those who can no longer walk in and do not come at another time: so "
        "many make an appointment. Nobody measured this: it is assumed.",
    )
    weeks = fields.Integer(
        string="Weeks in a simulated year",
        default=25,
        help="Fewer weeks are faster, and less certain.",
    )
    repetitions = fields.Integer(
        string="Simulated years",
        default=10,
        help="How these years differ from each other gives the ranges.",
    )
    answers = fields.Json(readonly=True, copy=False)
    answers_html = fields.Html(compute="_compute_answers_html", sanitize=False)
    too_little = fields.Char(string="Too little is known", readonly=True, copy=False)

    # Decision
    accepted_id = fields.Many2one(
        comodel_name="municipal.review.alternative",
        string="Accepted alternative",
        domain="[('review_id', '=', id)]",
        ondelete="restrict",
        copy=False,
        tracking=True,
    )
    reasons = fields.Text(help="Why this one, for who reads it in five years.")
    decided_by = fields.Char(
        string="Decided by", help="College of mayor and aldermen, council, ..."
    )
    decided_on = fields.Date(string="Decided on", copy=False, tracking=True)
    votes_for = fields.Integer(string="In favour", copy=False)
    votes_against = fields.Integer(string="Against", copy=False)
    votes_abstained = fields.Integer(string="Abstained", copy=False)
    signed_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Recorded by",
        readonly=True,
        copy=False,
        tracking=True,
    )
    signed_at = fields.Datetime(string="Recorded on", readonly=True, copy=False)

    # In force
    valid_from = fields.Date(
        string="In force from",
        copy=False,
        tracking=True,
        help="The first day on which the accepted hours hold.",
    )
    opening_ids = fields.Many2many(
        comodel_name="municipal.opening",
        string="Openings that follow from it",
        readonly=True,
        copy=False,
    )
    effect = fields.Json(readonly=True, copy=False)
    effect_html = fields.Html(compute="_compute_effect_html", sanitize=False)
    effect_from = fields.Date(
        string="What came of it can be told from", compute="_compute_effect_from"
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The period ends before it begins."
    )
    _shares = models.Constraint(
        "CHECK (kept_percent BETWEEN 0 AND 100 AND book_percent BETWEEN 0 AND 100)",
        "A share lies between 0 and 100 percent.",
    )
    _simulated = models.Constraint(
        "CHECK (weeks BETWEEN 4 AND 52 AND repetitions BETWEEN 2 AND 40)",
        "Simulate between 4 and 52 weeks, and between 2 and 40 years.",
    )
    _votes = models.Constraint(
        "CHECK (votes_for >= 0 AND votes_against >= 0 AND votes_abstained >= 0)",
        "There cannot be less than no votes.",
    )

    @api.constrains("service_ids")
    def _check_services(self):
        if any(not review.service_ids for review in self):
            raise ValidationError(self.env._("Choose at least one service."))

    @api.constrains("accepted_id")
    def _check_accepted_is_own(self):
        for review in self.filtered("accepted_id"):
            if review.accepted_id.review_id != review:
                raise ValidationError(
                    self.env._("Accept one of the alternatives of this review.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_not_recorded(vals.keys())
        return super().create(vals_list)

    def write(self, vals):
        """Refuse what a later step has closed; drop answers to what was assumed."""
        if not self.env.su:
            for review in self:
                review._check_open(vals.keys())
        if vals.keys() & ASSUMED:
            vals = vals | {"answers": False, "too_little": False}
        return super().write(vals)

    def _check_open(self, names):
        """Refuse to change what cannot be changed at this step."""
        self._check_not_recorded(names)
        written = CLOSED[self.state].intersection(names)
        if written:
            raise UserError(
                self.env._(
                    "This can no longer be changed in “%(review)s”: %(fields)s.",
                    review=self.name,
                    fields=self._labels(written),
                )
            )

    def _check_not_recorded(self, names):
        """Refuse to write by hand what the steps write."""
        written = {
            name for name in names if name in RECORDED or name.startswith("job_")
        }
        if written:
            raise UserError(
                self.env._(
                    "The steps of a review write this themselves: %(fields)s.",
                    fields=self._labels(written),
                )
            )

    def _labels(self, names):
        """Return the labels of fields, in a line."""
        return ", ".join(
            self._fields[name]._description_string(self.env) for name in sorted(names)
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_undecided(self):
        if any(review.state in ("decided", "in_force") for review in self):
            raise UserError(self.env._("A review that was decided is kept."))

    # Who and what it is about

    def _types(self):
        """Return the appointment types that get the hours."""
        self.ensure_one()
        types = self.service_ids.type_ids.filtered("active").sorted("id")
        if not self.location_id:
            return types
        return types.filtered(
            lambda type_: not type_.location_ids
            or self.location_id in type_.location_ids
        )

    def _desks(self):
        """Return the desks at which these services receive visitors."""
        domain = Domain("is_desk", "=", True)
        domain &= Domain("company_id", "in", [False, self.company_id.id])
        if self.location_id:
            domain &= Domain("location_id", "=", self.location_id.id)
        desks, types = self.env["resource.resource"].search(domain), self._types()
        return desks.filtered(lambda desk: desk.desk_type_ids & types).sorted("id")

    def _today(self):
        """Return the day that it is in the town, wherever the reader is."""
        return (self.location_id or self.company_id)._today()

    def _owner(self):
        """Return whose review it is, for the foot of a page."""
        return self.company_id.name

    def _subtitle(self):
        """Return the services, the building and the period in a line."""
        names = [*self.service_ids.mapped("name"), self.location_id.name]
        period = self.env._(
            "%(first)s to %(last)s",
            first=format_date(self.env, self.date_from),
            last=format_date(self.env, self.date_to),
        )
        return " · ".join([", ".join(filter(None, names)), period])

    def _file_name(self):
        """Return the name of its files."""
        return f"{self.env._('Review')} {self.date_to:%Y-%m-%d} {self.name}"

    # From step to step

    def action_freeze(self):
        """Keep the evidence as it is, and begin with today's hours."""
        self.check_access("write")
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("The evidence was already frozen."))
        if not self.evidence:
            self.action_gather()
        today = self._today_alternative()
        self.sudo().write(
            {
                "state": "drawing",
                "frozen_at": fields.Datetime.now(),
                "frozen_by_id": self.env.uid,
                "alternative_ids": [Command.clear(), Command.create(today)],
            }
        )
        return True

    def action_decide(self):
        """Keep the decision: who took it, why, and which hours it is about."""
        self.check_access("write")
        self.ensure_one()
        if self.state != "drawing":
            raise UserError(self.env._("There is nothing to decide at this step."))
        needed = ("accepted_id", "reasons", "decided_by", "decided_on")
        missing = [name for name in needed if not self[name]]
        if missing:
            raise UserError(
                self.env._("Fill in first: %(fields)s.", fields=self._labels(missing))
            )
        self.accepted_id._check_can_hold()
        self.sudo().write(
            {
                "state": "decided",
                "signed_by_id": self.env.uid,
                "signed_at": fields.Datetime.now(),
            }
        )
        return True

    def action_print(self):
        """Return the page of this review as a PDF."""
        return self._print("review_page_pdf_action")

    def action_show(self):
        """Return the page of this review, to read."""
        return self._print("review_page_html_action")

    def action_workbook(self):
        """Return the workbook of this review."""
        return self._print("review_xlsx_action")

    def _print(self, name):
        self.check_access("read")
        self.ensure_one()
        report = self.env.ref(f"municipal_appointment.{name}")
        return report.report_action(self, config=False)
