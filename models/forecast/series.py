"""What is known of the visitors of a service in a building, for a forecast of them.

Visitors are those of the figures (``municipal.visit.report``, ``came``), so that what
is expected can be compared with what they say afterwards.
"""

from collections import Counter, defaultdict
from datetime import timedelta
from functools import cached_property

from odoo.fields import Domain
from odoo.tools import SQL

from ...engine import flemish_days, forecast_bookings, forecast_calendar
from ...engine.forecast import History
from . import hours_known

DAY = timedelta(days=1)
#: how far back is learnt from
PAST = timedelta(days=4 * 366)
#: visits that tell in which buildings a service is
RECENT = timedelta(days=366)
#: days on which it is seen how early appointments are made
PACE = timedelta(days=183)
#: days before, at which is looked how much was booked
LEADS = (0, 1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 56, 84)
#: days that tell which share of visitors has an appointment
LEAST_SHARE = 4
#: days that tell which weekdays are open, where no hours say it
USUAL = timedelta(days=56)


def series_of(service, today, last):
    """Return the series of a service: one for each building in which it is.

    What names no building, as figures of an earlier system, belongs to the one there
    is, and to none of several.
    """
    counts = _visitors(service, today)
    recent = {place for place, day, _h in counts if place and day >= today - RECENT}
    if len(recent) < 2:
        whole = Counter()
        for (_place, day, half), number in counts.items():
            whole[day, half] += number
        return [Series(service, recent.pop() if recent else False, whole, today, last)]
    parts = defaultdict(Counter)
    for (place, day, half), number in counts.items():
        parts[place][day, half] += number
    return [
        Series(service, place, parts[place], today, last, alone=False)
        for place in sorted(recent)
    ]


def _visitors(service, today):
    """Return (building, day, half-hour) -> visitors: one query."""
    domain = Domain("came", "=", True) & Domain("service_id", "=", service.id)
    domain &= Domain("day", ">=", today - PAST) & Domain("day", "<", today)
    rows = service.env["municipal.visit.report"]._read_group(
        domain, ["location_id", "day:day", "half_hour"], ["visitors:sum"]
    )
    return {(place.id, day, half): n or 0 for place, day, half, n in rows}


