from odoo import api, fields, models

from ...models.common.refusal import Refusal


class MunicipalBookingRequest(models.TransientModel):
    """Put a caller for whom nothing is free on the waiting list."""

    _inherit = "municipal.booking.request"

    can_wait = fields.Boolean(
        compute="_compute_can_wait",
        help="Whether there is a waiting list for these products.",
    )
    wait_from = fields.Date(string="Not before", help="Empty: any day suits.")
    wait_to = fields.Date(string="Not after", help="Empty: as long as the list runs.")
    wait_part = fields.Selection(
        selection=[
            ("morning", "Morning"),
            ("afternoon", "Afternoon"),
            ("evening", "Evening"),
        ],
        string="Part of the day",
        help="Empty for any.",
    )

    @api.depends("booking_id", "product_id", "line_ids.product_id")
    def _compute_can_wait(self):
        """Offers are accepted on the website: only for what citizens book there."""
        for request in self:
            products = [product for product, _quantity in request._lines()]
            request.can_wait = (
                bool(products)
                and not request.booking_id
                and request.type_id._takes_waiting()
                and all(product._is_bookable() for product in products)
            )

    def action_wait(self):
        """Put the visitor on the waiting list, and count that nothing suited them."""
        self.check_access("read")
        self.ensure_one()
        if not (self.name and self.email):
            raise Refusal(
                self.env._(
                    "Fill in the name and the e-mail address of the visitor: a slot "
                    "that comes free is offered by mail."
                ),
                "email",
            )
        self._put_on_the_list()
        done = self.action_nothing_found()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(visitor)s is on the waiting list, and gets a mail that says so.",
                    visitor=self.name,
                ),
                "next": done,
            },
        }

    def _put_on_the_list(self):
        self.env["municipal.waiting"]._join(
            self._lines(),
            {"name": self.name, "email": self.email},
            location=self.location_id,
            lang=self.lang,
            by_staff=True,
            date_from=self.wait_from,
            date_to=self.wait_to,
            part=self.wait_part,
        )
