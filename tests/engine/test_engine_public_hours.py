from datetime import date, timedelta
from unittest import TestCase

from ...engine.access import (
    APPOINTMENT,
    BOTH,
    NEVER,
    OPEN_HOURS,
    QUICK_COUNTER,
    WALK_IN,
)
from ...engine.public_hours import (
    ASK,
    WAYS,
    last_tickets,
    public_hours,
    together,
    usual_on,
    way,
)
from ..properties import given, st

MONDAY = date(2026, 10, 12)
DAY = timedelta(days=1)
MORNING = ((540, 720, APPOINTMENT),)
WEEK = dict.fromkeys(range(1, 6), MORNING)

spans = st.lists(
    st.tuples(st.integers(0, 1380), st.integers(1, 60), st.sampled_from(WAYS)).map(
        lambda one: (one[0], one[0] + one[1], one[2])
    ),
    max_size=6,
)


class TestWay(TestCase):
    def test_what_the_products_allow(self):
        for line, rules, expected in (
            (WALK_IN, [(OPEN_HOURS, True)], WALK_IN),
            # a foreigner's file keeps its appointments at the free walk-in
            (WALK_IN, [(NEVER, True)], APPOINTMENT),
            (WALK_IN, [(OPEN_HOURS, True), (NEVER, True)], WALK_IN),
            (BOTH, [(OPEN_HOURS, True)], BOTH),
            (BOTH, [(OPEN_HOURS, False)], WALK_IN),
            (APPOINTMENT, [(OPEN_HOURS, True)], APPOINTMENT),
            (APPOINTMENT, [(QUICK_COUNTER, False)], QUICK_COUNTER),
            (APPOINTMENT, [(OPEN_HOURS, False)], ASK),
            (APPOINTMENT, [], ASK),
        ):
            with self.subTest(line=line, rules=rules):
                self.assertEqual(way(line, rules), expected)


class TestTogether(TestCase):
    @given(spans)
    def test_every_minute_is_told_once_and_none_is_added(self, mine):
        found = together(mine)
        minutes = [m for start, stop, _kind in found for m in range(start, stop)]
        self.assertEqual(len(minutes), len(set(minutes)))
        asked = {m for start, stop, _kind in mine for m in range(start, stop)}
        self.assertEqual(set(minutes), asked)

    @given(spans)
    def test_what_touches_and_is_alike_is_one(self, mine):
        found = together(mine)
        for one, other in zip(found, found[1:], strict=False):
            self.assertNotEqual(one[1:], (other[0], other[2]))

    @given(spans, st.integers(0, 30))
    def test_a_last_ticket_lies_in_its_span(self, mine, minutes):
        found = together(mine)
        for span, last in zip(found, last_tickets(found, minutes), strict=True):
            if last is not None:
                self.assertTrue(span[0] <= last < span[1])


class TestPublicHours(TestCase):
    def told(self, regimes, real=()):
        return public_hours(regimes, dict(real), MONDAY, MONDAY + 28 * DAY)

    def test_a_copy_that_says_the_same_is_no_change(self):
        told = self.told([(MONDAY, WEEK), (MONDAY + 7 * DAY, dict(WEEK))])
        self.assertEqual(len(told.usual), 1)
        self.assertEqual(told.others, ())

    def test_a_new_regime_ends_the_old_one(self):
        first = MONDAY + 9 * DAY
        told = self.told([(MONDAY, WEEK), (first, {1: MORNING})])
        self.assertEqual(
            [(one.first, one.last) for one in told.usual],
            [(MONDAY, first - DAY), (first, None)],
        )
        self.assertEqual(usual_on(told.usual, first - DAY), MORNING)
        self.assertEqual(usual_on(told.usual, first), ())

    def test_closed_days_in_a_row_are_one_also_over_a_weekend(self):
        closed = {MONDAY + number * DAY: () for number in range(3, 10)}
        [other] = self.told([(MONDAY, WEEK)], closed).others
        self.assertEqual(
            (other.first, other.last), (MONDAY + 3 * DAY, MONDAY + 9 * DAY)
        )

    def test_a_closing_on_a_day_that_is_closed_anyhow_is_no_news(self):
        self.assertFalse(self.told([(MONDAY, WEEK)], {MONDAY + 6 * DAY: ()}).others)

    def test_half_a_day_is_told_with_its_hours(self):
        half = ((540, 600, APPOINTMENT),)
        [other] = self.told([(MONDAY, WEEK)], {MONDAY: half}).others
        self.assertEqual(other, (MONDAY, MONDAY, half))

    @given(st.sets(st.integers(0, 27)))
    def test_exactly_the_closed_days_are_told(self, numbers):
        closed = {MONDAY + number * DAY: () for number in numbers}
        told = self.told([(MONDAY, WEEK)], closed).others
        days = set()
        for other in told:
            length = (other.last - other.first).days + 1
            days |= {other.first + number * DAY for number in range(length)}
        working = {day for day in days if day.isoweekday() < 6}
        self.assertEqual(working, {day for day in closed if day.isoweekday() < 6})
