from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import capacity, intervals, periods
from ...engine.ticks import (
    begin_of_day,
    from_minutes,
    interval_minutes,
    local,
    naive_utc,
    to_minutes,
)

#: how far back it is counted at first
FIRST_DAYS = 90
#: a step that was under way while it was counted has its time from before
UNDER_WAY = timedelta(hours=1)


class MunicipalCapacity(models.Model):
    """Counting the capacity of days that are over."""

    _inherit = "municipal.capacity"

    @api.model
    def _cron_count(self):
        """Count the days that are over since the last time, and what was corrected.

        Every day is committed: what is killed goes on where it was.
        """
        commit_progress, begun = self.env["ir.cron"]._commit_progress, self._clock()
        work = self._days_to_count()
        commit_progress(remaining=len(work))
        for company, day in work:
            self._count_day(company, day)
            company.municipal_capacity_day = max(
                day, company.municipal_capacity_day or day
            )
            if not commit_progress(1):
                return
        self._towns().write({"municipal_capacity_at": begun})

    @api.model
    def _clock(self):
        """Return the time of the database: rows of the log bear it, not ours."""
        return fields.Datetime.to_datetime(self.env.cr.now().replace(microsecond=0))

    @api.model
    def _towns(self):
        services = self.env["municipal.service"].with_context(active_test=False)
        return services.search(Domain.TRUE).company_id

    @api.model
    def _days_to_count(self):
        """Return pairs (company, day): corrected days, then new ones in their order."""
        return [
            (company, day)
            for company in self._towns()
            for day in [*self._corrected_days(company), *self._new_days(company)]
        ]

    @api.model
    def _new_days(self, company):
        """Return the days that are over in every building and were not counted."""
        locations = self.env["municipal.location"].search(
            [("company_id", "=", company.id)]
        )
        today = min([company._today(), *(place._today() for place in locations)])
        first = company.municipal_capacity_day
        first = first + timedelta(days=1) if first else self._first_day(company, today)
        return [first + timedelta(days=n) for n in range((today - first).days)]

    @api.model
    def _first_day(self, company, today):
        """Return the day with which it begins: a town that is new has no past."""
        visits = [("company_id", "=", company.id), ("day", "!=", False)]
        oldest = self.env["municipal.visit"].search(visits, order="day", limit=1)
        return max(oldest.day or today, today - timedelta(days=FIRST_DAYS))

    @api.model
    def _corrected_days(self, company):
        """Return the days that were counted, and whose log has grown since."""
        since = company.municipal_capacity_at
        first = self.search([("company_id", "=", company.id)], order="day", limit=1)
        if not (since and first):
            return []
        groups = self.env["municipal.visit.event"]._read_group(
            [
                ("create_date", ">=", since - UNDER_WAY),
                ("visit_id.company_id", "=", company.id),
                ("visit_id.day", "<=", company.municipal_capacity_day),
                ("visit_id.day", ">=", first.day),
            ],
            ["visit_id.day:day"],
        )
        return sorted(day for (day,) in groups)

    @api.model
    def _count_day(self, company, day):
        """Write what was offered, booked and used on a day; what was there is gone.

        What was offered is the plan as it stood when the day was counted first: hours
        that change afterwards change no past.
        """
        known = self.search([("company_id", "=", company.id), ("day", "=", day)])
        desks = self._desks_of(company)
        bounds = {desk: self._bounds(desk, day) for desk in desks}
        offered = self._offered_before(known) or self._offered(company, bounds)
        booked = self._booked(bounds)
        served, measured = self._served(company, day)
        known.unlink()
        self.create(
            [
                self._values(desk, each, day, desk.location_id.id in measured)
                for desk in desks
                for each in capacity.measure(
                    bounds[desk],
                    *(found.get(desk.id, ()) for found in (offered, booked, served)),
                )
            ]
        )

    @api.model
    def _desks_of(self, company):
        """Return all desks of a town, those that were archived since too."""
        desks = self.env["resource.resource"].with_context(active_test=False)
        return desks.search(
            [("is_desk", "=", True), ("company_id", "=", company.id)], order="id"
        )

    @api.model
    def _zone_of(self, desk):
        place = desk.location_id or desk.company_id
        return place._zone()

    @api.model
    def _bounds(self, desk, day):
        """Return when a day begins and ends at a desk, in minutes of the engine."""
        zone = self._zone_of(desk)
        return tuple(
            to_minutes(begin_of_day(midnight, zone))
            for midnight in (day, day + timedelta(days=1))
        )

    @api.model
    def _offered_before(self, rows):
        """Return when each desk was open, out of what was counted before."""
        slices = defaultdict(list)
        for row in rows.sorted("start"):
            slices[row.desk_id.id].append((to_minutes(row.start), row.offered))
        return {desk: capacity.offered_spans(each) for desk, each in slices.items()}

    @api.model
    def _offered(self, company, bounds):
        """Return when each desk is open by the plan, for whatever type and access."""
        found = defaultdict(list)
        types = self.env["resource.booking.type"].search(
            [("service_id", "!=", False), ("company_id", "=", company.id)]
        )
        for type_ in types if bounds else ():
            combinations = type_._candidate_combinations()
            first, last = self._around(type_, bounds)
            opening, staffed = type_._plan(combinations, first, last)
            for key, desks in combinations._desks().items():
                opened = intervals.intersect(opening, staffed[key])
                for resource in desks.resources:
                    found[resource] += opened
        return {resource: intervals.merge(spans) for resource, spans in found.items()}

    @api.model
    def _around(self, type_, bounds):
        """Return the aware moments between which the day lies at every desk."""
        first = min(start for start, _stop in bounds.values())
        last = max(stop for _start, stop in bounds.values())
        return type_._aware_minutes(first), type_._aware_minutes(last)

    @api.model
    def _booked(self, bounds):
        """Return when each desk had appointments that were not cancelled."""
        found = defaultdict(list)
        if not bounds:
            return found
        desks = {desk.id for desk in bounds}
        bookings = self.env["resource.booking"].search(
            [
                ("start", "<", from_minutes(max(stop for _, stop in bounds.values()))),
                ("stop", ">", from_minutes(min(start for start, _ in bounds.values()))),
                ("combination_id.resource_ids", "in", list(desks)),
            ]
        )
        everything = bookings.with_context(active_test=False)
        for booking in everything:
            span = interval_minutes([(booking.start, booking.stop)])
            for resource in desks & set(booking.combination_id.resource_ids.ids):
                found[resource] += span
        return found

    @api.model
    def _served(self, company, day):
        """Return when visitors were helped at each desk, and where that was measured.

        :return: dict from desk to pairs, and the buildings in which it was registered
        """
        visits = self.env["municipal.visit"].search(
            [
                ("company_id", "=", company.id),
                ("day", "=", day),
                ("started_at", "!=", False),
                ("inaccurate", "=", False),
            ]
        )
        found, measured = defaultdict(list), set()
        for visit in visits:
            for period in visit._periods():
                if period.kind == periods.SERVING and period.stop and period.desk:
                    found[period.desk] += interval_minutes(
                        [(period.start, period.stop)]
                    )
                    measured.add(visit.location_id.id)
        return found, measured

    @api.model
    def _values(self, desk, each, day, measured):
        """Return the values of a row.

        :param each: engine.capacity.Slice
        :param bool measured: somebody registered who was helped there that day
        """
        begin = local(from_minutes(each.start), self._zone_of(desk))
        used = each.used if measured else None
        service = desk.desk_type_ids.service_id
        return {
            "day": day,
            "start": naive_utc(begin),
            "half_hour": f"{begin.hour:02}:{begin.minute // 30 * 30:02}",
            "weekday": str(day.isoweekday()),
            "desk_id": desk.id,
            "service_id": service.id if len(service) == 1 else False,
            "location_id": desk.location_id.id,
            "company_id": desk.company_id.id,
            "offered": each.offered,
            "booked": each.booked,
            "used": used,
            "overtime": each.overtime if measured else None,
            "booked_percent": self._percent(each.booked, each.offered),
            "used_percent": self._percent(used, each.offered),
        }

    @api.model
    def _percent(self, part, whole):
        return 100 * part / whole if whole and part is not None else None
