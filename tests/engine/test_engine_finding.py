import unittest

from ...engine.finding import STOP_WORDS, fitting, meant_words
from ..properties import given, st

NAMES = {
    1: ["Reispas aanvragen", "passport", "паспорт", "جواز سفر"],
    2: ["Kids-ID", "carte d'identité pour enfant"],
    3: ["Rijbewijs", "permis de conduire", "sürücü belgesi"],
}
words = st.text("abcdeéï ", min_size=0, max_size=12)


class TestFinding(unittest.TestCase):
    """What a question is about, in whatever language."""

    def test_any_language_finds_it(self):
        for typed, expected in [
            ("paspoort", []),
            ("passport", [1]),
            ("ПАСПОРТ", [1]),
            ("جواز", [1]),
            ("Permis de conduire", [3]),
            ("surucu", [3]),
            ("je voudrais un permis de conduire", [3]),
            ("ik wil een nieuwe kids id", [2]),
            ("identite enfant", [2]),
            ("id", [2]),
            ("kids reispas", []),
            ("", []),
            ("%", []),
            ("_", []),
        ]:
            self.assertEqual(fitting(typed, NAMES), expected, typed)

    def test_a_sentence_without_anything_else_is_looked_for_as_it_is(self):
        self.assertEqual(meant_words("van de"), ["van", "de"])
        self.assertEqual(meant_words("de pas van mijn kind"), ["pas", "kind"])

    def test_no_stop_word_names_what_people_come_for(self):
        self.assertFalse(
            STOP_WORDS & {"pas", "id", "pin", "kind", "rijbewijs", "trouw"}
        )

    @given(st.dictionaries(st.integers(), st.lists(words, min_size=1)), words)
    def test_what_fits_has_each_word(self, texts, typed):
        found = fitting(typed, texts)
        self.assertEqual(found, [key for key in texts if key in found])
        for word in meant_words(typed):
            narrowed = fitting(word, texts)
            self.assertLessEqual(set(found), set(narrowed))

    @given(words, words)
    def test_every_name_is_found_by_itself(self, name, other):
        if meant_words(name):
            self.assertIn(1, fitting(name, {1: [name, other]}))
