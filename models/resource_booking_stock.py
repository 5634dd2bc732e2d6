from pytz import timezone

from odoo import fields, models

from odoo.addons.resource_booking.models.resource_booking import (
    _availability_is_fitting,
)

from ..engine import intervals
from ..engine.ticks import interval_minutes, to_minutes


class ResourceBooking(models.Model):
    """The searches and checks of plain bookings, for all resources at once.

    What they answer is what the stock answers; it asks the same calendars again for
    every resource and every booking.
    """

    _inherit = "resource.booking"

    def _get_best_combination(self):
        if self.service_id or not (self.type_id and self.start and self.stop):
            return super()._get_best_combination()
        candidates = self.combination_id | self.type_id._get_combinations_priorized()
        start_dt = fields.Datetime.context_timestamp(self, self.start)
        end_dt = fields.Datetime.context_timestamp(self, self.stop)
        for combination, free in self._free_of_each(candidates, start_dt, end_dt):
            if _availability_is_fitting(free, start_dt, end_dt):
                return combination
        if self.env.context.get("using_portal"):
            return super()._get_best_combination()
        return candidates.browse()

    def _free_of_each(self, combinations, start_dt, end_dt):
        """Yield combinations with the time at which this booking could take them."""
        type_ = self.type_id.with_context(
            analyzing_booking=self._origin.id or -1, exclude_public_holidays=True
        )
        calendar = type_.resource_calendar_id
        opened = calendar._work_intervals_batch(start_dt, end_dt)[False]
        of_each = combinations.with_env(type_.env)._intervals_of_each(
            start_dt, end_dt, timezone(calendar.tz)
        )
        for combination, free in of_each.items():
            yield combination.with_env(self.env), opened & free

    def _check_scheduling(self):
        """Leave out many plain bookings that surely fit before checking one by one."""
        plain = self.filtered(lambda b: not b.service_id)
        doubtful = plain - plain._surely_fitting() if len(plain) > 1 else plain
        return super(ResourceBooking, self - plain + doubtful)._check_scheduling()

    def _surely_fitting(self):
        """Return bookings of things that have their time, within all calendars.

        Whether two of them overlap is no question: their reservations cannot. Where
        persons are booked, their meetings count too, so those are not looked at here.
        """
        things = self.filtered(
            lambda b: b.start
            and b.meeting_id
            and b.reservation_ids
            and set(b.combination_id.resource_ids.mapped("resource_type"))
            == {"material"}
        )
        fitting = self.browse()
        for type_, bookings in things.grouped("type_id").items():
            fitting += bookings._within_calendars(type_.resource_calendar_id)
        return fitting

    def _within_calendars(self, calendar):
        """Return the bookings within the hours of a type and of their resources."""
        start_dt, end_dt = (
            fields.Datetime.context_timestamp(self, moment)
            for moment in (min(self.mapped("start")), max(self.mapped("stop")))
        )
        hours = calendar._work_intervals_batch(start_dt, end_dt)[False]
        opened = intervals.merge(interval_minutes(hours))
        staffed = self.combination_id._staffed_intervals(start_dt, end_dt)
        allowed = {
            combination: intervals.intersect(opened, minutes)
            for combination, minutes in staffed.items()
        }
        return self.filtered(
            lambda b: intervals.covers(
                allowed[b.combination_id], to_minutes(b.start), to_minutes(b.stop)
            )
        )
