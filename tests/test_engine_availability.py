import unittest

from odoo.addons.municipal_appointment.engine import availability

from .properties import given, st

LAST = 120
interval = st.tuples(st.integers(0, LAST), st.integers(0, LAST))
intervals = st.lists(interval, max_size=6)


def minutes(pairs):
    """The slow, obvious reference: every minute of every interval."""
    return {minute for start, stop in pairs for minute in range(start, stop)}


class TestAvailability(unittest.TestCase):
    """Free moments against a reference that counts minute by minute."""

    @given(intervals)
    def test_merge_keeps_the_time_and_nothing_else(self, pairs):
        merged = availability.merge(pairs)
        self.assertEqual(minutes(merged), minutes(pairs))
        for (_start, stop), (next_start, _stop) in zip(
            merged, merged[1:], strict=False
        ):
            self.assertLess(stop, next_start)

    @given(intervals, intervals)
    def test_subtract(self, pairs, taken):
        left = availability.subtract(pairs, taken)
        self.assertEqual(minutes(left), minutes(pairs) - minutes(taken))

    @given(intervals, intervals)
    def test_intersect(self, left, right):
        both = availability.intersect(left, right)
        self.assertEqual(minutes(both), minutes(left) & minutes(right))

    @given(
        intervals,
        st.dictionaries(st.integers(1, 3), intervals, max_size=3),
        st.integers(1, 40),
        st.integers(1, 20),
    )
    def test_free_starts(self, opening, desks, duration, grid):
        expected = {}
        open_minutes = minutes(opening)
        for start in sorted(open_minutes):
            needed = set(range(start, start + duration))
            begin = start
            while begin - 1 in open_minutes:
                begin -= 1
            if not needed <= open_minutes or (start - begin) % grid:
                continue
            free = [desk for desk in desks if needed <= minutes(desks[desk])]
            if free:
                expected[start] = free
        self.assertEqual(
            availability.free_starts(opening, desks, duration, grid), expected
        )

    def test_no_time_at_all_is_refused(self):
        for duration, grid in [(0, 5), (-5, 5), (5, 0), (5, -1)]:
            with self.assertRaises(ValueError):
                availability.free_starts([(0, 60)], {1: [(0, 60)]}, duration, grid)
