from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.figures.municipal_workbook import MOST_ROWS
from ...models.figures.visit_choice_mixin import grouped

#: rows that are made while the manager waits, within some seconds; more of them are
#: written in the background, which no time limit of a worker ends
MAX_ROWS = 50_000


class MunicipalVisitExport(models.TransientModel):
    """Ask which period a manager wants to take home as a workbook."""

    _name = "municipal.visit.export"
    _inherit = ["municipal.visit.choice"]
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
        compute="_compute_dates", precompute=True, store=True, readonly=False
    )
    date_to = fields.Date(
        compute="_compute_dates", precompute=True, store=True, readonly=False
    )

    rows = fields.Integer(compute="_compute_rows")
    too_many = fields.Char(
        compute="_compute_rows", help="Why this period is no workbook; empty if it is."
    )

    many = fields.Boolean(compute="_compute_rows", help="It is made in the background.")

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
            wizard.many = wizard.rows > MAX_ROWS
            wizard.too_many = wizard.rows > MOST_ROWS and wizard._why_too_many()

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
        """Return the download of the workbook, or begin to make a large one."""
        self.check_access("read")
        self.ensure_one()
        if self.many:
            return self._begin_job()._show()
        report = self.env.ref("municipal_appointment.visitors_xlsx")
        return report.report_action(self, config=False)

    def _begin_job(self):
        """Let the workbook be made in the background, one for each town.

        :raise UserError: when it has more rows than a sheet
        """
        if self.too_many:
            raise UserError(self.too_many)
        workbooks = self.env["municipal.workbook"]
        for company in self.env.companies:
            workbooks += workbooks._begin(self, company)
        return workbooks

    def _check_size(self):
        """Refuse to make at once what takes longer than the server gives.

        :raise UserError: with the way to have it made
        """
        if self.many:
            raise UserError(
                self.env._(
                    "This workbook is made in the background: choose the period under "
                    "Visitors in Excel."
                )
            )

    def _why_too_many(self):
        return self.env._(
            "This period has %(rows)s rows, and a sheet of Excel holds at most "
            "%(most)s. Choose a shorter period, or make a workbook for each service.",
            rows=grouped(self.env, self.rows),
            most=grouped(self.env, MOST_ROWS),
        )
