import unittest
from dataclasses import replace

from ...engine import queue
from ...engine.queue import Desk, Rules, Visit
from ...engine.queue_run import calls
from .. import queue_common as slow
from ..properties import given, st

moments = st.integers(0, 2 * slow.LAST)


@st.composite
def days(draw):
    """Draw a day that was played minute by minute: few desks, so that people wait."""
    visits = draw(slow.lines(min_size=4, max_size=9))
    minutes = {visit.id: draw(st.integers(3, 20)) for visit in visits}
    desks = draw(slow.desks(min_size=1, max_size=2))
    day = slow.SlowDay(visits, desks, draw(slow.rules), minutes, queue.order)
    return day.play()


class TestOrder(unittest.TestCase):
    """Who is called next at one desk, at one moment."""

    @given(slow.lines(), slow.desks(min_size=1), moments, slow.rules)
    def test_the_order_is_that_of_the_sentences_on_the_wall(
        self, visits, desks, now, rules
    ):
        for desk in desks:
            expected = slow.slow_order(visits, desk, now, rules)
            self.assertEqual(queue.order(visits, desk, now, rules), expected)

    @given(slow.lines().flatmap(lambda v: st.tuples(st.just(v), st.permutations(v))))
    def test_the_same_whatever_the_order_of_the_input(self, pair):
        visits, shuffled = pair
        for quick in (False, True):
            desk = Desk(0, quick=quick)
            for now in (0, 20, 40):
                found = queue.order(visits, desk, now, Rules(12, 15, 5))
                again = queue.order(shuffled, desk, now, Rules(12, 15, 5))
                self.assertEqual(found, again)
                self.assertEqual(len(found), len(set(found)))

    @given(slow.lines(), moments, slow.rules)
    def test_who_is_taken_by_a_colleague_changes_nothing_for_the_others(
        self, visits, now, rules
    ):
        desk = Desk(0)
        found = queue.order(visits, desk, now, rules)
        for taken in found:
            left = [visit for visit in visits if visit.id != taken]
            rest = [id_ for id_ in found if id_ != taken]
            self.assertEqual(queue.order(left, desk, now, rules), rest)

    @given(slow.lines(), slow.desks(min_size=1), moments, slow.rules)
    def test_first_is_the_first_of_the_order(self, visits, desks, now, rules):
        for desk in desks:
            found = queue.order(visits, desk, now, rules)
            first = queue.first(visits, desk, now, rules)
            self.assertEqual(first and first.id, found[0] if found else None)

    @given(slow.lines(), slow.desks(min_size=1), moments, slow.rules, st.data())
    def test_who_is_forwarded_to_a_desk_keeps_the_place_of_their_arrival(
        self, visits, desks, now, rules, data
    ):
        desk = data.draw(st.sampled_from(desks))
        here = [visit for visit in visits if desk.serves(visit)]
        forwarded = [replace(visit, target=desk.id) for visit in here]
        found = queue.order(here, desk, now, rules)
        self.assertEqual(queue.order(forwarded, desk, now, rules), found)
        for other in desks:
            if other != desk:
                self.assertEqual(queue.order(forwarded, other, now, rules), [])

    @given(slow.lines(), slow.rules)
    def test_waiting_counts_from_arrival_or_from_the_promised_time(self, visits, rules):
        for visit in visits:
            expected = slow.counted_from(visit, rules)
            self.assertEqual(queue.waits_since(visit, rules), expected)


