import unittest
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from ...engine import availability, intervals, ticks
from ..desk_calendar_common import LAST, anywhere, minutes, offsets, pairs, towns
from ..properties import given, st

durations = st.one_of(st.integers(1, 30), st.integers(1, LAST + 20))
grids = st.one_of(st.integers(1, 30), st.integers(1, 2 * LAST))
buffers = st.one_of(st.just(0), st.integers(0, 90))
sets = st.lists(st.integers(0, 2**40 - 1), max_size=12)
BRUSSELS = ZoneInfo("Europe/Brussels")


def ones(bits):
    return {place for place in range(bits.bit_length()) if bits >> place & 1}


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

    @given(pairs, st.lists(anywhere, max_size=5))
    def test_cut_keeps_the_time_and_begins_anew(self, some, times):
        merged = intervals.merge(some)
        pieces = intervals.cut(merged, times)
        self.assertEqual(intervals.merge(pieces), merged)
        inside = {m for m in times if m in minutes(merged)}
        begun = {start for start, _stop in merged} | inside
        self.assertEqual([start for start, _stop in pieces], sorted(begun))

    @given(pairs, anywhere, anywhere)
    def test_covers(self, some, start, stop):
        start, stop = min(start, stop), max(start, stop) + 1
        held = intervals.covers(intervals.merge(some), start, stop)
        self.assertIs(held, minutes(some).issuperset(range(start, stop)))


class TestTickSets(unittest.TestCase):
    """Sets of ticks as integers against sets of numbers."""

    @given(pairs, offsets)
    def test_a_tick_set_drops_what_lies_outside(self, some, offset):
        moved = [(start + offset, stop + offset) for start, stop in some]
        bits = availability.tick_set(moved, offset, LAST)
        self.assertEqual(ones(bits), minutes(some) & set(range(LAST)))

    @given(
        st.lists(
            st.tuples(st.integers(0, 2), st.integers(-99, 9999), st.integers(0, 5000))
        )
    )
    def test_long_rows_of_several_resources(self, rows):
        rows = [(resource, start, start + length) for resource, start, length in rows]
        found = availability.tick_sets(rows, 0, 9000)
        for resource in range(3):
            mine = minutes((start, stop) for r, start, stop in rows if r == resource)
            self.assertEqual(ones(found.get(resource, 0)), mine & set(range(9000)))

    @given(st.integers(0, 2**60 - 1), st.integers(1, 20))
    def test_runs(self, bits, length):
        known = ones(bits)
        begins = {p for p in known if known.issuperset(range(p, p + length))}
        self.assertEqual(ones(availability.runs(bits, length)), begins)

    @given(pairs, offsets)
    def test_to_intervals_gives_back_what_became_a_set(self, some, offset):
        merged = intervals.merge(some)
        bits = availability.tick_set(merged, -99, 999)
        expected = [(start + 99 + offset, stop + 99 + offset) for start, stop in merged]
        self.assertEqual(availability.to_intervals(bits, offset), expected)

    @given(st.integers(0, 2**60 - 1))
    def test_members(self, bits):
        self.assertEqual(availability.members(bits), sorted(ones(bits)))

    @given(sets, st.integers(1, 20))
    def test_tally_and_at_least(self, some, number):
        digits = availability.bit_count(some)
        numbers = Counter(place for bits in some for place in ones(bits))
        read = Counter()
        for value, digit in enumerate(digits):
            read.update(dict.fromkeys(ones(digit), 1 << value))
        self.assertEqual(read, numbers)
        enough = {place for place, count in numbers.items() if count >= number}
        self.assertEqual(ones(availability.at_least(digits, number)), enough)


