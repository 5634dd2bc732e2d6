from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from ...models.common.refusal import Refusal
from ..desk_common import TUESDAY, DeskCase, at

WEDNESDAY = TUESDAY + timedelta(days=1)


@tagged("post_install", "-at_install")
@freeze_time(WEDNESDAY)
class TestDeskScan(DeskCase):
    """A clerk scans or types a code instead of looking for the visitor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with at(0):
            cls.booking = cls.book(start=WEDNESDAY)
        cls.booked = cls.booking.visit_id

    def setUp(self):
        super().setUp()
        self.desk.desk_sit_down()

    def scan(self, text=None, desk=None):
        return (desk or self.desk).desk_scan(text or self.booking.reference)

    def refused(self, text, words, desk=None):
        visits = self.env["municipal.visit"]
        before = visits.search([]).mapped("state")
        with self.assertRaisesRegex(Refusal, words):
            self.scan(text, desk)
        self.assertEqual(visits.search([]).mapped("state"), before)

    def test_a_confirmation_checks_in_and_then_calls(self):
        answer = self.scan(self.booking.reference.lower().replace("-", " "))
        self.assertEqual(answer["done"], "checked_in")
        self.assertIn(self.booked.ticket, answer["message"])
        self.assertEqual(self.booked.state, "waiting")
        answer = self.scan()
        self.assertEqual((answer["done"], self.booked.state), ("called", "called"))
        self.assertEqual(self.booked.desk_id, self.desks[0])
        answer = self.scan()
        self.assertEqual(answer["done"], "nothing")
        self.assertIn("is called to", answer["message"])

    def test_a_ticket_as_it_is_printed_typed_or_scanned(self):
        visit = self.visit(self.give())
        number = visit.ticket.split()[1]
        for text in (visit.ticket, f"zz{number}", f" Zz {int(number)} "):
            self.assertEqual(self.scan(text)["visit_id"], visit.id, text)
        url = visit.sudo()._waiting_url()
        self.assertEqual(self.scan(url)["visit_id"], visit.id)

    def test_a_desk_that_is_busy_or_not_mine_calls_nobody(self):
        waiting = self.visit(self.give())
        self.served()
        answer = self.scan(waiting.ticket)
        self.assertEqual((answer["done"], waiting.state), ("nothing", "waiting"))
        self.assertIn("waits", answer["message"])
        self.other_desk.desk_get_up()
        answer = self.scan(waiting.ticket, self.other_desk)
        self.assertEqual((answer["done"], waiting.state), ("nothing", "waiting"))

    def test_where_somebody_is(self):
        visit = self.served()
        answer = self.scan(visit.ticket, self.other_desk)
        self.assertIn("is at 1", answer["message"])
        self.desk.desk_step(visit.id, "paused")
        self.assertIn("is paused", self.scan(visit.ticket)["message"])

    def test_who_was_missed_or_left_is_back(self):
        visit = self.visit(self.give())
        for step in ("left", "no_show"):
            if step == "no_show":
                self.desk.desk_call(visit.id)
            self.desk.desk_step(visit.id, step)
            self.assertEqual(self.scan(visit.ticket)["done"], "checked_in")

    def test_unknown(self):
        for text in ("XXXX-XXXX", "ZZ 999", "ZZ", "042", "\x00", "%", "x" * 5000, "é"):
            self.refused(text, "is no appointment")
        self.refused("  ", "is no appointment")
        self.refused("/wachten/00000000-0000-0000-0000-000000000000", "no appointment")

    def test_of_another_day(self):
        with freeze_time(WEDNESDAY - timedelta(days=1)):
            self.refused(None, "2026 at 09:00")
            ticket = self.visit(self.give())
        self.refused(ticket.sudo()._waiting_url(), "a ticket of")
        self.refused(ticket.ticket, "is no appointment")

    def test_of_another_building(self):
        elsewhere = self.location.copy({"name": "Elsewhere"})
        ticket = self.visit(self.give())
        self.desks[1].location_id = elsewhere
        self.refused(None, "in another building", self.other_desk)
        url = ticket.sudo()._waiting_url()
        self.refused(url, "another building: Test hall", self.other_desk)
        self.refused(ticket.ticket, "is no appointment", self.other_desk)

    def test_used_or_cancelled(self):
        visit = self.served()
        self.desk.desk_finish(
            visit.id, [{"product_id": self.passport.id, "delivered": 1}]
        )
        self.refused(visit.ticket, "has been helped already")
        self.booking.sudo()._cancel()
        self.refused(None, "was cancelled")

    def test_a_service_without_queue(self):
        self.service.guidance_enabled = False
        self.refused(None, "has no queue")

    def test_only_clerks(self):
        employee = new_test_user(self.env, "test_employee", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.scan(desk=self.desks[0].with_user(employee))

    def test_nothing_grows_with_the_queue(self):
        first = self.visit(self.give())
        few = self.queries(self.desk.desk_scan, first.ticket)
        self.desk.desk_step(first.id, "left")
        tickets = [self.visit(self.give()).ticket for _visitor in range(20)]
        self.assertLessEqual(self.queries(self.desk.desk_scan, tickets[7]), few + 1)


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestOnlyTheQueue(DeskCase):
    """In hours of free walk-in the desk screen shows the queue and nothing else."""

    def only_queue(self):
        return self.desk.desk_state()["only_queue"]

    def test_tuesday_and_the_other_days(self):
        self.assertTrue(self.only_queue())
        with freeze_time(WEDNESDAY):
            self.assertFalse(self.only_queue())
        with at(-120):
            self.assertFalse(self.only_queue(), "before the doors open")

    def test_a_foreigner_with_an_appointment_is_shown(self):
        with at(-24 * 60):
            booking = self.book([(self.foreigner, 1)], start=TUESDAY)
        desk = booking.combination_id.resource_ids
        other = self.desks - desk
        self.assertFalse(desk.with_user(self.clerk).desk_state()["only_queue"])
        self.assertTrue(other.with_user(self.clerk).desk_state()["only_queue"])
