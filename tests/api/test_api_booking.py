from odoo.tests import tagged

from ..api_common import ApiCase
from ..booking_common import iso

SENT_ONCE = {"Idempotency-Key": "appointment-1"}


@tagged("post_install", "-at_install")
class TestApiBooking(ApiCase):
    """What a program of the town may do for a citizen, with its key."""

    def make(self, key, status=201, body=None, **headers):
        headers = headers or SENT_ONCE
        return self.call("/bookings", body or self.wish(), key, status, **headers)

    def booking(self, answer):
        return self.env["resource.booking"].search(
            [("reference", "=", answer.get("code"))]
        )

    def test_book_look_move_cancel(self):
        key = self.key()
        made = self.make(key)
        booking = self.booking(made)
        self.assertRecordValues(
            booking,
            [{"online": True, "contact_email": "an@example.com", "lang": "en_US"}],
        )
        self.assertEqual(booking.visit_id.booked_by, "citizen")
        self.assertEqual(made["products"], [{"code": "test-kids-id", "pieces": 2}])
        self.assertNotIn("An Peeters", str(made))
        path, token = f"/bookings/{made['code']}", {"Booking-Token": made["token"]}
        seen = self.call(path, None, key, method="GET", **token)
        self.assertEqual(seen["state"], "coming")
        self.assertNotIn("token", seen)
        later = self.free_starts([(self.kids_id, 2)], hour=10)[-1]
        moved = self.call(f"{path}/move", {"start": iso(later)}, key, **token)
        self.assertEqual(moved["start"], iso(later))
        self.env.invalidate_all()
        self.assertEqual(booking.start, later)
        for _time in range(2):
            gone = self.call(f"{path}/cancel", None, key, **token)
            self.assertEqual(gone["state"], "cancelled")
        self.env.invalidate_all()
        self.assertFalse(booking.active)

    def test_sent_twice_it_is_made_once(self):
        key, wish = self.key(), self.wish()
        first, second = self.make(key, body=wish), self.make(key, body=wish)
        self.assertEqual(first["code"], second["code"])
        other = self.make(key, body=wish, **{"Idempotency-Key": "appointment-2"})
        self.assertNotEqual(first["code"], other["code"])

    def test_what_a_product_asks_is_asked(self):
        self.kids_id.ask_remark = "required"
        key = self.key()
        [told] = [
            each
            for each in self.fetch("/products").json()["products"]
            if each["code"] == "test-kids-id"
        ]
        self.assertEqual(told["asks"]["remark"], "required")
        faults = self.make(key, 422)["faults"]
        self.assertEqual([fault["about"] for fault in faults], ["remark"])
        made = self.make(key, body=self.wish(remark="With a wheelchair"))
        self.assertEqual(self.booking(made).remark, "With a wheelchair")

    def test_without_key_or_right(self):
        clerk = self.key("base.group_user,municipal_appointment.group_clerk")
        before = self.traces()
        self.make(None, 401)
        self.assertIn("may not", self.make(clerk, 403)["error"])
        self.assertEqual(self.traces(), before)

    def test_not_for_another_town(self):
        town = self.env["res.company"].create({"name": "Other town"})
        key = self.key(company_id=town.id, company_ids=[(6, 0, town.ids)])
        self.make(key, 403)

    def test_a_key_reads_nobodys_appointment(self):
        key, booking = self.key(), self.book(start=self.free_starts()[0])
        # nobody has opened its page yet
        booking.access_token = False
        path = f"/bookings/{booking.reference}"
        for token in ("", "-", "wrong", "é", "False", booking.reference):
            with self.subTest(token=token):
                sent = {"Booking-Token": token.encode().decode("latin-1")}
                answer = self.call(path, None, key, 404, method="GET", **sent)
                unknown = self.call(
                    "/bookings/NNNN-NNNN", None, key, 404, method="GET", **sent
                )
                self.assertEqual(answer, unknown)

    def test_a_slot_that_is_gone(self):
        key, start = self.key(), self.free_starts([(self.kids_id, 2)], hour=9)[0]
        for _desk in self.desks:
            self.book(start=start)
        before = self.traces()
        answer = self.make(key, 422, self.wish(start=iso(start)))
        self.assertEqual(answer["faults"][0]["about"], "moment")
        self.assertEqual(self.traces(), before)

    def test_nonsense_is_told_so_and_leaves_nothing(self):
        key = self.key()
        before = self.traces()
        for body, about in (
            ("[]", "body"),
            ("{no json", "body"),
            ("[" * 9000, "body"),
            (self.wish(products=[]), "products"),
            (self.wish(products=[{"code": 3}]), "products"),
            (
                self.wish(products=[{"code": "test-kids-id", "pieces": True}]),
                "products",
            ),
            (self.wish(products=[{"code": "test-kids-id", "pieces": 99}]), "products"),
            (self.wish(start="tomorrow"), "moment"),
            (self.wish(start=7), "start"),
            (self.wish(contact={"name": ["x"]}), "name"),
            (self.wish(contact={"name": "An", "email": "fout"}), "email"),
            (self.wish(contact={"name": "An"}), "email"),
            (self.wish(location=["x"]), "location"),
        ):
            with self.subTest(body=str(body)[:60]):
                faults = self.make(key, 422, body)["faults"]
                self.assertIn(about, [fault["about"] for fault in faults])
        answer = self.call("/bookings", self.wish(), key, 422)
        self.assertIn("Idempotency-Key", answer["error"])
        self.make(key, 404, self.wish(products=[{"code": "no-such"}]))
        self.assertEqual(self.traces(), before)
