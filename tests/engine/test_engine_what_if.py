import unittest
from dataclasses import replace
from datetime import date, timedelta
from math import inf, log, sqrt
from random import Random
from statistics import mean, stdev

import ciw

from ...engine.queue import Desk
from ...engine.what_if import Impossible, run
from ...engine.what_if_agenda import Agenda
from ...engine.what_if_figures import Range, compare
from ...engine.what_if_learn import LEAST_DAYS, Measured, learn
from ...engine.what_if_people import Moves, week
from ...engine.what_if_town import (
    Habits,
    Moving,
    Plan,
    Product,
    Town,
    half_hours,
    slots,
)
from ..properties import given, st

MORNING, LONG = ((540, 720),), ((540, 720), (780, 960))
CARD = Product("card", "citizens", (6, 8, 10, 12, 14), appointments=0.5)
PASS = Product("pass", "citizens", (12, 15, 18))
FILE = Product("file", "foreigners", (20, 30, 40), appointments=1.0)
WEEK = range(5)
DESKS = (Desk(1), Desk(2))


def town(hours=LONG, each=2.0, products=(CARD, PASS), **more):
    opening = {day: hours for day in WEEK}
    halves = dict.fromkeys(half_hours(hours), (each / len(products),) * len(products))
    return Town(products, {day: halves for day in WEEK}, opening, **more)


def plan(name="now", hours=LONG, desks=DESKS, **more):
    return Plan(name, {day: hours for day in WEEK}, tuple(desks), **more)


def last(*args, **kwargs):
    *_rough, answer = run(*args, **kwargs)
    return answer


openings = st.dictionaries(
    st.integers(0, 6), st.sampled_from([MORNING, LONG, ((1020, 1140),)]), min_size=1
)


class TestPeople(unittest.TestCase):
    @given(st.integers(0, 999), openings)
    def test_who_moves_comes_while_doors_are_open_at_the_nearest_time(
        self, seed, hours
    ):
        here, moves = town(), Moves(town(), Plan("other", hours, DESKS))
        for person in week(here, Random(seed), 0.3):
            time = moves.time(person)
            if time is None:
                continue
            weekday, minute = time
            self.assertTrue(any(a <= minute < b for a, b in hours[weekday]))

    @given(st.integers(0, 999))
    def test_nobody_moves_under_the_hours_of_today(self, seed):
        here, moves = town(), Moves(town(), plan())
        for person in week(here, Random(seed), 0.3):
            self.assertEqual(moves.time(person), person[:2])

    def test_as_many_stay_away_as_is_assumed(self):
        closed = {day: LONG for day in WEEK if day != 2}
        for kept in (0.0, 0.6, 1.0):
            moves = Moves(town(), Plan("", closed, DESKS, moving=Moving(kept=kept)))
            people = [p for p in week(town(), Random(1), 40.0) if p[0] == 2]
            come = [time for time in map(moves.time, people) if time]
            self.assertAlmostEqual(len(come) / len(people), kept, delta=0.05)
            self.assertLessEqual({day for day, _minute in come}, {1, 3})

    def test_new_hours_are_as_busy_as_others_and_make_no_visitors(self):
        evening = {day: LONG for day in WEEK} | {3: (*LONG, (1020, 1140))}
        moves = Moves(town(), Plan("", evening, DESKS))
        people = week(town(), Random(1), 40.0)
        times = [moves.time(person) for person in people]
        self.assertNotIn(None, times)
        late = sum(minute >= 1020 for _day, minute in times)
        self.assertAlmostEqual(late / len(people), 4 / (4 + 60), delta=0.01)


class TestAgenda(unittest.TestCase):
    @given(
        st.dictionaries(st.integers(0, 6), st.integers(0, 3), min_size=1),
        st.lists(st.integers(0, 60), max_size=80).map(sorted),
        st.integers(0, 2),
    )
    def test_who_books_gets_the_first_day_that_has_a_slot(self, week_, asked, lead):
        starts = {day: tuple(range(540, 540 + n)) for day, n in week_.items()}
        offered = Plan("", {}, (), slots={"a": starts}, lead=lead, horizon=20)
        agenda, taken = Agenda(offered, Random(1)), []
        for day in asked:
            if day % 7 == 0:
                agenda.forget(day)
            found = agenda.book("a", day)
            possible = (
                one
                for one in range(day + lead, day + 21)
                if sum(d == one for d, _start in taken) < week_.get(one % 7, 0)
            )
            self.assertEqual(found and found[0], next(possible, None))
            taken += [found] if found else []
        self.assertEqual(len(set(taken)), len(taken))


