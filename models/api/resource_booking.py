from odoo import api, models
from odoo.tools import consteq

from ...engine.ticks import format_start


class ResourceBooking(models.Model):
    """What the program for which an appointment was made is told of it."""

    _inherit = "resource.booking"

    @api.model
    def _of_api(self, reference, token, company):
        """Return the booking of a code, for a program that has its token; else none.

        A key to the API alone reads nobody's appointment.

        :param str token: as it was given when the appointment was made
        """
        everything = self.with_context(active_test=False)
        booking = everything.search(
            [("reference", "=", reference), ("type_id.company_id", "=", company.id)],
            limit=1,
        )
        # compared in any case: how long it takes tells nobody what exists
        right = consteq(booking.access_token or "", token)
        return booking if right and token else self.browse()

    def _api_values(self):
        """Return this booking as the API describes it: nothing about the visitor."""
        self.ensure_one()
        start = self._appointment_start() or None
        return {
            "code": self.reference,
            "state": self._page_state(),
            "confirm_until": self._is_unconfirmed()
            and format_start(self.confirm_until)
            or None,
            "start": start and format_start(start),
            "stop": format_start(self.stop) if self.stop else None,
            "zone": self._zone().zone,
            "location": self.location_id._api_code() if self.location_id else None,
            "products": [
                {"code": product._api_code(), "pieces": pieces}
                for product, pieces in self._lines()
            ],
            "can_move": self._can_move(),
            "can_cancel": self._can_cancel(),
            "page_url": self._page_url(),
        }
