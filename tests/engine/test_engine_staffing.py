import unittest
from itertools import product as combinations
from math import exp, factorial, inf, log
from random import Random
from statistics import mean

from ...engine.queue import Desk, Rules, Visit
from ...engine.queue_run import calls
from ...engine.staffing import Target, _Search, moves, needed, only, spans
from ...engine.staffing_line import slow
from ...engine.staffing_shifts import LONG, SHORTEST, shifts
from ...engine.what_if_line import Hall, play
from ...engine.what_if_town import Product, Town, half_hours
from ..properties import given, st

RULES = Rules()
CARD = Product("card", "citizens", (6, 8, 10, 12, 14))
HOURS = {0: ((540, 720),)}
HALVES = half_hours(HOURS[0])


def town(demand, product=CARD):
    hours = [(min(demand), max(demand) + 30)]
    halves = {half: (float(number),) for half, number in demand.items()}
    return Town((product,), {0: halves}, {0: tuple(hours)}, spread=0.1)


days = st.dictionaries(
    st.sampled_from(range(480, 1020, 30)), st.integers(0, 5), min_size=1
)


def slow_share(visitors_of_days, number, minutes):
    """Return the share in time with so many desks all day, by the rule itself."""
    some, waits = [Desk(n) for n in range(number)], []
    for visitors in visitors_of_days:
        people = [Visit(n, one[0]) for n, one in enumerate(visitors)]
        times = {n: one[1] for n, one in enumerate(visitors)}
        made = calls(people, some, RULES, times, now=540)
        waits += [moment - visit.arrival for visit, _desk, moment in made]
    return mean(wait <= minutes for wait in waits)


def erlang_c_share(load, desks, minutes, mean_):
    """Return the share that waits at most so long, by theory."""
    terms = [load**n / factorial(n) for n in range(desks)]
    last = load**desks / factorial(desks) * desks / (desks - load)
    waits = last / (sum(terms) + last)
    return 1 - waits * exp(-(desks - load) * minutes / mean_)


class TestStaffing(unittest.TestCase):
    def test_a_target_is_met_or_nobody_could(self):
        for seed, wanted in combinations(range(3), ((5, 0.8), (10, 0.9), (20, 0.95))):
            rng = Random(seed)
            self.judge({half: rng.randint(1, 8) for half in HALVES}, wanted)

    def judge(self, demand, wanted):
        target = Target(*wanted)
        (day,) = needed(town(demand), HOURS, target, most=8)
        self.assertEqual(sorted(day.desks), HALVES)
        self.assertEqual(day.met, day.share >= target.share)
        self.assertTrue(day.low <= day.share and 1 <= min(day.desks.values()))
        if not day.met:
            self.assertEqual(set(day.desks.values()), {8})
        (few,) = needed(town(demand), HOURS, Target(wanted[0], 0.5), most=8)
        self.assertLessEqual(few.hours, day.hours + 0.5)

    def test_no_desk_can_be_missed(self):
        search = _Search(
            town(dict.fromkeys(HALVES, 7)), 0, HOURS[0], Target(10, 0.9), 9, 1
        )
        desks = {half: 4 for half in HALVES}
        search._prune(desks)
        for half in HALVES:
            fewer = desks | {half: desks[half] - 1}
            if fewer[half]:
                slow = search._slow(fewer, search.days)
                self.assertLess(search._share(slow, search.days), 0.9)

    def test_it_costs_hardly_more_than_trying_everything(self):
        halves = HALVES[:4]
        demand = dict(zip(halves, (8, 3, 6, 2), strict=True))
        search = _Search(town(demand), 0, ((540, 660),), Target(8, 0.85), 4, 1)
        every = [
            sum(numbers)
            for numbers in combinations(range(1, 5), repeat=4)
            if search._still_holds(dict(zip(halves, numbers, strict=True)))
        ]
        desks = search.found().desks
        self.assertLessEqual(sum(desks.values()), min(every) + 1)

    def test_the_share_is_that_of_the_rule_itself(self):
        here = town(dict.fromkeys(HALVES, 6))
        for number, minutes in combinations(range(1, 5), (2, 7, 15)):
            search = _Search(here, 0, HOURS[0], Target(minutes), 9, 1)
            some = search.days[:4]
            slow = search._slow(dict.fromkeys(HALVES, number), some)
            found = search._share(slow, some)
            self.assertAlmostEqual(found, slow_share(some, number, minutes))

    def test_a_long_even_day_needs_what_erlang_says(self):
        steps = [(step + 0.5) / 500 for step in range(500)]
        from_law = tuple(-8 * log(1 - step) for step in steps)
        halves = half_hours([(480, 1200)])
        even = Town(
            (Product("card", "citizens", from_law),),
            {0: {half: (9.0,) for half in halves}},
            {0: ((480, 1200),)},
            spread=0,
        )
        (day,) = needed(even, even.opening, Target(10, 0.9))
        theory = next(
            n for n in range(3, 12) if erlang_c_share(9 * 8 / 30, n, 10, 8) >= 0.9
        )
        used = mean(day.desks[half] for half in halves[2:-2])
        self.assertTrue(theory - 1 < used <= theory + 0.5, (used, theory))
        self.assertTrue(day.met)

    def test_what_cannot_be_met_is_said(self):
        (day,) = needed(town(dict.fromkeys(HALVES, 20)), HOURS, Target(5, 0.9), most=3)
        self.assertFalse(day.met)
        self.assertEqual(set(day.desks.values()), {3})
        self.assertLess(day.share, 0.9)

    def test_a_closed_or_empty_day_needs_nobody(self):
        here = town(dict.fromkeys(HALVES, 3))
        self.assertEqual(needed(here, {0: (), 1: HOURS[0]}, Target()), [])

    def test_services_can_be_staffed_apart(self):
        file = Product("file", "social", (20, 30))
        both = Town((CARD, file), {0: {540: (2.0, 1.0)}}, {0: ((540, 570),)})
        alone = only(both, {"social"})
        self.assertEqual(alone.products, (file,))
        self.assertEqual(alone.demand, {0: {540: (1.0,)}})

    @given(days)
    def test_spans_are_the_desks_again(self, desks):
        found = spans(desks)
        for half, number in desks.items():
            there = [a <= half < b for mine in found for a, b in mine]
            self.assertEqual(sum(there), number)

    @given(days, days)
    def test_moves_mend_what_they_can(self, today, need):
        pairs, spare, lacking = moves(today, need)
        after = dict(today)
        for source, to in pairs:
            after[source] -= 1
            after[to] = after.get(to, 0) + 1
        self.assertFalse(spare and lacking)
        for half in {*today, *need}:
            lack = need.get(half, 0) - after.get(half, 0)
            self.assertEqual(max(0, lack), lacking.count(half))
            self.assertEqual(max(0, -lack), spare.count(half))


