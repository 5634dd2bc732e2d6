import unittest
from datetime import date, timedelta
from random import Random
from statistics import mean

from ...engine import flemish_days
from ...engine.forecast import (
    LEAST_DAYS,
    History,
    forecast,
    known_until,
    learn,
)
from ...engine.forecast_model import Fitting, Row, fit
from ..properties import given, st

DAY = timedelta(days=1)
FIRST = date(2023, 1, 2)


def open_days(first, number, closed=()):
    """Return days with open doors out of so many days."""
    days = [first + n * DAY for n in range(number)]
    return [day for day in days if not flemish_days.is_closed(day, closed)]


def crowd(mean_, rng):
    """Return a random number of visitors, with more spread than dice."""
    rate = mean_ * rng.gammavariate(25, 1 / 25)
    passed, number = rng.expovariate(1), 0
    while passed < rate:
        passed, number = passed + rng.expovariate(1), number + 1
    return number


def history(seed, number=400, usual=lambda day: 40, **more):
    rng = Random(seed)
    days = open_days(FIRST, number)
    return History({day: crowd(usual(day), rng) for day in days}, **more)


histories = st.builds(
    history,
    st.integers(0, 999),
    st.integers(1, 200),
    st.sampled_from([lambda day: 40, lambda day: 0, lambda day: 3 + 9 * day.weekday()]),
)


class TestForecast(unittest.TestCase):
    @given(histories, st.integers(1, 90))
    def test_a_range_is_around_its_number_or_nothing_is_said(self, known, ahead):
        last = max(known.visitors, default=FIRST)
        one = forecast(known, [last + ahead * DAY])[0]
        if one.reason:
            self.assertIn(one.visitors, (None, 0))
            self.assertEqual(one.visitors, one.low)
            self.assertEqual(one.visitors, one.high)
        else:
            self.assertTrue(0 <= one.low <= one.visitors <= one.high, one)
            self.assertLess(one.low, one.high)

    @given(st.integers(0, 999), st.integers(0, LEAST_DAYS - 1))
    def test_too_few_days_say_nothing(self, seed, number):
        whole = history(seed)
        some = History(dict(list(whole.visitors.items())[:number]))
        ones = forecast(some, open_days(FIRST + 60 * DAY, 30))
        expected = "few_days" if number else "no_history"
        self.assertEqual({one.reason for one in ones}, {expected})
        self.assertEqual({one.visitors for one in ones}, {None})

    def test_new_hours_are_unknown_until_they_were_seen(self):
        new = FIRST + 300 * DAY
        whole = history(1, usual=lambda day: 90 if day >= new else 30, breaks=(new,))
        for weeks, reason in ((0, "new_hours"), (3, "new_hours"), (7, None)):
            moment = new + 7 * weeks * DAY
            day = moment + 1 * DAY
            one = forecast(known_until(whole, moment), [day])[0]
            self.assertEqual(one.reason, reason, weeks)
        self.assertTrue(70 < one.visitors < 110, one)

    def test_a_weekday_that_was_never_open_is_unknown(self):
        days = {day: 20 for day in open_days(FIRST, 200) if day.weekday() != 2}
        known = learn(History(days))
        ahead = [day for day in open_days(FIRST + 210 * DAY, 7)]
        said = {day.weekday(): known.expected(day).reason for day in ahead}
        self.assertEqual({day for day, reason in said.items() if reason}, {2})
        self.assertEqual(said[2], "new_weekday")

    def test_a_closed_week_is_closed_and_teaches_nothing(self):
        shut = frozenset(FIRST + (203 + n) * DAY for n in range(7))
        days = {day: 20 for day in open_days(FIRST, 200)}
        plain = forecast(History(days), [FIRST + 210 * DAY])[0]
        zeros = History(days | dict.fromkeys(shut, 0), closed=shut)
        ones = forecast(zeros, [FIRST + 204 * DAY, FIRST + 211 * DAY])
        self.assertEqual((ones[0].visitors, ones[0].reason), (0, "closed"))
        self.assertAlmostEqual(ones[1].visitors, plain.visitors, delta=1)

    def test_a_holiday_is_closed_unless_the_town_works_on_it(self):
        feast = date(2023, 7, 11)
        days = {day: 20 for day in open_days(FIRST, 170)}
        self.assertEqual(forecast(History(days), [feast])[0].reason, "closed")
        worked = History(days | {date(2022, 7, 11): 20})
        self.assertIsNone(forecast(worked, [feast])[0].reason)

    def test_what_is_left_out_changes_nothing(self):
        known = history(4)
        day = list(known.visitors)[-3]
        spoilt = History(known.visitors | {day: 900}, leave_out=frozenset([day]))
        clean = History({one: n for one, n in known.visitors.items() if one != day})
        ahead = open_days(FIRST + 410 * DAY, 20)
        self.assertEqual(forecast(spoilt, ahead), forecast(clean, ahead))

    def test_a_level_that_jumped_is_followed(self):
        jump = FIRST + 330 * DAY
        for seed in range(6):
            known = history(seed, usual=lambda day: 80 if day >= jump else 40)
            ones = forecast(known, open_days(FIRST + 402 * DAY, 20))
            self.assertTrue(66 < mean(one.visitors for one in ones) < 94)

    def test_growth_goes_on(self):
        known = history(2, 1000, lambda day: 40 * 1.15 ** ((day - FIRST).days / 365))
        ones = forecast(known, open_days(FIRST + 1000 * DAY, 28))
        wanted = 40 * 1.15 ** (1014 / 365)
        self.assertAlmostEqual(
            mean(o.visitors for o in ones), wanted, delta=wanted / 12
        )

    def test_what_was_on_is_learnt_and_what_never_was_makes_wider(self):
        busy = open_days(FIRST, 400)[::7]
        known = history(
            3,
            usual=lambda day: 80 if day in busy else 40,
            marks={day: {"letters"} for day in busy},
        )
        day = open_days(FIRST + 405 * DAY, 9)[0]

        def told(*names):
            marks = known.marks | {day: set(names)}
            return forecast(History(known.visitors, marks=marks), [day])[0]

        self.assertTrue(1.6 < told("letters").visitors / told().visitors < 2.2)
        wide, usual = told("fair"), told()
        self.assertEqual(wide.visitors, usual.visitors)
        self.assertGreater(wide.high - wide.low, 1.2 * (usual.high - usual.low))

    def test_eight_of_ten_days_fall_into_the_range(self):
        hits = []
        for seed in range(20):
            known = history(seed, 460, lambda day: 20 + 10 * day.weekday())
            past = learn(known_until(known, FIRST + 400 * DAY))
            hits += [
                one.low <= known.visitors[one.day] <= one.high
                for one in map(past.expected, known.visitors)
                if one.day >= FIRST + 400 * DAY and not one.reason
            ]
        self.assertGreater(len(hits), 600)
        self.assertTrue(0.75 < mean(hits) < 0.87, mean(hits))

    def test_nobody_forecasts_for_ever(self):
        far = open_days(FIRST + 900 * DAY, 3)
        self.assertEqual(forecast(history(1), far)[0].reason, "too_far")


