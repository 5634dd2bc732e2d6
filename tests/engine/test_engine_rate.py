"""How often somebody may ask, against a list of all questions."""

import unittest

from ...engine.rate import RateLimit
from ..properties import given, st


def slowly(asked, times, seconds):
    """Return for each question of one person whether it may be asked."""
    allowed = []
    for now in asked:
        recent = [then for then in allowed if then > now - seconds]
        if len(recent) < times:
            allowed.append(now)
            yield True
        else:
            yield False


class TestRateLimit(unittest.TestCase):
    @given(
        st.lists(st.integers(0, 60), max_size=40).map(sorted),
        st.integers(1, 5),
        st.integers(1, 30),
    )
    def test_as_a_list_of_all_questions(self, asked, times, seconds):
        limit = RateLimit(times, seconds)
        got = [limit.wait("one", now) == 0 for now in asked]
        self.assertEqual(got, list(slowly(asked, times, seconds)))

    @given(st.lists(st.integers(0, 9), min_size=1, max_size=40))
    def test_whoever_waits_as_long_as_told_may_ask(self, gaps):
        limit, now = RateLimit(3, 20), 0
        for gap in gaps:
            now += gap
            seconds = limit.wait("one", now)
            if seconds:
                self.assertEqual(limit.wait("one", now + seconds), 0)
                now += seconds

    def test_nobody_is_kept_for_ever(self):
        limit = RateLimit(1, 60, remembered=2)
        self.assertFalse(limit.wait("first", 0))
        self.assertTrue(limit.wait("first", 1))
        limit.wait("second", 2)
        limit.wait("third", 3)
        self.assertFalse(limit.wait("first", 4))
