from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ...models.common.refusal import Refusal
from ..desk_common import TUESDAY, DeskCase, at


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestQuickCounter(DeskCase):
    """One touch counts one contact."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visits = cls.env["municipal.visit"].with_user(cls.clerk)
        cls.passport.walk_in = "quick_counter"

    def count_contact(self, channel="quick_counter", **values):
        values.setdefault("location_id", self.location.id)
        return self.visits.browse(
            self.visits.count_contact(self.passport.id, channel, **values)
        )

    def count(self, channel="quick_counter"):
        state = self.visits.count_state(self.location.id)
        return state["counts"][channel].get(self.passport.id, 0)

    def test_a_touch_is_a_finished_visit_with_its_log(self):
        visit = self.count_contact()
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "finished",
                    "channel": "quick_counter",
                    "arrival": TUESDAY,
                    "finished_at": TUESDAY,
                    "inaccurate": True,
                    "user_id": self.clerk.id,
                    "service_id": self.service.id,
                }
            ],
        )
        self.assertEqual(visit.line_ids.delivered, 1)
        self.assertEqual(
            visit.event_ids.mapped("step"), ["checked_in", "started", "finished"]
        )

    def test_the_buttons_show_the_counts_of_today(self):
        with freeze_time(TUESDAY - timedelta(days=1)):
            self.count_contact()
        before = self.count()
        self.count_contact(), self.count_contact()
        self.assertEqual(self.count(), before + 2)
        products = self.visits.count_state(self.location.id)["products"]
        [mine] = [p for p in products if p["id"] == self.passport.id]
        self.assertTrue(mine["quick"])

    def test_a_call_needs_no_building(self):
        visit = self.count_contact("phone", location_id=None)
        self.assertFalse(visit.location_id)
        self.assertEqual(visit.day, TUESDAY.date())
        self.assertEqual(self.count("phone"), 1)
        with self.assertRaisesRegex(Refusal, "building first"):
            self.count_contact(location_id=None)

    def test_why_it_could_not_be_done(self):
        visit = self.count_contact("mail", reason="digital")
        self.assertRecordValues(visit.line_ids, [{"delivered": 0, "reason": "digital"}])

    def test_sent_twice_it_counts_once(self):
        self.assertEqual(
            self.count_contact(key="touch"), self.count_contact(key="touch")
        )

    def test_undone_it_counts_no_more_and_stays_in_the_log(self):
        visit = self.count_contact()
        before = self.count()
        visit.count_undo()
        self.assertEqual(visit.state, "withdrawn")
        self.assertEqual(self.count(), before - 1)
        self.assertEqual(visit.event_ids.sorted("id")[-1].step, "withdrawn")
        row = self.env["municipal.visit.report"].search([("visit_id", "=", visit.id)])
        self.assertFalse(row.came)
        with self.assertRaisesRegex(UserError, "nothing left to undo"):
            visit.count_undo()

    def test_after_some_minutes_it_stays(self):
        visit = self.count_contact()
        with at(6), self.assertRaisesRegex(UserError, "nothing left to undo"):
            visit.count_undo()

    def test_only_short_contacts_are_counted_here(self):
        with self.assertRaisesRegex(Refusal, "not counted here"):
            self.count_contact("appointment")
        self.passport.unlink()
        with self.assertRaisesRegex(Refusal, "no longer there"):
            self.count_contact()

    def test_a_touch_takes_few_queries(self):
        self.count_contact()
        self.assertLess(
            self.queries(
                self.visits.count_contact, self.passport.id, "phone", self.location.id
            ),
            30,
        )


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestBoard(DeskCase):
    """The live board of the manager."""

    desks_open = False

    def board(self):
        boards = self.env["municipal.location"].with_user(self.manager).board_state()
        return next(board for board in boards if board["id"] == self.location.id)

    def test_how_things_stand(self):
        self.desk.desk_sit_down()
        first, _second, third = (self.visit(self.give()) for _visitor in range(3))
        self.book(start=TUESDAY + timedelta(days=1))
        with at(12):
            self.desk.desk_call(first.id)
            self.desk.desk_finish(first.id, [])
            self.desk.desk_call(third.id)
            self.desk.desk_step(third.id, "no_show")
            board = self.board()
        [service] = board["services"]
        self.assertEqual(
            service,
            {
                "id": self.service.id,
                "name": "Test service",
                "open": 1,
                "waiting": 1,
                "longest": 12,
                "contacts": 0,
                "expected": 0,
                "serving": 0,
                "served": 1,
                "no_show": 1,
                "left": 0,
            },
        )
        self.assertEqual((board["desks"], board["total"]["open"]), (2, 1))
        with freeze_time(TUESDAY + timedelta(days=1)):
            self.assertEqual(self.board()["total"]["expected"], 1)
            self.assertEqual(self.board()["total"]["served"], 0)

    def test_a_building_without_visitors_shows_its_services(self):
        self.assertEqual(self.board()["services"][0]["waiting"], 0)

    def test_who_phones_is_no_visitor_and_nobody_waiting_is_no_wait(self):
        self.assertIsNone(self.board()["total"]["longest"], "nothing to measure")
        count = self.env["municipal.visit"].with_user(self.clerk).count_contact
        for channel in ("phone", "mail", "quick_counter"):
            count(self.passport.id, channel, self.location.id)
        board = self.board()
        self.assertEqual(board["total"]["served"], 1)
        self.assertEqual(board["total"]["contacts"], 2)
        self.assertIsNone(board["total"]["longest"])
        self.assertIsNone(board["services"][0]["longest"])

    def test_queries_do_not_grow_with_visitors_or_buildings(self):
        self.give()
        few = self.queries(self.board)
        for number in range(5):
            self.location.copy({"name": f"Hall {number}"})
            self.give()
        self.assertLessEqual(self.queries(self.board), few)

    def test_clerks_and_others_have_no_board(self):
        for user in (self.clerk, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self.env["municipal.location"].with_user(user).board_state()
