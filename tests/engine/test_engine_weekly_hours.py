import unittest

from ...engine import weekly_hours
from ..properties import given, st

QUARTER = 15


@st.composite
def lines(draw):
    """Return lines of which none overlap, in any order."""
    found = []
    for weekday in range(draw(st.integers(0, 7))):
        edges = sorted(draw(st.sets(st.integers(0, 96), max_size=8)))
        for start, stop in zip(edges[::2], edges[1::2], strict=False):
            access = draw(st.sampled_from(weekly_hours.ACCESSES))
            found.append([weekday, start * QUARTER, stop * QUARTER, access])
    return draw(st.permutations(found))


def minutes(some, access):
    """Return every quarter of an hour of an access."""
    return {
        (weekday, minute)
        for weekday, start, stop, held in some
        if held == access
        for minute in range(start, stop, QUARTER)
    }


class TestWeeklyHours(unittest.TestCase):
    @given(lines())
    def test_lines_in_order_say_the_same(self, some):
        tidy = weekly_hours.merged(some)
        self.assertFalse(weekly_hours.problems({"lines": tidy}))
        self.assertEqual(tidy, weekly_hours.merged(tidy))
        for access in weekly_hours.ACCESSES:
            self.assertEqual(minutes(tidy, access), minutes(some, access))

    @given(lines(), lines())
    def test_two_agendas_as_one(self, one, other):
        found = weekly_hours.together([one, other])
        self.assertFalse(weekly_hours.problems({"lines": found}))
        self.assertEqual(found, weekly_hours.together([other, one]))
        self.assertEqual(weekly_hours.merged(one), weekly_hours.together([one]))
        every = {
            (day, minute)
            for access in weekly_hours.ACCESSES
            for day, minute in minutes(one, access) | minutes(other, access)
        }
        held = [minutes(found, access) for access in weekly_hours.ACCESSES]
        self.assertEqual(set().union(*held), every)

    @given(lines(), st.integers(1, 5))
    def test_desks_work_as_long_as_doors_are_open(self, some, desks):
        week = {"lines": some, "desks": {}}
        opened = weekly_hours.open_minutes(some)
        self.assertEqual(weekly_hours.desk_minutes(week, desks), desks * opened)

    def test_what_overlaps(self):
        week = {"lines": [[0, 600, 700, "both"], [0, 540, 601, "walk_in"]]}
        self.assertEqual(weekly_hours.problems(week), {"overlap"})

    def test_what_is_no_week(self):
        for week in (None, [], {}, {"lines": None}, {"lines": [[0, 1, 2]]}, "x"):
            self.assertEqual(weekly_hours.problems(week), {"unreadable"})
        line = [[0, True, 600, "both"]]
        self.assertEqual(weekly_hours.problems({"lines": line}), {"unreadable"})
        for desks in ({"0": 3}, {"0": {"540": 100}}, {"7": {}}, [], {"0": {"550": 1}}):
            week = {"lines": [], "desks": desks}
            self.assertEqual(weekly_hours.problems(week), {"desks"})
