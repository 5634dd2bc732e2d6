from odoo import fields, models


class MunicipalService(models.Model):
    """Until when the visitors of a service are expected."""

    _inherit = "municipal.service"

    forecast_made_on = fields.Date(
        readonly=True, copy=False, help="Night in which it was made last."
    )

    def _is_forecast_due(self):
        """Tell whether nothing was said of the weeks to come today."""
        self.ensure_one()
        today = self.company_id._today()
        return not self.forecast_made_on or self.forecast_made_on < today
