from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..towns_common import TwoTownsCase

THURSDAY = datetime(2026, 10, 15, 7, 0)
FRIDAY = datetime(2026, 10, 16, 7, 0)


@tagged("post_install", "-at_install")
class TestKnownPeople(TwoTownsCase):
    """Who calls again is found by what they say, with what they have to come."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zoe = {
            "name": "Zoë D'Haese",
            "email": "zoe@example.com",
            "phone": "0487 90 25 57",
        }
        cls.booking = cls.book(start=THURSDAY, contact=cls.zoe)
        cls.env.flush_all()

    def ask(self, said, user=None):
        requests = self.env["municipal.booking.request"]
        speaking = requests.with_user(user or self.clerk).with_context(lang="en_US")
        return speaking.find_people(said)

    def people(self, said, user=None):
        return self.ask(said, user)["people"]

    def test_by_whatever_they_say(self):
        said = (
            "zoe",
            "DHAESE",
            "d'haese zoë",
            "zoe@example.com",
            "0487/90.25.57",
            "+32 (0)487 90 25 57",
            "902557",
            self.booking.reference,
            self.booking.reference.lower().replace("-", " "),
        )
        for text in said:
            [person] = self.people(text)
            self.assertEqual(person["name"], "Zoë D'Haese", text)

    def test_contact_and_what_is_to_come(self):
        self.book([(self.kids_id, 2)], FRIDAY, contact=self.zoe)
        [person] = self.people("zoe")
        self.assertEqual(person["email"], "zoe@example.com")
        self.assertEqual(person["phone"], "0487 90 25 57")
        self.assertEqual(person["lang"], "en_US")
        first, second = person["coming"]
        self.assertEqual(first["id"], self.booking.id)
        self.assertEqual(second["products"], "Test Kids-ID × 2")
        self.assertEqual(second["day"], "Friday 16 October 2026")
        self.assertEqual(second["place"], "Test hall")

    def test_appointments_under_the_same_number_are_shown_too(self):
        """The code finds one of them; the caller has another with the same contact."""
        other = self.book(start=FRIDAY, contact=self.zoe)
        [person] = self.people(self.booking.reference)
        ids = [coming["id"] for coming in person["coming"]]
        self.assertEqual(ids, [self.booking.id, other.id])

    def test_housemates_stay_two(self):
        self.book(start=FRIDAY, contact={**self.zoe, "name": "Bo D'Haese"})
        names = [person["name"] for person in self.people("dhaese")]
        self.assertEqual(sorted(names), ["Bo D'Haese", "Zoë D'Haese"])

    def test_a_cancelled_appointment_still_tells_who_it_was(self):
        self.booking._cancel()
        [person] = self.people("zoe")
        self.assertEqual((person["name"], person["coming"]), ("Zoë D'Haese", []))

    def test_who_was_wiped_is_not_found(self):
        reference = self.booking.reference
        self.booking._wipe_contact()
        self.env.flush_all()
        for said in ("zoe", "dhaese", "902557", "zoe@example.com", reference):
            self.assertEqual(self.people(said), [], said)
        self.assertNotIn("zoe", self.booking.sought)
        self.assertNotIn("487902557", self.booking.sought)

    def test_a_corrected_contact_is_found_under_its_new_name_alone(self):
        self.booking.with_user(self.clerk).contact_name = "Zoë Claes"
        self.assertEqual(self.people("dhaese"), [])
        self.assertEqual(len(self.people("zoe claes")), 1)

    def test_nonsense_finds_nobody(self):
        for said in (
            "",
            " ",
            "z",
            None,
            7,
            ["zoe"],
            {"a": 1},
            "\x00",
            "%%%%",
            "x" * 999,
        ):
            self.assertEqual(self.ask(said), {"people": [], "more": False}, said)

    def test_too_many_are_not_all_shown(self):
        for number in range(10):
            contact = {
                "name": f"Zoë Nr {'abcdefghij'[number]}",
                "email": "",
                "phone": "",
            }
            contact["phone"] = f"04879025{number:02}"
            start = THURSDAY.replace(hour=7 + number // 4, minute=15 * (number % 4))
            self.book([(self.passport, 1)], start, contact=contact)
        answer = self.ask("zoe")
        self.assertEqual(len(answer["people"]), 8)
        self.assertTrue(answer["more"])

    def test_the_other_town_knows_nobody(self):
        self.assertEqual(self.people("zoe", self.clerk_b), [])
        self.assertEqual(self.people("bert@example.com", self.clerk), [])
        [theirs] = self.people("bert@example.com", self.clerk_b)
        self.assertEqual(theirs["name"], "Bert Maes")

    def test_a_clerk_of_both_sees_the_town_in_which_they_work(self):
        both = new_test_user(
            self.env,
            "test_both",
            groups="municipal_appointment.group_clerk",
            company_id=self.company.id,
            company_ids=[Command.set((self.company | self.company_b).ids)],
        )
        for company, count in ((self.company, 0), (self.company_b, 1)):
            dialogs = self.env["municipal.booking.request"].with_user(both)
            working = dialogs.with_context(allowed_company_ids=company.ids)
            found = working.find_people("bert@example.com")["people"]
            self.assertEqual(len(found), count)

    def test_only_staff_may_ask(self):
        for user in (self.public, self.portal, self.employee):
            with self.assertRaises(AccessError):
                self.ask("zoe", user)

    def test_as_many_statements_however_many_people(self):
        def statements(said):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.people(said)
            return self.env.cr.sql_log_count - before

        statements("zoe")
        few = statements("zoe")
        for number in range(6):
            contact = {"name": f"Zoë {'abcdef'[number] * 4}", "email": ""}
            contact["phone"] = f"04879026{number:02}"
            start = FRIDAY.replace(hour=7 + number // 4, minute=15 * (number % 4))
            self.book([(self.passport, 1)], start, contact=contact)
        self.assertEqual(len(self.people("zoe")), 7)
        # what is remembered of the plan was forgotten with the new appointments
        statements("zoe")
        self.assertLessEqual(statements("zoe"), few + 2)
        self.assertLessEqual(few, 40)

    def test_the_index_finds_them(self):
        """A town has 70,000 appointments a year: nobody waits for all to be read."""
        bookings = self.env["resource.booking"]
        query = bookings._search(bookings._find_domain("dhaese 0487 90 25 57"))
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute("SET LOCAL enable_indexscan = off")
        select = query.select()
        self.env.cr.execute("EXPLAIN " + select.code, select.params)
        plan = "\n".join(line for [line] in self.env.cr.fetchall())
        self.assertIn("resource_booking__sought_index", plan)
