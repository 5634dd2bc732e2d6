import unittest

from odoo.addons.municipal_appointment.engine import intervals

from .properties import given, st

LAST = 120
pair = st.tuples(st.integers(0, LAST), st.integers(0, LAST))
pairs = st.lists(pair, max_size=6)


def minutes(found):
    """The slow, obvious reference: every minute of every interval."""
    return {minute for start, stop in found for minute in range(start, stop)}


class TestIntervals(unittest.TestCase):
    """Sets of time against a reference that counts minute by minute."""

    @given(pairs)
    def test_merge_keeps_the_time_and_nothing_else(self, some):
        merged = intervals.merge(some)
        self.assertEqual(minutes(merged), minutes(some))
        for (_start, stop), (next_start, _stop) in zip(
            merged, merged[1:], strict=False
        ):
            self.assertLess(stop, next_start)

    @given(pairs, pairs)
    def test_subtract(self, some, taken):
        left = intervals.subtract(some, taken)
        self.assertEqual(minutes(left), minutes(some) - minutes(taken))

    @given(pairs, pairs)
    def test_intersect(self, left, right):
        both = intervals.intersect(left, right)
        self.assertEqual(minutes(both), minutes(left) & minutes(right))
