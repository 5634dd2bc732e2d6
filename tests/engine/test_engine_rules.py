import unittest
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from ...engine import (
    access,
    duration,
    lifecycle,
    reference,
    ticks,
)
from ...engine.errors import ForbiddenStep
from ..properties import given, st


class TestAccess(unittest.TestCase):
    """Tuesday: free walk-in, except for foreigners' files."""

    def test_regimes(self):
        # access of the line, rule of the product, appointment?, walk-in?
        for line, rule, appointment, walk_in in [
            ("appointment", "open_hours", True, False),
            ("appointment", "never", True, False),
            ("appointment", "quick_counter", True, True),
            ("walk_in", "open_hours", False, True),
            ("walk_in", "never", True, False),
            ("walk_in", "quick_counter", False, True),
            ("both", "open_hours", True, True),
            ("both", "never", True, False),
            ("both", "quick_counter", True, True),
        ]:
            with self.subTest(line=line, rule=rule):
                self.assertIs(access.allows_appointment(line, rule), appointment)
                self.assertIs(access.allows_walk_in(line, rule), walk_in)

    def test_who_may_book(self):
        self.assertTrue(access.may_book("online", by_staff=False))
        self.assertTrue(access.may_book("online", by_staff=True))
        self.assertFalse(access.may_book("staff", by_staff=False))
        self.assertTrue(access.may_book("staff", by_staff=True))
        self.assertFalse(access.may_book("none", by_staff=True))


class TestLifecycle(unittest.TestCase):
    @given(st.lists(st.sampled_from(sorted(lifecycle.STEPS)), max_size=20))
    def test_a_visit_is_finished_once_at_most(self, steps):
        """Who left may come back and wait again; who was helped may not."""
        state, finished = None, 0
        for step in steps:
            try:
                state = lifecycle.next_state(state, step)
            except ForbiddenStep:
                continue
            finished += state == "finished"
        self.assertLessEqual(finished, 1)

    def test_a_visit_must_begin_before_it_is_finished(self):
        with self.assertRaises(ForbiddenStep):
            lifecycle.next_state("booked", "finished")
        with self.assertRaises(ForbiddenStep):
            lifecycle.next_state("cancelled", "checked_in")


class TestSmallRules(unittest.TestCase):
    @given(st.lists(st.tuples(*[st.integers(0, 90)] * 3), max_size=5))
    def test_duration_counts_piece_by_piece(self, lines):
        expected = 0
        for first, extra, quantity in lines:
            for piece in range(quantity):
                expected += extra if piece else first
        self.assertEqual(duration.visit_minutes(lines), expected)

    def test_references_survive_being_typed(self):
        for _try in range(200):
            code = reference.new_reference()
            self.assertRegex(code, r"^[A-Z3-9]{4}-[A-Z3-9]{4}$")
            for typed in (
                code.lower(),
                code.replace("-", ""),
                f" {code[:4]} {code[5:]}",
            ):
                self.assertEqual(reference.normalize_reference(typed), code)

    def test_midnight_is_a_whole_minute(self):
        start = datetime(2026, 10, 12, 22, 0, tzinfo=timezone.utc)
        almost = datetime(2026, 10, 12, 23, 59, 59, 999999, tzinfo=timezone.utc)
        [(begin, end)] = ticks.interval_minutes([(start, almost, None)])
        self.assertEqual(end - begin, 120)
        self.assertEqual(ticks.from_minutes(end), datetime(2026, 10, 13))


class TestLocalMoments(unittest.TestCase):
    """Many moments at once, as each would be by itself, also when clocks change."""

    @given(
        st.lists(
            st.one_of(
                st.datetimes(datetime(2026, 3, 28), datetime(2026, 3, 31)),
                st.datetimes(datetime(2026, 10, 24), datetime(2026, 10, 27)),
            )
        ),
        st.sampled_from(["Europe/Brussels", "UTC", "Australia/Lord_Howe"]),
    )
    def test_like_one_by_one(self, moments, name):
        zone = ZoneInfo(name)
        shown = ticks.locals_of(moments, zone)
        alone = [ticks.local(moment, zone) for moment in moments]
        self.assertEqual(shown, alone)
        self.assertEqual(
            [(one.time(), one.utcoffset()) for one in shown],
            [(one.time(), one.utcoffset()) for one in alone],
        )

    @given(
        st.lists(
            st.one_of(
                st.datetimes(datetime(2026, 3, 28), datetime(2026, 3, 31)),
                st.datetimes(datetime(2026, 10, 24), datetime(2026, 10, 27)),
                st.datetimes(datetime(2026, 12, 30), datetime(2027, 1, 2)),
            )
        ).map(sorted),
        st.sampled_from(
            # in the last two clocks change at midnight
            ["Europe/Brussels", "UTC", "Africa/Cairo", "America/Santiago"]
        ),
    )
    def test_days_like_one_by_one(self, moments, name):
        zone, alone = ZoneInfo(name), {}
        for moment in moments:
            alone.setdefault(ticks.local(moment, zone).date(), []).append(moment)
        found = ticks.by_local_day(moments, zone)
        self.assertEqual(found, alone)
        self.assertEqual(list(found), list(alone))