class TestPromises(unittest.TestCase):
    """What visitors may count on, all day long, whoever comes and however long."""

    @given(days())
    def test_a_desk_never_gets_somebody_whom_it_does_not_serve(self, day):
        for _now, desk, called, _others in day.looks:
            if called:
                self.assertTrue(slow.may_serve(desk, called))

    @given(days())
    def test_nobody_who_came_later_goes_before_whoever_waited_the_maximum(self, day):
        for now, _desk, called, others in day.looks:
            if not called or called.priority:
                continue
            for other in others:
                if other.appointment is None:
                    waited, later = now - other.arrival, called.arrival > other.arrival
                    self.assertFalse(waited >= day.rules.maximum and later)

    @given(days())
    def test_the_maximum_holds_for_appointments_too(self, day):
        for now, _desk, called, others in day.looks:
            if not called or called.priority:
                continue
            mine = slow.counted_from(called, day.rules)
            for other in others:
                if slow.has_waited_long(other, now, day.rules):
                    self.assertLessEqual(mine, slow.counted_from(other, day.rules))

    @given(days())
    def test_no_desk_is_idle_while_somebody_whom_it_serves_waits(self, day):
        for now, _desk, called, others in day.looks:
            if not called:
                for other in others:
                    self.assertTrue(slow.is_too_early(other, now, day.rules))

    @given(days())
    def test_everybody_is_called_whom_a_desk_serves(self, day):
        called = [visit for visit, _desk, _now in day.calls]
        expected = [
            visit.id
            for visit in day.visits.values()
            if any(slow.may_serve(desk, visit) for desk in day.desks)
        ]
        self.assertEqual(sorted(called), sorted(expected))

    @given(days())
    def test_an_early_appointment_only_when_nobody_else_waits(self, day):
        for now, _desk, called, others in day.looks:
            if called and slow.is_early(called, now, day.rules):
                self.assertFalse(slow.is_too_early(called, now, day.rules))
                for other in others:
                    self.assertTrue(slow.is_early(other, now, day.rules))

    @given(days())
    def test_short_matters_first_at_the_quick_counter(self, day):
        for now, desk, called, others in day.looks:
            if not (desk.quick and called) or called.quick or called.priority:
                continue
            if not slow.has_waited_long(called, now, day.rules):
                for other in others:
                    early = slow.is_early(other, now, day.rules)
                    self.assertTrue(not other.quick or early)

    @given(days())
    def test_priority_first(self, day):
        for now, _desk, called, others in day.looks:
            if called and not called.priority:
                for other in others:
                    early = slow.is_early(other, now, day.rules)
                    self.assertTrue(not other.priority or early)

    @given(days())
    def test_the_run_is_that_of_minute_by_minute(self, day):
        found = calls(day.visits.values(), day.desks, day.rules, day.minutes, 0)
        found = [(visit.id, desk.id, moment) for visit, desk, moment in found]
        self.assertEqual(found, day.calls)


class TestWall(unittest.TestCase):
    """The examples that a town hall would ask about."""

    rules = Rules(maximum=60, early=30, grace=10)

    def order(self, *visits, now=600, desk=None):
        return queue.order(visits, desk or Desk(1), now, self.rules)

    def test_an_appointment_at_its_time_before_who_came_without(self):
        walk_in = Visit(1, 570)
        self.assertEqual(self.order(walk_in, Visit(2, 595, 600)), [2, 1])
        self.assertEqual(self.order(walk_in, Visit(2, 595, 601)), [1, 2])

    def test_ten_minutes_late_is_in_time_and_eleven_is_not(self):
        walk_in = Visit(1, 580)
        self.assertEqual(self.order(walk_in, Visit(2, 600, 590)), [2, 1])
        self.assertEqual(self.order(walk_in, Visit(2, 600, 589)), [1, 2])

    def test_half_an_hour_early_may_be_called_when_nobody_waits(self):
        self.assertEqual(self.order(Visit(1, 590, 630)), [1])
        self.assertEqual(self.order(Visit(1, 590, 631)), [])

    def test_after_an_hour_an_appointment_goes_no_longer_before(self):
        appointment = Visit(2, 595, 600)
        self.assertEqual(self.order(Visit(1, 541), appointment), [2, 1])
        self.assertEqual(self.order(Visit(1, 540), appointment), [1, 2])

    def test_who_cannot_wait_goes_before_who_waited_long(self):
        self.assertEqual(
            self.order(Visit(1, 500), Visit(2, 599, priority=True)), [2, 1]
        )

    def test_the_choice_of_a_colleague_counts_more_than_the_products(self):
        forwarded = Visit(1, 500, products=frozenset([9]), target=1)
        desk = Desk(1, products=frozenset([3]))
        self.assertEqual(self.order(forwarded, desk=desk), [1])
        self.assertEqual(self.order(forwarded, desk=Desk(2)), [])

    def test_the_quick_counter_calls_short_matters_first(self):
        longer, short = Visit(1, 595, 600), Visit(2, 599, quick=True)
        self.assertEqual(self.order(longer, short, desk=Desk(1, quick=True)), [2, 1])
        self.assertEqual(self.order(longer, short), [1, 2])
        waited = Visit(3, 530)
        self.assertEqual(self.order(waited, short, desk=Desk(1, quick=True)), [3, 2])

    def test_a_desk_needs_all_the_products(self):
        visit = Visit(1, 500, products=frozenset([3, 9]))
        self.assertEqual(self.order(visit, desk=Desk(1, None, frozenset([3]))), [])

    def test_ties_by_arrival_and_then_by_id(self):
        first, second = Visit(1, 590, 600), Visit(2, 590, 600)
        self.assertEqual(self.order(second, first), [1, 2])
        self.assertEqual(self.order(first, replace(second, arrival=589)), [2, 1])

    def test_nobody_and_no_desk(self):
        self.assertEqual(self.order(), [])
