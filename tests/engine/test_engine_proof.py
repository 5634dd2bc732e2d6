import base64
import json
import unittest

from hypothesis import strategies as st

from ...engine.proof import make_task, read_answer, solve, why_wrong, write_answer
from ..properties import given

SECRET = b"of this database"
RANDOM = st.from_regex(r"[0-9a-f]{16}", fullmatch=True)
NOW = 1_800_000_000


def task(random="0123456789abcdef", number=7, until=NOW + 60, most=50):
    return make_task(SECRET, random, number, until, most)


class TestEngineProof(unittest.TestCase):
    @given(RANDOM, st.integers(0, 50), st.integers(1, 10**9))
    def test_who_does_the_sum_is_right_in_time(self, random, number, seconds):
        given_task = task(random, number, NOW + seconds)
        self.assertEqual(solve(given_task), number)
        answer = read_answer(write_answer(given_task, number))
        self.assertEqual(why_wrong(SECRET, answer, NOW), "")
        self.assertEqual(why_wrong(SECRET, answer, NOW + seconds), "late")

    @given(st.integers(0, 60).filter(lambda number: number != 7))
    def test_another_number_is_wrong(self, number):
        answer = read_answer(write_answer(task(), number))
        self.assertEqual(why_wrong(SECRET, answer, NOW), "wrong")

    @given(st.text(alphabet="0123456789", min_size=1, max_size=3))
    def test_the_number_cannot_be_taken_for_a_later_end(self, more):
        """Digits that move from number to salt make the same text, and no answer."""
        given_task = task(number=int(f"1{more}"), most=2000)
        moved = {**given_task, "salt": f"{given_task['salt']}1"}
        answer = read_answer(write_answer(moved, int(more)))
        self.assertIn(why_wrong(SECRET, answer, NOW), ("wrong",))

    def test_what_others_signed_is_forged(self):
        answer = read_answer(write_answer(make_task(b"x", "ab" * 8, 7, NOW + 9, 9), 7))
        self.assertEqual(why_wrong(SECRET, answer, NOW), "forged")

    @given(st.text(max_size=60) | st.none() | st.integers())
    def test_anything_may_be_sent(self, text):
        self.assertEqual(why_wrong(SECRET, read_answer(text), NOW), "missing")

    @given(
        st.dictionaries(
            st.sampled_from(["algorithm", "challenge", "number", "salt", "signature"]),
            st.sampled_from(
                ["SHA-256", "é", "", None, -1, True, 1.5, [], {}, "a" * 64]
            ),
        )
    )
    def test_any_json_may_be_sent(self, values):
        text = base64.b64encode(json.dumps(values).encode()).decode()
        self.assertTrue(why_wrong(SECRET, read_answer(text), NOW))

    def test_a_very_long_text_is_not_read(self):
        self.assertIsNone(read_answer("a" * 10_000_000))
