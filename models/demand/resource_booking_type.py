from datetime import timedelta
from itertools import islice

from pytz import utc

from odoo import fields, models

from ...engine import access
from ...engine.ticks import local

#: whose day is the access time, as in the literature on waiting lists
THIRD = 3


class ResourceBookingType(models.Model):
    """What counting asks of a type: how far away its free slots are."""

    _inherit = "resource.booking.type"

    def _products_online(self):
        """Return the products that citizens book on the website."""
        self.ensure_one()
        return self.product_ids.filtered(lambda product: product._is_bookable())

    def _access_days(self, products, location):
        """Return how many days away the first free slots are, as citizens find them.

        Products that take as long, at the same desks and hours, have the same slots:
        they are searched once for all of them.

        :param location: building in which citizens come, empty for any
        :return: list of pairs (product, days until each of the first three slots)
        """
        known = {}
        for product in products:
            key = self._search_key(product, location)
            if key not in known:
                known[key] = self._days_until_slots([(product, 1)], location)
        return [
            (product, known[self._search_key(product, location)])
            for product in products
        ]

    def _search_key(self, product, location):
        """Return what the free slots of a product depend on, besides its type."""
        return (
            self._visit_length([(product, 1)]),
            frozenset(self._candidate_combinations(product, location or None)._ids),
            product.walk_in == access.NEVER,
            product.sudo().calendar_id,
        )

    def _days_until_slots(self, lines, location):
        now = utc.localize(fields.Datetime.now())
        end = now + timedelta(days=self.horizon_days + 2)
        slots = self._free_slots(lines, now, end, location=location or None)
        zone = location._zone() if location else self._tz()
        today = now.astimezone(zone).date()
        return [
            (local(slot, zone).date() - today).days for slot in islice(slots, THIRD)
        ]
