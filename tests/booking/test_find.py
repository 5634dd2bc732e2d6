from odoo.tests import tagged

from ..common import MunicipalCase


@tagged("post_install", "-at_install")
class TestFind(MunicipalCase):
    """A visitor calls: the clerk finds the appointment by whatever they say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        phone = {"name": "Griet Zoekmans", "email": "", "phone": "0487 90 25 57"}
        cls.booking = cls.book(contact=phone)
        cls.other = cls.book(contact={"name": "Griet Anders", "email": "ga@x.be"})

    def found(self, text, model="resource.booking"):
        return self.env[model].with_user(self.clerk).search([("find", "ilike", text)])

    def test_by_phone_in_any_writing(self):
        for text in (
            "0487902557",
            "0487 90 25 57",
            "0487/90.25.57",
            "+32487902557",
            "+32 487 90 25 57",
            "+32 (0)487 90 25 57",
            "0032487902557",
            "90 25 57",
            "\u202a0487\u201190\u201125\u201157\u202c",
        ):
            self.assertEqual(self.found(text), self.booking, ascii(text))

    def test_by_code_in_any_writing(self):
        code = self.booking.reference
        halves = code.split("-")
        for text in (
            code,
            code.lower(),
            "".join(halves),
            " ".join(halves),
            code[:-2],
            "".join(halves)[:-1],
        ):
            self.assertEqual(self.found(text), self.booking, text)

    def test_by_words_together(self):
        for text in ("zoekmans", "griet 0487", "0487 griet", "zoekmans 0487 90 25 57"):
            self.assertEqual(self.found(text), self.booking, text)
        both = self.booking | self.other
        self.assertEqual(self.found("griet") & both, both)
        self.assertEqual(self.found("ga@x.be"), self.other)

    def test_nothing_is_nobody(self):
        for text in ("anders 0487", "0487 90 25 58", "zoekmans anders", "no-body"):
            self.assertFalse(self.found(text), text)

    def test_visits(self):
        for text in ("0487902557", "zoekmans 0487", self.booking.reference.lower()):
            visits = self.found(text, "municipal.visit")
            self.assertEqual(visits, self.booking.visit_id, text)
        self.assertFalse(self.found("anders 0487", "municipal.visit"))

    def test_visits_of_cancelled_appointments(self):
        self.booking._cancel()
        self.assertFalse(self.found("zoekmans"))
        self.assertEqual(
            self.found("zoekmans", "municipal.visit"), self.booking.visit_id
        )

    def test_visits_by_ticket(self):
        visit = self.booking.visit_id
        visit.ticket = "ZZ 042"
        self.assertEqual(self.found("ZZ 042", "municipal.visit"), visit)

    def test_the_clerk_sees_and_types_numbers_as_people_write_them(self):
        booking = self.booking.with_user(self.clerk)
        self.assertEqual(booking.contact_phone, "+32487902557")
        self.assertEqual(booking.contact_phone_local, "0487 90 25 57")
        booking.contact_phone_local = "02/234.56.78"
        self.assertEqual(booking.contact_phone, "+3222345678")
        self.assertEqual(booking.partner_ids.phone, "+3222345678")
        self.assertEqual(booking.contact_phone_local, "02 234 56 78")
