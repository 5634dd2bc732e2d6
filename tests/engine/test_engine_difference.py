"""What is chance and what is not, on made-up days of which the truth is known."""

import random
import unittest

from ...engine.difference import LEAST_DAYS, LEVEL, Difference, adjusted, rates, shares
from ..properties import given, st

DAYS = st.lists(st.integers(0, 200), max_size=40)
PAIRS = st.lists(
    st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    max_size=40,
)


def poisson(dice, mean):
    """Return how many of many rare things happen."""
    return sum(dice.random() < mean / 200 for _ in range(200))


def busy(dice, mean):
    """Return the visitors of a day that is calm or busy as a whole."""
    return poisson(dice, mean * dice.choice((0.6, 1.0, 1.4)))


class TestDifference(unittest.TestCase):
    @given(DAYS, DAYS)
    def test_rates_mean_the_same_both_ways(self, before, after):
        there, back = rates(before, after), rates(after, before)
        self.assertAlmostEqual(there.chance, back.chance)
        self.assertEqual((there.before, there.after), (back.after, back.before))
        self.assertTrue(0 <= there.chance <= 1)

    @given(PAIRS, PAIRS)
    def test_shares_mean_the_same_both_ways(self, before, after):
        there, back = shares(before, after), shares(after, before)
        self.assertAlmostEqual(there.chance, back.chance)
        self.assertTrue(0 <= there.chance <= 1)

    @given(PAIRS, PAIRS)
    def test_what_did_not_happen_differs_as_what_did(self, before, after):
        others = [[(n - k, n) for k, n in pairs] for pairs in (before, after)]
        self.assertAlmostEqual(
            shares(before, after).chance, shares(*others).chance, places=6
        )

    @given(DAYS, DAYS)
    def test_what_is_certain_is_more_than_chance_makes(self, before, after):
        for found in (
            rates(before, after),
            shares([(min(n, 9), 9) for n in before], [(min(n, 9), 9) for n in after]),
        ):
            if found.noise is None:
                self.assertFalse(found.certain)
                continue
            self.assertGreater(found.noise, 0)
            larger = abs(found.after - found.before) - found.noise
            if abs(larger) > 1e-4:
                self.assertEqual(found.certain, larger > 0)

    @given(DAYS)
    def test_the_order_of_days_does_not_matter(self, days):
        self.assertFalse(rates(days, sorted(days)).certain)
        self.assertAlmostEqual(rates(days, sorted(days)).chance, 1)

    def test_few_days_tell_nothing(self):
        few = LEAST_DAYS - 1
        self.assertFalse(rates([1] * few, [100] * few).certain)
        self.assertTrue(rates([1] * (few + 1), [100] * (few + 1)).certain)

    def test_nobody_before_is_a_difference_too(self):
        found = rates([0] * 20, [5] * 20)
        self.assertTrue(found.certain)
        self.assertIsNone(found.ratio)

    def test_false_alarms_are_as_rare_as_promised(self):
        """Days of one town, busy and calm: only about one in twenty is called news."""
        dice = random.Random(7)
        tried = 400
        alarms = sum(
            rates(
                [busy(dice, 30) for _ in range(20)], [busy(dice, 30) for _ in range(20)]
            ).certain
            for _ in range(tried)
        )
        self.assertLess(alarms / tried, LEVEL + 0.03)
        self.assertGreater(alarms, 0, "else it would never tell anything")

    def test_days_that_vary_more_make_less_certain(self):
        calm = rates([30] * 20, [34] * 20)
        wild = rates([10, 50] * 10, [14, 54] * 10)
        self.assertLess(calm.chance, wild.chance)
        self.assertFalse(wild.certain)

    def test_families_that_stay_away_together_are_one_thing(self):
        """Whole days of no-shows say less than the same no-shows one by one."""
        one_by_one = shares([(1, 10)] * 20, [(2, 10)] * 20)
        together = shares([(1, 10)] * 20, [(0, 10)] * 16 + [(10, 10)] * 4)
        self.assertEqual(one_by_one.after, together.after)
        self.assertLess(one_by_one.chance, together.chance)

    def test_a_real_change_is_found(self):
        dice = random.Random(3)
        found = sum(
            rates(
                [busy(dice, 30) for _ in range(60)], [busy(dice, 42) for _ in range(60)]
            ).certain
            for _ in range(50)
        )
        self.assertGreater(found, 45)

    def test_the_best_of_five_weekdays_is_judged_among_five(self):
        lone = rates([30] * 10, [35] * 10)
        self.assertTrue(lone.certain)
        others = [rates([30] * 10, [30] * 10)] * 4
        first, *rest = adjusted([lone, *others])
        self.assertAlmostEqual(first.chance, min(1, lone.chance * 5))
        self.assertFalse(any(other.certain for other in rest))

    @given(st.lists(st.floats(0, 1), max_size=6))
    def test_looking_at_more_makes_nothing_more_certain(self, chances):
        before = [Difference(1, 2, chance, 0.5) for chance in chances]
        after = adjusted(before)
        for old, new in zip(before, after, strict=True):
            self.assertGreaterEqual(new.chance, old.chance)
            self.assertLessEqual(new.chance, 1)