class TestForecastModel(unittest.TestCase):
    @given(histories)
    def test_what_is_fitted_step_by_step_is_the_product_of_the_factors(self, known):
        rows = known.rows()
        if not rows:
            return
        fitting = Fitting(rows)
        fitting.alternate()
        for row, fitted in zip(rows, fitting.fitted, strict=True):
            self.assertAlmostEqual(fitting.model.fitted(row), fitted, places=6)

    @given(st.integers(0, 999), st.floats(5, 200))
    def test_weekdays_alone_are_their_means(self, seed, usual):
        rng = Random(seed)
        days = [FIRST + n * DAY for n in range(280)]
        rows = [Row(day, crowd(usual + 20 * day.weekday(), rng)) for day in days]
        model = fit(rows)
        for weekday in range(7):
            mine = [row.visitors for row in rows if row.day.weekday() == weekday]
            fitted = mean(model.fitted(r) for r in rows if r.day.weekday() == weekday)
            self.assertAlmostEqual(fitted, mean(mine), delta=1 + mean(mine) / 25)

    def test_holidays_are_told_from_the_season(self):
        rng = Random(5)
        days = open_days(FIRST, 1000)

        def usual(day):
            factor = 1.5 if "after" in flemish_days.kinds(day) else 1
            return 60 * factor * (1.4 if day.month in (6, 7) else 1)

        known = History({day: crowd(usual(day), rng) for day in days})
        model = fit(known.rows())
        self.assertTrue(1.25 < model.kind["after"] < 1.6, model.kind)
        self.assertGreater(model.season[26] / model.season[8], 1.2)
