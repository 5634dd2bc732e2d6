from odoo import fields, models

from .municipal_waiting import ACTIVE


class ResourceBooking(models.Model):
    """An appointment whose visitor would rather come earlier."""

    _inherit = "resource.booking"

    waiting_ids = fields.One2many(
        comodel_name="municipal.waiting",
        inverse_name="booking_id",
        string="On the waiting list",
    )

    def _can_ask_earlier(self):
        """Tell whether the visitor can wait for an earlier slot, and does not yet."""
        self.ensure_one()
        return bool(
            self.contact_name
            and self.type_id._takes_waiting()
            and self._can_move()
            and all(product._is_bookable() for product in self.line_ids.product_id)
            and not self._waits_for_earlier()
        )

    def _waits_for_earlier(self):
        """Return the place of the visitor on the list for an earlier slot, if any."""
        self.ensure_one()
        return self.sudo().waiting_ids.filtered(
            lambda waiting: waiting.earlier and waiting.state in ACTIVE
        )[:1]
