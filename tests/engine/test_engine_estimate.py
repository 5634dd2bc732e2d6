import unittest
from dataclasses import replace
from statistics import fmean

from ...engine.estimate import (
    STEP,
    Queue,
    newcomer,
    waits,
)
from ...engine.handling import Handling, learn
from ...engine.queue import Desk, Rules, Visit
from .. import queue_common as slow
from ..properties import given, st

#: visits that take exactly what is expected, so that answers can be counted by hand
EXACT = Handling(between=0.0, shape=(1.0,))
visit_minutes = st.integers(1, 40)


@st.composite
def situations(draw):
    """Draw a line with busy desks and appointments that will come."""
    some = draw(slow.lines(max_size=10))
    here = [v for v in some if v.arrival <= slow.LAST // 2]
    booked = [v for v in some if v not in here and v.appointment is not None]
    desks = draw(slow.desks())
    busy = st.tuples(visit_minutes, st.integers(0, 60))
    return Queue(
        slow.LAST // 2,
        tuple(here),
        tuple(desks),
        {visit.id: draw(visit_minutes) for visit in some},
        {desk.id: draw(busy) for desk in desks if draw(st.booleans())},
        tuple(booked),
        rules=draw(slow.rules),
    )


class TestWaits(unittest.TestCase):
    """What visitors are told about how long it will take."""

    def line(self, visits, desks=1, **values):
        minutes = {visit.id: 10 for visit in visits}
        values = {"handling": EXACT, "rules": Rules(), "minutes": minutes} | values
        return Queue(600, tuple(visits), tuple(map(Desk, range(desks))), **values)

    def likely(self, line):
        return {id_: wait.likely for id_, wait in waits(line).items()}

    def test_one_after_the_other(self):
        line = self.line([Visit(1, 590), Visit(2, 591), Visit(3, 592)])
        self.assertEqual(self.likely(line), {1: 0, 2: 10, 3: 20})
        line = replace(line, desks=(Desk(0), Desk(1)))
        self.assertEqual(self.likely(line), {1: 0, 2: 0, 3: 10})

    def test_the_products_of_who_is_before_count(self):
        visits = [Visit(1, 590), Visit(2, 591)]
        self.assertEqual(self.likely(self.line(visits, minutes={1: 45, 2: 5}))[2], 45)

    def test_the_visit_at_the_desk_has_still_so_many_minutes(self):
        line = self.line([Visit(1, 590)], busy={0: (20, 14)})
        self.assertEqual(self.likely(line), {1: 6})

    def test_the_time_between_visits(self):
        handling = replace(EXACT, between=2.0)
        line = self.line([Visit(1, 590), Visit(2, 591)], handling=handling)
        self.assertEqual(self.likely(line), {1: 0, 2: 12})
        line = replace(line, busy={0: (20, 14)})
        self.assertEqual(self.likely(line), {1: 8, 2: 20})

    def test_an_appointment_that_is_to_come_goes_first(self):
        booked = (Visit(9, 604, 610),)
        visits = [Visit(1, 590), Visit(2, 591)]
        line = self.line(visits, minutes={1: 10, 2: 10, 9: 10}, booked=booked)
        line = replace(line, show_up=1.0)
        self.assertEqual(self.likely(line), {1: 0, 2: 20})
        half = replace(line, show_up=0.5)
        self.assertEqual(self.likely(half), {1: 0, 2: 15})

    def test_who_is_not_here_at_the_promised_time_comes_half_as_often(self):
        line = self.line([Visit(1, 590)], minutes={1: 10, 9: 10}, show_up=1.0)
        overdue = replace(line, booked=(Visit(9, 590, 595),))
        self.assertEqual(self.likely(overdue), {1: 5})
        too_late = replace(line, booked=(Visit(9, 580, 589),))
        self.assertEqual(newcomer(too_late, Visit(0, 0), 10).likely, 10)

    def test_whom_no_desk_serves_is_told_nothing(self):
        line = self.line([Visit(1, 590, target=5)])
        self.assertEqual(waits(line), {})
        self.assertIsNone(newcomer(line, Visit(0, 0, target=5), 10))
        self.assertIsNone(newcomer(replace(line, desks=()), Visit(0, 0), 10))

    def test_who_would_come_now(self):
        line = self.line([Visit(1, 590), Visit(2, 591)])
        self.assertEqual(newcomer(line, Visit(1, 0), 10).likely, 20)
        urgent = newcomer(line, Visit(0, 0, priority=True), 10)
        self.assertEqual((urgent.low, urgent.high), (0, STEP))

    def test_a_clock_that_is_behind_loses_nobody(self):
        self.assertEqual(self.likely(self.line([Visit(1, 601)])), {1: 0})

    def test_the_desk_that_is_free_first_calls_first(self):
        """Of ten visits that go on, one ends long before the mean."""
        busy = {number: (20, 5) for number in range(10)}
        line = self.line([Visit(1, 590)], desks=10, busy=busy, handling=Handling())
        self.assertLess(self.likely(line)[1], 8)

    @given(situations())
    def test_ranges_that_people_understand(self, line):
        served = {v.id for v in line.visits if any(d.serves(v) for d in line.desks)}
        found = waits(line)
        self.assertEqual(set(found), served)
        for wait in found.values():
            self.assertEqual((wait.low % STEP, wait.high % STEP), (0, 0))
            self.assertLess(wait.low, wait.high)
            self.assertLessEqual(wait.low, wait.likely)
            self.assertLessEqual(wait.likely, wait.high)

    def test_ahead_counts_who_will_come_too(self):
        """The number does not rise when the time of an appointment comes."""
        booked = (Visit(9, 604, 610),)
        visits = [Visit(1, 590), Visit(2, 591)]
        line = self.line(visits, minutes={1: 20, 2: 10, 9: 10}, booked=booked)
        ahead = {id_: wait.ahead for id_, wait in waits(line).items()}
        self.assertEqual(ahead, {1: 0, 2: 2})
        come = replace(line, now=611, booked=(), busy={0: (20, 11)})
        come = replace(come, visits=(visits[1], Visit(9, 604, 610)))
        self.assertEqual(waits(come)[2].ahead, 1)

    def test_only_desks_that_serve_somebody_call_before(self):
        visits = [Visit(n, 590 + n, products=frozenset("a")) for n in range(3)]
        visits.append(Visit(9, 599, products=frozenset("b")))
        line = self.line(visits)
        desks = (Desk(0, None, frozenset("a")), Desk(1, None, frozenset("b")))
        line = replace(line, desks=desks)
        ahead = {id_: wait.ahead for id_, wait in waits(line).items()}
        self.assertEqual(ahead, {0: 0, 1: 1, 2: 2, 9: 0})

    def test_whose_time_has_not_come_is_told_both_ends(self):
        """An empty hall calls them early; one that fills up, at their time."""
        early = Visit(1, 590, 625)
        wait = waits(self.line([early]))[1]
        self.assertEqual((wait.low, wait.high), (0, 30))
        urgent = replace(early, priority=True)
        self.assertEqual(waits(self.line([urgent]))[1].high, 30)
        due = waits(self.line([replace(early, appointment=600)]))[1]
        self.assertEqual((due.low, due.high), (0, STEP))

    @given(situations())
    def test_nobody_is_told_less_than_until_the_promised_time(self, line):
        for visit in line.visits:
            wait = waits(line).get(visit.id)
            if wait and visit.appointment and visit.arrival <= visit.appointment:
                self.assertGreaterEqual(wait.high, visit.appointment - line.now)

    @given(situations(), st.randoms())
    def test_the_same_line_the_same_answer(self, line, rng):
        shuffled = list(line.visits)
        rng.shuffle(shuffled)
        self.assertEqual(waits(replace(line, visits=tuple(shuffled))), waits(line))

    def test_the_further_back_the_wider(self):
        visits = [Visit(number, 590 + number / 10) for number in range(9)]
        line = self.line(visits, handling=Handling())
        widths = [wait.high - wait.low for wait in waits(line).values()]
        self.assertLess(widths[1], widths[8])


class TestHandling(unittest.TestCase):
    """How long visits take, as measured and as planned."""

    def learn(self, *minutes, planned=10):
        return learn([([("a", planned)], value) for value in minutes])

    def test_without_history_as_planned(self):
        handling = learn([])
        self.assertEqual(handling, Handling())
        self.assertEqual(handling.minutes([("a", 10), ("b", 5)]), 15)
        self.assertAlmostEqual(fmean(handling.shape), 1, 1)

    def test_much_is_believed_and_little_is_not(self):
        little, much = self.learn(15), self.learn(*[15] * 200)
        self.assertLess(little.minutes([("a", 10)]), 11.5)
        self.assertAlmostEqual(much.minutes([("a", 10)]), 15, 0)

    def test_what_was_never_measured_is_as_slow_as_the_rest(self):
        self.assertAlmostEqual(self.learn(*[15] * 200).minutes([("b", 10)]), 15, 0)

    def test_visits_for_several_products_tell_nothing_of_one(self):
        rows = [([("a", 10), ("b", 10)], 90)] * 50
        self.assertEqual(learn(rows), Handling())

    def test_nonsense_is_left_out(self):
        rows = [([("a", 0)], 5), ([("a", 10)], 0), ([("a", 10)], -3), ([], 5)]
        self.assertEqual(learn(rows), Handling())

    def test_a_forgotten_visit_changes_little(self):
        usual = self.learn(*[10] * 20)
        forgotten = self.learn(*[10] * 20, 900)
        one = [("a", 10)]
        self.assertLess(forgotten.minutes(one) - usual.minutes(one), 1)
        alone = self.learn(900)
        self.assertLess(alone.minutes(one), 13)

    def test_the_mean_counts_and_not_the_median(self):
        found = self.learn(*[6, 6, 6, 6, 12] * 100).minutes([("a", 10)])
        self.assertAlmostEqual(found, 7.2, 1)

    @given(st.lists(st.floats(1, 100), min_size=48, max_size=200))
    def test_the_shape_has_mean_one_and_ascends(self, minutes):
        shape = self.learn(*minutes).shape
        self.assertAlmostEqual(fmean(shape), 1)
        self.assertEqual(list(shape), sorted(shape))

    @given(st.floats(1, 60), st.floats(0, 200), st.floats(0, 0.999))
    def test_what_remains(self, expected, elapsed, part):
        found = Handling().remaining(expected, elapsed, part)
        self.assertGreaterEqual(found, 0)
        if elapsed > expected * Handling().shape[-1]:
            self.assertAlmostEqual(found, expected / 4)
        elif found:
            total = found + elapsed
            self.assertTrue(
                any(abs(total - expected * q) < 1e-6 for q in Handling().shape)
            )