class TestWhatIf(unittest.TestCase):
    def test_everybody_is_served_or_told_why_not(self):
        here = town(each=3.0, products=(CARD, FILE), habits=Habits(patience=30))
        offered = {"foreigners": {day: slots(MORNING, 60, 1) for day in WEEK}}
        now = plan(slots=offered, horizon=10)
        answer = last(here, [now], weeks=8, repetitions=2)
        for year in answer.years["now"]:
            whole = year[None]
            for name in ("served", "refused", "left", "unserved", "booked"):
                parts = sum(year[s][name] for s in ("citizens", "foreigners"))
                self.assertEqual(whole[name], parts, name)
            self.assertGreater(year["foreigners"]["refused"], 0)
            # cards are asked by appointment too, and there are none
            self.assertGreater(year["citizens"]["refused"], 0)
            self.assertGreater(whole["left"], 0)
            self.assertTrue(0 < whole["desk_use"] < 1)
            self.assertEqual(whole["days"], 40)
            self.assertEqual(whole["desk_hours"], 40 * 2 * 6)

    def test_the_first_answer_comes_first_and_the_last_is_whole(self):
        answers = list(run(town(), [plan()], weeks=6, repetitions=4))
        self.assertEqual([answer.rough for answer in answers], [True] + [False] * 4)
        self.assertEqual([answer.done for answer in answers], [0, 0.25, 0.5, 0.75, 1])
        years = [len(answer.years["now"]) for answer in answers]
        self.assertEqual(years, [3, 1, 2, 3, 4])

    def test_the_same_seed_gives_the_same_years_beside_whatever_other_plan(self):
        alone = last(town(), [plan()], weeks=3, repetitions=2)
        beside = last(town(), [plan("x", MORNING), plan()], weeks=3, repetitions=2)
        self.assertEqual(alone.years["now"], beside.years["now"])

    def test_more_desks_wait_less_and_equal_plans_do_not_differ(self):
        plans = [plan(), plan("same"), plan("more", desks=(*DESKS, Desk(3)))]
        answer = last(town(each=5.0), plans, weeks=6, repetitions=5)
        less = answer.difference("now", "more", "wait_mean")
        self.assertTrue(less.certain and less.high < 0, less)
        same = answer.difference("now", "same", "wait_mean")
        self.assertEqual((same.more, same.certain), (0, False))

    def test_the_same_people_make_differences_more_certain(self):
        plans = [plan(), plan("more", desks=(*DESKS, Desk(3)))]
        answer = last(town(each=4.5), plans, weeks=5, repetitions=8)
        waits = [
            [year[None]["wait_mean"] for year in answer.years[name]]
            for name in ("now", "more")
        ]
        difference = [b - a for a, b in zip(*waits, strict=True)]
        apart = sqrt(stdev(waits[0]) ** 2 + stdev(waits[1]) ** 2)
        self.assertLess(stdev(difference), apart)

    def test_appointments_make_access_time_when_they_are_few(self):
        def days(each):
            offered = {"citizens": {day: slots(LONG, 20, each) for day in WEEK}}
            plans = [plan(slots=offered)]
            here = town(each=4.0, products=(CARD,))
            return last(here, plans, weeks=6, repetitions=2).range("now", "access_days")

        self.assertGreater(days(1).middle, days(4).middle + 2)

    def test_busy_weeks_are_played_as_busy(self):
        def served(*weeks):
            here = town(each=1.0, weeks=weeks)
            return last(here, [plan()], weeks=8, repetitions=3).range("now", "served")

        ratio = served(1.0, 2.0).middle / served(1.0).middle
        self.assertAlmostEqual(ratio, 1.5, delta=0.08)

    def test_a_plan_decides_how_many_book(self):
        offered = {"citizens": {day: slots(LONG, 20, 3) for day in WEEK}}
        plans = [
            plan(str(share), slots=offered, booking=share) for share in (0, 0.5, 1)
        ]
        answer = last(town(products=(CARD,)), plans, weeks=8, repetitions=2)
        none, some, many = (answer.range(one.name, "booked").middle for one in plans)
        self.assertEqual(none, 0)
        self.assertAlmostEqual(many / some, 2, delta=0.2)

    def test_a_plan_that_cannot_be_says_why(self):
        overlap = ((540, 720), (700, 800))
        only = Desk(1, frozenset(["social"]))
        for wrong, name in (
            (plan(hours=()), "never_open"),
            (plan(hours=overlap), "overlapping_hours"),
            (plan(hours=((600, 600),)), "empty_hours"),
            (plan(desks=[only]), "product_without_desk"),
            (plan(walk_in={1: ((960, 1020),)}), "walk_in_outside_hours"),
            (plan(slots={"citizens": {6: (600,)}}), "appointments_outside_hours"),
            (plan(staffed={0: [LONG]}), "hours_of_other_desks"),
        ):
            with self.assertRaises(Impossible) as refused:
                next(run(town(), [wrong]))
            self.assertEqual(refused.exception.names, {name})
        with self.assertRaises(Impossible):
            next(run(town(each=0.0), [plan()]))

    @given(st.lists(st.floats(-50, 50), min_size=2, max_size=30))
    def test_ranges_and_differences_hold_their_middle(self, values):
        one = Range.of(values)
        self.assertTrue(min(values) <= one.low <= one.high <= max(values))
        apart = compare([(0, value) for value in values])
        self.assertTrue(apart.low - 1e-9 <= apart.more <= apart.high + 1e-9)
        self.assertFalse(compare([(v, v) for v in values]).certain)


