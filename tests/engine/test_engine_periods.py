"""Periods of a visit: ten courses counted by hand, and any course minute by minute."""

import unittest
from datetime import datetime, timedelta

from ...engine import course, lifecycle, periods
from ...engine.course import Entry
from ...engine.errors import Disorder
from ..properties import given, st

NINE = datetime(2026, 10, 13, 9, 0)


def at(minute):
    return NINE + timedelta(minutes=minute)


def log(*steps):
    """Return a log out of pairs (step, minute after nine) or triples with a desk."""
    return [Entry(step, at(minute), *desk) for step, minute, *desk in steps]


def measure(entries, appointment=None):
    found = periods.periods(course.replay(entries).steps, appointment)
    return periods.measure(found)


#: name, promised minute, log, (waiting, walking, handling, paused)
COUNTED = [
    (
        "early for an appointment",
        0,
        [("booked", -999), ("checked_in", -20), ("called", 4), ("started", 5)]
        + [("finished", 20)],
        (4, 1, 15, 0),
    ),
    (
        "called before the appointment time",
        0,
        [("booked", -999), ("checked_in", -20), ("called", -10), ("started", -9)]
        + [("finished", 1)],
        (0, 1, 10, 0),
    ),
    (
        "forwarded: each desk its own, the second wait is a wait",
        None,
        [("checked_in", 0), ("called", 10, 1), ("started", 11, 1)]
        + [("forwarded", 31, 1), ("called", 51, 2), ("started", 53, 2)]
        + [("finished", 60, 2)],
        (10 + 20, 1 + 2, 20 + 7, 0),
    ),
    (
        "called again before coming",
        None,
        [("checked_in", 0), ("called", 5), ("recalled", 6), ("recalled", 8)]
        + [("started", 9), ("finished", 12)],
        (5, 4, 3, 0),
    ),
    (
        "paused twice, and forwarded out of the second pause",
        None,
        [("checked_in", 0), ("called", 3), ("started", 4), ("paused", 10)]
        + [("resumed", 15), ("paused", 20), ("forwarded", 28), ("called", 30)]
        + [("started", 31), ("finished", 41)],
        (3 + 2, 1 + 1, 6 + 5 + 10, 5 + 8),
    ),
    (
        "started without a check-in: the arrival is not known",
        0,
        [("booked", -999), ("started", 6), ("finished", 16)],
        (None, None, 10, 0),
    ),
    (
        "urgent: waits from coming in, whatever moment was found in the agenda",
        None,
        [("booked", 0), ("checked_in", 0), ("called", 35), ("started", 36)]
        + [("finished", 40)],
        (35, 1, 4, 0),
    ),
    (
        "missed the call, came back",
        None,
        [("checked_in", 0), ("called", 10), ("no_show", 13), ("checked_in", 18)]
        + [("called", 20), ("started", 21), ("finished", 30)],
        (10 + 2, 3 + 1, 9, 0),
    ),
    (
        "left, and back an hour later",
        None,
        [("checked_in", 0), ("left", 8), ("checked_in", 68), ("called", 70)]
        + [("started", 70), ("finished", 75)],
        (8 + 2, 0, 5, 0),
    ),
    (
        "a misclick that was undone: the clocks ran on",
        None,
        [("checked_in", 0), ("called", 5), ("started", 6), ("finished", 7)]
        + [("undone", 8), ("finished", 16)],
        (5, 1, 10, 0),
    ),
]


