from datetime import timedelta
from uuid import uuid4

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from ...models.common.refusal import Refusal
from ..desk_common import TUESDAY, DeskCase, at
from .test_late_press import pressed

WEDNESDAY = TUESDAY + timedelta(days=1)


@tagged("post_install", "-at_install")
@freeze_time(WEDNESDAY)
class TestReception(DeskCase):
    """A reception lets people in and gives numbers; it helps and calls nobody."""

    desks_open = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receptionist = new_test_user(
            cls.env,
            "test_receptionist",
            groups="municipal_appointment.group_receptionist",
        )
        cls.reception = cls.location.with_user(cls.receptionist)

    def setUp(self):
        super().setUp()
        self.booking = self.book(start=WEDNESDAY + timedelta(hours=1))

    def wanted(self, product=None, quantity=1):
        return [{"product_id": (product or self.passport).id, "quantity": quantity}]

    def test_who_is_expected_gets_a_number(self):
        [row] = self.reception.reception_state()["agenda"]
        self.assertEqual(row["id"], self.booking.visit_id.id)
        answer = self.reception.reception_check_in(row["id"], pressed=None)
        self.assertTrue(answer["ticket"])
        state = self.reception.reception_state()
        self.assertEqual((state["waiting"], state["agenda"]), (1, []))
        event = self.booking.visit_id.event_ids.sorted("id")[-1]
        self.assertEqual((event.step, event.user_id), ("checked_in", self.receptionist))

    def test_a_code_is_scanned(self):
        message = self.reception.reception_scan(self.booking.reference)["message"]
        self.assertIn(self.booking.visit_id.ticket, message)
        with self.assertRaises(Refusal):
            self.reception.reception_scan("NOSUCHCODE")

    def test_a_ticket_is_given_once(self):
        self.calendar.attendance_ids.access = "both"
        key = str(uuid4())
        first, second = (
            self.reception.reception_ticket(self.wanted(), request_key=key)
            for _time in range(2)
        )
        self.assertEqual(first["ticket"], second["ticket"])
        visit = self.env["municipal.visit"].browse(first["id"])
        self.assertRecordValues(
            visit, [{"state": "waiting", "location_id": self.location.id}]
        )
        products = self.reception.reception_products()
        self.assertIn(self.passport.id, [product["id"] for product in products])

    def test_who_left_is_registered_and_nothing_else(self):
        visit = self.booking.visit_id
        self.reception.reception_check_in(visit.id)
        for step in ("called", "started", "finished", "undone", "no_show"):
            with self.assertRaises(Refusal):
                self.reception.reception_step(visit.id, step)
        self.assertEqual(visit.state, "waiting")
        self.reception.reception_step(visit.id, "left")
        self.assertEqual(visit.state, "left")

    def test_what_was_pressed_without_connection(self):
        minutes = 24 * 60
        press = pressed(minutes + 2)
        visit = self.booking.visit_id
        with at(minutes + 20):
            for _time in range(2):
                self.reception.reception_check_in(visit.id, pressed=press)
        self.assertEqual(visit.arrival, WEDNESDAY + timedelta(minutes=2))

    def test_another_building_is_no_matter_of_this_one(self):
        other = self.location.copy({"name": "Library"}).with_user(self.receptionist)
        with self.assertRaisesRegex(Refusal, "not expected in this building"):
            other.reception_check_in(self.booking.visit_id.id)
        self.assertFalse(other.reception_state()["agenda"])

    def test_nonsense_is_refused(self):
        for lines in ([None], [{}], [{"product_id": "x"}], self.wanted(quantity=0)):
            with self.assertRaises(Refusal):
                self.reception.reception_ticket(lines)
        with self.assertRaises(Refusal):
            self.reception.reception_check_in("x")

    def test_contacts_are_counted_and_taken_back(self):
        visits = self.env["municipal.visit"].with_user(self.receptionist)
        counted = visits.browse(visits.count_contact(self.passport.id, "phone"))
        counts = visits.count_state(self.location.id)["counts"]
        self.assertEqual(counts["phone"][self.passport.id], 1)
        counted.count_undo()
        self.assertEqual(counted.sudo().state, "withdrawn")
        with self.assertRaises(Refusal):
            self.booking.visit_id.with_user(self.receptionist).count_undo()

    def test_it_calls_nobody_and_reads_no_figures(self):
        desk = self.desks[0].with_user(self.receptionist)
        for method in (desk.desk_sit_down, desk.desk_call_next, desk.desk_state):
            with self.assertRaises(AccessError):
                method()
        for model in ("municipal.visit", "municipal.visit.report", "resource.booking"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.receptionist).search_count([])
