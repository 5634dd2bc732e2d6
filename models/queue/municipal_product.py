from dataclasses import replace
from datetime import timedelta
from functools import partial

from pytz import timezone, utc

from odoo import api, fields, models

from ...engine import access, intervals, walk_in
from ...engine.availability import DAY
from ...engine.ticks import begin_of_day, from_minutes, local, to_minutes
from ..common.refusal import Refusal
from ..common.wording import short_day_in_words, time_in_words

#: hours of free walk-in return every week
WEEK = 7 * DAY

#: the visitor cannot be received at all, whatever the product asks
NOBODY_COMES = (access.CLOSING, access.NOT_OPEN, access.NOT_HERE, access.OWN_HOURS)


class MunicipalProduct(models.Model):
    """Who may take a ticket for a product now, and what the others are told."""

    _inherit = "municipal.product"

    def _check_walk_in(self, quantity, location, by_staff=False, hours=None):
        """Refuse a ticket for this product, and say kindly what to do instead.

        :param int quantity: pieces
        :param location: building in which the visitor stands
        :param bool by_staff: a clerk may take anybody who stands before them
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
        if offer.why == access.NOT_HERE:
            raise Refusal(self._why_in_words(offer.why), "products", reason="elsewhere")
        wait = None
        if offer.visit != access.NONE:
            wait = location._shared_wait_of_newcomer([(self, quantity)])
        told = self._walk_in_answer(location, hours, wait.low if wait else 0)
        if told.what != walk_in.GIVEN:
            raise Refusal(
                self._no_ticket_in_words(told, offer, location),
                "products",
                reason=self._no_ticket_reason(told, offer),
            )

    def _no_ticket_reason(self, told, offer):
        """Return why no ticket is given, as unmet demand counts it."""
        by_appointment = offer.why not in NOBODY_COMES or self.walk_in == access.NEVER
        if told.what == walk_in.CLOSED and by_appointment:
            return "by_appointment"
        return told.what

    def _walk_in_answer(self, location, hours, wait):
        """Return what the engine says of a ticket that somebody wants now."""
        now, end = self._soon(WEEK)
        zone = timezone(location.tz)
        tomorrow = now.astimezone(zone).date() + timedelta(days=1)
        midnight = begin_of_day(tomorrow, zone)
        return walk_in.answer(
            intervals.merge(self.type_id._walk_in_intervals(self, now, end, hours)),
            to_minutes(now),
            to_minutes(midnight),
            self.service_id.last_ticket_minutes,
            wait,
        )

    def _no_ticket_in_words(self, told, offer, location):
        """Return in words why no ticket is given now, and what to do instead."""
        env = self.env
        clock = partial(self._clock_in_words, location)
        words = {"product": self.name}
        if told.what == walk_in.LATER:
            return env._(
                "The next tickets for %(product)s are given from %(time)s.",
                time=clock(told.start),
                **words,
            )
        if told.what == walk_in.CLOSING:
            return env._(
                "We close at %(time)s: no more tickets are given for %(product)s "
                "today.",
                time=clock(told.stop),
                **words,
            )
        if told.what == walk_in.CROWDED:
            return self._crowded_in_words(location)
        why = self._no_walk_in(offer)
        if told.start is None:
            return why
        return env._(
            "%(why)s Without appointment you can come on %(day)s from %(time)s to "
            "%(until)s.",
            why=why,
            day=short_day_in_words(env, self._local_at(location, told.start).date()),
            time=clock(told.start),
            until=clock(told.stop),
        )

    def _crowded_in_words(self, location):
        """Say how many wait, and that it may be too long for today."""
        waiting = self.env["municipal.visit"].sudo()._waiting_at(location)
        here = waiting.filtered(lambda visit: visit.service_id == self.service_id)
        words = {"count": len(here), "service": self.service_id.name}
        if self._is_bookable():
            return self.env._(
                "%(count)s people wait for %(service)s now: you may not get your turn "
                "today. Make an appointment with your phone, or come another day.",
                **words,
            )
        return self.env._(
            "%(count)s people wait for %(service)s now: you may not get your turn "
            "today. Come another day, or ask a colleague.",
            **words,
        )

    @api.model
    def _local_at(self, location, minute):
        """Return a minute of the engine on the clock of a building."""
        return local(from_minutes(minute), location._zone())

    @api.model
    def _clock_in_words(self, location, minute):
        return time_in_words(self.env, self._local_at(location, minute))

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
        """Say so without sending somebody to an appointment that they cannot make."""
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
        """Return the weekly hours and the closings of the next week.

        They are the same for all products of a type.
        """
        now, end = self._soon(WEEK)
        return self.type_id._hours_and_closings(now, end)

    def _soon(self, minutes):
        now = utc.localize(fields.Datetime.now().replace(second=0))
        return now, now + timedelta(minutes=max(1, minutes))

    def _offer_now(self, location, hours):
        """Return what may be done for somebody who stands here: they are in time."""
        now = utc.localize(fields.Datetime.now())
        situation = self._situation(now, location, hours)
        return access.offer(replace(situation, timing=""), self.walk_in, self.booking)

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
