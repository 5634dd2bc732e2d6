from odoo import fields, models


class MunicipalCollegePage(models.TransientModel):
    """Ask of which period the college gets a page."""

    _name = "municipal.college.page"
    _description = "One page for the college"

    period = fields.Selection(
        selection=[
            ("previous_month", "Previous month"),
            ("previous_quarter", "Previous quarter"),
            ("previous_half_year", "Previous half-year"),
            ("previous_year", "Previous year"),
            ("own", "From day to day"),
        ],
        required=True,
        default="previous_quarter",
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until", help="The last day that is counted.")
    compare = fields.Selection(
        selection=[("before", "The period before"), ("year", "A year earlier")],
        string="Beside it",
        required=True,
        default="before",
    )
    service_id = fields.Many2one(
        comodel_name="municipal.service", help="Leave empty for all services."
    )
    location_id = fields.Many2one(
        comodel_name="municipal.location", help="Leave empty for all locations."
    )

    def action_show(self):
        """Return the page, to read or print."""
        return self._page("college_page_html_action")

    def action_print(self):
        """Return the page as a PDF."""
        return self._page("college_page_pdf_action")

    def _page(self, name):
        self.ensure_one()
        self.check_access("read")
        # refuses a period that is none, before a page opens
        self.env["municipal.dashboard"]._figures(self._choice())
        report = self.env.ref(f"municipal_appointment.{name}")
        return report.report_action(self, config=False)

    def _choice(self):
        """Return what was chosen as the dashboard takes it."""
        self.ensure_one()
        return {
            "period": self.period,
            "compare": self.compare,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "service_id": self.service_id.id,
            "location_id": self.location_id.id,
        }
