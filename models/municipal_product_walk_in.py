from dataclasses import replace
from datetime import timedelta

from pytz import utc

from odoo import fields, models

from ..engine import access, intervals
from ..engine.availability import DAY
from ..engine.ticks import to_minutes
from .refusal import Refusal

#: the visitor cannot be received at all, whatever the product asks
NOBODY_COMES = (access.CLOSING, access.NOT_OPEN, access.NOT_HERE, access.OWN_HOURS)


class MunicipalProduct(models.Model):
    """Who may take a ticket for a product now, and what the others are told."""

    _inherit = "municipal.product"

    def _check_walk_in(self, quantity, location, by_staff=False, hours=None):
        """Refuse a ticket for this product, and say kindly what to do instead.

        :param int quantity: pieces
        :param location: building in which the visitor stands
        :param bool by_staff: a clerk may take anybody who stands before him
        :param hours: ``_hours_soon`` of the type, for who asks about many products
        :raise Refusal:
        """
        self._check_quantity(quantity)
        if not self.service_id.guidance_enabled:
            raise Refusal(
                self.env._(
                    "No tickets are given for %(product)s: go to the desk.",
                    product=self.name,
                ),
                "products",
            )
        if by_staff:
            return
        hours = hours or self._hours_soon()
        offer = self._offer_now(location, hours)
        if offer.visit == access.NONE:
            raise Refusal(self._no_walk_in(offer), "products")
        wait = location._shared_wait_of_newcomer([(self, quantity)])
        still = max(self.service_id.last_ticket_minutes, wait[0] if wait else 0)
        if self._closes_within(still, hours):
            raise Refusal(
                self.env._(
                    "We close soon: no more tickets are given for %(product)s today.",
                    product=self.name,
                ),
                "products",
            )

    def _no_walk_in(self, offer):
        """Return in words why nobody can come for it now without appointment."""
        if offer.why in NOBODY_COMES and self.walk_in != access.NEVER:
            return self._why_in_words(offer.why)
        if not self._is_bookable():
            return self._no_walk_in_nor_booking()
        if self.walk_in == access.NEVER:
            return self.env._(
                "%(product)s is dealt with by appointment only: make one with your "
                "phone, or ask a colleague.",
                product=self.name,
            )
        return self.env._(
            "%(product)s is received by appointment now. Make one with your phone, or "
            "come during the hours of free walk-in.",
            product=self.name,
        )

    def _no_walk_in_nor_booking(self):
        """Say so without sending somebody to an appointment that he cannot make."""
        if self.walk_in == access.NEVER:
            return self.env._(
                "%(product)s is dealt with by appointment only, and you cannot make "
                "one yourself: ask a colleague.",
                product=self.name,
            )
        return self.env._(
            "%(product)s is not received without appointment now. Come during the "
            "hours of free walk-in, or ask a colleague.",
            product=self.name,
        )

    def _hours_soon(self):
        """Return the weekly hours and the closings of the next day and night.

        They are the same for all products of a type.
        """
        now, end = self._soon(DAY)
        return self.type_id._hours_and_closings(now, end)

    def _soon(self, minutes):
        now = utc.localize(fields.Datetime.now().replace(second=0))
        return now, now + timedelta(minutes=max(1, minutes))

    def _offer_now(self, location, hours):
        """Return what may be done for somebody who stands here: he is in time."""
        now = utc.localize(fields.Datetime.now())
        situation = self._situation(now, location, hours)
        return access.offer(replace(situation, timing=""), self.walk_in, self.booking)

    def _closes_within(self, minutes, hours):
        """Tell whether it is no longer received so many minutes from now."""
        now, end = self._soon(minutes)
        opened = self.type_id._walk_in_intervals(self, now, end, hours)
        return not intervals.covers(opened, to_minutes(now), to_minutes(end))

    def _are_quick(self):
        """Tell whether the quick counter can do all of these products."""
        return bool(self) and set(self.mapped("walk_in")) == {access.QUICK_COUNTER}

    def _may_walk_in(self, location):
        """Tell whether a kiosk offers tickets for it now."""
        try:
            self._check_walk_in(1, location)
        except Refusal:
            return False
        return True
