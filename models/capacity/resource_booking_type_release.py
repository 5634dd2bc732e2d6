from datetime import datetime, time, timedelta
from itertools import islice, pairwise

from pytz import utc

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.ticks import local
from ..common.wording import day_in_words, time_in_words
from .resource_booking_type import EVERYTHING

#: beyond the last day that can be booked: a month shows whether anything comes
LATER = timedelta(days=31)
#: releases that are tried out: what comes after so many is not promised
TRIED = 31


class ResourceBookingType(models.Model):
    """When which part of a day is released to citizens, and when the next one is."""

    _inherit = "resource.booking.type"

    @api.constrains("release_ids")
    def _check_release_plan(self):
        """Refuse a plan that takes back what it released: nobody could keep it."""
        for type_ in self:
            steps = type_.release_ids.sorted(lambda x: (-x.days_before, x.hour))
            for earlier, later in pairwise(steps):
                if later.percent <= earlier.percent:
                    raise ValidationError(
                        self.env._(
                            "Each step of a release plan gives more than the one "
                            "before: %(earlier)s %% %(days)s days ahead cannot become "
                            "%(later)s %% %(later_days)s days ahead.",
                            earlier=earlier.percent,
                            days=earlier.days_before,
                            later=later.percent,
                            later_days=later.days_before,
                        )
                    )

    def _released_percent(self, day, at=None):
        """Return which part of a local day citizens can book now.

        :param date day: in the zone of the type
        :param datetime at: aware; what will be released by then instead
        :return: percent, 0 when nothing of it is released yet
        """
        if not self.has_release_plan:
            return EVERYTHING
        at, zone = at or utc.localize(fields.Datetime.now()), self._tz()
        released = self.release_ids.filtered(lambda r: r._moment(day, zone) <= at)
        return max(released.mapped("percent"), default=0)

    def _release_days(self, desk_calendar, at=None):
        """Return the days of a calendar as triples (start, stop, released percent).

        :param datetime at: as for :meth:`_released_percent`
        """
        if not desk_calendar.opening:
            return []
        first, last = desk_calendar.opening[0][0], desk_calendar.opening[-1][1]
        midnights = self._midnights(*map(self._aware_minutes, (first, last)))
        days = [
            (*day, self._released_percent(self._aware_minutes(day[0]).date(), at))
            for day in pairwise(midnights)
        ]
        return [day for day in days if day[2] < EVERYTHING]

    def _has_slots_later(self, lines, location=None):
        """Tell whether citizens who find nothing now can find something later.

        The parameters are those of :meth:`_next_release`.
        """
        return bool(self._next_release(lines, location))

    def _next_release(self, lines, location=None):
        """Return when citizens can book slots that they cannot book yet, or ``None``.

        That is a day that comes near enough, or the next part of one in the release
        plan. It is tried out: a release of which others have everything already, one
        that comes too late for the lead time, or a type without desks, is none.

        :param lines: list of pairs (product, quantity) of this type
        :param location: only desks in this building
        :return: aware
        """
        self.ensure_one()
        if not self.online_percent:
            return None
        now = utc.localize(fields.Datetime.now())
        last = self._midnight(now, days=self.horizon_days + 1) + LATER
        free = self._slots(lines, now, last, location)
        days = {local(start, self._tz()).date() for start in free}
        releases = sorted(
            (moment, day)
            for day in days
            for moment in self._releases_of(day)
            if moment > now
        )
        for moment, day in islice(releases, TRIED):
            if self._releases_slots(moment, day, lines, location):
                return moment
        return None

    def _releases_of(self, day):
        """Return when parts of a local day can be booked from, aware."""
        noon = self._tz().localize(datetime.combine(day, time(12)))
        near = self._midnight(noon, days=-self.horizon_days)
        if not self.has_release_plan:
            return {near}
        return {max(near, r._moment(day, self._tz())) for r in self.release_ids}

    def _releases_slots(self, moment, day, lines, location):
        """Tell whether something of a local day can be booked from a moment on."""
        noon = self._tz().localize(datetime.combine(day, time(12)))
        first = max(self._midnight(noon), moment + timedelta(hours=self.lead_hours))
        last = self._midnight(noon, days=1)
        return bool(self._slots(lines, first, last, location, online=True, at=moment))

    def _next_release_in_words(self, lines, location=None):
        """Return when new slots come, as a page says it; empty when none do."""
        moment = self._next_release(lines, location)
        if not moment:
            return ""
        moment = moment.astimezone(self._tz())
        day = day_in_words(self.env, moment.date())
        if moment.time() == time.min:
            return day
        clock = time_in_words(self.env, moment)
        return self.env._("%(day)s at %(time)s", day=day, time=clock)
