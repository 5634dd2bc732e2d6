from odoo.tests import tagged

from ...models.common.refusal import Refusal
from ..waiting_list_common import FRIDAY, QUARTER, WEDNESDAY, WaitingCase


@tagged("post_install", "-at_install")
class TestEarlier(WaitingCase):
    """Who has an appointment, and would rather come earlier."""

    def setUp(self):
        super().setUp()
        self.booking = self.book(start=FRIDAY)

    def wait(self, **wish):
        waiting = self.env["municipal.waiting"]._join_earlier(self.booking, **wish)
        return self.env["municipal.waiting"].browse(waiting.id)

    def accept(self, waiting):
        waiting.sudo()._accept(waiting.sudo().offer_key)
        self.end_transaction()

    def test_the_appointment_moves(self):
        ann = self.wait()
        self.free()
        self.run_job()
        self.assertEqual(ann.offer_start, WEDNESDAY)
        self.assertEqual(self.booking.start, FRIDAY)
        self.accept(ann)
        self.assertEqual((self.booking.start, ann.state), (WEDNESDAY, "booked"))
        self.assertEqual(ann.days_won, 2)
        self.assertEqual(self.booking.notice_ids.sorted("id")[-1:].kind, "moved")
        self.assertEqual(self.booking.visit_id.booked_by, "citizen")
        self.assertFalse(self.differences())

    def test_what_it_leaves_goes_to_the_next(self):
        ann = self.wait()
        self.join("Bob Claes", date_from=FRIDAY.date())
        self.free()
        self.run_job()
        self.accept(ann)
        self.run_job()
        self.assertEqual(self.everybody("offered").offer_start, FRIDAY)

    def test_later_is_not_earlier(self):
        self.wait()
        self.free(start=FRIDAY + QUARTER)
        self.run_job()
        self.assertFalse(self.offered_to())

    def test_a_cancelled_appointment_waits_for_nothing(self):
        ann = self.wait()
        self.cancel(self.booking)
        self.run_job()
        self.assertEqual((ann.state, ann.end_reason), ("ended", "appointment"))
        self.assertEqual(ann.notice_ids.mapped("kind"), ["waiting_joined"])

    def test_once(self):
        self.assertTrue(self.booking._can_ask_earlier())
        ann = self.wait()
        self.assertFalse(self.booking._can_ask_earlier())
        self.assertEqual(self.booking._waits_for_earlier(), ann.sudo())
        with self.assertRaises(Refusal):
            self.wait()

    def test_without_an_address(self):
        self.booking.contact_email = False
        with self.assertRaises(Refusal) as refused:
            self.wait()
        self.assertEqual(refused.exception.about, "email")
        self.assertTrue(self.wait(email="an@example.com"))

    def test_the_page_of_the_appointment_leads_there(self):
        page = self.page(self.booking.get_portal_url())
        [link] = page.cssselect(".o_municipal_earlier a")
        self.assertEqual(
            self.text(link), "Let me know when something earlier comes free"
        )
        asked = self.page(link.get("href"))
        [form] = asked.cssselect("form.o_municipal_form")
        answer = self.url_open(form.action, data=dict(form.form_values()))
        self.assertIn("You are on the waiting list", answer.text)
        self.assertIn("/afspraak/wachtlijst/", answer.url)
        again = self.page(self.booking.get_portal_url())
        [link] = again.cssselect(".o_municipal_earlier a")
        self.assertEqual(self.text(link), "See your place on the list")

    def test_without_a_list_nothing_is_said_of_it(self):
        self.type.waiting_list = False
        page = self.page(self.booking.get_portal_url())
        self.assertFalse(page.cssselect(".o_municipal_earlier"))
        earlier = self.page(self.booking.get_portal_url("/earlier"))
        self.assertFalse(earlier.cssselect("form.o_municipal_form"))

    def test_a_foreign_link(self):
        path = f"/my/appointments/{self.booking.id}/earlier"
        self.page(path, status=404, access_token="nonsense")
        self.assertFalse(self.everybody("waiting"))