class TestCounted(unittest.TestCase):
    """Ten courses, counted by hand."""

    def test_ten_courses(self):
        self.assertEqual(len(COUNTED), 10)
        for name, promised, steps, counted in COUNTED:
            with self.subTest(name):
                found = measure(
                    log(*steps), at(promised) if promised is not None else None
                )
                self.assertEqual(
                    (found.waiting, found.walking, found.handling, found.paused),
                    counted,
                )

    def test_what_goes_on_is_not_measured_yet(self):
        waiting = [("checked_in", 0)]
        self.assertEqual(measure(log(*waiting)), periods.Measured())
        called = [*waiting, ("called", 7)]
        self.assertEqual(measure(log(*called)).waiting, 7)
        self.assertIsNone(measure(log(*called)).walking)
        serving = [*called, ("started", 8)]
        self.assertIsNone(measure(log(*serving)).handling)
        again = [*serving, ("forwarded", 18)]
        self.assertIsNone(measure(log(*again)).handling)
        self.assertEqual(measure(log(*again, ("left", 20))).handling, 10)

    def test_who_was_never_called_did_not_wait_until_a_call(self):
        self.assertIsNone(measure(log(("checked_in", 0), ("left", 30))).waiting)

    def test_no_time_is_a_time(self):
        steps = [("checked_in", 0), ("started", 0), ("finished", 0)]
        found = measure(log(*steps))
        self.assertEqual((found.waiting, found.handling), (0, 0))

    def test_each_period_knows_its_desk(self):
        steps = COUNTED[2][2]
        found = periods.periods(course.replay(log(*steps)).steps)
        self.assertEqual(
            [(period.kind, period.desk) for period in found],
            [
                ("waiting", None),
                ("walking", 1),
                ("serving", 1),
                ("waiting", None),
                ("walking", 2),
                ("serving", 2),
            ],
        )

    def test_a_clock_that_was_set_back_makes_no_minutes(self):
        steps = [("checked_in", 10), ("called", 4), ("started", 5), ("finished", 2)]
        found = measure(log(*steps))
        self.assertEqual((found.waiting, found.handling), (0, 0))


def courses():
    """Return any log that the life cycle allows, with steps undone here and there."""
    choice = st.tuples(st.integers(0, 99), st.integers(0, 30), st.integers(1, 3))
    return st.lists(choice, max_size=25).map(_course)


def _course(choices):
    entries, states, minute = [], [None], 0
    for number, pause, desk in choices:
        state = states[-1]
        allowed = sorted(
            step for step, (since, _to) in lifecycle.STEPS.items() if state in since
        )
        undone = entries and entries[-1].step != "undone" and number % 7 == 0
        minute += pause
        if undone:
            states.pop()
            entries.append(Entry("undone", at(minute)))
        elif allowed:
            step = allowed[number % len(allowed)]
            states.append(lifecycle.next_state(state, step))
            entries.append(Entry(step, at(minute), desk))
    return entries


def by_minutes(entries, appointment):
    """Count minute by minute: in which state was the visitor during each?

    What lasts is not counted yet: who was called a second time walks still.
    """
    kept = []
    for entry in entries:
        kept = kept[:-1] if entry.step == "undone" else [*kept, entry]
    over = list(kept)
    while len(over) > 1 and _stay(over[-1]) == _stay(over[-2]):
        over.pop()
    counted, helped = dict.fromkeys(periods.KINDS, 0), False
    for entry, following in zip(over, over[1:], strict=False):
        state, moment = entry.state, entry.moment
        while moment < following.moment:
            too_early = appointment and not helped and moment < appointment
            if state in counted and not (state == "waiting" and too_early):
                counted[state] += 1
            moment += timedelta(minutes=1)
        helped = helped or state == "serving"
    return kept, counted


def _stay(entry):
    return entry.state, None if entry.state == "waiting" else entry.desk


