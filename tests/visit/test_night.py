from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ...models.visit import municipal_visit_night
from ..desk_common import TUESDAY, DeskCase, at
from ..night_common import night

NIGHT = "odoo.addons.municipal_appointment.models.visit.municipal_visit_night"
TOMORROW = TUESDAY + timedelta(days=1)


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestNightByDay(DeskCase):
    """A daily job is no nightly job: it runs when the server is back, or not at all."""

    def setUp(self):
        super().setUp()
        self.desk.desk_sit_down()
        self.other_desk.desk_sit_down()

    def numbers(self, count=2):
        return [self.give()["ticket"] for _visitor in range(count)]

    def test_a_run_in_the_morning_changes_nothing(self):
        self.assertEqual(self.numbers(), ["ZZ 001", "ZZ 002"])
        visit = self.served()
        forwarded = self.visit(self.give())
        self.desk.desk_step(visit.id, "paused")
        self.desk.desk_call(forwarded.id)
        self.desk.desk_forward(forwarded.id, desk_id=self.desks[1].id)
        with at(5):
            night(self.env)
            night(self.env)
            self.assertEqual(self.numbers(), ["ZZ 005", "ZZ 006"])
        self.assertEqual(self.desks[0]._clerk_today(), self.clerk)
        self.assertEqual(self.desks[1]._clerk_today(), self.manager)
        self.assertEqual((visit.state, visit.desk_id), ("paused", self.desks[0]))
        self.assertEqual(forwarded.for_desk_id, self.desks[1])

    def test_without_any_run_numbers_begin_with_the_day(self):
        self.numbers(3)
        with freeze_time(TOMORROW):
            self.assertEqual(self.numbers(), ["ZZ 001", "ZZ 002"])

    def test_each_building_has_the_day_of_its_own_zone(self):
        """At 23:30 in Brussels it is Wednesday in Moscow."""
        evening = TUESDAY.replace(hour=21, minute=30)
        far = self.location.copy({"name": "Far hall", "tz": "Europe/Moscow"})
        with freeze_time(evening):
            Visit = self.env["municipal.visit"]
            line = [(self.passport, 1)]
            here, there, again = (
                Visit._take_ticket(line, place, by_staff=True)
                for place in (self.location, far, self.location)
            )
        self.assertEqual([v.ticket_day.day for v in (here, there, again)], [13, 14, 13])
        self.assertEqual([here.ticket, there.ticket], ["ZZ 001", "ZZ 001"])
        self.assertNotEqual(here.ticket, again.ticket)

    def test_without_any_run_the_line_holds_today_only(self):
        self.numbers(3)
        with freeze_time(TOMORROW):
            self.desk.desk_sit_down()
            state = self.desk.desk_state()
            self.assertEqual(state["queue"] + state["others"], [])
            self.assertFalse(self.location._queue().visits)
            boards = self.env["municipal.location"].with_user(self.manager)
            [board] = [b for b in boards.board_state() if b["id"] == self.location.id]
            self.assertEqual(board["total"]["waiting"], 0)

    def test_without_any_run_a_desk_of_yesterday_is_closed(self):
        with freeze_time(TOMORROW):
            self.assertFalse(self.location._open_desks())
            self.assertFalse(self.desk.desk_targets()["desks"])
            [desk] = [d for d in self.desk.desk_desks() if d["id"] == self.desk.id]
            self.assertEqual((desk["clerk"], desk["mine"]), ("", False))
            self.desk.desk_sit_down()
            self.assertEqual(self.location._open_desks(), self.desks[0])

    def test_a_number_exists_once_in_a_building_on_a_day(self):
        visit = self.visit(self.give())
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                visit.copy({"ticket": visit.ticket, "ticket_day": visit.ticket_day})
                self.env.flush_all()


@tagged("post_install", "-at_install")
class TestEndOfPastDays(DeskCase):
    """Every visit ends, each is looked at once, and none holds up the others."""

    def waiting(self, number=1, moment=TUESDAY):
        with freeze_time(moment):
            visits = [self.visit(self.give()) for _visitor in range(number)]
        return self.env["municipal.visit"].concat(*visits)

    def test_a_building_that_was_archived(self):
        visit = self.waiting()
        self.location.active = False
        with freeze_time(TOMORROW):
            night(self.env)
        self.assertEqual(visit.state, "left")

    def test_an_appointment_without_building(self):
        self.type.location_ids = False
        self.desks.location_id = False
        visit = self.book().visit_id
        self.assertFalse(visit.location_id)
        with freeze_time(visit.planned_start + timedelta(hours=9)):
            night(self.env)
            self.assertEqual(visit.state, "booked", "the day is not over")
        with freeze_time(visit.planned_start + timedelta(days=2)):
            night(self.env)
        self.assertEqual(visit.state, "no_show")

    def test_one_that_fails_keeps_none_of_the_others_open(self):
        visits = self.waiting(3)
        step = type(visits)._take_step

        def fails(some, *args, **vals):
            if visits[1] in some:
                raise UserError(visits[1].name)
            return step(some, *args, **vals)

        self.patch(type(visits), "_take_step", fails)
        with freeze_time(TOMORROW), self.assertLogs(NIGHT, "ERROR") as log:
            night(self.env)
        self.assertEqual(visits.mapped("state"), ["left", "waiting", "left"])
        self.assertEqual(len(log.records), 1)

    def test_it_goes_on_after_each_batch(self):
        self.patch_batch(2)
        self.waiting(5)
        with freeze_time(TOMORROW):
            progress = night(self.env)
        self.assertEqual(progress[:4], [(0, 5), (2, None), (2, None), (1, None)])

    def patch_batch(self, number):
        self.patch(municipal_visit_night, "BATCH", number)

    def test_history_is_not_looked_at_again(self):
        """Of a service that registers nobody, appointments are looked at once."""
        self.service.guidance_enabled = False
        visits = self.env["municipal.visit"].concat(
            *(self.book(start=TUESDAY + timedelta(days=d)).visit_id for d in (1, 2, 8))
        )
        with freeze_time(TUESDAY + timedelta(days=4)):
            self.assertEqual(
                self.env["municipal.visit"]._open_of_past_days(), visits[:2]
            )
            night(self.env)
            self.assertFalse(self.env["municipal.visit"]._open_of_past_days())
        self.assertEqual(visits.mapped("unregistered"), [True, True, False])
        self.assertEqual(visits.mapped("state"), ["booked"] * 3)
