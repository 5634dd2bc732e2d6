from pytz import utc

from odoo import fields, models

from ...engine import access


class MunicipalProduct(models.Model):
    """What counting asks of a product."""

    _inherit = "municipal.product"

    def _is_closed(self, location=None, moment=None):
        """Tell whether nobody receives visitors for this product.

        :param location: building, any one if left out
        :param datetime moment: now if left out
        """
        self.ensure_one()
        moment = moment or fields.Datetime.now()
        situation = self._situation(utc.localize(moment), location)
        return situation.barrier in (access.CLOSING, access.NOT_OPEN)
