from pytz import utc

from odoo import fields, models

from ...engine import access


class MunicipalProduct(models.Model):
    """What counting asks of a product."""

    _inherit = "municipal.product"

    def _is_closed_now(self, location=None):
        """Tell whether nobody receives visitors for this product at this moment.

        :param location: building, any one if left out
        """
        self.ensure_one()
        situation = self._situation(utc.localize(fields.Datetime.now()), location)
        return situation.barrier in (access.CLOSING, access.NOT_OPEN)
