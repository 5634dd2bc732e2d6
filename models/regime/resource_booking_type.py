from datetime import timedelta

from odoo import models

from ...engine import weekly_hours
from ...engine.ticks import begin_of_day, from_minutes, local
from .municipal_opening import ALWAYS, DAY


class ResourceBookingType(models.Model):
    _inherit = "resource.booking.type"

    def _week_lines(self, day):
        """Return the weekly hours that types follow on a day, as lines of a week.

        Of types that differ, both accesses hold where they meet: see
        :func:`engine.weekly_hours.together`.

        :param date day: local
        """
        return weekly_hours.together([type_._own_week(day) for type_ in self])

    def _own_week(self, day):
        """Return the same of one type."""
        self.ensure_one()
        zone = self._tz()
        begin, end = (begin_of_day(one, zone) for one in (day, day + timedelta(days=1)))
        monday = day - timedelta(days=day.weekday())
        week = [begin_of_day(one, zone) for one in (monday, monday + timedelta(days=7))]
        found = []
        for calendar, _begin, _end in self.sudo()._calendars(begin, end):
            for start, stop, access in calendar._lines_between(*week):
                clock = local(from_minutes(start), zone)
                minute = clock.hour * 60 + clock.minute
                found.append(
                    [clock.weekday(), minute, min(1440, minute + stop - start), access]
                )
        return weekly_hours.merged(found)

    def _held_until(self, first):
        """End what holds before a day; a type without openings gets one that ended.

        :param date first: from which other hours hold
        :return: values of what was ended: its name, calendar and last day as they were
        """
        self.ensure_one()
        last = first - DAY
        if not self.opening_ids:
            ended = {
                "name": self.env._("Hours until then"),
                "type_id": self.id,
                "calendar_id": self.resource_calendar_id.id,
            }
            openings = self.env["municipal.opening"]
            openings.create(dict(ended, date_from=ALWAYS, date_to=last))
            return dict(ended, name=self.resource_calendar_id.name, date_to=False)
        held = self.opening_ids.filtered(
            lambda o: o.date_from <= last and (not o.date_to or o.date_to > last)
        )
        if not held:
            return {}
        before = {
            "name": held.name,
            "type_id": self.id,
            "calendar_id": held.calendar_id.id,
            "date_to": held.date_to,
        }
        held.date_to = last
        return before

    def _day_before_next(self, day):
        """Return the last day before the next opening after a day, if there is one."""
        self.ensure_one()
        later = self.opening_ids.filtered(lambda o: o.date_from > day)
        first = min(later.mapped("date_from"), default=None)
        return first and first - DAY
