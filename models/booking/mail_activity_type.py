from odoo import api, models

from ..common.inside import Inside
from .resource_booking_lifecycle import VISITORS


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Look for no kind of meeting while that of a visitor is made.

        Upstream would plan an activity about the record that a meeting is about. Ours
        is about none, and citizens wait for each statement.
        """
        if Inside.of(self.env, VISITORS) is not None:
            return self.browse()._as_query()
        return super()._search(domain, *args, **kwargs)
