import unittest

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from ...engine.prometheus import Metric, exposition

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=20)
NAMES = st.from_regex(r"[a-z][a-z_]{0,10}[a-z]", fullmatch=True).filter(
    lambda name: not name.endswith(("_total", "_bucket", "_count", "_sum", "_created"))
)
VALUES = st.integers(-(10**12), 10**12) | st.floats(-1e12, 1e12)


class TestPrometheus(unittest.TestCase):
    """What is written is what Prometheus' own parser reads."""

    @given(NAMES, st.dictionaries(NAMES, WORDS, max_size=3), VALUES)
    def test_a_figure_survives(self, name, labels, value):
        text = exposition([Metric(name, "Words", labels, value)])
        [family] = text_string_to_metric_families(text)
        [sample] = family.samples
        self.assertEqual((family.name, family.type), (name, "gauge"))
        self.assertEqual(sample.labels, labels)
        self.assertEqual(sample.value, float(value))

    def test_words_on_one_line(self):
        text = exposition([Metric("a", "two\nlines \\ one", {}, 1)])
        self.assertEqual(text.count("\n"), 3)
        [family] = text_string_to_metric_families(text)
        self.assertEqual(family.documentation, "two\nlines \\ one")

    def test_nothing(self):
        self.assertEqual(exposition([]), "")
