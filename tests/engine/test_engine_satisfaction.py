"""What is told of a group of answers, and between what the truth lies."""

import random
import unittest

from ...engine.satisfaction import SATISFIED, SCORES, satisfaction, wilson
from ..properties import given, st

COUNTS = st.dictionaries(st.sampled_from(SCORES), st.integers(0, 300))
SAMPLES = st.integers(1, 500).flatmap(
    lambda tries: st.tuples(st.integers(0, tries), st.just(tries))
)


class TestSatisfaction(unittest.TestCase):
    @given(SAMPLES)
    def test_the_interval_holds_the_share_and_stays_a_share(self, sample):
        hits, tries = sample
        low, high = wilson(hits, tries)
        self.assertTrue(0 <= low <= hits / tries + 1e-9)
        self.assertTrue(hits / tries - 1e-9 <= high <= 1)
        self.assertLess(low, high)

    @given(SAMPLES)
    def test_both_answers_are_treated_alike(self, sample):
        hits, tries = sample
        low, high = wilson(hits, tries)
        other_low, other_high = wilson(tries - hits, tries)
        self.assertAlmostEqual(low, 1 - other_high)
        self.assertAlmostEqual(high, 1 - other_low)

    @given(SAMPLES)
    def test_more_answers_say_more(self, sample):
        hits, tries = sample
        low, high = wilson(hits, tries)
        more_low, more_high = wilson(4 * hits, 4 * tries)
        self.assertLess(more_high - more_low, high - low)

    @given(SAMPLES)
    def test_the_ends_are_where_the_sample_is_just_probable(self, sample):
        """The score test, solved: the sample lies SURE deviations from either end."""
        hits, tries = sample
        for end in wilson(hits, tries):
            if 0 < end < 1:
                distance = (hits / tries - end) ** 2
                self.assertAlmostEqual(distance, 1.96**2 * end * (1 - end) / tries)

    def test_it_holds_in_about_95_of_100_towns(self):
        dice = random.Random(4)
        for truth in (0.5, 0.8, 0.95):
            held = 0
            for _town in range(2000):
                hits = sum(dice.random() < truth for _visitor in range(60))
                low, high = wilson(hits, 60)
                held += low <= truth <= high
            self.assertTrue(1840 <= held <= 1980, f"{truth}: {held} of 2000")

    @given(COUNTS, st.integers(1, 50))
    def test_small_groups_tell_their_number_only(self, counts, least):
        told = satisfaction(counts, least)
        self.assertEqual(told.answers, sum(counts.values()))
        if told.answers < least:
            self.assertEqual(told[1:], (None,) * 4)
        else:
            self.assertNotIn(None, told)

    @given(COUNTS)
    def test_against_the_answers_one_by_one(self, counts):
        answers = [score for score, count in counts.items() for _i in range(count)]
        told = satisfaction(counts)
        if answers:
            self.assertAlmostEqual(told.mean, sum(answers) / len(answers), delta=0.006)
            share = sum(score >= SATISFIED for score in answers) / len(answers)
            self.assertAlmostEqual(told.share, 100 * share, delta=0.06)
            self.assertLessEqual(told.low, told.share)
            self.assertLessEqual(told.share, told.high)
        else:
            self.assertIsNone(told.mean)
