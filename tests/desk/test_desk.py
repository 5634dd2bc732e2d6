from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from ...models.common.refusal import Refusal
from ...models.desk import resource_resource_desk_state
from ..desk_common import TUESDAY, DeskCase, at
from ..night_common import night


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestDesk(DeskCase):
    """Sit down, see who waits, and find everything back."""

    desks_open = False

    def desk_of(self, desk):
        return next(d for d in desk.desk_desks() if d["id"] == desk.id)

    def test_the_choice_of_a_desk_shows_who_sits_there(self):
        self.assertEqual(self.desk_of(self.desk)["clerk"], "")
        self.desk.desk_sit_down()
        self.assertTrue(self.desk_of(self.desk)["mine"])
        seen = self.desk_of(self.desks[0].with_user(self.manager))
        self.assertEqual(seen["clerk"], self.clerk.name)
        self.assertFalse(seen["mine"])

    def test_a_desk_without_building_cannot_be_chosen(self):
        self.desks[1].location_id = False
        ids = [desk["id"] for desk in self.desk.desk_desks()]
        self.assertIn(self.desk.id, ids)
        self.assertNotIn(self.desks[1].id, ids)

    def test_desks_stand_in_the_order_of_their_numbers(self):
        numbers = ("10", "S", "2")
        desks = self.desks + self.desks[0].copy()
        desks.location_id = self.location.copy({"name": "Other hall", "sequence": 99})
        for desk, number in zip(desks, numbers, strict=True):
            desk.desk_number = number
        found = [d for d in self.desk.desk_desks() if d["id"] in desks.ids]
        self.assertEqual([d["number"] for d in found], ["2", "10", "S"])

    def test_who_moves_to_another_desk_leaves_the_first(self):
        self.desk.desk_sit_down()
        self.desks[1].with_user(self.clerk).desk_sit_down()
        self.assertFalse(self.desks[0].desk_user_id)

    def test_a_desk_with_a_visitor_is_not_closed(self):
        self.desk.desk_sit_down()
        visit = self.served()
        with self.assertRaisesRegex(Refusal, visit.ticket):
            self.desk.desk_get_up()
        self.desk.desk_step(visit.id, "paused")
        for leave in (
            self.desk.desk_get_up,
            self.desks[1].with_user(self.clerk).desk_sit_down,
        ):
            with self.assertRaisesRegex(Refusal, visit.ticket):
                leave()
        self.assertEqual(self.desks[0].desk_user_id, self.clerk)
        self.desk.desk_forward(visit.id, self.service.id)
        self.desk.desk_get_up()
        self.assertFalse(self.desks[0].desk_user_id)

    def test_who_closed_the_browser_finds_the_visitor_back(self):
        self.desk.desk_sit_down()
        visit = self.served()
        self.env.invalidate_all()
        state = self.desk.desk_state()
        self.assertTrue(state["desk"]["mine"])
        self.assertEqual([v["id"] for v in state["visits"]], [visit.id])
        self.assertEqual(state["visits"][0]["state"], "serving")

    def test_the_night_sends_everybody_home(self):
        self.desk.desk_sit_down()
        with freeze_time(TUESDAY + timedelta(days=1)):
            night(self.env)
        self.assertFalse(self.desks.desk_user_id)

    def test_the_state_takes_as_many_queries_for_one_as_for_thirty(self):
        self.give()
        few = self.queries(self.desk.desk_state)
        for _visitor in range(30):
            self.give()
        self.assertLessEqual(self.queries(self.desk.desk_state), few)

    def test_of_a_full_hall_those_next_in_turn_are_described(self):
        self.patch(resource_resource_desk_state, "ROWS", 2)
        self.desks[0].served_product_ids = self.kids_id
        mine = [self.give(self.kids_id)["id"] for _visitor in range(3)]
        for _visitor in range(4):
            self.give(self.passport)
        state = self.desk.desk_state()
        self.assertEqual((state["waiting"], state["elsewhere"]), (3, 4))
        self.assertEqual([v["id"] for v in state["queue"]], mine[:2])
        self.assertEqual(len(state["others"]), 2)
        state = self.desk.desk_state(everybody=True)
        self.assertEqual([v["id"] for v in state["queue"]], mine)
        self.assertEqual(len(state["others"]), 4)

    def test_who_waits_for_another_desk_is_counted_elsewhere(self):
        self.desks[0].served_product_ids = self.kids_id
        mine = self.give(self.kids_id)
        self.give(self.passport)
        state = self.desk.desk_state()
        self.assertEqual([v["id"] for v in state["queue"]], [mine["id"]])
        self.assertEqual(state["elsewhere"], 1)
        self.assertEqual(state["longest"], self.location.queue_maximum)


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestDeskArrivals(DeskCase):
    """Tickets that a clerk gives, and appointments that they let in."""

    def test_a_ticket_by_a_clerk(self):
        values = self.give(self.kids_id, 3, priority=True, note="Wheelchair")
        visit = self.visit(values)
        self.assertRecordValues(
            visit,
            [{"state": "waiting", "priority": True, "note": "Wheelchair"}],
        )
        self.assertEqual(visit.line_ids.quantity, 3)
        self.assertEqual(visit.event_ids.user_id, self.clerk)
        self.assertEqual(values["ticket"], visit.ticket)

    def test_pressed_twice_it_is_one_ticket(self):
        first = self.give(request_key="once")
        self.assertEqual(self.give(request_key="once")["id"], first["id"])

    def test_a_clerk_helps_a_foreigner_who_stands_before_them(self):
        self.assertTrue(self.give(self.foreigner)["ticket"])

    def test_what_makes_no_sense_is_refused_in_words(self):
        with self.assertRaisesRegex(Refusal, "at least one product"):
            self.desk.desk_ticket([])
        with self.assertRaises(Refusal):
            self.give(self.kids_id, 99)
        gone = self.passport.copy()
        line = {"product_id": gone.id, "quantity": 1}
        gone.unlink()
        with self.assertRaisesRegex(Refusal, "no longer there"):
            self.desk.desk_ticket([line])

    def test_the_products_are_those_of_the_building(self):
        elsewhere = self.location.copy({"name": "Elsewhere"})
        self.desks[1].location_id = elsewhere
        names = {p["name"] for p in self.desk.desk_products()}
        self.assertIn("Test passport", names)
        self.desks[0].desk_type_ids = False
        self.assertFalse(self.desk.desk_products())

    def test_the_desk_hears_that_no_mail_reached_a_visitor(self):
        heard, unheard = (self.book(start=TUESDAY + timedelta(days=1)) for _who in "ab")
        unheard.notice_ids.write({"state": "failed", "failure": "refused"})
        self.env.flush_all()
        with freeze_time(TUESDAY + timedelta(days=1)):
            expected = self.desk.desk_state()["agenda"]
        untold = {values["id"]: values["untold"] for values in expected}
        self.assertEqual(
            untold,
            {
                heard.visit_id.id: "",
                unheard.visit_id.id: "The address was refused",
            },
        )

    def test_who_has_an_appointment_gets_a_number_at_the_desk(self):
        booking = self.book(start=TUESDAY + timedelta(days=1))
        visit = booking.visit_id
        with freeze_time(TUESDAY + timedelta(days=1)):
            expected = self.desk.desk_state()["agenda"]
            self.assertEqual([v["id"] for v in expected], [visit.id])
            values = self.desk.desk_check_in(visit.id)
            self.assertRegex(values["ticket"], r"^ZZ \d{3}$")
            self.assertTrue(visit.access_token)
            self.assertFalse(self.desk.desk_state()["agenda"])
            with self.assertRaisesRegex(UserError, "not possible now"):
                self.desk.desk_check_in(visit.id)


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestDeskSteps(DeskCase):
    """One visitor at a desk, and every misclick taken back."""

    def test_two_presses_call_one_visitor(self):
        self.give(), self.give()
        self.desk.desk_call_next()
        with self.assertRaisesRegex(Refusal, "still at this desk"):
            self.desk.desk_call_next()
        state = self.desk.desk_state()
        self.assertEqual((len(state["visits"]), len(state["queue"])), (1, 1))

    def test_only_steps_of_a_desk(self):
        booking = self.book(start=TUESDAY + timedelta(days=1))
        for step in ("cancelled", "moved", "booked", "finished", "nonsense"):
            with self.assertRaisesRegex(Refusal, "no step of a desk"):
                self.desk.desk_step(booking.visit_id.id, step)
        self.assertEqual(booking.visit_id.state, "booked")

    def test_a_visit_that_is_gone(self):
        with self.assertRaisesRegex(Refusal, "no longer there"):
            self.desk.desk_step(2**30, "started")

    def test_where_somebody_can_be_forwarded(self):
        self.desk.desk_get_up()
        targets = self.desk.desk_targets()
        self.assertEqual(
            targets["services"],
            [{"id": self.service.id, "name": "Test service", "open": 1}],
        )
        self.assertEqual([d["id"] for d in targets["desks"]], [self.desks[1].id])

    def test_undo_is_offered_for_five_minutes(self):
        visit = self.served()
        offer = self.desk.desk_state()["undo"]
        self.assertEqual((offer["visit_id"], offer["step"]), (visit.id, "Started"))
        self.assertIsNone(self.other_desk.desk_state()["undo"])
        with at(6):
            self.assertIsNone(self.desk.desk_state()["undo"])
        self.desk.desk_step(visit.id, "undone")
        self.assertEqual(visit.state, "called")
        self.assertIsNone(self.desk.desk_state()["undo"])

    def test_a_ticket_in_between_keeps_the_undo(self):
        visit = self.served()
        self.give()
        self.assertEqual(self.desk.desk_state()["undo"]["visit_id"], visit.id)

    def test_undo_brings_nobody_back_to_a_desk_that_is_taken(self):
        first = self.served()
        self.desk.desk_finish(first.id, [])
        self.served()
        with self.assertRaisesRegex(Refusal, "still at this desk"):
            self.desk.desk_step(first.id, "undone")
        self.assertEqual(first.state, "finished")


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestDeskAlarm(DeskCase):
    """The emergency button."""

    def test_colleagues_of_the_building_are_told(self):
        elsewhere = new_test_user(
            self.env, "test_far", groups="municipal_appointment.group_clerk"
        )
        far_desk = self.desks[0].copy(
            {"location_id": self.location.copy({"name": "Far"}).id}
        )
        far_desk.with_user(elsewhere).desk_sit_down()
        sent = self.told("municipal_alarm")
        self.desk.desk_alarm()
        partners = [target for target, _payload in sent]
        self.assertIn(self.manager.partner_id, partners)
        self.assertNotIn(elsewhere.partner_id, partners)
        self.assertEqual(sent[0][1]["name"], self.clerk.name)

    def test_a_page_that_opens_later_shows_it_until_it_is_over(self):
        self.desk.desk_alarm()
        [alarm] = self.other_desk.desk_state()["alarms"]
        self.assertEqual(alarm["desk_id"], self.desk.id)
        answered = self.told("municipal_alarm_answer")
        self.desks[0].with_user(self.manager).desk_alarm_answer()
        self.assertEqual(answered[0][1]["name"], self.manager.name)
        self.desks[0].with_user(self.manager).desk_alarm_end()
        self.assertFalse(self.other_desk.desk_state()["alarms"])

    def test_a_forgotten_alarm_ends_by_itself(self):
        self.desk.desk_alarm()
        with at(31):
            self.assertFalse(self.other_desk.desk_state()["alarms"])


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestDeskRights(DeskCase):
    """Nobody but clerks comes through these doors, whatever they call."""

    desks_open = False

    def doors(self, desk, visit):
        yield desk.desk_desks
        yield desk.desk_state
        yield desk.desk_products
        yield desk.desk_targets
        yield desk.desk_sit_down
        yield desk.desk_get_up
        yield desk.desk_call_next
        yield desk.desk_alarm
        yield desk.desk_alarm_answer
        yield desk.desk_alarm_end
        yield lambda: desk.desk_call(visit.id)
        yield lambda: desk.desk_recall(visit.id)
        yield lambda: desk.desk_step(visit.id, "started")
        yield lambda: desk.desk_forward(visit.id, self.service.id)
        yield lambda: desk.desk_finish(visit.id, [])
        yield lambda: desk.desk_check_in(visit.id)
        line = {"product_id": self.passport.id, "quantity": 1}
        yield lambda: desk.desk_ticket([line])
        visits = self.env["municipal.visit"].with_user(desk.env.user)
        yield visits.count_state
        yield lambda: visits.count_contact(self.passport.id, "phone")
        yield visits.browse(visit.id).count_undo

    def check_shut(self, groups):
        user = new_test_user(self.env, "test_stranger", groups=groups)
        visit = self.visit(self.give())
        log = len(visit.event_ids)
        for door in self.doors(self.desks[0].with_user(user), visit):
            with self.assertRaises(AccessError):
                door()
        self.assertEqual((visit.state, len(visit.event_ids)), ("waiting", log))
        self.assertFalse(self.desks.desk_user_id)

    def test_an_employee_without_the_role(self):
        self.check_shut("base.group_user")

    def test_a_visitor_of_the_portal(self):
        self.check_shut("base.group_portal")
