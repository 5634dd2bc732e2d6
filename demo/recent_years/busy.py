"""What the desks are taken by already: the bookings of the last days of the demo."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from odoo.tools import SQL

from ..history_visits import DAY, MINUTE

#: the demo has bookings for so many days before today
DAYS = 8


class Busy:
    """Appointments and visits that are there, by desk and local day.

    ``minutes`` are bits of local minutes, as an agenda keeps them; ``seconds`` pairs of
    local seconds in which somebody is helped; ``spans`` pairs of naive UTC moments, of
    the appointments and of the visits.
    """

    def __init__(self, env, last_day):
        self.minutes, self.seconds = defaultdict(int), defaultdict(list)
        self.spans = defaultdict(lambda: ([], []))
        for desk, day, *moments in self._rows(env, last_day):
            promised, ends, started, finished = moments
            at = self._seconds_at(env, day, desk)
            key = desk, day
            if promised and ends:
                self._take(key, at(promised), at(ends))
                self.spans[key][0].append((promised, ends))
            if started and finished:
                self._take(key, at(started), at(finished))
                self.seconds[key].append((at(started) - MINUTE, at(finished) + MINUTE))
                self.spans[key][1].append((started, finished))
        for spans in self.seconds.values():
            spans.sort()

    def _take(self, key, start, stop):
        first, last = int(start // MINUTE), -int(-stop // MINUTE)
        self.minutes[key] |= ((1 << last - first) - 1) << first

    @staticmethod
    def _seconds_at(env, day, desk):
        """Return what tells the local second of a moment: at most those of a day."""
        resource = env["resource.resource"].browse(desk)
        tz = (resource.location_id or resource.company_id)._zone()
        begin = tz.localize(datetime.combine(day, time.min))
        midnight = begin.replace(tzinfo=None) - begin.utcoffset()
        return lambda moment: min(DAY, max(0, (moment - midnight).total_seconds()))

    @staticmethod
    def _rows(env, last_day):
        return env.execute_query(
            SQL(
                """
                SELECT visit.desk_id, visit.day, booking.start, booking.stop,
                       visit.started_at, visit.finished_at
                  FROM municipal_visit visit
                  JOIN resource_booking booking ON booking.id = visit.booking_id
                 WHERE visit.desk_id IS NOT NULL AND visit.state != 'cancelled'
                   AND visit.day BETWEEN %s AND %s
              ORDER BY visit.day, visit.desk_id, booking.start, visit.id
                """,
                last_day - timedelta(days=DAYS),
                last_day,
            )
        )
