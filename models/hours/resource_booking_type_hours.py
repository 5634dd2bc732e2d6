from datetime import datetime, time, timedelta

from pytz import timezone, utc

from odoo import models
from odoo.fields import Domain

from ...engine import intervals
from ...engine.access import allows_appointment, allows_walk_in
from ...engine.ticks import from_minutes, interval_minutes


class ResourceBookingType(models.Model):
    """When visitors of a municipal type are received, and how."""

    _inherit = "resource.booking.type"

    def _tz(self):
        """Return the zone in which the hours of this type are written."""
        self.ensure_one()
        return timezone(self.tz or "UTC")

    def _calendars(self, start_dt, end_dt):
        """Return which calendar holds when, within a period.

        :param datetime start_dt: aware
        :param datetime end_dt: aware
        :return: list of (calendar, aware start, aware end)
        """
        self.ensure_one()
        openings = self.env["municipal.opening"].search_fetch(
            [("type_id", "=", self._origin.id)],
            ["calendar_id", "date_from", "date_to", "tz"],
        )
        if not openings:
            return [(self.resource_calendar_id, start_dt, end_dt)]
        result = []
        for opening in openings:
            zone = timezone(opening.tz)
            begin = zone.localize(datetime.combine(opening.date_from, time.min))
            end = end_dt
            if opening.date_to:
                next_day = opening.date_to + timedelta(days=1)
                end = zone.localize(datetime.combine(next_day, time.min))
            begin, end = max(begin, start_dt), min(end, end_dt)
            if begin < end:
                result.append((opening.calendar_id, begin, end))
        return result

    def _hours_and_closings(self, start_dt, end_dt):
        """Return the weekly hours and the closings of a period.

        :param datetime start_dt: aware
        :param datetime end_dt: aware
        :return: pair of lists in minutes of the engine: lines (start, stop, access)
            and closings (start, stop)
        """
        self.ensure_one()
        company = Domain("company_id", "in", [False, self.company_id.id])
        leaves = [("time_type", "=", "leave"), *company]
        lines, closings = [], []
        for calendar, begin, end in self.sudo()._calendars(start_dt, end_dt):
            lines += calendar._lines_between(begin, end)
            closings += calendar._leave_intervals_batch(begin, end, domain=leaves)[
                False
            ]
        return lines, interval_minutes(closings)

    def _line_intervals(self, start_dt, end_dt, accepts, products=None, hours=None):
        """Return the time of some lines of the weekly hours, closings taken off.

        :param accepts: tells of the access of a line whether its time counts
        :param products: their own hours must hold too
        :param hours: what ``_hours_and_closings`` says of this period, if it is known
        """
        lines, closings = hours or self._hours_and_closings(start_dt, end_dt)
        opened = [line[:2] for line in lines if accepts(line[2])]
        found = intervals.subtract(opened, closings)
        for calendar in (products or self.env["municipal.product"]).sudo().calendar_id:
            own = calendar._lines_between(start_dt, end_dt)
            found = intervals.intersect(found, [line[:2] for line in own])
        return found

    def _open_intervals(self, start_dt, end_dt, products=None):
        """Return when a promised time for products may lie, closings taken off.

        :param datetime start_dt: aware
        :param datetime end_dt: aware
        :param products: every one of them must allow appointments; without
            products every open line counts
        :return: intervals in the minutes of the engine
        """
        rules = set((products or self.env["municipal.product"]).mapped("walk_in"))
        return self._line_intervals(
            start_dt,
            end_dt,
            lambda access: all(allows_appointment(access, rule) for rule in rules),
            products,
        )

    def _walk_in_intervals(self, product, start_dt, end_dt, hours=None):
        """Return when a visitor for a product may come without appointment.

        :param datetime start_dt: aware
        :param datetime end_dt: aware
        :return: intervals in the minutes of the engine
        """
        return self._line_intervals(
            start_dt,
            end_dt,
            lambda access: allows_walk_in(access, product.walk_in),
            product,
            hours,
        )

    def _open_days(self, start_dt, end_dt):
        """Return the local days on which visitors are received.

        :param datetime start_dt: aware
        :param datetime end_dt: aware
        """
        self.ensure_one()
        return {
            utc.localize(from_minutes(start)).astimezone(self._tz()).date()
            for start, _stop in self._open_intervals(start_dt, end_dt)
        }
