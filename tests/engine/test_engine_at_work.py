import unittest
from math import inf
from random import Random

from ...engine.at_work import Day, learn
from ...engine.queue import Desk, Rules, Visit
from ...engine.staffing import spans
from ...engine.what_if import run
from ...engine.what_if_line import Hall, play
from ...engine.what_if_town import Plan, Product, Town, half_hours
from ..properties import given, st

HOURS = {day: ((540, 720),) for day in range(5)}
HALVES = half_hours(HOURS[0])
#: four desks stand there; so many are at work in each half-hour
REALLY = dict(zip(HALVES, (1, 2, 2, 3, 2, 1), strict=True))
CARD = Product("card", "citizens", (6, 8, 10, 12, 14))
TOWN = Town(
    (CARD,), {day: dict.fromkeys(HALVES, (5.0,)) for day in range(5)}, HOURS, spread=0.1
)
DESKS = tuple(Desk(number) for number in range(4))


def work(numbers):
    """Return the spans of each of the desks, out of numbers by half-hour."""
    mine = spans(numbers)
    return [*mine, *[[] for _desk in range(len(DESKS) - len(mine))]]


def lived(weeks, numbers=None):
    """Return what the log of a town tells in which so many desks are at work."""
    rng, days = Random(7), []
    for day in range(5 * weeks):
        people = sorted(
            (540 + 180 * rng.random(), number, 0, None, rng.uniform(5, 15), inf, False)
            for number in range(rng.randint(24, 36))
        )
        staffed = [
            [(start, stop, stop == 720) for start, stop in mine]
            for mine in work(numbers or REALLY)
        ]
        calls = play(people, Hall(DESKS, [Visit(0, 0)]), staffed, Rules()).calls
        days.append(
            Day(
                day % 5,
                [(desk, at, at + visitor[4]) for visitor, desk, at in calls],
                [("card", visitor[0], at) for visitor, _desk, at in calls],
            )
        )
    return days


def plan(name, numbers):
    staffed = {day: work(numbers) for day in HOURS}
    return Plan(name, HOURS, DESKS, staffed=staffed)


class TestAtWork(unittest.TestCase):
    """Desks of a town in which it is known who was at work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.found = learn(lived(26), {"card": set(range(4))}, HOURS)

    def test_the_number_of_each_half_hour(self):
        for day, numbers in self.found.numbers().items():
            for half, number in numbers.items():
                with self.subTest(day=day, half=half):
                    self.assertLessEqual(abs(number - REALLY[half]), 1)
        hours = sum(sum(numbers.values()) for numbers in self.found.numbers().values())
        self.assertAlmostEqual(hours / 5 / sum(REALLY.values()), 1, delta=0.1)

    def test_waits_of_today_come_near_the_real_ones(self):
        numbers = {
            half: round(
                sum(self.found.numbers()[day][half] for day in HOURS) / len(HOURS)
            )
            for half in HALVES
        }
        plans = [
            plan("real", REALLY),
            plan("learnt", numbers),
            plan("all", dict.fromkeys(HALVES, 4)),
        ]
        *_rough, answer = run(TOWN, plans, weeks=20, repetitions=4)
        real, learnt, every = (
            answer.range(one.name, "wait_mean").middle for one in plans
        )
        self.assertLess(abs(learnt / real - 1), 0.25, (learnt, real))
        self.assertLess(every, real / 4)

    def test_who_is_away_comes_last(self):
        self.assertEqual(self.found.order(0, 540)[0], 0)
        self.assertEqual(self.found.order(0, 540)[-1], 3)
        # an evening that never was: as usual
        self.assertEqual(self.found.order(3, 1080), [0, 1, 2, 3])

    def test_a_quiet_desk_is_no_empty_desk(self):
        """One visitor in a morning, helped at once: the desk was there."""
        days = [Day(0, [("file", 600, 620)], [("file", 599, 600)])] * 10
        found = learn(days, {"file": {"file"}}, {0: HOURS[0]})
        self.assertEqual(set(found.numbers()[0].values()), {1})

    def test_the_minutes_of_a_call_are_nobody_away(self):
        days = [Day(0, [("one", 603, 620)], [("card", 600, 603)])] * 10
        found = learn(days, {"card": {"one"}}, {0: HOURS[0]})
        self.assertEqual(found.share("one", 0, 600), 1)

    def test_no_desk_is_known(self):
        self.assertIsNone(learn([Day(0, [], [("card", 540, 560)])], {}, HOURS))
        self.assertIsNone(learn([], {"card": {1}}, HOURS))

    @given(
        st.lists(
            st.tuples(st.integers(0, 3), st.integers(500, 700), st.integers(1, 60)),
            min_size=1,
            max_size=20,
        ),
        st.lists(st.tuples(st.integers(500, 700), st.integers(1, 60)), max_size=20),
    )
    def test_a_share_is_one_and_desks_are_those_there_are(self, helped, waited):
        day = Day(
            0,
            [(desk, start, start + length) for desk, start, length in helped],
            [("card", start, start + length) for start, length in waited],
        )
        found = learn([day], {"card": set(range(4))}, HOURS)
        if not found:
            inside = [h for h in helped if h[1] < 720 and h[1] + h[2] > 540]
            self.assertFalse(inside)
            return
        for half in HALVES:
            for desk in range(4):
                self.assertTrue(0 <= found.share(desk, 0, half) <= 1)
            self.assertEqual(sorted(found.order(0, half)), [0, 1, 2, 3])
            self.assertTrue(0 <= found.numbers()[0][half] <= 4)
