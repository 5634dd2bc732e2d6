from collections import defaultdict

from odoo import models

from ..engine import availability
from ..engine.ticks import interval_minutes, to_minutes


class ResourceBookingCombination(models.Model):
    _inherit = "resource.booking.combination"

    def _free_intervals(self, start_dt, end_dt, ignore=None):
        """Return when each combination is staffed and not taken.

        :param datetime start_dt: aware
        :param datetime end_dt: aware
        :param ignore: booking whose own time does not count as taken
        :return: dict from combination id to intervals of the engine
        """
        resources = self.resource_ids
        staffed = self._staffed_intervals(start_dt, end_dt)
        taken = resources._taken_intervals(start_dt, end_dt, ignore)
        result = {}
        for combination in self:
            intervals = [(to_minutes(start_dt), to_minutes(end_dt))]
            for resource in combination.resource_ids:
                intervals = availability.intersect(
                    intervals, staffed[combination._calendar_of(resource), resource]
                )
                intervals = availability.subtract(intervals, taken[resource.id])
            result[combination.id] = intervals
        return result

    def _calendar_of(self, resource):
        """Return the calendar that a resource follows in this combination."""
        self.ensure_one()
        return self.forced_calendar_id or resource.calendar_id

    def _staffed_intervals(self, start_dt, end_dt):
        """Return the working time of each resource, by calendar, leaves taken off.

        Also leaves that the user may not read, such as those of a colleague.
        """
        by_calendar = defaultdict(self.env["resource.resource"].browse)
        for combination in self:
            for resource in combination.resource_ids:
                by_calendar[combination._calendar_of(resource)] |= resource
        result = {}
        for calendar, resources in by_calendar.items():
            if not calendar:
                whole = [(to_minutes(start_dt), to_minutes(end_dt))]
                result.update({(calendar, resource): whole for resource in resources})
                continue
            batch = calendar.sudo()._work_intervals_batch(
                start_dt, end_dt, resources.sudo()
            )
            for resource in resources:
                result[calendar, resource] = interval_minutes(batch[resource.id])
        return result