class TestBesideCiw(unittest.TestCase):
    """An independent simulator lets people wait as long, within chance."""

    DAYS, RATE, MEAN, MANY = 150, 0.34, 8.0, 3

    def theirs(self, seed):
        ciw.seed(seed)
        network = ciw.create_network(
            arrival_distributions=[
                ciw.dists.PoissonIntervals([self.RATE, 1e-9], [360, 2000], 2000)
            ],
            service_distributions=[ciw.dists.Exponential(1 / self.MEAN)],
            number_of_servers=[self.MANY],
        )
        played = ciw.Simulation(network)
        played.simulate_until_max_time(900)
        records = played.get_all_records(only=["service"])
        return mean(record.waiting_time for record in records)

    def ours(self):
        steps = [(step + 0.5) / 4000 for step in range(4000)]
        times = tuple(self.MEAN * -log(1 - step) for step in steps)
        product = Product("card", "citizens", times)
        hours = ((540, 900),)
        here = town(
            hours, 30 * self.RATE, (product,), spread=0, habits=Habits(priority=0)
        )
        now = plan(hours=hours, desks=[Desk(number) for number in range(self.MANY)])
        whole = last(here, [now], weeks=self.DAYS // 5, repetitions=6)
        return whole.range("now", "wait_mean").middle

    def test_waits_are_the_same(self):
        days = [self.theirs(seed) for seed in range(self.DAYS)]
        chance = stdev(days) / sqrt(len(days))
        self.assertLess(abs(self.ours() - mean(days)), 3.5 * chance)


class TestLearn(unittest.TestCase):
    def test_a_town_is_found_again(self):
        rng = Random(2)
        days = [date(2025, 1, 6) + timedelta(days=n) for n in range(280)]
        days = [day for day in days if day.weekday() < 5]
        rows = []
        for day in days:
            for _visitor in range(20 + 20 * (day.weekday() == 0) + rng.randrange(8)):
                minute = rng.uniform(535, 720)
                left = rng.random() < 0.05
                minutes = None if left else rng.lognormvariate(2.2, 0.3)
                code = rng.choice(["card", "pass", "pass"])
                booked = code == "card" and rng.random() < 0.5
                missed = booked and rng.random() < 0.1
                rows.append(
                    Measured(day, minute, code, minutes, booked, 6.0, left, missed, 5.0)
                )
        codes = {"card": ("citizens", 8, True), "pass": ("citizens", 10, False)}
        found = learn(rows, days, {day: MORNING for day in WEEK}, codes)
        here = found.town
        self.assertAlmostEqual(here.visitors(0), 43.5, delta=2)
        self.assertAlmostEqual(here.visitors(3), 23.5, delta=2)
        self.assertLessEqual(min(here.demand[0]), 540)
        self.assertNotIn(510, here.demand[0])
        self.assertAlmostEqual(here.habits.no_show, 0.1, delta=0.03)
        self.assertAlmostEqual(here.habits.patience, 120, delta=20)
        card, pass_ = here.products
        self.assertAlmostEqual(card.appointments, 0.5, delta=0.05)
        self.assertEqual(pass_.appointments, 0)
        self.assertAlmostEqual(mean(pass_.minutes), 9.4, delta=0.4)
        self.assertEqual((found.few_weekdays, found.few_times), (set(), set()))

    @given(st.integers(0, LEAST_DAYS - 1))
    def test_too_few_days_are_no_town(self, number):
        days = [date(2025, 1, 6) + timedelta(days=n) for n in range(number)]
        rows = [Measured(day, 600, "card", 10.0) for day in days for _one in range(50)]
        found = learn(rows, days, {}, {"card": ("citizens", 8, False)})
        self.assertEqual((found.town, found.reason), (None, "few_days"))

    def test_nothing_measured_is_no_town(self):
        days = [date(2025, 1, 6) + timedelta(days=7 * n) for n in range(30)]
        rows = [Measured(day, 600, "card") for day in days]
        codes = {"card": ("citizens", 8, False)}
        self.assertEqual(learn([], days, {}, codes).reason, "no_visits")
        self.assertEqual(learn(rows, days, {}, codes).reason, "no_times")
        rare = learn([replace(rows[0], minutes=9.0), *rows], days, {}, codes)
        self.assertEqual(rare.few_times, {"card"})
        self.assertEqual(rare.town.habits.patience, inf)
