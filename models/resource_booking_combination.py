from collections import defaultdict

from odoo import models
from odoo.tools.intervals import Intervals

from ..engine import intervals
from ..engine.ticks import to_minutes


class ResourceBookingCombination(models.Model):
    _inherit = "resource.booking.combination"

    def write(self, vals):
        """Let bookings follow when their combination gets other resources."""
        result = super().write(vals)
        if "resource_ids" in vals:
            self.with_context(active_test=False).booking_ids._reserve_again()
        return result

    def _calendar_of(self, resource):
        """Return the calendar that a resource follows in this combination."""
        self.ensure_one()
        return self.forced_calendar_id or resource.calendar_id

    def _resources_by_calendar(self):
        """Return which resources follow which calendar in these combinations."""
        result = defaultdict(self.env["resource.resource"].browse)
        for combination in self:
            for resource in combination.resource_ids:
                result[combination._calendar_of(resource)] |= resource
        return result

    def _staffed_intervals(self, start_dt, end_dt):
        """Return when each combination is staffed: leaves taken off, bookings not.

        Also leaves that the user may not read, such as those of a colleague.

        :param datetime start_dt: aware
        :param datetime end_dt: aware
        :return: dict from combination to merged intervals in minutes of the engine
        """
        whole = [(to_minutes(start_dt), to_minutes(end_dt))]
        working = {}
        for calendar, resources in self.sudo()._resources_by_calendar().items():
            minutes = resources._working_minutes(calendar, start_dt, end_dt)
            working.update({(calendar, res): minutes[res] for res in resources})
        result = {}
        for combination in self.sudo():
            staffed = whole
            for resource in combination.resource_ids:
                own = working[combination._calendar_of(resource), resource]
                staffed = own if staffed is whole else intervals.intersect(staffed, own)
            result[self.browse(combination.id)] = staffed
        return result

    def _get_intervals(self, start_dt, end_dt, tz=None):
        """Answer the stock, asking every calendar once for all of its resources."""
        combinations = self.with_context(exclude_public_holidays=True)
        working = {}
        for calendar, resources in combinations._resources_by_calendar().items():
            batch = calendar._work_intervals_batch(start_dt, end_dt, resources)
            for resource in resources:
                working[calendar, resource] = self._in_zone(
                    batch[resource.id], tz if tz and calendar.tz != tz.zone else None
                )
        found = []
        for combination in combinations:
            free = Intervals([(start_dt, end_dt, combination)])
            for resource in combination.resource_ids:
                free &= working[combination._calendar_of(resource), resource]
            found += free._items
        return Intervals(found)

    def _in_zone(self, found, tz):
        if not tz:
            return found
        return Intervals(
            [
                (start.astimezone(tz), stop.astimezone(tz), records)
                for start, stop, records in found
            ]
        )
