"""What was offered, booked and used at the desks, as the nights would have counted it.

A night counts booked minutes out of bookings, and the visits of the history have none.
"""

from collections import defaultdict
from datetime import timedelta

from odoo.tools import float_round

from ...engine import capacity, intervals
from ...engine.ticks import from_minutes, interval_minutes, to_minutes
from ...models.demand.municipal_capacity_day import UNDER_WAY
from ..history_store import copy

COLUMNS = (
    "desk_id service_id location_id company_id day weekday start half_hour "
    "offered booked used overtime booked_percent used_percent"
).split()
MINUTES_A_DAY = 1440


class Capacity:
    def __init__(self, env, counters, busy):
        self.env, self.counters, self.busy = env, counters, busy
        self.desks = {
            desk.id: self._of_desk(desk)
            for desk in env["municipal.capacity"]._desks_of(env.company)
        }
        self.rows = []

    @staticmethod
    def _of_desk(desk):
        """Return the first columns: those that are the same on every day."""
        services = desk.desk_type_ids.service_id
        service = services.id if len(services) == 1 else None
        return desk.id, service, desk.location_id.id or None, desk.company_id.id

    def add(self, visits, first, last):
        """Count the days of a period, of which these are the visits."""
        offered = self._offered(first, last)
        booked, served = self._taken(visits)
        for (desk, day, midnight), opened in sorted(offered.items()):
            promised, helped = self.busy.spans.get((desk, day), ((), ()))
            slices = capacity.measure(
                (midnight, midnight + MINUTES_A_DAY),
                intervals.merge(opened),
                interval_minutes([*booked[desk, day], *promised]),
                interval_minutes([*served[desk, day], *helped]),
            )
            for each in slices:
                self.rows.append(self._row(desk, day, midnight, each))

    def _offered(self, first, last):
        """Return when desks are open, by desk and day, in minutes of the engine."""
        found = defaultdict(list)
        for counter in self.counters:
            desks = counter.type._candidate_combinations().resource_ids.ids
            for day in counter.days("open", first, last):
                midnight = to_minutes(day.midnight)
                for desk in desks:
                    found[desk, day.date, midnight] += [
                        (midnight + start, midnight + stop)
                        for start, stop in day.openings
                    ]
        return found

    def _taken(self, visits):
        """Return when desks had appointments, and when somebody was helped there."""
        booked, served = defaultdict(list), defaultdict(list)
        for visit in visits:
            promise = visit.promise
            key = promise.desk, promise.day.date
            if promise.start is not None and visit.state != "cancelled":
                length = timedelta(minutes=promise.minutes)
                booked[key].append((visit.planned_start, visit.planned_start + length))
            if promise.desk and visit.state == "finished" and not visit.inaccurate:
                served[key].append((visit.started_at, visit.finished_at))
        return booked, served

    def _row(self, desk, day, midnight, each):
        """Return the columns of a half-hour; no clock changes on an open day."""
        local = each.start - midnight
        return (
            *self.desks[desk],
            day,
            str(day.isoweekday()),
            from_minutes(each.start),
            f"{local // 60:02}:{local % 60:02}",
            each.offered,
            each.booked,
            each.used,
            each.overtime,
            _percent(each.booked, each.offered),
            _percent(each.used, each.offered),
        )

    def store(self, last_day):
        """Write what was counted; the nights go on with the next day.

        What the demo logged just now is counted here too: no night counts it again.
        """
        copy(self.env, "municipal_capacity", COLUMNS, self.rows)
        company = self.env.company
        company.municipal_capacity_day = last_day
        now = self.env["municipal.capacity"]._clock()
        company.municipal_capacity_at = now + UNDER_WAY + timedelta(minutes=1)


def _percent(part, whole):
    return float_round(100 * part / whole, precision_digits=1) if whole else None
