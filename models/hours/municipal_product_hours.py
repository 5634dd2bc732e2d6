from datetime import timedelta

from pytz import utc

from odoo import fields, models

from ...engine import access, intervals
from ...engine.ticks import from_minutes
from ..common.wording import short_day_in_words, time_in_words

DAYS = 7


class MunicipalProduct(models.Model):
    """When citizens can come for a product without appointment, in words."""

    _inherit = "municipal.product"

    def _walk_in_days(self):
        """Return when somebody can come today and in the days after it.

        Whole days, as they hang on the door: only what is over today is left out, and
        what holds now begins with now.

        :return: list of (day in words, list of hours in words)
        """
        self.ensure_one()
        type_, now = self.type_id, utc.localize(fields.Datetime.now())
        first, last = (type_._midnight(now, days=days) for days in (0, DAYS))
        opened = type_._walk_in_intervals(self, first, last)
        pieces = intervals.cut(intervals.merge(opened), type_._midnights(first, last))
        days = {}
        for minutes in pieces:
            start, stop = (
                utc.localize(from_minutes(minute)).astimezone(type_._tz())
                for minute in minutes
            )
            hours = self._walk_in_hours(start, stop, now)
            if hours:
                days.setdefault(start.date(), []).append(hours)
        return [
            (short_day_in_words(self.env, day), hours) for day, hours in days.items()
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
