from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...reports.dashboard.period import Period
from .municipal_visit_export import MOST_WEEKS

#: steps of a rollout, in the words of the dialog
STEPS = ("guidance", "appointment")
#: a page is read at once: nobody looks further back
MOST_DAYS = 3 * 366


class MunicipalPilotPage(models.TransientModel):
    """Ask of which service the rollout is evaluated, and over which days."""

    _name = "municipal.pilot.page"
    _description = "Pilot report"

    service_id = fields.Many2one(
        comodel_name="municipal.service",
        default=lambda self: self._default_service(),
    )
    location_id = fields.Many2one(
        comodel_name="municipal.location", help="Leave empty for all locations."
    )
    guidance_from = fields.Date(
        string="Guidance began on",
        compute="_compute_steps",
        precompute=True,
        store=True,
        readonly=False,
        help="As the form of the service says; another day here is for this page only.",
    )
    appointment_from = fields.Date(
        string="Appointments began on",
        compute="_compute_steps",
        precompute=True,
        store=True,
        readonly=False,
        help="As the form of the service says; another day here is for this page only.",
    )
    date_from = fields.Date(
        string="From",
        compute="_compute_dates",
        precompute=True,
        store=True,
        readonly=False,
        help="The first day that is counted: before the pilot as long as after it.",
    )
    date_to = fields.Date(
        string="Until",
        compute="_compute_dates",
        precompute=True,
        store=True,
        readonly=False,
        help="The last day that is counted.",
    )

    @api.model
    def _default_service(self):
        """Return the service that began last."""
        services = self.env["municipal.service"].search(
            [
                ("company_id", "in", self.env.companies.ids),
                "|",
                ("guidance_from", "!=", False),
                ("appointment_from", "!=", False),
            ]
        )
        return max(services, key=self._last_step, default=services)

    @staticmethod
    def _last_step(service):
        return max(filter(None, [service.guidance_from, service.appointment_from]))

    @api.depends("service_id")
    def _compute_steps(self):
        for page in self:
            page.guidance_from = page.service_id.guidance_from
            page.appointment_from = page.service_id.appointment_from

    @api.depends("guidance_from", "appointment_from")
    def _compute_dates(self):
        """Take what came of it until yesterday, and as much from before it began."""
        eve = timedelta(days=1)
        for page in self:
            steps = page._begun()
            if not steps:
                page.date_from = page.date_to = False
                continue
            since = (fields.Date.context_today(page) - steps[-1][0]).days // 7
            span = timedelta(weeks=max(1, min(MOST_WEEKS, since)))
            page.date_from = steps[0][0] - span
            page.date_to = steps[-1][0] + span - eve

    # The periods ----------------------------------------------------------------------

    def _steps(self):
        """Return when steps of the rollout began, in order: pairs (day, names)."""
        self.ensure_one()
        found = {}
        for name in STEPS:
            if day := self[f"{name}_from"]:
                found.setdefault(day, []).append(name)
        return sorted(found.items())

    def _begun(self):
        """Return the steps that are no plan for a later day."""
        today = fields.Date.context_today(self)
        return [step for step in self._steps() if step[0] < today]

    def _planned(self):
        """Return the steps that are still to come."""
        return self._steps()[len(self._begun()) :]

    def _periods(self):
        """Return what stands side by side: pairs (steps that were taken, days).

        :raise UserError: when nothing can be put before and after
        """
        self._check_steps()
        steps = self._begun()
        self._check_dates(steps)
        today = fields.Date.context_today(self)
        firsts = [self.date_from, *(day for day, _names in steps)]
        lasts = [*(day - timedelta(days=1) for day in firsts[1:]), self.date_to]
        taken, found = [], [((), Period(firsts[0], lasts[0]))]
        for (_day, names), *days in zip(steps, firsts[1:], lasts[1:], strict=True):
            taken += names
            found.append((tuple(taken), Period(*days).cut(today)))
        return found

    def _check_steps(self):
        name = self.service_id.name
        if not name:
            raise UserError(self.env._("Choose the service that was the pilot."))
        if not self._steps():
            raise UserError(
                self.env._(
                    "Nobody noted when guidance or appointments of “%(service)s” "
                    "began. Fill in the day here, or on the form of the service.",
                    service=name,
                )
            )
        if not self._begun():
            raise UserError(
                self.env._(
                    "The pilot of “%(service)s” only begins on %(day)s: there is "
                    "nothing to compare yet.",
                    service=name,
                    day=format_date(self.env, self._steps()[0][0]),
                )
            )

    def _check_dates(self, steps):
        first, last = steps[0][0], steps[-1][0]
        if not self.date_from or not self.date_to:
            raise UserError(self.env._("Fill in the first and the last day to count."))
        if self.date_to < self.date_from:
            raise UserError(self.env._("The period ends before it begins."))
        if self.date_from >= first:
            raise UserError(
                self.env._(
                    "The pilot began on %(day)s. Let the page begin before that day: "
                    "else there is nothing to compare it with.",
                    day=format_date(self.env, first),
                )
            )
        if self.date_to < last:
            raise UserError(
                self.env._(
                    "The last step began on %(day)s. Let the page end on that day or "
                    "later: else nothing came of it yet.",
                    day=format_date(self.env, last),
                )
            )
        if (self.date_to - self.date_from).days >= MOST_DAYS:
            raise UserError(self.env._("Choose at most three years."))

    # The page -------------------------------------------------------------------------

    def action_show(self):
        """Return the page, to read or print."""
        return self._page("pilot_page_html_action")

    def action_print(self):
        """Return the page as a PDF."""
        return self._page("pilot_page_pdf_action")

    def _page(self, name):
        self.ensure_one()
        self.check_access("read")
        self._check_counted()
        report = self.env.ref(f"municipal_appointment.{name}")
        return report.report_action(self, config=False)

    def _check_counted(self):
        """Refuse a page about days of which nothing at all was counted.

        :raise UserError:
        """
        first, last = self._periods()[0][1].first, self._periods()[-1][1].last
        domain = [
            *Period(first, last).domain(),
            ("service_id", "=", self.service_id.id),
            ("contacts", ">", 0),
        ]
        if self.location_id:
            domain.append(("location_id", "=", self.location_id.id))
        if not self.env["municipal.visit.report"].search_count(domain, limit=1):
            raise UserError(
                self.env._(
                    "No visits of “%(service)s” were counted from %(first)s to "
                    "%(last)s: there is nothing to tell.",
                    service=self.service_id.name,
                    first=format_date(self.env, first),
                    last=format_date(self.env, last),
                )
            )
