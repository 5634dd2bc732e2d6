import unittest

from ...engine import availability, online_quota
from ..desk_calendar_common import LAST, minutes, rows, towns
from ..properties import given, st

percents = st.integers(0, 100)


def moments(desk_calendar, bits):
    return minutes(availability.to_intervals(bits, desk_calendar.origin))


def taken_of(town, some):
    """Return desk -> minutes, counted one by one."""
    return {d: town.taken_by(d, some) & town.staffed[d] for d in town.staffed}


class TestDesksOnline(unittest.TestCase):
    def test_shares(self):
        # staffed, percent, number, online
        for staffed, percent, number, online in [
            (4, 50, 0, 2),
            (3, 50, 0, 2),
            (1, 10, 0, 1),
            (10, 30, 0, 3),
            (5, 100, 0, 5),
            (5, 0, 0, 0),
            (0, 100, 3, 0),
            (8, 100, 3, 3),
            (2, 100, 3, 2),
            (8, 25, 3, 2),
        ]:
            with self.subTest(staffed=staffed, percent=percent, number=number):
                self.assertEqual(
                    online_quota.desks_online(staffed, percent, number), online
                )

    @given(st.integers(0, 200), percents)
    def test_never_less_than_the_share_nor_a_desk_more(self, staffed, percent):
        online = online_quota.desks_online(staffed, percent)
        self.assertLess((online - 1) * 100, staffed * percent or 1)
        self.assertGreaterEqual(online * 100, staffed * percent)


class TestShares(unittest.TestCase):
    """What the website may not take any more, against counting every minute."""

    @given(towns, rows)
    def test_taken_by(self, town, some):
        some = [
            (r, a + town.desk_calendar.origin, b + town.desk_calendar.origin)
            for r, a, b in some
        ]
        taken = online_quota.taken_by(town.desk_calendar, some)
        found = {
            desk: moments(town.desk_calendar, bits) for desk, bits in taken.items()
        }
        self.assertEqual(found, taken_of(town, some))

    @given(towns, percents, st.integers(0, 3))
    def test_full_ticks(self, town, percent, number):
        def allowed(staffed):
            return online_quota.desks_online(staffed, percent, number)

        taken = online_quota.taken_by(town.desk_calendar, town.rows)
        full = online_quota.full_ticks(town.desk_calendar, taken, allowed)
        by_desk, expected = taken_of(town, town.rows), set()
        for minute in town.open:
            staffed = sum(minute in hours for hours in town.staffed.values())
            used = sum(minute in hours for hours in by_desk.values())
            if staffed and used >= allowed(staffed):
                expected.add(minute)
        self.assertEqual(moments(town.desk_calendar, full), expected)

    @given(
        towns,
        st.lists(st.tuples(st.integers(0, LAST), st.integers(0, LAST), percents)),
    )
    def test_sold_out_ticks(self, town, days):
        origin = town.desk_calendar.origin
        days = [(a + origin, b + origin, percent) for a, b, percent in days]
        taken = online_quota.taken_by(town.desk_calendar, town.rows)
        sold_out = online_quota.sold_out_ticks(town.desk_calendar, taken, days)
        by_desk, expected = taken_of(town, town.rows), set()
        for start, stop, percent in days:
            day = set(range(start, stop))
            capacity = sum(len(day & hours) for hours in town.staffed.values())
            given_away = sum(len(day & hours) for hours in by_desk.values())
            if given_away * 100 >= capacity * percent:
                expected |= day
        whole = set(range(origin, origin + town.desk_calendar.length))
        self.assertEqual(moments(town.desk_calendar, sold_out), expected & whole)
