from datetime import timedelta

from pytz import utc

from odoo import fields, models

#: days in which the first free slot is looked for, the nearest ones first: most
#: visitors find one soon, and what is free in two months is dear to work out
SOON = (2, 9)


class ResourceBookingType(models.Model):
    """When the next visitor can come."""

    _inherit = "resource.booking.type"

    def _first_free(self, lines, location=None):
        """Return the first slot that a citizen can book now, ``None`` without one.

        :param lines: list of pairs (product, quantity) of this type
        :param location: only desks in this building
        :return: naive UTC
        """
        self.ensure_one()
        now = utc.localize(fields.Datetime.now())
        lead = timedelta(hours=self.lead_hours)
        spans = [lead + timedelta(days=days) for days in SOON]
        for span in [*spans, timedelta(days=self.horizon_days + 2)]:
            free = self._free_slots(lines, now, now + span, location=location)
            if free:
                return next(iter(free))
        return None
