from datetime import time, timedelta
from random import sample

from pytz import timezone

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ...engine import intervals
from ...engine.access import allows_appointment, allows_walk_in
from ...engine.open_time import open_time
from ...engine.ticks import (
    begin_of_day,
    from_minutes,
    interval_minutes,
    local,
    to_minutes,
)
from .municipal_plan_version import VERSION


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
            begin = begin_of_day(opening.date_from, zone)
            end = end_dt
            if opening.date_to:
                next_day = opening.date_to + timedelta(days=1)
                end = begin_of_day(next_day, zone)
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
        """Return when an appointment time for products may lie, closings taken off.

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
            local(from_minutes(start), self._tz()).date()
            for start, _stop in self._open_intervals(start_dt, end_dt)
        }

    def _open_time(self, date_from, date_to):
        """Return how often visitors were received by these types in a period.

        :param date_from: first local day
        :param date_to: last local day
        :return: ``engine.open_time.OpenTime``; what two types open at a time counts
            once. Do not change it: it is remembered.
        """
        type_ids = tuple(sorted(self._origin.ids))
        return self._known_open_time(type_ids, date_from, date_to)

    @api.model
    @ormcache("type_ids", "date_from", "date_to", VERSION)
    def _known_open_time(self, type_ids, date_from, date_to):
        types = self._as_system().browse(type_ids)
        zone = types[:1]._tz() if types else timezone("UTC")
        begin, end = (
            begin_of_day(day, zone) for day in (date_from, date_to + timedelta(days=1))
        )
        opened = []
        for type_ in types:
            opened += type_._line_intervals(begin, end, lambda access: True)
        return open_time(opened, zone)

    # Which desks and hours there are, before anybody looks at what is taken.
    #
    # They change a few times a year, and are asked for at every step of every visitor:
    # each process remembers them. Every change of one of the records that appointments
    # rest on makes it forget, see ``resource.hours.guard``.

    def _candidate_combinations(self, products=None, location=None):
        """Return the combinations that can receive these products, in order.

        A combination of which a desk was archived is no combination any more.
        """
        self.ensure_one()
        products = tuple(sorted(products._origin.ids)) if products else ()
        location_id = location._origin.id if location else False
        ids = self._candidates(self._origin.id, products, location_id)
        if self.combination_assignment == "random":
            ids = sample(ids, len(ids))
        return self.env["resource.booking.combination"].browse(ids)

    @api.model
    @ormcache("type_id", "product_ids", "location_id", VERSION)
    def _candidates(self, type_id, product_ids, location_id):
        env = self._as_system().env
        relations = env["resource.booking.type.combination.rel"].search_fetch(
            [("type_id", "=", type_id)], ["combination_id"], order="sequence, id"
        )
        products = env["municipal.product"].browse(product_ids)
        return tuple(
            combination.id
            for combination in relations.combination_id.filtered("active")
            if combination.resource_ids
            and all(
                self._resource_fits(resource, products, location_id)
                for resource in combination.resource_ids
            )
        )

    @api.model
    def _resource_fits(self, resource, products, location_id):
        elsewhere = location_id and resource.location_id.id not in (location_id, False)
        served = resource.served_product_ids
        return (
            resource.active
            and not elsewhere
            and (not served or not products or products <= served)
        )

    def _reception(self, combination):
        """Return the desk and the building where a combination receives visitors."""
        desks = combination._origin._desks().get(combination._origin.id)
        resources = self.env["resource.resource"].browse(desks and desks.desk or ())
        locations = self.env["municipal.location"]
        here = desks and desks.location
        return resources, locations.browse(here) if here else self.location_ids[:1]

    @api.model
    @ormcache("type_id", "product_ids", "start_dt", "end_dt", VERSION)
    def _opened(self, type_id, product_ids, start_dt, end_dt):
        """Return when a type receives products on some days, day by day."""
        type_ = self._as_system().browse(type_id)
        products = type_.env["municipal.product"].browse(product_ids)
        opening = type_._open_intervals(start_dt, end_dt, products)
        return tuple(intervals.cut(opening, type_._midnights(start_dt, end_dt)))

    def _known_walk_in(self, product, start_dt, end_dt):
        """Return what :meth:`_walk_in_intervals` says of whole days."""
        return self._walked_in(self._origin.id, product._origin.id, start_dt, end_dt)

    @api.model
    @ormcache("type_id", "product_id", "start_dt", "end_dt", VERSION)
    def _walked_in(self, type_id, product_id, start_dt, end_dt):
        type_ = self._as_system().browse(type_id)
        product = type_.env["municipal.product"].browse(product_id)
        return tuple(type_._walk_in_intervals(product, start_dt, end_dt))

    def _reminders(self):
        """Return the reminders of a type, and how long before a visit they go out.

        :return: pair of ids, and of minutes; ``None`` instead of minutes when some
            reminder is more than a message that goes out at a moment
        """
        return self._known_reminders(self.id)

    @api.model
    @ormcache("type_id", VERSION)
    def _known_reminders(self, type_id):
        alarms = self._as_system().browse(type_id).alarm_ids
        kinds = self.env["calendar.event"]._get_trigger_alarm_types()
        simple = set(alarms.mapped("alarm_type")) <= set(kinds)
        minutes = tuple(alarms.mapped("duration_minutes")) if simple else None
        return alarms._ids, minutes

    def _days_of(self, start_dt, end_dt):
        """Return the midnights between which the days of a period lie, aware."""
        last = end_dt.astimezone(self._tz())
        whole = last.time() == time.min
        return self._midnight(start_dt), self._midnight(end_dt, days=not whole)

    def _plan(self, combinations, start_dt, end_dt, products=None):
        """Return when appointments can be received, and where.

        :param datetime start_dt: aware
        :param datetime end_dt: aware
        :param products: all of them must be received by appointment
        :return: intervals in minutes of the engine, and when each combination is
            staffed, by its id; both may be longer than needed
        """
        days = self._days_of(start_dt, end_dt)
        product_ids = tuple(sorted(products._origin.ids)) if products else ()
        opening = self._opened(self._origin.id, product_ids, *days)
        if days != (start_dt, end_dt):
            asked = [(to_minutes(start_dt), to_minutes(end_dt))]
            opening = intervals.intersect(opening, asked)
            opening = intervals.cut(opening, self._midnights(start_dt, end_dt))
        return opening, combinations._staffed_on(*days)
