from odoo import api, models


class MunicipalVisitReport(models.Model):
    """The figures at a glance, for who may read them."""

    _inherit = "municipal.visit.report"

    @api.model
    @api.readonly
    def dashboard(self, choice):
        """Return every tile of the dashboard, see ``municipal.dashboard``."""
        self.check_access("read")
        return self.env["municipal.dashboard"]._load(choice)
