from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

#: What a worker with the limits of Odoo (120 seconds, 60 of them its own) delivers on a
#: machine that is busy with other work: 79,000 rows took 12 seconds of its own, and in
#: all 28 seconds beside two processes, 76 beside ten. A sheet holds 1,048,575 rows.
MAX_ROWS = 150_000


class MunicipalVisitExport(models.TransientModel):
    """Ask which period a manager wants to take home as a workbook."""

    _name = "municipal.visit.export"
    _description = "Visitors in Excel"

    period = fields.Selection(
        selection=[
            ("this_month", "This month"),
            ("previous_month", "Previous month"),
            ("this_half_year", "This half-year"),
            ("previous_half_year", "Previous half-year"),
            ("this_year", "This year"),
            ("previous_year", "Previous year"),
            ("own", "From day to day"),
        ],
        required=True,
        default="previous_month",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        compute="_compute_dates",
        precompute=True,
        store=True,
        readonly=False,
    )
    date_to = fields.Date(
        string="Until",
        required=True,
        compute="_compute_dates",
        precompute=True,
        store=True,
        readonly=False,
        help="The last day that is counted.",
    )
    service_ids = fields.Many2many(
        comodel_name="municipal.service",
        string="Services",
        help="Leave empty for all services.",
    )
    location_ids = fields.Many2many(
        comodel_name="municipal.location",
        string="Locations",
        help="Leave empty for all locations.",
    )

    rows = fields.Integer(compute="_compute_rows")
    too_many = fields.Char(
        compute="_compute_rows", help="Why this period is no workbook; empty if it is."
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The period ends before it begins."
    )

    @api.depends("period")
    def _compute_dates(self):
        for wizard in self.filtered(lambda w: w.period != "own"):
            wizard.date_from, wizard.date_to = self._dates_of(wizard.period)

    @api.depends("date_from", "date_to", "service_ids", "location_ids")
    def _compute_rows(self):
        """Count before anything is made, so that nobody waits for what cannot come."""
        report = self.env["municipal.visit.report"]
        for wizard in self:
            chosen = wizard.date_from and wizard.date_to
            wizard.rows = report.search_count(wizard._domain()) if chosen else 0
            wizard.too_many = wizard.rows > MAX_ROWS and wizard._why_too_many()

    @api.onchange("date_from", "date_to")
    def _onchange_dates(self):
        """Do not call a period by a name that its days no longer have."""
        if self.period in (False, "own"):
            return
        if (self.date_from, self.date_to) != self._dates_of(self.period):
            self.period = "own"

    @api.model
    def _dates_of(self, period):
        """Return the first and the last day of a period with a name."""
        today = fields.Date.context_today(self)
        back = 1 if period.startswith("previous") else 0
        if period.endswith("half_year"):
            first = today + relativedelta(day=1, month=1 if today.month <= 6 else 7)
            first -= relativedelta(months=6 * back)
            return first, first + relativedelta(months=5, day=31)
        if period.endswith("year"):
            first = today + relativedelta(day=1, month=1, years=-back)
            return first, first + relativedelta(month=12, day=31)
        first = today + relativedelta(day=1, months=-back)
        return first, first + relativedelta(day=31)

    def action_export(self):
        """Return the download of the workbook."""
        self.check_access("read")
        self.ensure_one()
        self._check_size()
        report = self.env.ref("municipal_appointment.visitors_xlsx")
        return report.report_action(self, config=False)

    def _domain(self):
        """Return which rows of the figures the workbook is made of."""
        domain = Domain("day", ">=", self.date_from) & Domain("day", "<=", self.date_to)
        if self.service_ids:
            domain &= Domain("service_id", "in", self.service_ids.ids)
        if self.location_ids:
            domain &= Domain("location_id", "in", self.location_ids.ids)
        return domain

    def _check_size(self):
        """Refuse more rows than the server delivers, before anything is made.

        :raise UserError: with the advice to split the period
        """
        if self.too_many:
            raise UserError(self.too_many)

    def _why_too_many(self):
        return self.env._(
            "This period has %(rows)s rows, and the server can deliver %(most)s in one "
            "workbook. Choose a shorter period, or make a workbook for each service.",
            rows=_grouped(self.env, self.rows),
            most=_grouped(self.env, MAX_ROWS),
        )

    def _owner(self):
        """Return whose figures these are: the municipality, or more than one."""
        return ", ".join(self.env.companies.mapped("name"))

    def _title(self):
        return self.env._("Visitors of %(owner)s", owner=self._owner())

    def _subtitle(self):
        """Return the period and the choice in one line, for under each heading."""
        self.ensure_one()
        period = self.env._(
            "%(first)s to %(last)s",
            first=format_date(self.env, self.date_from),
            last=format_date(self.env, self.date_to),
        )
        chosen = [*self.service_ids.mapped("name"), *self.location_ids.mapped("name")]
        return " · ".join([period, ", ".join(chosen) or self.env._("all services")])

    def _file_name(self):
        """Return the name of the file without its ending, with days that sort."""
        self.ensure_one()
        name = self.env._("Visitors")
        return f"{name} {self.date_from:%Y-%m-%d} - {self.date_to:%Y-%m-%d}"


def _grouped(env, number):
    """Return a number as its readers write it: 150.000."""
    return env["res.lang"]._lang_get(env.user.lang).format("%d", number, grouping=True)
