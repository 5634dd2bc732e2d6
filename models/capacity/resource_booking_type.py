from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from pytz import utc

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import access, online_quota
from ...engine.availability import BadDuration, DeskCalendar
from ...engine.desk_choice import best_desks
from ...engine.ticks import (
    begin_of_day,
    from_minutes,
    interval_minutes,
    local,
    naive_utc,
    to_minutes,
)
from ..common.locking import wait_for_lock

EVERYTHING = 100
#: longer than it takes to book
SOON = timedelta(seconds=15)


class Slots(Mapping):
    """Naive UTC start -> the combinations that are free then, in order of time.

    :param starts: FreeStarts of the engine
    :param int earliest: minutes of the first start that counts
    :param model: empty recordset of combinations
    """

    def __init__(self, starts=None, earliest=0, model=None):
        self._starts = starts or {}
        self._slots = [from_minutes(m) for m in self._starts if m >= earliest]
        self._earliest = earliest
        self._model = model

    def __iter__(self):
        return iter(self._slots)

    def __len__(self):
        return len(self._slots)

    def __getitem__(self, start):
        minute = to_minutes(start)
        if minute < self._earliest or from_minutes(minute) != start:
            raise KeyError(start)
        return self._model.browse(self._starts[minute])

    def counts(self):
        """Return start -> how many combinations are free then."""
        counts = self._starts.counts() if self._starts else {}
        return {start: counts[to_minutes(start)] for start in self._slots}