class TestAnyCourse(unittest.TestCase):
    """What periods say is what a slow look at every minute says."""

    @given(courses(), st.one_of(st.none(), st.integers(0, 60)))
    def test_minute_by_minute(self, entries, minute):
        appointment = None if minute is None else at(minute)
        kept, counted = by_minutes(entries, appointment)
        found = periods.periods(course.replay(entries).steps, appointment)
        closed = [period for period in found if period.stop]
        for state, kind in periods.KINDS.items():
            total = sum(period.minutes for period in closed if period.kind == kind)
            self.assertEqual(total, counted[state])
        measured = periods.measure(found)
        states = [entry.state for entry in kept]
        present = [state for state in states if state in periods.KINDS]
        seen = present[:1] == ["waiting"] and set(present) != {"waiting"}
        self.assertEqual(measured.waiting, counted["waiting"] if seen else None)
        if measured.handling is not None:
            self.assertEqual(measured.handling, counted["serving"])
            self.assertNotIn(states[-1], periods.KINDS)

    @given(courses())
    def test_periods_follow_each_other(self, entries):
        found = periods.periods(course.replay(entries).steps)
        for one, two in zip(found, found[1:], strict=False):
            self.assertLessEqual(one.stop, two.start)
        self.assertTrue(all(period.stop for period in found[:-1]))

    @given(courses())
    def test_a_correction_that_says_the_same_changes_nothing(self, entries):
        told = course.replay(entries)
        moments = told.moments()
        if told.state in (None, "booked", "cancelled", "withdrawn"):
            return
        steps = course.restate(told, moments, told.state)
        again = course.replay(
            [
                *entries,
                Entry("corrected", at(9999), after={"state": told.state})
                if steps is None
                else Entry(
                    "corrected",
                    at(9999),
                    after={
                        "state": told.state,
                        "course": [(s.step, s.moment, s.desk, s.user) for s in steps],
                    },
                ),
            ]
        )
        self.assertEqual(again.moments(), moments)
        self.assertEqual(
            periods.measure(periods.periods(again.steps)),
            periods.measure(periods.periods(told.steps)),
        )


class TestCorrections(unittest.TestCase):
    """A correction says the course again; the log before it stands."""

    def corrected(self, steps, state, **minutes):
        told = course.replay(log(*steps))
        moments = told.moments() | {
            step: None if minute is None else at(minute)
            for step, minute in minutes.items()
        }
        return course.restate(told, moments, state)

    def names(self, steps):
        return [(s.step, (s.moment - NINE) // timedelta(minutes=1)) for s in steps]

    def test_the_night_called_missed_who_was_there(self):
        steps = self.corrected(
            [("booked", -60), ("no_show", 900)],
            "finished",
            checked_in=1,
            started=5,
            finished=15,
        )
        self.assertEqual(
            self.names(steps),
            [("booked", -60), ("checked_in", 1), ("started", 5), ("finished", 15)],
        )

    def test_of_two_desks_the_last_one_is_corrected(self):
        steps = self.corrected(COUNTED[2][2], "finished", called=40, started=44)
        self.assertEqual(self.names(steps)[-3:-1], [("called", 40), ("started", 44)])
        self.assertIn(("called", 10), self.names(steps))
        with self.assertRaises(Disorder):
            self.corrected(COUNTED[2][2], "finished", called=25)

    def test_a_pause_after_the_corrected_end_is_left_out(self):
        steps = self.corrected(
            [("checked_in", 0), ("started", 5), ("paused", 30), ("finished", 900)],
            "finished",
            finished=20,
        )
        self.assertEqual([name for name, _ in self.names(steps)][-1], "finished")
        self.assertNotIn(("paused", 30), self.names(steps))

    def test_a_moment_that_nobody_knows_is_taken_away(self):
        steps = self.corrected(COUNTED[0][2], "finished", checked_in=None)
        self.assertNotIn("checked_in", [name for name, _ in self.names(steps)])
        self.assertIsNone(periods.measure(periods.periods(steps)).waiting)

    def test_in_no_order_it_is_refused(self):
        with self.assertRaises(Disorder):
            self.corrected(COUNTED[3][2], "finished", started=2)

    def test_what_comes_after_a_correction_goes_on_from_it(self):
        entries = log(("checked_in", 10), ("called", 20))
        told = course.replay(entries)
        steps = course.restate(told, told.moments() | {"checked_in": at(0)}, "called")
        restated = Entry(
            "corrected",
            at(21),
            after={
                "state": "called",
                "course": [(s.step, s.moment, s.desk, s.user) for s in steps],
            },
        )
        found = measure([*entries, restated, *log(("started", 22), ("finished", 30))])
        self.assertEqual((found.waiting, found.walking, found.handling), (20, 2, 8))