class TestOneLine(unittest.TestCase):
    """The line of staffing is that of every simulation, where nobody is special."""

    @given(
        st.integers(0, 10_000),
        st.lists(
            st.lists(
                st.tuples(st.integers(0, 90), st.integers(10, 120), st.booleans()),
                max_size=3,
            ),
            min_size=1,
            max_size=5,
        ),
        st.sampled_from([0, 5, 20]),
    )
    def test_it_lets_the_same_people_wait_too_long(self, seed, desks, minutes):
        rng, work = Random(seed), [tuple(span_after_span(mine)) for mine in desks]
        came = sorted((rng.uniform(0, 300), rng.uniform(2, 25)) for _n in range(40))
        people = [
            (arrival, number, 0, None, takes, inf, False)
            for number, (arrival, takes) in enumerate(came)
        ]
        hall = Hall([Desk(n) for n in range(len(work))], [Visit(0, 0)])
        day = play(people, hall, work, RULES, 60)
        wanted = [v[0] for v, _desk, at in day.calls if at - v[0] > minutes]
        wanted += [one[0] for one in day.unserved]
        self.assertEqual(sorted(slow(came, work, minutes, 60)), sorted(wanted))


def span_after_span(parts):
    """Yield spans one after the other, out of (pause before, length, stays)."""
    end = 0
    for pause, length, stays in parts:
        start, end = end + pause, end + pause + length
        yield start, end, stays


class TestShifts(unittest.TestCase):
    @given(days)
    def test_shifts_cover_the_day_and_breaks_are_kept(self, desks):
        roster = shifts(desks)
        first, end = min(desks), max(desks) + 30
        for half, number in desks.items():
            there = sum(shift.covers(half) for shift in roster.shifts)
            self.assertGreaterEqual(there, number)
            self.assertEqual(roster.spare[half], there - number)
        gap = (end - first) > 30 * len(desks)
        for shift in roster.shifts:
            self.assertTrue(first <= shift.start < shift.stop <= end)
            long = shift.stop - shift.start
            self.assertTrue(long >= min(SHORTEST, end - first))
            if long > LONG and not gap and any(690 <= half < 840 for half in desks):
                self.assertTrue(690 <= shift.pause < 840)

    def test_breaks_are_staggered(self):
        for number in range(2, 9):
            roster = shifts(dict.fromkeys(range(540, 1020, 30), number))
            pauses = [shift.pause for shift in roster.shifts if shift.pause]
            self.assertGreater(len(pauses), 0)
            for half in pauses:
                self.assertLessEqual(pauses.count(half), -(-len(pauses) // 5))

    def test_nothing_needs_nobody(self):
        self.assertEqual(shifts({}).shifts, ())
        self.assertEqual(shifts({540: 0}).hours, 0)
