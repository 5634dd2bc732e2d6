import unittest
from itertools import count
from math import exp, factorial, inf
from random import Random
from statistics import mean

from ...engine.queue import Desk, Rules, Visit
from ...engine.queue_run import calls
from ...engine.what_if_line import Hall, play
from ..properties import given, st

RULES = Rules()
ALWAYS = ((0, 1e9, True),)
GROUPS = (
    Visit(0, 0, service=1, products=frozenset("a"), quick=True),
    Visit(0, 0, service=1, products=frozenset("b")),
    Visit(0, 0, service=2, products=frozenset("c")),
)
desks = st.lists(
    st.sampled_from(
        [
            (None, None, False),
            (frozenset([1]), None, False),
            (frozenset([1]), frozenset("a"), True),
            (frozenset([1, 2]), None, True),
            (frozenset([2]), None, False),
        ]
    ),
    min_size=1,
    max_size=4,
).map(lambda some: [Desk(number, *one) for number, one in enumerate(some)])


def crowd(seed, number=60, urgent=0.05):
    """Return visitors of a busy morning: tuples, no two at the same moment."""
    rng, numbers, found = Random(seed), count(1), []
    for _visitor in range(number):
        arrival = rng.uniform(0, 240)
        appointment = None
        if rng.random() < 0.5:
            appointment = 5 * round((arrival + rng.gauss(8, 15)) / 5)
        minutes, group = rng.uniform(2, 20), rng.randrange(len(GROUPS))
        priority = rng.random() < urgent
        one = (arrival, next(numbers), group, appointment, minutes, inf, priority)
        found.append(one)
    return found


def visit(one):
    group = GROUPS[one[2]]
    return Visit(
        one[1],
        one[0],
        one[3],
        group.service,
        group.products,
        one[6],
        None,
        group.quick,
    )


class TestWhatIfLine(unittest.TestCase):
    @given(desks, st.integers(0, 10_000), st.sampled_from([30, 60, 200]))
    def test_it_makes_the_calls_of_the_rule(self, some, seed, maximum):
        """The fast line and the rule that looks at everybody agree on every call."""
        crowd_, rules = crowd(seed), Rules(maximum=maximum)
        day = play(crowd_, Hall(some, GROUPS), [ALWAYS] * len(some), rules)
        minutes = {one[1]: one[4] for one in crowd_}
        wanted = calls(map(visit, crowd_), some, rules, minutes, now=0)
        found = [(one[1], desk, moment) for one, desk, moment in day.calls]
        self.assertEqual(found, [(v.id, d.id, moment) for v, d, moment in wanted])

    @given(
        desks,
        st.integers(0, 10_000),
        st.lists(st.tuples(st.integers(0, 200), st.integers(10, 90)), min_size=4),
        st.integers(1, 60),
    )
    def test_each_is_served_leaves_or_remains_and_desks_keep_their_time(
        self, some, seed, cuts, patience
    ):
        spans = [((start, start + long, False),) for start, long in cuts[: len(some)]]
        people = [
            (*one[:5], max(one[0], one[3] or 0) + patience, one[6])
            for one in crowd(seed)
        ]
        day = play(people, Hall(some, GROUPS), spans, RULES)
        ended = [one for one, _desk, _moment in day.calls] + day.left + day.unserved
        self.assertCountEqual(ended, people)
        for one, desk, moment in day.calls:
            start, stop, _stays = spans[desk][0]
            self.assertTrue(start <= moment < stop)
            self.assertTrue(one[0] <= moment <= one[5])
            self.assertTrue(some[desk].serves(visit(one)))
        late = [m + one[4] - spans[desk][0][1] for one, desk, m in day.calls]
        self.assertAlmostEqual(day.overtime, sum(max(0, minutes) for minutes in late))

    def test_desks_have_breaks_and_stay_when_the_doors_close(self):
        people = [(10 * n, n, 0, None, 15, inf, False) for n in range(8)]
        hall = Hall([Desk(1)], [Visit(0, 0)])
        pause = play(people, hall, [((0, 30, False), (60, 90, True))], RULES)
        moments = [moment for _one, _desk, moment in pause.calls]
        self.assertEqual(moments[:3], [0, 15, 60])
        self.assertEqual(len(moments), 8)
        self.assertEqual(pause.overtime, 6 * 15 - 30)
        firm = play(people, hall, [((0, 30, False), (60, 90, False))], RULES)
        self.assertEqual(len(firm.unserved), 4)


def erlang_c(load, desks):
    """Return the chance to wait in a line with exponential times."""
    terms = [load**number / factorial(number) for number in range(desks)]
    last = load**desks / factorial(desks) * desks / (desks - load)
    return last / (sum(terms) + last)


def crommelin(rate, desks):
    """Return the mean wait where everybody takes one minute: the exact chain, played.

    From one minute to the next everybody at a desk leaves, and a Poisson number comes.
    """
    most = 200
    come = [exp(-rate) * rate**n / factorial(n) for n in range(60)]
    chance = [1.0] + [0.0] * most
    for _minute in range(600):
        later = [0.0] * (most + 1)
        for here, weight in enumerate(chance):
            if weight > 1e-14:
                rest = max(0, here - desks)
                for n, part in enumerate(come[: most + 1 - rest]):
                    later[rest + n] += weight * part
        chance = later
    line = sum((n - desks) * w for n, w in enumerate(chance) if n > desks)
    return line / rate


def mean_wait(rate, desks, minutes, number, seed=1):
    """Return the mean wait of a long line that never closes."""
    rng, now, people = Random(seed), 0.0, []
    for one in range(number):
        now += rng.expovariate(rate)
        people.append((now, one, 0, None, minutes(rng), inf, False))
    some = [Desk(number) for number in range(desks)]
    day = play(people, Hall(some, [Visit(0, 0)]), [((0, inf, True),)] * desks, RULES)
    waits = [moment - one[0] for one, _desk, moment in day.calls]
    return mean(waits[number // 20 :])


class TestTables(unittest.TestCase):
    """Long lines without opening hours wait as queueing theory says, within 2 %."""

    def near(self, found, wanted):
        self.assertLess(abs(found / wanted - 1), 0.02, (found, wanted))

    def test_erlang_c(self):
        for desks, rate in ((1, 0.5), (3, 2.1), (8, 6.0)):
            wanted = erlang_c(rate, desks) / (desks - rate)
            found = mean(
                mean_wait(rate, desks, lambda rng: rng.expovariate(1), 120_000, seed)
                for seed in (1, 2)
            )
            self.near(found, wanted)

    def test_one_desk_whatever_the_law(self):
        """Pollaczek and Khinchine."""
        for spread in (0.2, 0.8):
            shift = -(spread**2) / 2
            square = exp(spread**2)
            found = mean_wait(
                0.6, 1, lambda r, a=shift, b=spread: r.lognormvariate(a, b), 200_000
            )
            self.near(found, 0.6 * square / (2 * 0.4))

    def test_several_desks_that_take_equally_long(self):
        found = mean_wait(1.4, 2, lambda _rng: 1.0, 200_000)
        self.near(found, crommelin(1.4, 2))

    def test_several_desks_with_a_lognormal_law_are_near_allen_and_cunneen(self):
        """An approximation itself: known to be some per cent off."""
        square = exp(0.5**2) - 1
        wanted = erlang_c(3.2, 4) / (4 - 3.2) * (1 + square) / 2
        found = mean_wait(3.2, 4, lambda r: r.lognormvariate(-0.125, 0.5), 200_000)
        self.assertLess(abs(found / wanted - 1), 0.05, (found, wanted))