class TestDeskCalendar(unittest.TestCase):
    """Free slots against trying every moment with every desk."""

    @given(towns, durations, grids, buffers, st.one_of(st.none(), pairs))
    def test_starts(self, town, duration, grid, buffer, limits):
        within, bits = town.open, None
        if limits is not None:
            limits = [
                (a + town.desk_calendar.origin, b + town.desk_calendar.origin)
                for a, b in limits
            ]
            within, bits = minutes(limits), town.desk_calendar.ticks(limits)
        found = town.desk_calendar.starts(duration, grid, buffer, bits)
        expected = town.starts(duration, grid, buffer, within)
        self.assertEqual(list(found), list(expected))
        self.assertEqual(len(found), len(expected))
        self.assertEqual({start: found[start] for start in found}, expected)
        numbers = {start: len(desks) for start, desks in expected.items()}
        self.assertEqual(found.counts(), numbers)
        outside = {town.desk_calendar.origin - 1, town.desk_calendar.origin + 9999}
        for start in (town.open | outside) - expected.keys():
            self.assertNotIn(start, found)

    @given(towns, anywhere, st.integers(1, LAST))
    def test_freed(self, town, start, length):
        """Freed time is as if it was never taken; the calendar stays as it was."""
        desk_calendar, start = town.desk_calendar, town.desk_calendar.origin + start
        before = {desk: desk_calendar.taken(desk) for desk in town.hours}
        rows = [
            (resource, start, start + length)
            for desk in town.hours
            for resource in desk_calendar.uses[desk]
        ]
        freed = desk_calendar.freed(rows)
        given_back = desk_calendar.ticks([(start, start + length)])
        within = (1 << desk_calendar.length) - 1
        for desk in town.hours:
            self.assertEqual(
                freed.taken(desk) & within, before[desk] & ~given_back & within
            )
            self.assertEqual(desk_calendar.taken(desk), before[desk])

    @given(towns, buffers, anywhere, st.integers(-3, LAST + 3))
    def test_fits(self, town, buffer, start, length):
        start += town.desk_calendar.origin
        for desk in town.hours:
            self.assertIs(
                town.desk_calendar.fits(desk, start, start + length, buffer),
                length > 0 and town.fits(desk, start, start + length, buffer),
            )

    @given(towns, anywhere, st.integers(0, 30))
    def test_gap(self, town, start, length):
        start += town.desk_calendar.origin
        stop = start + length
        for desk in town.hours:
            free = town.staffed[desk] - town.taken[desk]
            before = after = 0
            while start - 1 - before in free:
                before += 1
            while stop + after in free:
                after += 1
            self.assertEqual(town.desk_calendar.gap(desk, start, stop), (before, after))

    @given(towns)
    def test_free_intervals(self, town):
        free = set()
        for desk in town.hours:
            free |= town.staffed[desk] - town.taken[desk]
        found = town.desk_calendar.free_intervals()
        self.assertEqual(minutes(found), free)
        self.assertEqual(found, intervals.merge(found))

    def test_the_whole_buffer_must_be_free_also_after_a_short_visit(self):
        desk_calendar = availability.DeskCalendar([(0, 60)], {"desk": [(0, 60)]})
        desk_calendar.take([("desk", 8, 9)])
        self.assertFalse(desk_calendar.fits("desk", 0, 5, buffer=15))
        self.assertTrue(desk_calendar.fits("desk", 0, 5, buffer=3))

    def test_a_visit_spans_midnight_and_the_grid_begins_anew_there(self):
        nights = [(1370, 1440), (1440, 1500)]
        desk_calendar = availability.DeskCalendar(nights, {"desk": nights})
        starts = desk_calendar.starts(30, 50)
        self.assertEqual(list(starts), [1370, 1420, 1440])

    def test_rows_of_closed_periods_cost_nothing(self):
        desk_calendar = availability.DeskCalendar([], {"desk": []})
        desk_calendar.take([("desk", 13_000_000, 2**40)])
        self.assertEqual(desk_calendar.taken("desk"), 0)
        self.assertEqual(dict(desk_calendar.starts(15, 15)), {})
        self.assertEqual(desk_calendar.free_intervals(), [])

    def test_a_row_without_end_counts_until_a_buffer_can_reach(self):
        desk_calendar = availability.DeskCalendar([(0, 60)], {"desk": [(0, 60)]})
        desk_calendar.take([("desk", 60, 2**40)])
        self.assertEqual(list(desk_calendar.starts(60, 5)), [0])
        self.assertEqual(list(desk_calendar.starts(60, 5, buffer=1)), [])
        self.assertLessEqual(
            desk_calendar.taken("desk").bit_length(), 60 + availability.DAY
        )

    def test_bad_input(self):
        desk_calendar = availability.DeskCalendar([(0, 3000)], {"desk": [(0, 3000)]})
        self.assertIn(0, desk_calendar.starts(availability.DAY, 15, availability.DAY))
        self.assertEqual(list(desk_calendar.starts(15, 2**70)), [0])
        for duration, grid, buffer in [
            (0, 15, 0),
            (-5, 15, 0),
            (availability.DAY + 1, 15, 0),
            (15, 0, 0),
            (15, -15, 0),
            (15, 15, -1),
            (15, 15, availability.DAY + 1),
        ]:
            with self.subTest(duration=duration, grid=grid, buffer=buffer):
                with self.assertRaises(availability.BadDuration):
                    desk_calendar.starts(duration, grid, buffer)
        for buffer in (-1, availability.DAY + 1):
            with self.assertRaises(availability.BadDuration):
                desk_calendar.fits("desk", 0, 15, buffer)


class TestSummerTime(unittest.TestCase):
    """Hours from midnight to six in the nights in which the clock is changed."""

    def local(self, month, day, hour, minute=0, **kwargs):
        return datetime(2026, month, day, hour, minute, tzinfo=BRUSSELS, **kwargs)

    def starts(self, month, day):
        opened = (self.local(month, day, 0), self.local(month, day, 6), None)
        opening = ticks.interval_minutes([opened])
        starts = availability.DeskCalendar(opening, {"desk": opening}).starts(60, 30)
        return [ticks.from_minutes(start) for start in starts]

    def test_the_night_of_five_hours(self):
        starts = self.starts(3, 29)
        self.assertEqual(len(starts), 9)
        self.assertEqual(starts[0], datetime(2026, 3, 28, 23, 0))
        self.assertEqual(starts[-1], datetime(2026, 3, 29, 3, 0))

    def test_the_night_of_seven_hours(self):
        starts = self.starts(10, 25)
        self.assertEqual(len(starts), 13)
        self.assertEqual(starts[0], datetime(2026, 10, 24, 22, 0))
        self.assertEqual(starts[-1], datetime(2026, 10, 25, 4, 0))

    def test_the_last_second_before_the_clock_changes(self):
        """Half a minute is half a minute, whatever the clock on the wall does."""
        begin = self.local(10, 25, 2, 0)
        end = self.local(10, 25, 2, 59).replace(second=59, microsecond=999999)
        ((start, stop),) = ticks.interval_minutes([(begin, end)])
        self.assertEqual(ticks.from_minutes(start), datetime(2026, 10, 25, 0, 0))
        self.assertEqual(ticks.from_minutes(stop), datetime(2026, 10, 25, 1, 0))
        ((start, stop),) = ticks.interval_minutes([(begin, end.replace(fold=1))])
        self.assertEqual(stop - start, 120)
