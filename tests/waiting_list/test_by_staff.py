from datetime import date

from odoo.tests import Form, new_test_user, tagged

from ...models.common.refusal import Refusal
from ..waiting_list_common import WaitingCase


@tagged("post_install", "-at_install")
class TestByStaff(WaitingCase):
    """A caller for whom nothing is free is put on the list by who answers the phone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env, "test_clerk", groups="municipal_appointment.group_clerk"
        )

    def request(self, **values):
        requests = self.env["municipal.booking.request"].with_user(self.clerk)
        form = Form(requests)
        form.product_id = self.kids_id
        form.nothing_found = True
        for name, value in {"name": "Zoë Maes", "email": "z@x.be", **values}.items():
            form[name] = value
        return form.save()

    def waiting(self):
        return self.env["municipal.waiting"].search([("contact_name", "=", "Zoë Maes")])

    def test_the_clerk_puts_a_caller_on_the_list(self):
        answer = self.request(
            wait_to=date(2026, 10, 30), wait_part="morning"
        ).action_wait()
        waiting = self.waiting()
        self.assertEqual(waiting.state, "waiting")
        self.assertEqual(waiting.line_ids.product_id, self.kids_id)
        self.assertEqual(
            (waiting.part, waiting.date_to), ("morning", date(2026, 10, 30))
        )
        self.assertEqual(waiting.notice_ids.mapped("kind"), ["waiting_joined"])
        self.assertIn("Zoë Maes is on the waiting list", answer["params"]["message"])
        self.assertEqual(
            answer["params"]["next"]["type"], "ir.actions.act_window_close"
        )

    def test_it_counts_that_nothing_suited(self):
        asked = [("channel", "=", "staff"), ("product_id", "=", self.kids_id.id)]
        self.assertFalse(self.env["municipal.demand"].search(asked))
        self.request().action_wait()
        demand = self.env["municipal.demand"].search(asked)
        self.assertEqual((demand.reason, demand.times), ("not_suitable", 1))

    def test_the_next_freed_slot_is_offered(self):
        self.request().action_wait()
        self.free()
        self.run_job()
        self.assertEqual(self.offered_to(), ["Zoë Maes"])

    def test_it_is_said_to_the_clerk_who_waits_already(self):
        self.request().action_wait()
        with self.assertRaisesRegex(Refusal, "The visitor is on the waiting list"):
            self.request().action_wait()
        self.assertEqual(len(self.waiting()), 1)

    def test_who_cannot_be_mailed_cannot_be_offered_anything(self):
        for missing in ("name", "email"):
            with self.assertRaisesRegex(Refusal, "name and the e-mail address"):
                self.request(**{missing: ""}).action_wait()
        self.assertFalse(self.waiting())

    def test_only_where_there_is_a_list(self):
        request = self.request()
        self.assertTrue(request.can_wait)
        self.kids_id.booking = "staff"
        request.invalidate_recordset(["can_wait"])
        self.assertFalse(request.can_wait, "offers are accepted on the website")
        self.kids_id.booking = "online"
        self.type.waiting_list = False
        request.invalidate_recordset(["can_wait"])
        self.assertFalse(request.can_wait)
        with self.assertRaisesRegex(Refusal, "no waiting list"):
            request.action_wait()