class Series:
    """Visitors of a service in a building, and all that tells of days to come."""

    def __init__(self, service, place, counts, today, last, alone=True):
        self.service, self.today, self.last = service, today, last
        self.location = service.env["municipal.location"].browse(place or [])
        #: whether the service is in no other building
        self.alone = alone
        self.counts = counts

    @cached_property
    def types(self):
        """Return the types that receive these visitors."""
        types = self.service.type_ids
        if self.alone:
            return types
        return types.filtered(
            lambda type_: not type_.location_ids or self.location in type_.location_ids
        )

    @cached_property
    def visitors(self):
        """Return day -> visitors, as they were counted."""
        found = Counter()
        for (day, _half), number in self.counts.items():
            found[day] += number
        return found

    @cached_property
    def hours(self):
        """Return day -> half-hour -> visitors, where it is known when they came."""
        found = defaultdict(Counter)
        for (day, half), number in self.counts.items():
            if half:
                found[day][hours_known.minute(half)] += number
        return found

    # Open days -----------------------------------------------------------------------

    @cached_property
    def to_come(self):
        """Return day -> open half-hours, of the days from today on."""
        if self.types:
            return hours_known.half_hours(self.types, self.today, self.last)
        return self._usual_days()

    def _usual_days(self):
        """Return days to come out of those that were open, where no hours are known."""
        first = self.today - USUAL
        weekdays = forecast_calendar.usual_weekdays(
            self.visitors, first, self.today - DAY
        )
        halves = defaultdict(set)
        for day, counts in self.hours.items():
            if day >= first:
                halves[day.weekday()].update(counts)
        days = (self.today + n * DAY for n in range((self.last - self.today).days + 1))
        return {
            day: sorted(halves[day.weekday()])
            for day in days
            if day.weekday() in weekdays
            and day not in flemish_days.public_holidays(day.year)
        }

    @cached_property
    def opened(self):
        """Return the days in the past on which the doors were open."""
        if not self.visitors:
            return set()
        first = min(self.visitors)
        dates = self.types._open_time(first, self.today - DAY).dates
        return {*dates, *(day for day, number in self.visitors.items() if number)}

    # What happened -------------------------------------------------------------------

    @cached_property
    def notes(self):
        """Return the breaks, estimates and events that are about this service."""
        return self.service.env["municipal.series.break"].search(
            [
                ("company_id", "=", self.service.company_id.id),
                ("service_id", "in", [False, self.service.id]),
                ("date", "<=", self.last),
            ]
        )

    @cached_property
    def regimes(self):
        return hours_known.regimes(self.types)

    @cached_property
    def breaks(self):
        """Return the days since which other hours hold, or since it is counted
        otherwise."""
        counted = self.notes.filtered(lambda note: note.kind == "break")
        return tuple(sorted({*self.regimes.breaks, *counted.mapped("date")}))

    @cached_property
    def marks(self):
        """Return day -> names of what was on, or will be; other hours for a while."""
        spans = [
            (note.date, note.date_to, note.with_context(lang="en_US").name)
            for note in self.notes
            if note.kind == "event"
        ]
        spans += [
            (first, last, f"hours {sorted(hours)}")
            for first, last, hours in self.regimes.for_a_while
        ]
        found = defaultdict(set)
        for first, last, name in spans:
            for day in _days(first, min(last, self.last)):
                found[day].add(name)
        return dict(found)

    @cached_property
    def left_out(self):
        """Return the days of estimates that real counts have followed.

        An estimate that goes on to the last day is how it is counted now.
        """
        last = max(self.visitors, default=self.today)
        estimates = self.notes.filtered(
            lambda note: note.kind == "estimate" and note.date_to < last
        )
        return frozenset(
            day for note in estimates for day in _days(note.date, note.date_to)
        )

    @cached_property
    def history(self):
        """Return what the engine learns from."""
        opened = {*self.opened, *self.to_come}
        return History(
            forecast_calendar.registered(self.opened, self.visitors),
            breaks=self.breaks,
            leave_out=self.left_out,
            marks=self.marks,
            closed=frozenset(forecast_calendar.closings(opened, self.breaks)),
        )

    # The agenda ----------------------------------------------------------------------

    @cached_property
    def appointments(self):
        """Return rows (day, days before it was made, days before it was cancelled,
        whether somebody came): of the last months and of days to come."""
        env = self.service.env
        env["municipal.visit"].flush_model()
        env["municipal.visit.event"].flush_model()
        zone = self.location.tz or str(self.service.company_id._zone())
        here = SQL("AND visit.location_id = %s", self.location.id)
        return env.execute_query(
            SQL(
                """SELECT visit.day,
                    visit.day - (visit.booked_at AT TIME ZONE 'UTC'
                        AT TIME ZONE %(zone)s)::date,
                    visit.day - (CASE WHEN visit.state = 'cancelled' THEN (
                        SELECT min(event.moment) FROM municipal_visit_event event
                        WHERE event.visit_id = visit.id AND event.step = 'cancelled'
                    ) END AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
                    visit.state NOT IN ('booked', 'cancelled', 'no_show', 'withdrawn')
                FROM municipal_visit visit
                WHERE visit.service_id = %(service)s AND visit.channel = 'appointment'
                    AND visit.booked_at IS NOT NULL AND visit.day >= %(first)s
                    AND visit.day <= %(last)s %(here)s""",
                zone=zone,
                service=self.service.id,
                first=self.today - PACE,
                last=self.last,
                here=SQL("") if self.alone else here,
            )
        )

    @cached_property
    def pace(self):
        """Return how early appointments are made, of days since the last change."""
        curves, totals = defaultdict(Counter), Counter()
        kept = came = 0
        for day, made, cancelled, shown in self.appointments:
            if not self._tells(day):
                continue
            if cancelled is None:
                totals[day] += 1
                kept, came = kept + 1, came + shown
            for lead in LEADS:
                # the forecast is made at night: what is booked that day comes later
                held = cancelled is None or cancelled <= lead
                curves[day][lead] += made > lead and held
        days = [(curves[day], totals[day]) for day in totals]
        return forecast_bookings.learn(days, came / kept if kept else 1.0)

    def _tells(self, day):
        last = max((one for one in self.breaks if one <= self.today), default=None)
        return day < self.today and (not last or day >= last)

    @cached_property
    def booked(self):
        """Return day -> appointments that are made for it by now."""
        return Counter(
            day
            for day, _made, cancelled, _shown in self.appointments
            if day >= self.today and cancelled is None
        )

    @cached_property
    def parts(self):
        """Return weekday -> share of its visitors who had an appointment."""
        appointments, everybody, days = Counter(), Counter(), Counter()
        for day, number in self.visitors.items():
            if day >= self.today - PACE and self._tells(day):
                everybody[day.weekday()] += number
                days[day.weekday()] += 1
        for day, _made, _cancelled, shown in self.appointments:
            appointments[day.weekday()] += shown and self._tells(day)
        return {
            weekday: min(1.0, appointments[weekday] / everybody[weekday])
            for weekday, number in days.items()
            if number >= LEAST_SHARE and everybody[weekday]
        }

    @property
    def monday(self):
        """Return the Monday of this week."""
        return self.today - self.today.weekday() * DAY

    def naive(self, day, before):
        """Return the mean of the last four such weekdays before a day, if there are."""
        counted = self.history.visitors
        same = [one for one in counted if one < before]
        last = [one for one in same if one.weekday() == day.weekday()][-4:]
        return sum(counted[one] for one in last) / 4 if len(last) == 4 else None


def _days(first, last):
    return (first + n * DAY for n in range((last - first).days + 1))
