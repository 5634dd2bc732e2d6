"""Open days and half-hours, against counting minute by minute."""

import unittest
from collections import defaultdict
from datetime import date, datetime

from pytz import timezone

from ...engine.open_time import open_time
from ...engine.ticks import from_minutes, local, to_minutes
from ..properties import given, st

BRUSSELS = timezone("Europe/Brussels")
#: around the night in which the clock is set back
OCTOBER = to_minutes(datetime(2026, 10, 23))
INTERVALS = st.lists(
    st.tuples(st.integers(0, 5000), st.integers(1, 700)).map(
        lambda pair: (OCTOBER + pair[0], OCTOBER + sum(pair))
    ),
    max_size=6,
)


class TestOpenTime(unittest.TestCase):
    @given(INTERVALS)
    def test_as_minute_by_minute(self, opened):
        halves, minutes = defaultdict(set), defaultdict(int)
        for minute in {m for start, stop in opened for m in range(start, stop)}:
            clock = local(from_minutes(minute), BRUSSELS)
            half = f"{clock:%H}:{clock.minute // 30 * 30:02}"
            halves[clock.isoweekday(), half].add(clock.date())
            minutes[clock.isoweekday()] += 1
        found = open_time(opened, BRUSSELS)
        self.assertEqual(
            found.half_hours, {key: len(days) for key, days in halves.items()}
        )
        self.assertEqual(dict(found.minutes), dict(minutes))
        self.assertEqual(found.dates, frozenset().union(*halves.values()))
        self.assertAlmostEqual(found.hours(), sum(minutes.values()) / 60)

    def test_what_is_open_twice_counts_once(self):
        nine = to_minutes(datetime(2026, 10, 13, 7))
        found = open_time([(nine, nine + 60), (nine, nine + 60)], BRUSSELS)
        self.assertEqual((found.days(), found.hours(2)), (1, 1))
        self.assertEqual(found.half_hours, {(2, "09:00"): 1, (2, "09:30"): 1})

    def test_a_day_on_which_visitors_came_was_open(self):
        found = open_time([], BRUSSELS)
        tuesday, wednesday = date(2026, 10, 13), date(2026, 10, 14)
        self.assertEqual(found.days(2, {tuesday, wednesday}), 1)
        self.assertEqual(found.days(besides={tuesday, wednesday}), 2)
        self.assertEqual(found.hours(2), 0)
