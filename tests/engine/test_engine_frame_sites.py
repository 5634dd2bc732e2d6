"""Which sites may frame our pages: what is typed never widens the rule."""

import unittest

from ...engine.frame_sites import MOST_SITES, SiteError, frame_policy, read_sites
from ..properties import given, st

NAMES = st.from_regex(r"[a-z][a-z0-9]{0,8}(\.[a-z]{2,6}){1,2}", fullmatch=True)


class TestFrameSites(unittest.TestCase):
    def test_what_people_type(self):
        for typed, site in (
            ("www.town.be", "https://www.town.be"),
            ("HTTPS://WWW.Town.be/", "https://www.town.be"),
            ("https://town.be:8443", "https://town.be:8443"),
            ("*.town.be", "https://*.town.be"),
            ("https://bücher.be", "https://xn--bcher-kva.be"),
            ("http://localhost:8080", "http://localhost:8080"),
        ):
            self.assertEqual(read_sites(typed), [site])
        self.assertEqual(read_sites(None), [])
        self.assertEqual(read_sites(" \n,"), [])

    def test_what_cannot_be_right(self):
        for typed, kind in (
            ("*", "everybody"),
            ("https://*", "everybody"),
            ("https://*.be", "everybody"),
            ("https:", "name"),
            ("http://www.town.be", "insecure"),
            ("javascript://town.be", "insecure"),
            ("data:text/html", "name"),
            ("https://town.be/page", "more"),
            ("https://town.be?x=1", "more"),
            ("https://town.be#x", "more"),
            ("https://me@town.be", "more"),
            ("intranet", "name"),
            ("https://to wn'.be", "name"),
            ("'none'", "name"),
            ("https://-town.be", "name"),
            ("https://town..be", "name"),
            ("https://town.be:port", "name"),
            ("https://a.*.be", "name"),
        ):
            with self.subTest(typed), self.assertRaises(SiteError) as caught:
                read_sites(typed)
            self.assertEqual(caught.exception.kind, kind, typed)
        with self.assertRaises(SiteError) as caught:
            read_sites("\n".join(f"s{n}.town.be" for n in range(MOST_SITES + 1)))
        self.assertEqual(caught.exception.kind, "many")

    @given(st.lists(NAMES, max_size=MOST_SITES))
    def test_reading_what_was_read(self, names):
        sites = read_sites("\n".join(names))
        self.assertEqual(read_sites(" ".join(sites)), sites)
        self.assertEqual(sites, list(dict.fromkeys(f"https://{n}" for n in names)))

    @given(st.text(max_size=60))
    def test_nothing_slips_into_the_rule(self, typed):
        """No text opens another rule, a header of its own or all the world."""
        try:
            sites = read_sites(typed)
        except SiteError:
            return
        policy = frame_policy(sites)
        self.assertTrue(policy.isascii() and policy.isprintable())
        self.assertFalse(set(";,\"'") & set("".join(sites)))
        for site in sites:
            self.assertRegex(site, r"^https?://(\*\.)?[a-z0-9.-]+(:[0-9]+)?$")
