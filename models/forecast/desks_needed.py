"""How many desks a week needs, beside those that are planned."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from odoo.fields import Domain

from ...engine import staffing
from ...engine.open_time import HALF_HOUR
from ...engine.ticks import begin_of_day, from_minutes, local, to_minutes
from . import hours_known, measured_town

#: visits that tell how long people take and when they come
PAST = timedelta(days=183)
WEEK = timedelta(days=7)
#: minutes of a half-hour from which on a desk counts as open in it
OPEN = 15


class DesksNeeded:
    """Services whose visitors wait for the same desks, in a week."""

    def __init__(self, services, location, monday, target):
        self.services, self.location, self.target = services, location, target
        self.monday, self.sunday = monday, monday + timedelta(days=6)
        self.env = services.env
        self.company = services.company_id

    @cached_property
    def types(self):
        return types_of(self.services, self.location)

    @cached_property
    def desks(self):
        return desks_of(self.services, self.location)

    @cached_property
    def opening(self):
        """Return weekday -> pairs (start, stop) of this week."""
        halves = hours_known.half_hours(self.types, self.monday, self.sunday)
        return measured_town.weekly(halves)

    @cached_property
    def measured(self):
        today = self.company._today()
        last = min(today, self.monday) - timedelta(days=1)
        return measured_town.learn(self.types, self.location, last - PAST, last)

    @property
    def reason(self):
        """Return why nothing can be said: of the engine, or of the plan."""
        if not self.desks:
            return "no_desks"
        if not self.opening:
            return "closed"
        return self.measured.known.reason

    # Visitors ------------------------------------------------------------------------

    @cached_property
    def expected(self):
        """Return weekday -> visitors of the forecast, where there is one for all."""
        domain = [
            ("service_id", "in", self.services.ids),
            ("day", ">=", self.monday),
            ("day", "<=", self.sunday),
        ]
        if self.location:
            domain.append(("location_id", "=", self.location.id))
        found, silent = Counter(), set()
        for row in self.env["municipal.forecast"].search(domain):
            weekday = row.day.weekday()
            if row.expected is False:
                silent.add(weekday)
            found[weekday] += row.expected or 0
        return {day: number for day, number in found.items() if day not in silent}

    @cached_property
    def town(self):
        """Return the town with as many visitors as are expected in this week."""
        town, usual = self.measured.known.town, self.measured.usual
        demand = {}
        for weekday, halves in town.demand.items():
            times = 1.0
            if self.expected.get(weekday) and usual.get(weekday):
                times = self.expected[weekday] / usual[weekday]
            demand[weekday] = {
                half: tuple(times * number for number in row)
                for half, row in halves.items()
            }
        return replace(town, demand=demand)

    # Desks ---------------------------------------------------------------------------

    @cached_property
    def needs(self):
        """Return weekday -> what it needs, of ``engine.staffing``."""
        found = staffing.needed(
            self.town, self.opening, self.target, most=len(self.desks)
        )
        return {need.weekday: need for need in found}

    @cached_property
    def planned(self):
        """Return weekday -> half-hour -> desks that are planned."""
        found = defaultdict(Counter)
        capacity_sudo = self.env["municipal.capacity"].sudo()
        bounds = {desk: self._bounds(desk) for desk in self.desks}
        offered = capacity_sudo._offered(self.company, bounds) if bounds else {}
        for desk in self.desks:
            zone = capacity_sudo._zone_of(desk)
            first, last = bounds[desk]
            for start, stop in offered.get(desk.id, ()):
                self._count(found, max(start, first), min(stop, last), zone)
        return found

    def _bounds(self, desk):
        zone = self.env["municipal.capacity"].sudo()._zone_of(desk)
        return tuple(
            to_minutes(begin_of_day(day, zone))
            for day in (self.monday, self.monday + WEEK)
        )

    @staticmethod
    def _count(found, start, stop, zone):
        """Count a desk in each half-hour of which it is open for the most part."""
        while start < stop:
            clock = local(from_minutes(start), zone)
            past = clock.minute % HALF_HOUR
            end = min(stop, start + HALF_HOUR - past)
            if end - start >= OPEN:
                minute = 60 * clock.hour + clock.minute - past
                found[clock.weekday()][minute] += 1
            start = end

    def moves(self, weekday):
        """Return which half-hours can give a desk to which, and what is left over."""
        need = self.needs[weekday].desks
        today = {half: self.planned[weekday][half] for half in need}
        return staffing.moves(today, need)


def types_of(services, location):
    """Return the types of some services, in a building or in all."""
    types = services.type_ids
    if not location:
        return types
    return types.filtered(
        lambda type_: not type_.location_ids or location in type_.location_ids
    )


def desks_of(services, location):
    """Return the desks that serve any of these services."""
    types_sudo = types_of(services, location).sudo()
    domain = Domain("is_desk", "=", True)
    domain &= Domain("company_id", "in", [False, *services.company_id.ids])
    if location:
        domain &= Domain("location_id", "=", location.id)
    desks_sudo = services.env["resource.resource"].sudo().search(domain)
    return desks_sudo.filtered(lambda desk: desk.desk_type_ids & types_sudo)


def groups(services, location):
    """Return the services that share desks together, the others alone.

    Whose visitors wait for the same desks stand in one line.
    """
    found = []
    for service in services:
        desks = set(desks_of(service, location).ids)
        mine = [group for group in found if group[1] & desks]
        for group in mine:
            found.remove(group)
            service, desks = group[0] | service, group[1] | desks
        found.append((service, desks))
    return [service for service, _desks in found]
