"""Every night visits are compared with their log."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from ...models.visit import municipal_visit_difference
from ..desk_common import TUESDAY, DeskCase, at

LOGGER = "odoo.addons.municipal_appointment.models.visit.municipal_visit_difference"


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestDifference(DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.differences = cls.env["municipal.visit.difference"]
        # the demo has tens of thousands of visits: their turn comes in other tests
        last = cls.env["municipal.visit"].search([], order="id desc", limit=1)
        cls.config = cls.env["ir.config_parameter"]
        cls.config.set_param(municipal_visit_difference.CURSOR, last.id)
        step = cls.env["municipal.visit.event"].search([], order="id desc", limit=1)
        cls.config.set_param(municipal_visit_difference.LAST_STEP, step.id)

    def check(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.differences._check()

    def tamper(self, visit, **values):
        """Write in the database past Odoo."""
        self.env.flush_all()
        for column, value in values.items():
            self.env.cr.execute(
                f'UPDATE municipal_visit SET "{column}" = %s WHERE id = %s',
                [value, visit.id],
            )
        self.env.invalidate_all()

    def way(self):
        """Return visits that went through every kind of step."""
        self.desk.desk_sit_down()
        self.other_desk.desk_sit_down()
        visits = [self.visit(self.give()) for _visitor in range(4)]
        first, second, third, fourth = visits
        with at(5):
            self.desk.desk_call(first.id)
            self.desk.desk_step(first.id, "started")
        with at(8):
            self.desk.desk_step(first.id, "paused")
            self.desk.desk_step(first.id, "resumed")
        with at(12):
            self.desk.desk_forward(first.id, desk_id=self.other_desk.id)
        with at(15):
            self.desk.desk_call(second.id)
        with at(16):
            self.desk.desk_recall(second.id)
            self.desk.desk_step(second.id, "no_show")
            second.with_user(self.clerk).action_arrive()
            third.with_user(self.clerk).action_leave()
        with at(40):
            third.with_user(self.clerk).action_arrive()
            self.other_desk.desk_call(first.id)
        with at(44):
            self.other_desk.desk_finish(first.id, [], persons=2)
            self.other_desk.desk_step(first.id, "undone")
            self.other_desk.desk_finish(first.id, [])
        with at(50):
            self.desk.desk_call(fourth.id)
            self.desk.desk_step(fourth.id, "undone")
        booked = self.book(start=TUESDAY + timedelta(days=1))
        moved = self.book(start=TUESDAY + timedelta(days=1, minutes=30))
        moved._move(TUESDAY + timedelta(days=2))
        gone = self.book(start=TUESDAY + timedelta(days=3))
        gone.action_cancel()
        late = self.book(start=TUESDAY + timedelta(days=1, minutes=60)).visit_id
        with freeze_time(TUESDAY + timedelta(days=1, minutes=70)):
            late.with_user(self.clerk)._take_step("started")
        model = self.env["municipal.visit"].with_user(self.clerk)
        kept, undone = (
            model.browse(model.count_contact(self.passport.id, "phone"))
            for _ in range(2)
        )
        undone.count_undo()
        visits += [(booked | moved | gone).visit_id, late, kept, undone]
        return self.env["municipal.visit"].union(*visits)

    def test_every_step_writes_visit_and_log_alike(self):
        visits = self.way()
        self.assertFalse(self.check() & self.of(visits))
        self.assertEqual(visits._differences(), {})

    def of(self, visits):
        return self.differences.search([("visit_id", "in", visits.ids)])

    def test_what_was_written_past_odoo_is_listed_and_put_back(self):
        visit = self.way()[0]
        self.check()
        waited = visit.waiting_minutes
        self.tamper(visit, waiting_minutes=0.1, day="2023-07-03", persons=99)
        self.config.set_param(municipal_visit_difference.CURSOR, visit.id - 1)
        with self.assertLogs(LOGGER, "WARNING"):
            self.check()
        found = self.of(visit)
        self.assertEqual(
            {d.field: (d.stored, d.logged) for d in found},
            {
                "waiting_minutes": ("0.1", str(waited)),
                "day": ("2023-07-03", "2026-10-13"),
                "persons": ("99", "1"),
            },
        )
        found.with_user(self.manager).action_repair()
        self.assertFalse(self.of(visit))
        self.assertRecordValues(
            visit,
            [{"waiting_minutes": waited, "day": TUESDAY.date(), "persons": 1}],
        )
        event = visit.event_ids.sorted("id")[-1]
        self.assertEqual((event.step, event.user_id), ("repaired", self.manager))
        self.assertEqual(event.before["persons"], 99)

    @mute_logger(LOGGER)
    def test_each_thing_that_figures_rest_on_is_compared(self):
        visit = self.way()[0]
        self.check()
        company = self.env["res.company"].create({"name": "Other town"})
        for column, value in {
            "state": "left",
            "arrival": "2026-10-13 06:00:00",
            "called_at": None,
            "started_at": None,
            "finished_at": "2026-10-13 12:00:00",
            "handling_minutes": 999,
            "walking_minutes": None,
            "paused_minutes": 9,
            "channel": "phone",
            "inaccurate": True,
            "company_id": company.id,
            "planned_start": "2026-10-13 12:00:00",
            "half_hour": 48,
        }.items():
            with self.subTest(column):
                self.env.cr.execute("SAVEPOINT tampered")
                self.tamper(visit, **{column: value})
                self.differences._compare(visit)
                self.assertIn(column, self.of(visit).mapped("field"))
                self.env.cr.execute("ROLLBACK TO SAVEPOINT tampered")
                self.env.invalidate_all()

    @mute_logger(LOGGER)
    def test_products_are_compared(self):
        visit = self.way()[0]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE municipal_visit_line SET delivered = 500 WHERE visit_id = %s",
            [visit.id],
        )
        self.env.invalidate_all()
        self.differences._compare(visit)
        self.assertEqual(self.of(visit).field, "line_ids")
        self.of(visit).with_user(self.manager).action_repair()
        self.assertEqual(visit.line_ids.delivered, 0)

    def test_a_night_looks_at_a_slice_and_goes_on_in_the_next(self):
        visits = self.way().sorted("id")
        self.check()
        self.config.set_param(municipal_visit_difference.CURSOR, visits[0].id - 1)
        seen = []
        with patch.object(municipal_visit_difference, "SLICE", 3):
            for _night in range(2):
                seen.append(
                    self.env["municipal.visit"].union(*self.differences._to_check())
                )
        self.assertEqual(seen, [visits[:3], visits[3:6]])

    def test_what_had_a_step_today_is_looked_at_tonight(self):
        visit = self.visit(self.give())
        self.check()
        visit.with_user(self.clerk).action_leave()
        self.env.flush_all()
        last = self.env["municipal.visit"].search([], order="id desc", limit=1)
        self.config.set_param(municipal_visit_difference.CURSOR, last.id)
        self.assertEqual(
            self.env["municipal.visit"].union(*self.differences._to_check()), visit
        )

    def test_managers_look_and_clerks_do_not(self):
        action = self.differences.with_user(self.manager).action_check()
        self.assertIn(action["type"], ("ir.actions.client", "ir.actions.act_window"))
        with self.assertRaises(AccessError):
            self.differences.with_user(self.clerk).action_check()

    def test_the_visit_form_shows_what_is_known(self):
        visit = self.way()[0].with_user(self.manager)
        form = Form(visit)
        self.assertEqual(form.waiting_minutes, visit.waiting_minutes)
