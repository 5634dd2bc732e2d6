import unittest

from hypothesis import strategies as st

from ...engine.fair_use import is_too_many, pattern_fits, person_mail
from ..properties import given

NAME = st.from_regex(r"[a-z][a-z0-9.]{0,9}", fullmatch=True)
DOMAIN = st.sampled_from(["example.be", "gmail.com", "googlemail.com", "ocmw.be"])
DAYS = st.lists(st.integers(0, 40), max_size=8)


class TestEngineFairUse(unittest.TestCase):
    @given(NAME, DOMAIN, st.from_regex(r"[a-z0-9]{0,5}", fullmatch=True))
    def test_tags_and_capitals_make_nobody_else(self, name, domain, tag):
        plain = person_mail(f"{name}@{domain}")
        self.assertEqual(person_mail(f"{name.upper()}+{tag}@{domain.title()}"), plain)
        # once more changes nothing
        self.assertEqual(person_mail(plain), plain)

    @given(NAME)
    def test_dots_count_elsewhere(self, name):
        self.assertEqual(person_mail(f"{name}@example.be"), f"{name}@example.be")

    @given(st.text(max_size=20))
    def test_anything_may_be_typed(self, text):
        mail = person_mail(text)
        self.assertEqual(mail, person_mail(f" {text} "))
        self.assertFalse(mail.startswith("@") or mail.endswith("@"))

    @given(DAYS, st.integers(0, 40), st.integers(0, 4), st.integers(0, 20))
    def test_as_counted_window_by_window(self, known, new, most, days):
        """Slow and obvious: look at each window that has the new day in it."""
        every = [*known, new]
        windows = [range(new - days + 1 + n, new + 1 + n) for n in range(days)]
        counts = [sum(day in window for day in every) for window in windows]
        expected = max(counts, default=len(every)) > most if most else False
        self.assertEqual(is_too_many(known, new, most, days), expected)

    @given(NAME, DOMAIN)
    def test_a_domain_is_that_one_alone(self, name, domain):
        mail = f"{name}@{domain}"
        known = person_mail(mail).rpartition("@")[2]
        self.assertTrue(pattern_fits(f"@{known}", mail))
        self.assertFalse(pattern_fits(f"@{known}", f"{name}@sub.{domain}"))
        self.assertTrue(pattern_fits(mail, mail))
        self.assertFalse(pattern_fits(f"@{known}", ""))
