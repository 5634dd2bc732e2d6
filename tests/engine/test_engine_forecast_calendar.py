import unittest
from datetime import date, timedelta

from ...engine.forecast_calendar import (
    LONGEST,
    SILENT,
    closings,
    regimes,
    registered,
    usual_weekdays,
)
from ..properties import given, st

FIRST = date(2026, 1, 5)
DAY = timedelta(days=1)
days = st.integers(0, 400).map(lambda number: FIRST + number * DAY)
changes = st.lists(st.tuples(days, st.sampled_from("abc")), max_size=8).map(sorted)


class TestForecastCalendar(unittest.TestCase):
    @given(changes=changes)
    def test_only_real_changes_break(self, changes):
        """Each day of a break or a while is one on which hours changed."""
        found = regimes(changes)
        starts = {day for day, _hours in changes}
        self.assertLessEqual(set(found.breaks), starts)
        self.assertEqual(list(found.breaks), sorted(found.breaks))
        for first, last, _hours in found.for_a_while:
            self.assertIn(first, starts)
            self.assertIn(last + DAY, starts)
            self.assertLess(last - first, LONGEST)
        if len({hours for _day, hours in changes}) < 2:
            self.assertEqual(found, ((), ()))

    def test_hours_that_do_not_come_back_are_new(self):
        steps = [(FIRST, "a"), (FIRST + 30 * DAY, "b"), (FIRST + 60 * DAY, "c")]
        self.assertEqual(regimes(steps).breaks, (steps[1][0], steps[2][0]))

    def test_hours_that_come_back_late_are_new_twice(self):
        steps = [(FIRST, "a"), (FIRST + 30 * DAY, "b"), (FIRST + 200 * DAY, "a")]
        self.assertEqual(regimes(steps).breaks, (steps[1][0], steps[2][0]))

    def test_summer_hours_of_every_year_are_for_a_while(self):
        steps = [
            (date(year, *start), hours)
            for year in (2024, 2025, 2026)
            for start, hours in (((1, 1), "a"), ((7, 1), "b"), ((9, 1), "a"))
        ]
        found = regimes(steps)
        self.assertEqual((found.breaks, len(found.for_a_while)), ((), 3))

    @given(opened=st.sets(days, max_size=60), starts=st.lists(days, max_size=3))
    def test_a_closing_is_no_open_day(self, opened, starts):
        found = closings(opened, starts)
        self.assertFalse(found & opened)
        for day in found:
            self.assertLessEqual(min(opened), day)
            self.assertLessEqual(day, max(opened))

    def test_a_weekday_that_is_never_open_is_not_closed(self):
        opened = {
            day
            for number in range(70)
            if (day := FIRST + number * DAY).weekday() in (0, 1, 3)
        }
        ascension = FIRST + 31 * DAY
        self.assertEqual(closings(opened - {ascension}, ()), {ascension})
        self.assertEqual(usual_weekdays(opened, FIRST, FIRST + 69 * DAY), {0, 1, 3})

    def test_saturdays_that_are_new_close_none_before(self):
        start = FIRST + 70 * DAY
        opened = {
            day
            for number in range(140)
            if (day := FIRST + number * DAY).weekday() < (6 if day >= start else 5)
        }
        self.assertFalse(closings(opened, (start,)))
        self.assertFalse(closings(set(), (start,)))

    @given(
        opened=st.sets(days, max_size=60),
        visitors=st.dictionaries(days, st.integers(0, 9), max_size=30),
    )
    def test_no_visitor_gets_lost_and_no_silence_counts(self, opened, visitors):
        found = registered(opened, visitors)
        self.assertEqual(sum(found.values()), sum(visitors.values()))
        self.assertEqual(list(found), sorted(found))
        silent = longest = 0
        for number in found.values():
            silent = 0 if number else silent + 1
            longest = max(longest, silent)
        self.assertLess(longest, SILENT)
        if found:
            self.assertTrue(next(iter(found.values())))
