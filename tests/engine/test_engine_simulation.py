import unittest
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from ...engine.queue import Desk, Rules, candidates, place
from ...engine.simulation import GRID, LONGEST, WALK, Habits, Product, Town

CARD = Product("card", "citizens", 10, weight=5, quick=True)
PASS = Product("pass", "citizens", 20, weight=2)
FILE = Product("file", "foreigners", 45, weight=1, walk_in=False)
RULES = Rules()

towns = st.builds(
    Town,
    desks=st.integers(1, 5).map(lambda n: tuple(map(Desk, range(n)))),
    opening=st.sampled_from([((540, 720),), ((540, 720), (780, 990))]),
    appointments=st.integers(0, 30),
    walk_ins=st.integers(0, 30),
    products=st.sampled_from([(CARD,), (CARD, PASS), (CARD, PASS, FILE)]),
    habits=st.builds(
        Habits,
        second_product=st.sampled_from([0, 0.5]),
        no_show=st.sampled_from([0, 0.2, 1]),
        hours=st.sampled_from([(), ((9, 2), (11, 0.5))]),
        other_hour=st.sampled_from([0.5, 3]),
    ),
    hours=st.sampled_from([(), ((9, 3), (10, 0.1))]),
)
days = st.builds(lambda town, seed: town.day(Random(seed)), towns, st.integers(0, 99))


class TestSimulation(unittest.TestCase):
    @given(towns, st.integers(0, 99))
    def test_the_same_generator_gives_the_same_day(self, town, seed):
        one, other = town.day(Random(seed)), town.day(Random(seed))
        self.assertEqual((one.visits, one.real), (other.visits, other.real))

    @given(days)
    def test_everybody_comes_who_is_told_to(self, day):
        town = day.town
        self.assertEqual(len(day.booked), town.appointments)
        walk_ins = [visit for visit in day.visits if visit.appointment is None]
        self.assertEqual(len(walk_ins), town.walk_ins)
        came = [visit for visit in day.visits if visit.appointment is not None]
        self.assertLessEqual({v.id for v in came}, {v.id for v in day.booked})
        if not town.habits.no_show:
            self.assertEqual(len(came), town.appointments)
        if town.habits.no_show == 1:
            self.assertEqual(came, [])

    @given(days)
    def test_what_visitors_come_for_goes_together(self, day):
        products = {product.code: product for product in day.town.products}
        for visit in [*day.visits, *day.booked]:
            mine = [products[code] for code, _minutes in day.planned[visit.id]]
            self.assertEqual({product.service for product in mine}, {visit.service})
            self.assertEqual({product.code for product in mine}, visit.products)
            self.assertEqual(visit.quick, all(product.quick for product in mine))
            if visit.appointment is None:
                self.assertTrue(all(product.walk_in for product in mine))

    @given(days)
    def test_times_are_those_of_a_town_hall(self, day):
        (first, last), habits = (
            (day.town.opening[0][0], day.town.opening[-1][1]),
            day.town.habits,
        )
        for visit in day.visits:
            planned = sum(minutes for _code, minutes in day.planned[visit.id])
            self.assertLessEqual(day.real[visit.id], planned * LONGEST + WALK[1])
            self.assertGreater(day.real[visit.id], WALK[0])
            if visit.appointment is None:
                self.assertGreaterEqual(visit.arrival, first - habits.before_opening)
                self.assertLessEqual(visit.arrival, last - habits.before_closing)
                continue
            self.assertEqual(visit.appointment % GRID, 0)
            opened = [a <= visit.appointment < b for a, b in day.town.opening]
            self.assertIn(True, opened)
            late = visit.arrival - visit.appointment
            self.assertTrue(-habits.early[2] <= late <= habits.latest)

    @given(days)
    def test_each_is_called_once_and_a_desk_helps_one_at_a_time(self, day):
        made = day.played(RULES)
        called = [visit.id for visit, _desk, _moment in made]
        self.assertCountEqual(called, [visit.id for visit in day.visits])
        for desk in day.town.desks:
            mine = [(v, moment) for v, at, moment in made if at == desk]
            for (visit, moment), (_next, later) in pairwise(mine):
                self.assertLessEqual(moment + day.real[visit.id], later)

    @given(days)
    def test_another_rule_may_call(self, day):
        """The rule of the town hall, written once more, makes the same calls."""

        def choose(waiting, desk, now, rules):
            may = list(candidates(waiting, desk, now, rules))
            return min(may, key=lambda v: place(v, desk, now, rules), default=None)

        self.assertEqual(day.played(RULES, choose), day.played(RULES))

    def test_people_come_in_their_hours(self):
        town = Town((Desk(0),), ((540, 720),), 0, 300, (CARD,), hours=((9, 9), (11, 1)))
        visits = town.day(Random(3)).visits
        share = sum(visit.arrival < 600 for visit in visits) / len(visits)
        self.assertTrue(0.7 < share < 0.95, share)
