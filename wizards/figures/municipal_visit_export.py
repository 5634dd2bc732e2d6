from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.figures.municipal_workbook import MOST_ROWS
from ...models.figures.visit_choice_mixin import grouped

#: rows that are made while the manager waits, within some seconds; more of them are
#: written in the background, which no time limit of a worker ends
MAX_ROWS = 50_000
#: beside each other: half a year, so that both have the same seasons but for one
MOST_WEEKS = 26
#: what is more recent shows nothing yet
LEAST_DAYS = 7


class MunicipalVisitExport(models.TransientModel):
    """Ask which figures of which period a manager takes home as a workbook."""

    _name = "municipal.visit.export"
    _inherit = ["municipal.visit.choice"]
    _description = "Figures in Excel"

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

    change_day = fields.Date(
        string="Changed on",
        compute="_compute_change_day",
        precompute=True,
        store=True,
        readonly=False,
        help="The first day of the new way: as many whole weeks before it are put "
        "beside those since, at most 26.",
    )
    before_from = fields.Date(
        compute="_compute_before", precompute=True, store=True, readonly=False
    )
    before_to = fields.Date(
        compute="_compute_before", precompute=True, store=True, readonly=False
    )
    rows = fields.Integer(compute="_compute_rows")
    too_many = fields.Char(
        compute="_compute_rows", help="Why this period is no workbook; empty if it is."
    )

    many = fields.Boolean(compute="_compute_rows", help="It is made in the background.")

    @api.depends("kind")
    def _compute_change_day(self):
        for wizard in self:
            compared = wizard.kind == "compare"
            wizard.change_day = compared and self._last_change()

    @api.depends("kind", "period", "change_day")
    def _compute_dates(self):
        for wizard in self:
            if wizard.kind == "compare":
                wizard.date_from, wizard.date_to = wizard._equal_weeks()[1]
            elif wizard.period != "own":
                wizard.date_from, wizard.date_to = self._dates_of(wizard.period)

    @api.depends("kind", "change_day")
    def _compute_before(self):
        for wizard in self:
            wizard.before_from, wizard.before_to = (
                wizard._equal_weeks()[0] if wizard.kind == "compare" else (False, False)
            )

    @api.depends(
        "kind",
        "date_from",
        "date_to",
        "before_from",
        "before_to",
        "service_ids",
        "location_ids",
    )
    def _compute_rows(self):
        """Count before anything is made, so that nobody waits for what cannot come."""
        for wizard in self:
            chosen = all(day for period in wizard._periods() for day in period)
            wizard.rows = wizard._builder()._count(wizard) if chosen else 0
            wizard.many = wizard.rows > MAX_ROWS
            raw = wizard.kind == "visitors"
            wizard.too_many = raw and wizard.rows > MOST_ROWS and wizard._why_too_many()

    @api.onchange("date_from", "date_to")
    def _onchange_dates(self):
        """Do not call a period by a name that its days no longer have."""
        if self.kind == "compare" or self.period in (False, "own"):
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

    def _equal_weeks(self):
        """Return as many whole weeks before a change as there are since.

        :return: the first and the last day before, and since
        """
        day = self.change_day
        if not day:
            return (False, False), (self.date_from, self.date_to)
        since = (fields.Date.context_today(self) - day).days // 7
        span = timedelta(weeks=max(1, min(MOST_WEEKS, since)))
        eve = timedelta(days=1)
        return (day - span, day - eve), (day, day + span - eve)

    @api.model
    def _last_change(self):
        """Return since when visitors are received or counted otherwise.

        When nothing tells, four weeks are put beside the four weeks before.
        """
        today = fields.Date.context_today(self)
        last = today - timedelta(days=LEAST_DAYS)
        breaks = self.env["municipal.series.break"].search(
            [("kind", "=", "break"), ("date", "<=", last)], order="date desc", limit=1
        )
        days = [*breaks.mapped("date"), *self._regime_changes(last)]
        return max(days, default=today - timedelta(weeks=4))

    @api.model
    def _regime_changes(self, last):
        """Return the days until one on which a type took other weekly hours."""
        openings = self.env["municipal.opening"].search(
            [("date_from", "<=", last), ("type_id.service_id", "!=", False)]
        )
        return [
            day
            for type_ in openings.type_id
            for day in sorted(
                openings.filtered(lambda o, type_=type_: o.type_id == type_).mapped(
                    "date_from"
                )
            )[1:]
        ]

    def action_export(self):
        """Return the download of the workbook, or begin to make a large one."""
        self.check_access("read")
        self.ensure_one()
        if self.many:
            return self._begin_job()._show()
        report = self.env.ref(f"municipal_appointment.{self.kind}_xlsx")
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
                    "Figures in Excel."
                )
            )

    def _why_too_many(self):
        return self.env._(
            "This period has %(rows)s rows, and a sheet of Excel holds at most "
            "%(most)s. Choose a shorter period, or make a workbook for each service.",
            rows=grouped(self.env, self.rows),
            most=grouped(self.env, MOST_ROWS),
        )
