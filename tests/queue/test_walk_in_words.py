import unittest
from datetime import timedelta

from odoo.tests import freeze_time, tagged

from ...engine import intervals, walk_in
from ...models.common.refusal import Refusal
from ..common import hours
from ..desk_common import TUESDAY, DeskCase, at
from ..properties import given, st

DAY = 200
spans = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 90)), max_size=5)


class TestAnswer(unittest.TestCase):
    """What a visitor is told is so, whatever the hours are."""

    @given(spans, st.integers(0, DAY - 1), st.integers(0, 30), st.integers(0, 300))
    def test_every_answer_is_true(self, pairs, now, last, wait):
        opened = intervals.merge([(start, start + length) for start, length in pairs])
        told = walk_in.answer(opened, now, DAY, last, wait)
        minutes = {m for start, stop in opened for m in range(start, stop)}
        left = {m for m in minutes if now <= m < DAY}
        in_time = all(now + m in minutes for m in range(max(1, last)))
        if told.what == walk_in.GIVEN:
            self.assertTrue(in_time and wait <= len(left))
        elif told.what == walk_in.CROWDED:
            self.assertTrue(in_time and wait > len(left))
        elif told.what == walk_in.LATER:
            self.assertIn(told.start, left)
            self.assertNotIn(told.start - 1, minutes & set(range(now + 1, DAY)))
            self.assertFalse(in_time)
        elif told.what == walk_in.CLOSING:
            self.assertIn(now, minutes)
            self.assertEqual(left, set(range(now, told.stop)))
            self.assertFalse(in_time)
        else:
            self.assertFalse(left)
            later = [m for m in minutes if m >= DAY]
            self.assertEqual(told.start, min(later, default=None))


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestWords(DeskCase):
    """Three things that the kiosk used to call "we close soon"."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar.attendance_ids = hours(
            (1, 9, 12, "walk_in"), (1, 13, 16, "walk_in"), (3, 9, 12, "appointment")
        )

    def words(self, minutes, product=None):
        """Return what the kiosk says so many minutes after 09:00."""
        with at(minutes), self.assertRaises(Refusal) as caught:
            (product or self.passport)._check_walk_in(1, self.location)
        return str(caught.exception)

    def test_just_before_noon_the_afternoon_is_named(self):
        for minutes in (2 * 60 + 46, 2 * 60 + 59, 3 * 60 + 30):
            self.assertIn("given from 13:00", self.words(minutes), minutes)

    def test_before_the_doors_open(self):
        self.assertIn("given from 09:00", self.words(-3))
        with at(0):
            self.assertTrue(self.passport._may_walk_in(self.location))

    def test_before_the_end_of_the_day(self):
        self.assertIn("We close at 16:00", self.words(7 * 60 - 10))

    def test_a_long_line_has_the_afternoon_too(self):
        self.other_desk.desk_get_up()
        with at(2 * 60):
            for _visitor in range(6):
                self.give()
            wait = self.location._wait_of_newcomer([(self.passport, 1)])
            self.assertGreater(wait.low, 60, "longer than until noon")
            self.assertTrue(self.passport._may_walk_in(self.location))

    def test_too_many_wait(self):
        self.other_desk.desk_get_up()
        with at(6 * 60):
            for _visitor in range(9):
                self.give()
        words = self.words(6 * 60)
        self.assertIn("9 people wait", words)
        self.assertIn("Make an appointment", words)
        self.passport.booking = "none"
        self.assertIn("ask a colleague", self.words(6 * 60))

    def test_after_closing_the_next_day_is_named(self):
        words = self.words(8 * 60)
        self.assertIn("20 oktober from 09:00 to 12:00", words)

    def test_on_a_day_by_appointment_the_day_of_free_walk_in_is_named(self):
        with freeze_time(TUESDAY + timedelta(days=2)):
            with self.assertRaisesRegex(Refusal, "by appointment now.*20 oktober"):
                self.passport._check_walk_in(1, self.location)

    def test_who_never_walks_in_is_told_no_hours(self):
        self.assertNotIn("oktober", self.words(0, self.foreigner))