class ResourceBookingType(models.Model):
    """Which moments are free, and which desk receives the visitor."""

    _inherit = "resource.booking.type"

    def _free_slots(
        self, lines, start_dt, end_dt, location=None, by_staff=False, **mine
    ):
        """Return the free slots for a visit, in order of time.

        :param lines: list of pairs (product, quantity) of this type
        :param datetime start_dt: aware; moments begin at or after it
        :param datetime end_dt: aware; visits end at or before it
        :param location: only desks in this building
        :param bool by_staff: lead time and horizon do not bind staff
        :param mine: ``ignore``, a booking whose own time counts as free (it is being
            moved), ``hold_key``, a hold for which that is so, and for staff
            ``resting``, whether time that came free and rests is taken
        :rtype: Slots
        """
        first, last = self._bookable_window(start_dt, end_dt, by_staff)
        return self._slots(lines, first, last, location, online=not by_staff, **mine)

    def _slots(self, lines, first, last, location=None, online=False, at=None, **mine):
        """Return the free slots of any period, a past one as well.

        :param datetime first: aware; moments begin at or after it
        :param datetime last: aware; visits end at or before it
        :param bool online: only what the website may give away
        :param datetime at: as the release plan will be then, aware; now if left out
        The other parameters and the result are those of :meth:`_free_slots`.
        """
        self.ensure_one()
        if first >= last:
            return Slots()
        products = self._products_of(lines)
        combinations = self._candidate_combinations(products, location)
        begin = self._midnight(first)
        desk_calendar, taken = self._desk_calendar(
            combinations, begin, last, products, **mine
        )
        within = self._online_ticks(desk_calendar, taken, at) if online else None
        minutes = self._visit_length(lines, mine.get("ignore"))
        starts = self._starts(desk_calendar, minutes, within)
        earliest = to_minutes(first + timedelta(seconds=59))
        return Slots(starts, earliest, combinations.browse())

    @api.model
    def _products_of(self, lines):
        return self.env["municipal.product"].union(*[line[0] for line in lines])

    def _grid_minutes(self):
        """Return the minutes between two moments that are offered."""
        return max(1, round(self.slot_duration * 60))

    def _desk_calendar(self, combinations, start_dt, end_dt, products=None, **mine):
        """Return the time of combinations as the engine sees it, what is taken too.

        :param datetime start_dt: aware
        :param datetime end_dt: aware
        :param products: all of them must be received by appointment
        :param mine: as in :meth:`_free_slots`
        :return: DeskCalendar of the engine, and the rows that were taken off it
        """
        self.ensure_one()
        combinations = combinations._origin
        opening, staffed = self._plan(combinations, start_dt, end_dt, products)
        desks = combinations._desks()
        desk_calendar = DeskCalendar(
            opening, staffed, {key: desks[key].resources for key in desks}
        )
        return desk_calendar, self._take_off(
            desk_calendar, desks.values(), start_dt, end_dt, **mine
        )

    @api.model
    def _visit_length(self, lines, moved=None):
        """Return the minutes that a visit takes; what was promised keeps its own.

        :param moved: booking that is being moved, if one is; where ``lines`` are other
            products than it has, their own time counts
        """
        same = moved and (not lines or dict(moved._lines()) == dict(lines))
        if same and moved.start and moved.stop:
            return round((moved.stop - moved.start).total_seconds() / 60)
        return self.env["municipal.product"]._visit_minutes(lines)

    def _starts(self, desk_calendar, minutes, within):
        """Return when which combinations of a desk calendar are free for a visit.

        Nothing is free for a visit that takes no time, or more than a day.
        """
        try:
            return desk_calendar.starts(
                minutes, self._grid_minutes(), self.buffer_minutes, within
            )
        except BadDuration:
            return {}

    def _take_off(
        self,
        desk_calendar,
        desks,
        start_dt,
        end_dt,
        ignore=None,
        hold_key=None,
        resting=True,
    ):
        """Take off a desk calendar what is taken: by reservations, meetings of persons.

        :param desks: what the combinations are
        :return: the rows of the reservations
        """
        last = end_dt + timedelta(minutes=self.buffer_minutes)
        resources = {resource for each in desks for resource in each.resources}
        rows = self.env["municipal.reservation"]._taken(
            list(resources),
            naive_utc(start_dt),
            naive_utc(last),
            ignore,
            hold_key,
            resting,
        )
        desk_calendar.take(
            (resource, start, stop) for resource, start, stop, _online in rows
        )
        booking_id = (ignore and ignore.id) or -1
        persons_sudo = self.env["resource.resource"].sudo()
        persons_sudo = persons_sudo.browse(
            {person for each in desks for person in each.persons}
        )
        meetings = persons_sudo._meeting_spans(start_dt, end_dt, booking_id)
        for person, spans in meetings.items():
            desk_calendar.take((person.id, *span) for span in interval_minutes(spans))
        return rows

    def _aware_minutes(self, minutes):
        """Return a moment of the engine in the zone of the type."""
        return local(from_minutes(minutes), self._tz())

    def _midnight(self, moment, days=0):
        """Return the midnight with which the day of a moment begins, aware.

        :param int days: of so many days later instead
        """
        zone = self._tz()
        return begin_of_day(moment.astimezone(zone).date() + timedelta(days=days), zone)

    def _midnights(self, start_dt, end_dt):
        """Return the midnights of a period in minutes of the engine.

        The grid of moments begins again at every one, so that the moments of a day do
        not depend on the period that is searched.
        """
        zone = self._tz()
        first = start_dt.astimezone(zone).date()
        days = range((end_dt - start_dt).days + 2)
        return [
            to_minutes(begin_of_day(first + timedelta(days=day), zone)) for day in days
        ]

    def _free_desks(self, lines, start, location=None, by_staff=False, **mine):
        """Return the combinations that are free at a moment, the best one first.

        :param datetime start: naive UTC; none is free when it is off the grid
        The other parameters are those of :meth:`_free_slots`.
        """
        minutes = self._visit_length(lines, mine.get("ignore"))
        start_dt = utc.localize(start)
        end_dt = start_dt + timedelta(minutes=minutes)
        none = self.env["resource.booking.combination"]
        unlimited = by_staff
        if self._limits_online() or not self._is_bookable_now(start_dt, end_dt, False):
            # Only now it matters whether the moment was promised before.
            unlimited = by_staff or self._is_held(lines, start, **mine)
        if not self._is_bookable_now(start_dt, end_dt, unlimited):
            return none
        products = self._products_of(lines)
        candidates = self._candidate_combinations(products, location)
        period = self._midnight(start_dt), self._midnight(end_dt, days=1)
        desk_calendar, taken = self._desk_calendar(
            candidates, *period, products, **mine
        )
        within = None if unlimited else self._online_ticks(desk_calendar, taken)
        starts = self._starts(desk_calendar, minutes, within)
        free = none.browse(starts.get(to_minutes(start), ()))
        visit = to_minutes(start), to_minutes(end_dt)
        return self._best_first(desk_calendar, free, visit, candidates)

    def _is_held(self, lines, start, ignore=None, hold_key=None):
        """Tell whether a moment is kept for who asks for it.

        A hold is a promise: lead time, horizon, release plan and online quota were
        judged when the moment was chosen. Until the hold ends they stop nobody from
        confirming it, nor from asking for more time.

        :param datetime start: naive UTC
        :param ignore: booking that is being moved, if one is
        :param hold_key: under which the moment would be kept
        """
        if not hold_key:
            return False
        minutes = self._visit_length(lines, ignore) + self.buffer_minutes
        stop = start + timedelta(minutes=minutes)
        reservations_sudo = self.env["municipal.reservation"].sudo()
        return reservations_sudo._keeps(hold_key, start, stop, partly=bool(ignore))

    def _held_combination(self, lines, start, location, key):
        """Return the combination that a visitor keeps for a moment, if one still does.

        Nobody else can have it, so that nobody has to look for what is taken; but
        hours, desks and what they receive may have changed since it was chosen. What
        stands on the calendar of a colleague is left to :meth:`_free_desks`, and so is
        a hold that is about to end.

        :param datetime start: naive UTC
        :param str key: under which it is kept
        """
        minutes = self._visit_length(lines)
        kept_sudo = self._kept_by_visitor(key, start, minutes + self.buffer_minutes)
        products = self._products_of(lines)
        candidates = self._candidate_combinations(products, location)
        desks, held = candidates._desks(), set(kept_sudo.resource_id.ids)
        mine = candidates.filtered(
            lambda c: set(desks[c.id].resources) == held and not desks[c.id].persons
        )[:1]
        received = mine and self._received_at(candidates, start, minutes, products)
        return mine if mine and mine.id in received else None

    @api.model
    def _kept_by_visitor(self, key, start, minutes):
        """Return the holds under a key for just this time, if they last long enough."""
        last = fields.Datetime.now() + SOON
        domain = [
            ("hold_key", "=", key),
            ("kind", "=", "hold"),
            ("online", "=", True),
            ("hold_until", ">", last),
            ("start", "=", start),
            ("stop", "=", start + timedelta(minutes=minutes)),
        ]
        reservations_sudo = self.env["municipal.reservation"].sudo()
        return reservations_sudo.search_fetch(domain, ["resource_id"], order="id")

    def _received_at(self, combinations, start, minutes, products):
        """Return the ids of combinations that hours and staff allow for a visit.

        :param datetime start: naive UTC; nothing is allowed off the grid
        """
        start_dt = utc.localize(start)
        end_dt = start_dt + timedelta(minutes=minutes)
        period = self._midnight(start_dt), self._midnight(end_dt, days=1)
        hours = DeskCalendar(*self._plan(combinations, *period, products))
        return self._starts(hours, minutes, None).get(to_minutes(start), ())

    def _fitting(self, combinations, start_dt, end_dt, products=None, **mine):
        """Return the combinations that can receive a visit, the best one first.

        :param datetime start_dt: aware, on the grid or beside it
        :param datetime end_dt: aware
        :param products: as in :meth:`_desk_calendar`
        """
        period = self._midnight(start_dt), self._midnight(end_dt, days=1)
        desk_calendar, _taken = self._desk_calendar(
            combinations, *period, products, **mine
        )
        visit = to_minutes(start_dt), to_minutes(end_dt + timedelta(seconds=59))
        return self._best_first(
            desk_calendar,
            combinations.filtered(
                lambda c: desk_calendar.fits(c.id, *visit, self.buffer_minutes)
            ),
            visit,
            combinations,
        )

    def _best_first(self, desk_calendar, combinations, visit, candidates):
        """Return combinations in the order in which they should be taken.

        :param visit: start and stop in minutes of the engine
        :param candidates: among which they were found
        """
        if len(combinations) < 2:
            return combinations
        start, stop = visit[0], visit[1] + self.buffer_minutes
        known = candidates._desks()
        desks = {
            c: (known[c.id].served, *desk_calendar.gap(c.id, start, stop))
            for c in combinations
        }
        durations = [m + self.buffer_minutes for m in self.product_minutes or ()]
        return combinations.browse().concat(*best_desks(desks, stop - start, durations))

    def _bookable_window(self, start_dt, end_dt, by_staff):
        """Narrow a period to what may be booked from now on."""
        self.ensure_one()
        now = utc.localize(fields.Datetime.now())
        if by_staff:
            return max(start_dt, now), end_dt
        horizon = self._midnight(now, days=self.horizon_days + 1)
        earliest = now + timedelta(hours=self.lead_hours)
        return max(start_dt, earliest), min(end_dt, horizon)

    def _is_bookable_now(self, start_dt, end_dt, by_staff):
        """Tell whether a visit may be booked from now on, free or not."""
        window = self._bookable_window(start_dt, end_dt, by_staff)
        return window == (start_dt, end_dt)

    def _timing(self, moment_dt):
        """Return what keeps citizens from booking a moment now, as the engine says it.

        :param datetime moment_dt: aware
        """
        if moment_dt < utc.localize(fields.Datetime.now()):
            return access.PAST
        first, last = self._bookable_window(moment_dt, moment_dt, by_staff=False)
        if first > moment_dt:
            return access.TOO_SOON
        if last < moment_dt:
            return access.TOO_FAR
        day = moment_dt.astimezone(self._tz()).date()
        return "" if self._released_percent(day) else access.UNRELEASED

    def _nearest_slots(self, lines, moment, count=3, **kwargs):
        """Return the free slots nearest to a moment that was just taken.

        :param datetime moment: naive UTC
        :param kwargs: as in :meth:`_free_slots`
        """
        self.ensure_one()
        moment_dt = utc.localize(moment)
        free = self._free_slots(
            lines,
            moment_dt - timedelta(days=7),
            moment_dt + timedelta(days=14),
            **kwargs,
        )
        nearest = sorted(free, key=lambda start: abs(start - moment))[:count]
        return sorted(nearest)

    # How much of the time at the desks the website may give away.

    def _limits_online(self):
        """Tell whether the website may give away less than everything."""
        self.ensure_one()
        limited = self.online_percent < EVERYTHING or self.online_desks
        return bool(limited or self.has_release_plan)

    def _lock_online_quota(self, lines, start, moved=None):
        """Let others who take online from the same desks on the same day end first.

        Types that share desks count each other's visitors, so they wait for each
        other as well. A type without limits waits for nobody.

        :param datetime start: naive UTC
        :param moved: booking that is being moved
        """
        resources = self._candidate_combinations().resource_ids
        neighbours = resources.combination_ids.type_rel_ids.type_id | self
        limited_sudo = neighbours.sudo().filtered(lambda t: t._limits_online())
        begin = local(start, self._tz())
        end = begin + timedelta(minutes=self._visit_length(lines, moved))
        days = sorted({begin.date().toordinal(), end.date().toordinal()})
        wait_for_lock(
            self.env,
            SQL(
                "SELECT pg_advisory_xact_lock(type, day) "
                "FROM unnest(%s, %s) AS lock (type, day)",
                [type_id for type_id in sorted(limited_sudo.ids) for _day in days],
                [day for _type in limited_sudo for day in days],
            ),
            "moment",
        )

    def _online_ticks(self, desk_calendar, taken, at=None):
        """Return when the website may still promise something.

        :param desk_calendar: of the engine, with everything that is taken
        :param taken: rows of reservations, as ``_taken`` returns them
        :param datetime at: as for :meth:`_slots`
        :return: ticks of the desk calendar, or ``None`` when there is no limit
        """
        if not self._limits_online():
            return None
        limited = self.online_percent < EVERYTHING or self.online_desks
        online = online_quota.taken_by(
            desk_calendar, (row[:3] for row in taken if row[3])
        )
        given = 0
        if limited:
            allowed = partial(
                online_quota.desks_online,
                percent=self.online_percent,
                number=self.online_desks,
            )
            given |= online_quota.full_ticks(desk_calendar, online, allowed)
        if self.has_release_plan:
            given |= online_quota.sold_out_ticks(
                desk_calendar, online, self._release_days(desk_calendar, at)
            )
        return desk_calendar.open & ~given
