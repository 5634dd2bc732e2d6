from dateutil.relativedelta import relativedelta

from odoo import fields, models


class MunicipalVisitExport(models.TransientModel):
    """Ask which period a manager wants to take home as a workbook."""

    _name = "municipal.visit.export"
    _description = "Visitors in Excel"

    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(day=1, months=-1),
    )
    date_to = fields.Date(
        string="Until",
        required=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(day=1, days=-1),
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

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The period ends before it begins."
    )

    def action_export(self):
        """Return the download of the workbook."""
        self.ensure_one()
        report = self.env.ref("municipal_appointment.visitors_xlsx")
        return report.report_action(self, config=False)
