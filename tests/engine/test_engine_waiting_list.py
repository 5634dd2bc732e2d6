import unittest

from ...engine.waiting_list import (
    PARTS,
    Slot,
    Wish,
    next_in_line,
    offer_end,
    rest_minutes,
    suits,
    waking,
)
from ..properties import given, st

DAY = 24 * 60
days = st.integers(1, 6)
slots = st.builds(Slot, day=days, minute=st.integers(0, DAY - 1))
bounds = st.none() | days
wishes = st.builds(
    Wish,
    key=st.uuids(),
    joined=st.integers(0, 50),
    offers=st.integers(0, 4),
    first=bounds,
    last=bounds,
    part=st.sampled_from(["", *PARTS]),
    before=st.none() | slots,
    had=st.frozensets(slots, max_size=3),
)
quiet = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 400)).map(
        lambda pair: (min(pair), max(pair))
    ),
    max_size=4,
)


def slowly_suits(wish, slot):
    """Say what a person means, one sentence after the other."""
    if wish.first is not None and slot.day < wish.first:
        return False
    if wish.last is not None and slot.day > wish.last:
        return False
    part = "morning" if slot.minute < 720 else "afternoon"
    part = "evening" if slot.minute >= 1020 else part
    if wish.part and wish.part != part:
        return False
    before = wish.before
    if before and (slot.day, slot.minute) >= (before.day, before.minute):
        return False
    return all(slot != other for other in wish.had)


def slowly_next(people, free, most):
    """Look for the best person among all, comparing each with each."""
    best = None
    for wish in people:
        fitting = [slot for slot in free if slowly_suits(wish, slot)]
        if wish.offers >= most or not fitting:
            continue
        rank = (wish.offers, wish.joined)
        if best is None or rank < (best[0].offers, best[0].joined):
            best = (wish, fitting[0])
    return best


def slowly_end(now, minutes, quiet_hours, latest):
    """Let the minutes pass one by one."""

    def is_quiet(minute):
        return any(start <= minute < stop for start, stop in quiet_hours)

    if is_quiet(now):
        return None
    while now < latest:
        if not is_quiet(now):
            minutes -= 1
        now += 1
        if not minutes:
            return now
    return None


class TestWaitingList(unittest.TestCase):
    @given(wishes, slots)
    def test_what_suits(self, wish, slot):
        self.assertEqual(suits(wish, slot), slowly_suits(wish, slot))

    @given(
        st.lists(wishes, max_size=8, unique_by=lambda wish: wish.joined),
        st.lists(slots, max_size=4).map(sorted),
        st.integers(0, 4),
    )
    def test_who_is_next(self, people, free, most):
        found = next_in_line(people, lambda wish: free, most)
        self.assertEqual(found, slowly_next(people, free, most))

    @given(st.lists(wishes, max_size=8), st.lists(slots, min_size=1, max_size=4))
    def test_nobody_gets_more_than_the_cap(self, people, free):
        found = next_in_line(people, lambda wish: free, 2)
        self.assertTrue(found is None or found[0].offers < 2)

    @given(st.lists(wishes, min_size=1, max_size=8), slots)
    def test_nobody_is_asked_about_beyond_who_is_found(self, people, slot):
        asked = []

        def slots_of(wish):
            asked.append(wish.key)
            return [slot]

        found = next_in_line(people, slots_of, 5)
        if found:
            self.assertEqual(asked[-1], found[0].key)
            self.assertEqual(len(asked), len(set(asked)))

    @given(st.integers(0, 300), st.integers(1, 120), quiet, st.integers(0, 500))
    def test_when_an_offer_ends(self, now, minutes, quiet_hours, latest):
        self.assertEqual(
            offer_end(now, minutes, quiet_hours, latest),
            slowly_end(now, minutes, quiet_hours, latest),
        )

    @given(st.integers(0, 400), quiet)
    def test_when_the_night_ends(self, now, quiet_hours):
        woken = waking(now, quiet_hours)
        self.assertGreaterEqual(woken, now)
        night = {m for start, stop in quiet_hours for m in range(start, stop)}
        self.assertNotIn(woken, night)
        self.assertLessEqual(set(range(now, woken)), night)

    @given(st.integers(0, 1440), st.floats(0, 1, exclude_max=True))
    def test_how_long_a_slot_rests(self, minutes, drawn):
        rests = rest_minutes(minutes, drawn)
        self.assertGreaterEqual(rests, int(minutes * 0.75))
        self.assertLessEqual(rests, minutes * 1.25 + 1)
