import json

from odoo.tests import tagged

from ..screens_common import ScreenCase

NAME = "An Peeters"


@tagged("post_install", "-at_install")
class TestDisplay(ScreenCase):
    """Who is called, kept until served, and never a name."""

    def setUp(self):
        super().setUp()
        self.env["bus.bus"].search([]).unlink()

    def state(self):
        return self.url_open(self.address("/state", self.display)).json()

    def call(self, visit):
        self.clerk_desk.desk_sit_down()
        self.clerk_desk.desk_call(visit.id)

    def messages(self, channel):
        """Return what was said on a channel since the beginning: (kind, payload)."""
        self.env.cr.precommit.run()
        found = self.env["bus.bus"].search([], order="id")
        messages = [
            json.loads(bus.message) for bus in found if channel in (bus.channel or "")
        ]
        return [(message["type"], message["payload"]) for message in messages]

    def test_a_call_is_kept_until_the_visitor_is_at_the_desk(self):
        visit = self.ticket()
        self.assertEqual(self.state()["calls"], [])
        self.call(visit)
        call = {"id": visit.id, "ticket": visit.ticket, "desk": "1", "calls": 1}
        self.assertEqual(self.state()["calls"], [call])
        self.clerk_desk.desk_step(visit.id, "started")
        state = self.state()
        self.assertEqual((state["calls"], state["before"]), ([], [call]))

    def test_the_last_six(self):
        for _number in range(8):
            visit = self.ticket()
            self.call(visit)
            self.clerk_desk.desk_step(visit.id, "no_show")
        before = self.state()["before"]
        self.assertEqual(len(before), 6)
        self.assertEqual(before[0]["ticket"], visit.ticket)

    def test_how_many_wait_and_how_long(self):
        self.ticket(), self.ticket()
        [line] = self.state()["waiting"]
        self.assertEqual((line["service"], line["count"]), ("Test service", 2))
        self.assertEqual(line["wait"], "")
        self.clerk_desk.desk_sit_down()
        [line] = self.state()["waiting"]
        self.assertRegex(line["wait"], r"^\d+–\d+$")

    def test_messages_never_carry_a_name(self):
        booking = self.booked_today()
        visit = self.env["municipal.visit"]._check_in(booking.reference, self.location)
        self.call(visit)
        said = self.messages(self.display._channel())
        self.assertIn("municipal_call", [kind for kind, _payload in said])
        self.env.cr.precommit.run()
        everything = self.env["bus.bus"].search([]).mapped("message")
        self.assertTrue(everything)
        self.assertNotIn(NAME, json.dumps(everything))
        self.assertNotIn(NAME, json.dumps(self.state()))
        page = self.url_open(self.address(screen=self.display))
        self.assertIn(visit.ticket, page.text)
        self.assertNotIn(NAME, page.text)

    def test_who_missed_messages_hears_them_again(self):
        """What the state knows and what is said after it leave nothing out."""
        visit = self.ticket()
        self.env.cr.precommit.run()
        last = self.state()["last"]
        self.call(visit)
        self.env.cr.precommit.run()
        later = self.env["bus.bus"].search([("id", ">", last)]).mapped("message")
        kinds = [json.loads(message)["type"] for message in later]
        self.assertEqual(kinds.count("municipal_call"), 1)

    def test_only_its_services(self):
        other = self.env["municipal.service"].create({"name": "Other", "code": "YY"})
        self.display.service_ids = other
        visit = self.ticket()
        self.call(visit)
        state = self.state()
        self.assertEqual((state["calls"], state["before"]), ([], []))
        self.assertEqual(self.messages(self.display._channel()), [])

    def test_the_device_is_shut_out_at_once(self):
        channel, old = self.display._channel(), self.address(screen=self.display)
        self.display.action_renew_address()
        self.assertEqual(self.messages(channel), [("municipal_revoked", {})])
        for path in ("", "/state"):
            self.assertEqual(self.url_open(old + path).status_code, 404)

    def test_alive_answers_with_the_state(self):
        visit = self.ticket()
        self.call(visit)
        state = self.press("/alive", self.display).json()
        self.assertEqual(state["calls"][0]["ticket"], visit.ticket)
        self.assertTrue(self.display.last_seen)
