import unittest

from ...engine.availability import DeskCalendar
from ...engine.desk_choice import (
    best_desks,
    pieces_lost,
)
from ..properties import given, st

DURATIONS = (5, 10, 15, 30, 60)
free = st.integers(0, 240)
minutes = st.integers(1, 90)
desks = st.dictionaries(
    st.integers(0, 20), st.tuples(st.integers(1, 3), free, free), max_size=6
)


def most_visits(room, duration):
    """Fill free time with visits, one after the other."""
    number = 0
    while room >= duration:
        room -= duration
        number += 1
    return number


class TestDeskChoice(unittest.TestCase):
    """Which of the free desks a visitor is sent to."""

    def order(self, desks, visit=10):
        return best_desks(desks, visit, DURATIONS)

    def test_a_desk_that_serves_few_products_first(self):
        desks = {"all": (30, 0, 0), "few": (8, 60, 60)}
        self.assertEqual(self.order(desks), ["few", "all"])

    def test_an_edge_before_a_break(self):
        desks = {"middle": (8, 5, 5), "before": (8, 0, 60), "after": (8, 60, 0)}
        self.assertEqual(self.order(desks)[-1], "middle")

    def test_least_room_lost_among_edges(self):
        # of 65 minutes, ten leave 55 and no room for an hour; of 55, none is lost
        desks = {"hour": (8, 0, 55), "no hour": (8, 0, 45)}
        self.assertEqual(self.order(desks), ["no hour", "hour"])

    def test_least_room_lost_among_breaks(self):
        desks = {"two": (8, 25, 25), "one": (8, 30, 20)}
        self.assertEqual(self.order(desks), ["one", "two"])

    def test_equals_keep_their_order(self):
        self.assertEqual(self.order({3: (8, 0, 9), 1: (8, 0, 9)}), [3, 1])
        self.assertEqual(self.order({1: (8, 0, 9), 3: (8, 0, 9)}), [1, 3])

    def test_nothing_known_of_durations(self):
        desks = {"middle": (1, 5, 5), "edge": (1, 0, 5)}
        self.assertEqual(best_desks(desks, 10, ()), ["edge", "middle"])
        self.assertEqual(best_desks({}, 10, DURATIONS), [])

    @given(desks, minutes)
    def test_every_desk_once_and_the_same_every_time(self, desks, visit):
        order = self.order(desks, visit)
        self.assertEqual(sorted(order), sorted(desks))
        self.assertEqual(self.order(desks, visit), order)
        self.assertEqual(
            sorted(desks[desk][0] for desk in order), [desks[d][0] for d in order]
        )

    @given(free, minutes, free)
    def test_pieces_lost(self, before, visit, after):
        for duration in DURATIONS:
            lost = most_visits(before + visit + after, duration)
            lost -= most_visits(before, duration) + most_visits(after, duration)
            self.assertEqual(pieces_lost(before, visit, after, [duration]), lost)

    @given(st.lists(st.tuples(st.integers(0, 180), st.integers(0, 40)), max_size=12))
    def test_the_gaps_of_a_board_are_understood(self, rows):
        """On one desk after the other: the first choice never breaks needlessly."""
        desk_calendar = DeskCalendar([(0, 180)], {1: [(0, 180)], 2: [(0, 180)]})
        desk_calendar.take(
            (n % 2 + 1, start, start + some) for n, (start, some) in enumerate(rows)
        )
        for start, free_desks in desk_calendar.starts(20, 5).items():
            gaps = {
                desk: desk_calendar.gap(desk, start, start + 20) for desk in free_desks
            }
            first = self.order({d: (1, *gap) for d, gap in gaps.items()}, 20)[0]
            if any(0 in gap for gap in gaps.values()):
                self.assertIn(0, gaps[first])
