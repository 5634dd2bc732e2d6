import unittest

from odoo.tests import tagged

from ...engine.same_person import Contact, same_people
from ...engine.sought import is_in, said_words, sought_text, ways_to_find
from ..properties import given, st

NAMES = st.text("abcdeéÉøØ 'ß-ZŁł", min_size=1, max_size=20)
CONTACTS = st.builds(
    Contact,
    name=st.sampled_from(["An Maes", "an maes", "Bo Maes", ""]),
    email=st.sampled_from(["an@x.be", "bo@x.be", ""]),
    phone=st.sampled_from(["+32470123456", "+32470123457", ""]),
)


@tagged("post_install", "-at_install")
class TestEngineSought(unittest.TestCase):
    def found(self, said, *contact):
        return is_in(said, sought_text(*contact), "BE")

    def test_accents_capitals_and_signs_count_for_nothing(self):
        zoe = ("Zoë D'Haese-Łukasz", "", "", "")
        for said in ("zoe", "ZOË", "dhaese", "d'haese", "lukasz", "Haese zoe"):
            self.assertTrue(self.found(said, *zoe), said)
        self.assertFalse(self.found("zoo", *zoe))
        berg = ("Jan van den Berg", "", "", "")
        self.assertTrue(self.found("vandenberg", *berg))

    def test_numbers_in_any_writing(self):
        contact = ("An", "", "+32470123456", "")
        for said in ("0470 12 34 56", "+32 (0)470/12.34.56", "0032470123456", "123456"):
            self.assertTrue(self.found(said, *contact), said)
        self.assertFalse(self.found("0470 12 34 57", *contact))
        abroad = ("An", "", "+33612345678", "")
        self.assertTrue(self.found("+33 6 12 34 56 78", *abroad))

    def test_codes_in_any_writing(self):
        contact = ("An", "", "", "K7QF-3MPA")
        for said in ("K7QF-3MPA", "k7qf3mpa", "k7qf 3mpa", "K7QF 3M", "k7qf\u20113mpa"):
            self.assertTrue(self.found(said, *contact), said)

    def test_nothing_finds_nobody(self):
        for said in ("", "  ", "\u200b"):
            self.assertFalse(self.found(said, "An", "an@x.be", "+32470123456", "K7QF"))

    @given(NAMES)
    def test_who_says_their_name_is_found(self, name):
        if any(map(str.isalpha, name)):
            words = [word for word in said_words(name) if any(map(str.isalpha, word))]
            self.assertTrue(self.found(" ".join(words), name, "", "", ""))

    @given(st.text(max_size=60))
    def test_whatever_is_said_there_is_a_way_to_look(self, said):
        for word in said_words(said):
            self.assertTrue(ways_to_find(word, "BE"))

    @given(st.lists(CONTACTS, max_size=8))
    def test_everybody_is_one_person(self, contacts):
        people = same_people(contacts)
        numbers = [number for person in people for number in person]
        self.assertEqual(sorted(numbers), list(range(len(contacts))))
        for person in people:
            self.assertEqual(len({contacts[n].name.casefold() for n in person}), 1)

    @given(st.lists(CONTACTS, max_size=8))
    def test_the_same_contact_twice_is_nobody_else(self, contacts):
        known = [contact for contact in contacts if contact.name]
        reachable = [c for c in known if c.email or c.phone]
        self.assertEqual(
            len(same_people(reachable)), len(same_people(reachable + reachable))
        )

    def test_people_without_name_are_nobody_known(self):
        nobody = Contact("", "an@x.be", "")
        self.assertEqual(same_people([nobody, nobody]), [[0], [1]])

    def test_a_third_appointment_joins_two(self):
        mail, phone = Contact("An", "a@x.be", ""), Contact("An", "", "+32470123456")
        both = Contact("An", "a@x.be", "+32470123456")
        self.assertEqual(same_people([mail, phone]), [[0], [1]])
        self.assertEqual(same_people([mail, phone, both]), [[0, 1, 2]])
