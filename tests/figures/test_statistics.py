"""docs/statistics.rst defines each measure once, in the words of its help."""

import re
from pathlib import Path

from odoo.tests import TransactionCase, tagged

TEXT = Path(__file__).parents[2] / "docs" / "statistics.rst"
#: groups that are defined there too
GROUPS = ("reason", "booked_by", "changed_by", "lead", "left_stage", "week")


@tagged("post_install", "-at_install")
class TestStatistics(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        entries = re.findall(
            r"^``(\w+)`` · (.+)\n((?:    .*\n|\n)+)", TEXT.read_text(), re.M
        )
        cls.entries = [name for name, _label, _text in entries]
        cls.defined = {
            name: (label, " ".join(text.split())) for name, label, text in entries
        }
        cls.report = cls.env["municipal.visit.report"].with_context(lang="en_US")

    def measures(self):
        """Return the fields that a pivot offers as measures."""
        return {
            name
            for name, field in self.report.fields_get().items()
            if field.get("aggregator")
            and name != "id"
            # a pivot counts the visit alone among the records that rows name
            and (field["type"] != "many2one" or name == "visit_id")
        }

    def test_each_measure_is_defined_once(self):
        self.assertEqual(len(self.entries), len(self.defined))
        self.assertEqual(set(self.defined), self.measures() | set(GROUPS))

    def test_in_the_words_of_its_help(self):
        for name, field in self.report.fields_get(list(self.defined)).items():
            with self.subTest(name):
                label, text = self.defined[name]
                self.assertEqual(label, field["string"])
                self.assertTrue(text.startswith(field["help"]), text)

    def test_each_measure_has_its_formula(self):
        for name in self.measures():
            with self.subTest(name):
                self.assertIn("*Formula*:", self.defined[name][1])
