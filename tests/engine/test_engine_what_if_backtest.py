"""A regime is foretold out of the other one, in a town whose truth is known."""

import unittest
from datetime import date, timedelta
from random import Random
from statistics import mean

from ...engine.queue import Desk, Rules, Visit
from ...engine.queue_run import calls
from ...engine.what_if import run
from ...engine.what_if_learn import Measured, learn
from ...engine.what_if_people import bookers
from ...engine.what_if_town import Plan, Product, Town, slots

DAY = timedelta(days=1)
MONDAY = date(2025, 1, 6)
PRODUCTS = {"card": ("citizens", 9, False), "file": ("citizens", 18, False)}
DESKS = (Desk(1), Desk(2))
OPEN = {day: ((540, 720),) for day in range(5)}
WITHOUT = {day: hours for day, hours in OPEN.items() if day != 2}
NUMBER = 22
WEEKS = 40


def live(opening, seed):
    """Return what was measured in a town, and the mean wait of its people.

    On a closed day three of four come the day before or after, at an hour of theirs.
    """
    rng, come = Random(seed), {n: [] for n in range(7 * WEEKS)}
    for day in come:
        for _person in range(rng.randint(NUMBER - 6, NUMBER + 6) if day % 7 < 5 else 0):
            other, minute = day, rng.triangular(540, 715, 590)
            if day % 7 not in opening:
                if rng.random() > 0.75:
                    continue
                other, minute = rng.choice((day - 1, day + 1)), rng.uniform(540, 715)
            code = rng.choice(("card", "card", "file"))
            minutes = PRODUCTS[code][1] * rng.lognormvariate(-0.05, 0.3)
            come[other].append((minute, code, minutes))
    rows, waits = [], []
    for day, people in come.items():
        visits = [Visit(n, one[0]) for n, one in enumerate(people)]
        times = {n: one[2] for n, one in enumerate(people)}
        for visit, _desk, moment in calls(visits, DESKS, Rules(), times, now=540):
            minute, code, minutes = people[visit.id]
            waits.append(moment - minute)
            when = MONDAY + day * DAY
            rows.append(Measured(when, minute, code, minutes, wait=waits[-1]))
    return rows, mean(waits)


class TestBacktest(unittest.TestCase):
    def foretold(self, known, wanted, seed):
        """Return the wait that is foretold, and the real one, of both regimes."""
        rows, now = live(known, seed)
        _rows, then = live(wanted, seed + 50)
        days = [MONDAY + n * DAY for n in range(7 * WEEKS) if n % 7 in known]
        town = learn(rows, days, known, PRODUCTS).town
        plans = [Plan("now", known, DESKS), Plan("then", wanted, DESKS)]
        *_rough, answer = run(town, plans, weeks=WEEKS, repetitions=4)
        told = [answer.range(name, "wait_mean").middle for name in ("now", "then")]
        return told, (now, then)

    def test_a_day_less(self):
        told, real = self.foretold(OPEN, WITHOUT, 1)
        self.assertLess(abs(told[0] / real[0] - 1), 0.12, (told, real))
        self.assertLess(abs(told[1] / real[1] - 1), 0.3, (told, real))
        # both say that it becomes worse
        self.assertGreater(told[1], 1.15 * told[0])
        self.assertGreater(real[1], 1.15 * real[0])

    def test_a_day_more(self):
        """Who came on the days beside it is not known to have wished for it."""
        told, real = self.foretold(WITHOUT, OPEN, 2)
        self.assertLess(abs(told[0] / real[0] - 1), 0.12, (told, real))
        self.assertLess(told[1], told[0])
        self.assertLess(abs(told[1] / real[1] - 1), 0.3, (told, real))

    def test_who_had_no_choice_books_again_until_there_is_one(self):
        card = Product("card", "citizens", (10,), appointments=0.3)
        demand = {0: {540: (4.0,), 570: (4.0,)}}
        town = Town(
            (card,),
            demand,
            {0: ((540, 600),)},
            walk_in={0: ((570, 600),)},
            booked={(0, 540): 1.0, (0, 570): 0.4},
        )
        offered = {"citizens": {0: slots(((540, 600),), 15, 1)}}
        same = Plan("", town.opening, DESKS, town.walk_in, slots=offered)
        free = Plan("", town.opening, DESKS, slots=offered)
        half = Plan("", town.opening, DESKS, slots=offered, booking=0.5)
        self.assertEqual(bookers(town, same), {(0, 540): (1.0,), (0, 570): (0.4,)})
        self.assertEqual(bookers(town, free), {(0, 540): (0.3,), (0, 570): (0.4,)})
        self.assertEqual(bookers(town, half), {(0, 540): (0.15,), (0, 570): (0.2,)})
