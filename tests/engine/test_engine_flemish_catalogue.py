import json
import re
import unittest
from pathlib import Path

from odoo.tests import tagged

from ...engine.flemish_catalogue import NoCatalogue, read
from ...engine.html_text import plain_lines, safe_html
from ...engine.linked_data import Graph
from ..properties import given, st

SAMPLES = Path(__file__).parent.parent / "catalogue" / "samples"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["@context", "@graph", "@id", "@type", "@value", "@language", "@set"]
            + ["naam", "titel", "dct:title", "nl", "kosten", "procedures", "websites"]
            + ["voorwaarden", "bewijs", "url", "order", "isVersionOf", "x", "a:b"]
        ),
        inner | st.sampled_from(["Instantie", "a", "b"]),
        max_size=5,
    ),
    max_leaves=20,
)


def sample(name):
    return json.loads((SAMPLES / name).read_text())


@tagged("post_install", "-at_install")
class TestEngineFlemishCatalogue(unittest.TestCase):
    def test_short_names_without_their_context(self):
        [passport] = read(sample("instance_short.jsonld"))
        self.assertEqual(passport.number, "12345")
        self.assertEqual(
            passport.names, {"nl": "Reispas aanvragen", "en": "Apply for a passport"}
        )
        self.assertEqual(
            passport.bring["nl"], "Uw identiteitskaart\nUw vorige reispas\nEen pasfoto"
        )
        self.assertEqual(
            passport.prices["nl"], "81 euro; 260 euro in een spoedprocedure"
        )
        self.assertEqual(
            passport.digital_url, "https://www.example.com/loket/reispas?stap=1"
        )
        self.assertEqual(passport.keywords["nl"], "paspoort, internationaal paspoort")
        self.assertNotIn("script", passport.infos["nl"])
        self.assertIn("<b>Belg zijn</b>", passport.infos["nl"])

    def test_the_same_in_full_and_in_a_graph(self):
        short = read(sample("instance_short.jsonld"))
        self.assertEqual(read(sample("instance_full.jsonld")), short)

    def test_a_page_of_versions_gives_the_last_ones_that_are_not_archived(self):
        names = [product.names["nl"] for product in read(sample("snapshots.jsonld"))]
        self.assertEqual(names, ["Attest van woonst, tweede versie"])

    def test_nonsense_is_no_catalogue(self):
        for data in (None, 7, "x", [], {}, {"@type": "Instantie"}, [[{"a": [1]}]]):
            with self.assertRaises(NoCatalogue):
                read(data)

    @given(JSON)
    def test_any_json_is_a_catalogue_or_none(self, data):
        try:
            products = read(data)
        except NoCatalogue:
            return
        for product in products:
            self.assertTrue(
                all(isinstance(text, str) for text in product.names.values())
            )

    @given(JSON)
    def test_reading_comes_to_an_end(self, data):
        loop = {"@context": {"a": "b", "b": "a", "c": {"@id": "a:x"}}, "c": data}
        self.assertTrue(Graph(loop).nodes)

    def test_things_that_lead_to_each_other(self):
        data = [
            {"@id": "a", "@type": "Instantie", "naam": "A", "procedures": {"@id": "b"}},
            {"@id": "b", "procedures": {"@id": "a"}, "websites": {"@id": "b"}},
        ]
        self.assertEqual(read(data)[0].digital_url, "")

    @given(st.text("<>/ab pscript=\"'&;h1lionerr!-", max_size=80))
    def test_nothing_harmful_is_left(self, text):
        safe = safe_html(text)
        tags = re.findall(r"<[^>]*>", safe)
        for tag in tags:
            self.assertRegex(
                tag, r"^</?(p|br|ul|ol|li|strong|b|em|i|a)( href=\"[^\"<>]*\")?/?>$"
            )
        self.assertEqual(safe_html(safe), safe)

    def test_mark_up(self):
        self.assertEqual(
            safe_html('<a href="javascript:x">a</a><a href="https://x.be" id=1>b</a>'),
            '<a>a</a><a href="https://x.be">b</a>',
        )
        self.assertEqual(
            safe_html("<h2>T</h2><p>open<ul><li>one"),
            "<b>T</b><p>open<ul><li>one</li></ul></p>",
        )
        self.assertEqual(
            plain_lines("one<br>two &amp; three<p> </p>"), ["one", "two & three"]
        )
