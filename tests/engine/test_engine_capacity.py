import unittest
from datetime import date, datetime, time, timedelta

from pytz import timezone

from ...engine import capacity, intervals
from ...engine.ticks import from_minutes, local, to_minutes
from ..properties import given, st

BRUSSELS = timezone("Europe/Brussels")
#: an ordinary day, and those of both clock changes
DAYS = [date(2026, 10, 13), date(2026, 10, 25), date(2027, 3, 28)]


def bounds(day):
    return tuple(
        to_minutes(BRUSSELS.localize(datetime.combine(day + timedelta(n), time.min)))
        for n in (0, 1)
    )


@st.composite
def spans(draw, day):
    """Pairs around a day: some of them outside it, some over its midnights."""
    first, last = day
    starts = st.integers(first - 200, last + 200)
    pairs = draw(st.lists(st.tuples(starts, st.integers(1, 400)), max_size=4))
    return [(start, start + minutes) for start, minutes in pairs]


@st.composite
def days(draw):
    day = bounds(draw(st.sampled_from(DAYS)))
    return (day, *(draw(spans(day)) for _kind in range(3)))


def minute_by_minute(day, offered, booked, served):
    """Return {start of a half-hour: [offered, booked, used, overtime]}, slowly."""
    found = {}
    opened = set().union(*(range(*span) for span in offered)) & set(range(*day))
    for minute in range(*day):
        start = day[0] + (minute - day[0]) // 30 * 30
        inside = [
            any(first <= minute < last for first, last in each)
            for each in (offered, booked, served)
        ]
        late = inside[2] and not inside[0] and bool(opened) and minute > min(opened)
        for index, counts in enumerate([*inside, late]):
            found.setdefault(start, [0] * 4)[index] += counts
    return {start: each for start, each in found.items() if any(each)}


class TestCapacity(unittest.TestCase):
    @given(days())
    def test_as_minute_by_minute(self, given_day):
        slices = capacity.measure(*given_day)
        self.assertEqual(
            {
                each.start: [each.offered, each.booked, each.used, each.overtime]
                for each in slices
            },
            minute_by_minute(*given_day),
        )
        self.assertEqual([s.start for s in slices], sorted(s.start for s in slices))

    @given(days())
    def test_no_minute_is_lost_or_counted_twice(self, given_day):
        day, offered, _booked, served = given_day
        slices = capacity.measure(*given_day)
        for name, spans_of in (("offered", offered), ("used", served)):
            total = sum(b - a for a, b in intervals.intersect([day], spans_of))
            self.assertEqual(sum(getattr(each, name) for each in slices), total)
        for each in slices:
            self.assertLessEqual(max(each.offered, each.booked, each.used), 30)
            self.assertLessEqual(each.overtime, each.used)

    @given(days())
    def test_opening_hours_are_found_again(self, given_day):
        """Hours that open and close at most once in a half-hour come back exactly."""
        day, offered, _booked, _served = given_day
        grid = [
            (day[0] + (a - day[0]) // 30 * 30, day[0] + (b - day[0]) // 30 * 30 + 40)
            for a, b in offered
        ]
        # closings end within a half-hour that nothing else begins in
        opened = intervals.intersect([day], grid)
        slices = capacity.measure(day, opened, [], [])
        stored = [(each.start, each.offered) for each in slices]
        self.assertEqual(capacity.offered_spans(stored), opened)

    def test_hours_that_begin_late_are_found_again(self):
        for span in ((550, 615), (540, 600), (550, 570), (541, 719)):
            stored = [
                (each.start, each.offered)
                for each in capacity.measure((0, 1440), [span], [], [])
            ]
            total = sum(minutes for _start, minutes in stored)
            [(start, stop)] = capacity.offered_spans(stored)
            self.assertEqual(stop - start, total)
            if span[1] - span[0] > 30:
                self.assertEqual((start, stop), span)

    def test_the_nights_of_the_clock_change(self):
        for day, half_hours in zip(DAYS, (48, 50, 46), strict=True):
            slices = capacity.measure(bounds(day), [bounds(day)], [], [])
            self.assertEqual(len(slices), half_hours)
            clocks = {
                local(from_minutes(each.start), BRUSSELS).minute for each in slices
            }
            self.assertEqual(clocks, {0, 30})

    def test_nothing_is_no_row(self):
        self.assertEqual(capacity.measure((0, 1440), [], [], []), [])
        self.assertEqual(capacity.measure((0, 1440), [(1500, 1600)], [], []), [])

    def test_overtime_is_after_an_opening(self):
        day, opened = (0, 1440), [(540, 720), (810, 960)]
        self.assertEqual(capacity.overtime(day, opened, [(500, 550)]), [])
        self.assertEqual(capacity.overtime(day, opened, [(700, 740)]), [(720, 740)])
        self.assertEqual(capacity.overtime(day, opened, [(950, 990)]), [(960, 990)])
        self.assertEqual(capacity.overtime(day, [], [(950, 990)]), [])
