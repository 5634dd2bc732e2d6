from datetime import timedelta

from odoo.tests import freeze_time, tagged

from ...models.common.refusal import Refusal
from ..desk_common import TUESDAY, DeskCase, at
from ..night_common import night


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestDeskRelease(DeskCase):
    """Who was forwarded to one desk is not forgotten when that desk closes."""

    def setUp(self):
        super().setUp()
        self.desk.desk_sit_down()
        self.other_desk.desk_sit_down()

    def forwarded(self):
        """Return a visit that waits for the other desk alone."""
        visit = self.served()
        self.desk.desk_forward(visit.id, desk_id=self.desks[1].id)
        with self.assertRaisesRegex(Refusal, "Nobody waits"):
            self.desk.desk_call_next()
        return visit

    def assertBackInLine(self, visit):
        self.assertFalse(visit.for_desk_id)
        self.assertEqual(visit.event_ids.sorted("id")[-1].step, "released")
        self.assertEqual(self.desk.desk_call_next(), visit.id)

    def test_the_desk_closes(self):
        visit = self.forwarded()
        arrival, told = visit.arrival, self.told("municipal_queue")
        self.other_desk.desk_get_up()
        self.assertTrue(told, "desk screens and waiting pages look again")
        self.assertBackInLine(visit)
        self.assertEqual(visit.arrival, arrival)

    def test_the_clerk_goes_to_another_desk(self):
        visit = self.forwarded()
        third = self.desks[1].copy({"name": "Third", "desk_number": "3"})
        third.with_user(self.manager).desk_sit_down()
        self.assertBackInLine(visit)

    def test_the_desk_is_archived(self):
        visit = self.forwarded()
        self.desks[1].active = False
        self.assertBackInLine(visit)

    def test_the_desk_is_no_desk_any_more(self):
        visit = self.forwarded()
        self.desks[1].is_desk = False
        self.assertBackInLine(visit)

    def test_the_night(self):
        visit = self.forwarded()
        with freeze_time(TUESDAY + timedelta(days=1)):
            self.env["resource.resource"]._cron_close_desks()
            self.assertFalse(visit.for_desk_id)
            night(self.env)
        self.assertEqual(visit.state, "left")

    def test_a_colleague_takes_the_desk_over(self):
        visit = self.forwarded()
        self.desks[1].with_user(self.administrator).desk_sit_down()
        self.assertEqual(visit.for_desk_id, self.desks[1])

    def test_nobody_is_forwarded_to_a_closed_desk(self):
        visit = self.served()
        self.other_desk.desk_get_up()
        self.assertFalse(self.desk.desk_targets()["desks"])
        with self.assertRaisesRegex(Refusal, "Nobody works at"):
            self.desk.desk_forward(visit.id, desk_id=self.desks[1].id)
        self.assertEqual(visit.state, "serving")

    def test_a_forward_that_was_released_is_not_undone(self):
        visit = self.forwarded()
        self.other_desk.desk_get_up()
        self.assertIsNone(self.desk.desk_state()["undo"])
        self.assertEqual(visit.state, "waiting")

    def test_who_was_called_already_is_left_alone(self):
        visit = self.forwarded()
        with at(1):
            self.other_desk.desk_call_next()
        self.desks[1].sudo().desk_user_id = False
        self.assertEqual(visit.for_desk_id, self.desks[1])
