"""Half-hours of a day, and what its agenda says of it already."""

import unittest
from datetime import date, timedelta
from math import exp, factorial
from random import Random
from statistics import mean

from ...engine import forecast_bookings
from ...engine.forecast import Expected, History
from ...engine.forecast_hours import central, learn
from ..properties import given, st

DAY = timedelta(days=1)
FIRST = date(2025, 1, 6)
HALVES = (540, 570, 600, 630)

counts = st.fixed_dictionaries({half: st.integers(0, 30) for half in HALVES})
pasts = st.lists(counts, min_size=1, max_size=20).map(
    lambda days: {FIRST + 7 * n * DAY: halves for n, halves in enumerate(days)}
)


def poisson(number, rate):
    return exp(-rate) * rate**number / factorial(number)


class TestForecastHours(unittest.TestCase):
    @given(pasts, st.floats(0, 200), st.floats(0, 50))
    def test_half_hours_are_their_day_together(self, past, visitors, around):
        day = Expected(
            FIRST + 300 * DAY, visitors, visitors - around, visitors + around
        )
        history = History({})
        found = learn(history, past).divide(history, day, HALVES)
        self.assertEqual([half.start for half in found], list(HALVES))
        known = [half for half in found if half.visitors is not None]
        for half in found:
            seen = any(halves[half.start] for halves in past.values())
            self.assertEqual(half.visitors is not None, seen)
        if known:
            self.assertAlmostEqual(sum(half.visitors for half in known), visitors)
        for half in known:
            self.assertTrue(0 <= half.low <= half.visitors + 1)
            self.assertTrue(half.visitors - 1 <= half.high)

    @given(st.floats(0.01, 60))
    def test_a_range_of_counts_holds_eight_of_ten_and_hardly_more(self, rate):
        low, high = central(rate, rate)
        inside = sum(poisson(number, rate) for number in range(low, high + 1))
        self.assertGreaterEqual(inside, 0.8 - 1e-9)
        self.assertLess(sum(poisson(n, rate) for n in range(low)), 0.1 + 1e-9)
        self.assertLess(sum(poisson(n, rate) for n in range(high)), 0.9 + 1e-9)

    @given(st.floats(0.5, 60), st.floats(0, 1))
    def test_what_varies_more_has_a_wider_range(self, rate, more):
        narrow, wide = central(rate, rate), central(rate, rate * (1 + more))
        self.assertLessEqual(wide[0], narrow[0] + 1)
        self.assertGreaterEqual(wide[1] - wide[0] + 1, narrow[1] - narrow[0])

    def test_an_unknown_day_is_unknown_at_every_hour(self):
        history = History({})
        past = {FIRST: dict.fromkeys(HALVES, 5)}
        day = Expected(FIRST + DAY, reason="few_days")
        found = learn(history, past).divide(history, day, HALVES)
        self.assertEqual({half.visitors for half in found}, {None})


curves = st.lists(
    st.tuples(st.integers(10, 60), st.floats(0.1, 0.9)), min_size=8, max_size=30
).map(lambda days: [({7: int(total * part)}, total) for total, part in days])


class TestForecastBookings(unittest.TestCase):
    @given(curves, st.floats(1, 80), st.integers(0, 80))
    def test_who_is_booked_is_the_least_that_comes(self, days, expected, booked):
        pace = forecast_bookings.learn(days)
        self.assertGreaterEqual(pace.appointments(expected, 7, booked), booked)
        more = pace.appointments(expected, 7, booked + 1)
        self.assertGreater(more, pace.appointments(expected, 7, booked))
        one = Expected(FIRST, expected, expected * 0.7, expected * 1.3)
        told = pace.adjust(one, 7, booked, part=1.0)
        self.assertGreaterEqual(told.low, min(booked, told.visitors) - 1e-9)
        self.assertTrue(told.low - 1e-9 <= told.visitors <= told.high + 1e-9)

    @given(curves, st.floats(1, 80))
    def test_as_much_as_usual_changes_nothing(self, days, expected):
        pace = forecast_bookings.learn(days)
        booked = expected * pace.made(7)
        self.assertAlmostEqual(pace.appointments(expected, 7, booked), expected)

    def test_a_forecast_that_knows_the_agenda_is_nearer(self):
        """Busy days are booked early; three of four visitors have an appointment."""
        rng, known = Random(3), []
        for _day in range(300):
            busy = rng.gammavariate(16, 1 / 16)
            total = sum(rng.random() < 0.3 * busy for _one in range(100))
            early = sum(rng.random() < 0.6 for _one in range(total))
            walk_ins = sum(rng.random() < 0.1 * busy for _one in range(100))
            known.append((early, total, walk_ins))
        pace = forecast_bookings.learn([({7: e}, t) for e, t, _w in known[:100]])
        plain, told, inside = [], [], []
        for early, total, walk_ins in known[100:]:
            day = Expected(FIRST, 40, 26, 54)
            one = pace.adjust(day, 7, early, part=0.75)
            plain.append(abs(day.visitors - total - walk_ins))
            told.append(abs(one.visitors - total - walk_ins))
            inside.append(one.low <= total + walk_ins <= one.high)
        self.assertLess(mean(told), 0.8 * mean(plain))
        self.assertGreater(mean(inside), 0.75)

    def test_few_days_say_nothing_of_the_pace(self):
        pace = forecast_bookings.learn([({7: 5}, 20)] * 3)
        one = Expected(FIRST, 20, 10, 30)
        self.assertEqual(pace.adjust(one, 7, 19, part=1.0), one)
