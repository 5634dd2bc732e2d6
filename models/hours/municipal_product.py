from datetime import timedelta

from pytz import utc

from odoo import fields, models

from ...engine import access, intervals
from ...engine.ticks import from_minutes, local, to_minutes
from ..common.wording import short_day_in_words, time_in_words

DAYS = 7


class MunicipalProduct(models.Model):
    """What a product may do at a moment: everybody who wants to know asks here."""

    _inherit = "municipal.product"

    def _offer(self, moment, location=None):
        """Return what this product may do at a moment, and why not more.

        The number of free desks is another question: ``_free_slots`` of the type
        answers it, within what is offered here.

        :param datetime moment: naive UTC
        :param location: building, any one if left out
        :rtype: engine.access.Offer
        """
        self.ensure_one()
        situation = self._situation(utc.localize(moment), location)
        enabled = self.active and self.appointment_enabled
        return access.offer(
            situation, self.walk_in, self.booking if enabled else access.NONE
        )

    def _situation(self, moment_dt, location, hours=None):
        # Hours are whole minutes: what is cut in the middle of one would be rounded.
        minute_dt = moment_dt.replace(second=0, microsecond=0)
        type_, end_dt = self.type_id, minute_dt + timedelta(minutes=1)
        lines, closings = hours or type_._hours_and_closings(minute_dt, end_dt)
        return access.Situation(
            closed=bool(self._at(minute_dt, closings)),
            access=next((line[2] for line in self._at(minute_dt, lines)), None),
            received=bool(type_._candidate_combinations(self, location)),
            own_hours=self._in_own_hours(minute_dt),
            timing=type_._timing(moment_dt),
        )

    def _in_own_hours(self, moment_dt):
        calendar_sudo = self.sudo().calendar_id
        if not calendar_sudo:
            return True
        end_dt = moment_dt + timedelta(minutes=1)
        return bool(
            self._at(moment_dt, calendar_sudo._lines_between(moment_dt, end_dt))
        )

    def _at(self, moment_dt, spans):
        """Return which of some spans (start, stop, …) of minutes hold at a moment."""
        minute = to_minutes(moment_dt)
        return [span for span in spans if span[0] <= minute < span[1]]

    def _why_not(self, moment, location=None):
        """Return in words why citizens cannot book this product at a moment.

        :param datetime moment: naive UTC
        :return: text in the language of the reader, empty when they can
        """
        return self._why_in_words(self._offer(moment, location).why)

    def _why_in_words(self, why):
        """Return what the engine says in words, empty when it says nothing."""
        env = self.env
        texts = {
            access.CLOSING: env._("We are closed then."),
            access.NOT_OPEN: env._("This slot lies outside the opening hours."),
            access.NOT_HERE: env._("Nobody in this building deals with it."),
            access.OWN_HOURS: env._("It is not received at that time of the week."),
            access.FREE_WALK_IN: env._(
                "It is free walk-in then: come without appointment."
            ),
            access.NOT_BOOKABLE: env._("No appointments are made for it."),
            access.STAFF_ONLY: env._("Only our staff make this appointment: call us."),
            access.PAST: env._("This slot has passed."),
            access.TOO_SOON: env._("It is too late to book this slot online."),
            access.TOO_FAR: env._("This slot cannot be booked yet."),
            access.UNRELEASED: env._("This slot cannot be booked yet."),
        }
        return texts.get(why, "")

    # When citizens can come for a product without appointment, in words.

    def _walk_in_days(self):
        """Return when somebody can come today and in the days after it.

        Whole days, as they hang on the door: only what is over today is left out, and
        what holds now begins with now.

        :return: list of (day in words, list of hours in words)
        """
        self.ensure_one()
        type_, now = self.type_id, utc.localize(fields.Datetime.now())
        first, last = (type_._midnight(now, days=days) for days in (0, DAYS))
        opened = type_._known_walk_in(self, first, last)
        pieces = intervals.cut(intervals.merge(opened), type_._midnights(first, last))
        days = {}
        for minutes in pieces:
            start, stop = (
                local(from_minutes(minute), type_._tz()) for minute in minutes
            )
            hours = self._walk_in_hours(start, stop, now)
            if hours:
                days.setdefault(start.date(), []).append(hours)
        return [
            (short_day_in_words(self.env, day), hours) for day, hours in days.items()
        ]

    def _walk_in_dates(self):
        """Return the days, as far as one can book, with hours without appointment."""
        self.ensure_one()
        if not self._comes_without_appointment():
            return []
        type_, now = self.type_id, utc.localize(fields.Datetime.now())
        first, last = (
            type_._midnight(now, days=days) for days in (0, type_.horizon_days + 1)
        )
        opened = type_._known_walk_in(self, first, last)
        return [
            local(from_minutes(start), type_._tz()).date()
            for start, stop in opened
            if utc.localize(from_minutes(stop)) > now
        ]

    def _walk_in_hours(self, start, stop, now):
        """Return one opening in words; empty when nobody gets a ticket any more.

        :param datetime start: aware, of the opening
        :param datetime stop: aware
        :param datetime now: aware
        """
        minutes = self.service_id.guidance_enabled and (
            self.service_id.last_ticket_minutes
        )
        last = stop - timedelta(minutes=minutes or 0)
        if last <= max(now, start):
            return ""
        env = self.env
        words = {
            "start": time_in_words(env, start),
            "stop": time_in_words(env, stop),
            "last": time_in_words(env, last),
        }
        if start > now:
            hours = env._("%(start)s to %(stop)s", **words)
        else:
            hours = env._("now, until %(stop)s", **words)
        if last == stop:
            return hours
        return env._("%(hours)s (last ticket %(last)s)", hours=hours, **words)

    def _comes_without_appointment(self):
        """Tell whether it has hours at which nobody needs an appointment."""
        return self.walk_in != access.NEVER
