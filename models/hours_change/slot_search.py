from collections import defaultdict
from datetime import timedelta
from functools import cached_property

from pytz import utc

from odoo import fields

from ...engine.ticks import from_minutes, to_minutes

#: who is expected earlier than promised must have the time to read it
NOTICE = timedelta(days=1)
#: days around the appointment time in which another one is looked for, nearest first
PERIODS = ((-7, 14), (0, 90))
#: days in which somebody may choose another moment themselves
AROUND = (-7, 60)
FARTHEST = timedelta(days=366)
#: what begins within a minute takes the whole of it
TO_THE_MINUTE = timedelta(seconds=59)


class SlotSearch:
    """Other moments for many bookings, none of which takes the time of another.

    One look at the hours and at what is taken serves all bookings of the same type,
    products and building: the number of queries does not grow with the bookings.

    :param bookings: those that are to move
    """

    def __init__(self, bookings):
        self._bookings = bookings
        self._rows = []
        self._desks = {}
        self._desk_calendars = {}

    def take(self, booking, start, combination):
        """Keep a moment for a booking: nobody else is offered it from now on."""
        stop = start + booking._taken_duration() + TO_THE_MINUTE
        span = to_minutes(start), to_minutes(stop)
        rows = [(resource.id, *span) for resource in combination.resource_ids]
        self._rows += rows
        for desk_calendar in self._desk_calendars.values():
            desk_calendar.take(rows)

    def nearest(self, booking):
        """Return the nearest moment that fits a booking, with the desk that is free.

        The same moment at another desk comes first, then later ones: who reads the
        mail too late comes in vain once, and not after the appointment. An earlier
        moment is only proposed when there is no later one within two weeks, and when
        the visitor can still hear of it in time.

        :return: pair (naive UTC start, combination), or ``None``
        """
        for period in PERIODS:
            moments, desks = self._slots(booking, period)
            if moments:
                promised = booking.start
                start = min(moments, key=lambda m: (m < promised, abs(m - promised)))
                return start, self._combination(*desks[to_minutes(start)][:1])
        return None

    def around(self, booking):
        """Return the moments of weeks to come that fit a booking, in order."""
        return self._slots(booking, AROUND)[0]

    def at(self, booking, start, combination=None):
        """Return the desk that is free for a booking at a moment, or an empty one.

        :param datetime start: naive UTC; nothing is free when it is off the grid
        :param combination: the desk, if it is still free
        """
        minute = to_minutes(start)
        if from_minutes(minute) != start or not self._is_heard(booking, start):
            return self._combination()
        desks = self._starts(booking, self._period_of(booking, start)).get(minute, ())
        if combination and combination.id in desks:
            return combination
        return self._combination(*desks[:1])

    def _slots(self, booking, period):
        """Return the moments of a period that fit a booking, and the desks of each."""
        first, last = (booking.start + timedelta(days=days) for days in period)
        last -= booking.stop - booking.start
        starts = self._starts(booking, period)
        moments = [
            start
            for start in map(from_minutes, starts)
            if first <= start <= last and self._is_heard(booking, start)
        ]
        return moments, starts

    @staticmethod
    def _is_heard(booking, start):
        """Tell whether a visitor hears in time that they are expected at a moment.

        Nobody is expected in years: that is a slip of the keyboard.
        """
        now = fields.Datetime.now()
        earliest = now if start >= booking.start else now + NOTICE
        return earliest <= start <= max(now, booking.start) + FARTHEST

    def _period_of(self, booking, start):
        """Return the first period of the search in which a moment lies."""
        days = (start - booking.start).days
        own = (min(days, 0) - 1, max(days, 0) + 2)
        around = (period for period in PERIODS if period[0] <= days < period[1] - 1)
        return next(around, own)

    def _combination(self, *combination_ids):
        model = self._bookings.env["resource.booking.combination"]
        return model.browse(combination_ids)

    def _starts(self, booking, period):
        """Return when which desks are free for a booking, its own time included."""
        if booking._is_withdrawn():
            return {}
        desk_calendar = self._desk_calendar(booking, period).freed(
            self._own[booking.id]
        )
        minutes = booking.type_id._visit_length((), booking)
        return booking.type_id._starts(desk_calendar, minutes, None)

    def _desk_calendar(self, booking, period):
        """Return the desks in which a booking looks, without what is promised."""
        alike = self._alike(booking)
        products, desks = booking.line_ids.product_id, self._desks_of(booking)
        # where persons receive visitors, their meeting of the booking must not count
        alone = (
            booking if "user" in desks.resource_ids.mapped("resource_type") else None
        )
        key = (alike, alone, period)
        if key not in self._desk_calendars:
            group = alone or self._groups[alike]
            first, last = (
                utc.localize(moment + timedelta(days=days))
                for moment, days in zip(
                    (min(group.mapped("start")), max(group.mapped("stop"))),
                    period,
                    strict=True,
                )
            )
            begin = booking.type_id._midnight(first)
            desk_calendar, _taken = booking.type_id._desk_calendar(
                desks, begin, last, products, ignore=alone
            )
            desk_calendar.take(self._rows)
            self._desk_calendars[key] = desk_calendar
        return self._desk_calendars[key]

    def _desks_of(self, booking):
        """Return the combinations that can receive a booking."""
        alike = self._alike(booking)
        if alike not in self._desks:
            self._desks[alike] = booking.type_id._candidate_combinations(
                booking.line_ids.product_id, booking.location_id
            )
        return self._desks[alike]

    @staticmethod
    def _alike(booking):
        """Return what bookings have in common that look in the same calendar."""
        return booking.type_id, booking.line_ids.product_id, booking.location_id

    @cached_property
    def _groups(self):
        return self._bookings.grouped(self._alike)

    @cached_property
    def _own(self):
        """Return the time that each booking takes now: it does not stop itself."""
        env = self._bookings.env
        env["resource.booking"].sudo()._sync_what_fits()
        rows_sudo = (
            env["municipal.reservation"]
            .sudo()
            .search_fetch(
                [("booking_id", "in", self._bookings.ids)],
                ["booking_id", "resource_id", "start", "stop"],
            )
        )
        own = defaultdict(list)
        for row in rows_sudo:
            span = to_minutes(row.start), to_minutes(row.stop + TO_THE_MINUTE)
            own[row.booking_id.id].append((row.resource_id.id, *span))
        return own
