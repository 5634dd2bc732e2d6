"""A visit is corrected by a dialog; the log keeps what stood there."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..desk_common import TUESDAY, DeskCase, at
from ..night_common import night


def moment(minutes):
    return TUESDAY + timedelta(minutes=minutes)


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestCorrection(DeskCase):
    def setUp(self):
        super().setUp()
        self.desk.desk_sit_down()

    def dialog(self, visit, user=None):
        """Open the dialog as the button does."""
        action = visit.with_user(user or self.clerk).action_correct()
        return Form(
            self.env[action["res_model"]]
            .with_user(user or self.clerk)
            .with_context(**action["context"])
        )

    def correct(self, visit, user=None, reason="It was otherwise", **values):
        dialog = self.dialog(visit, user)
        for name, value in values.items():
            setattr(dialog, name, value)
        dialog.reason = reason
        dialog.save().action_correct()
        return visit.event_ids.sorted("id")[-1]

    def finished(self):
        """Return a visit that came at 0, was called at 5, started at 6, ended at 20."""
        visit = self.visit(self.give())
        with at(5):
            self.desk.desk_call(visit.id)
        with at(6):
            self.desk.desk_step(visit.id, "started")
        with at(20):
            line = {"product_id": self.passport.id, "delivered": 1}
            self.desk.desk_finish(visit.id, [line])
        return visit

    def test_times_are_corrected_measured_and_kept(self):
        visit = self.finished()
        with at(30):
            event = self.correct(visit, started_at=moment(10), finished_at=moment(16))
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "finished",
                    "started_at": moment(10),
                    "finished_at": moment(16),
                    "waiting_minutes": 5,
                    "walking_minutes": 5,
                    "handling_minutes": 6,
                    "inaccurate": False,
                }
            ],
        )
        self.assertEqual(event.step, "corrected")
        self.assertEqual((event.user_id, event.note), (self.clerk, "It was otherwise"))
        self.assertEqual(event.before["started_at"], "2026-10-13 07:06:00")
        self.assertEqual(event.before["finished_at"], "2026-10-13 07:20:00")
        self.assertEqual(event.before["lines"][0]["delivered"], 1)

    def test_products_persons_and_channel(self):
        visit = self.finished()
        dialog = self.dialog(visit)
        with dialog.line_ids.edit(0) as line:
            line.delivered = 0
            line.reason = "papers"
        with dialog.line_ids.new() as line:
            line.product_id = self.kids_id
            line.quantity = line.delivered = 2
        dialog.persons = 3
        dialog.channel = "quick_counter"
        dialog.reason = "Papers were missing"
        dialog.save().action_correct()
        self.assertRecordValues(
            visit.line_ids,
            [
                {"quantity": 1, "delivered": 0, "reason": "papers"},
                {"quantity": 2, "delivered": 2, "reason": False},
            ],
        )
        self.assertEqual((visit.persons, visit.channel), (3, "quick_counter"))
        before = visit.event_ids.sorted("id")[-1].before
        self.assertEqual((before["persons"], before["channel"]), (1, "walk_in"))
        self.assertEqual(len(before["lines"]), 1)
        # the times were not touched
        self.assertEqual((visit.waiting_minutes, visit.handling_minutes), (5, 14))

    def test_the_night_called_missed_who_was_there(self):
        visit = self.book(start=moment(24 * 60)).visit_id
        with freeze_time(moment(2 * 24 * 60)):
            night(self.env)
            self.assertEqual(visit.state, "no_show")
            came = moment(24 * 60)
            self.correct(
                visit,
                self.manager,
                outcome="finished",
                arrival=came - timedelta(minutes=3),
                started_at=came + timedelta(minutes=4),
                finished_at=came + timedelta(minutes=12),
            )
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "finished",
                    "waiting_minutes": 4,
                    "walking_minutes": False,
                    "handling_minutes": 8,
                }
            ],
        )
        self.assertEqual(self.differences(visit), {})

    def test_who_was_there_at_a_time_that_nobody_knows(self):
        visit = self.book(start=moment(24 * 60)).visit_id
        with freeze_time(moment(2 * 24 * 60)):
            night(self.env)
            self.correct(visit, self.manager, outcome="finished", inaccurate=True)
        self.assertRecordValues(
            visit,
            [{"state": "finished", "waiting_minutes": False, "inaccurate": True}],
        )
        self.assertEqual(self.differences(visit), {})

    def test_who_did_not_come_after_all(self):
        visit = self.book(start=moment(24 * 60)).visit_id
        with freeze_time(moment(24 * 60)):
            visit.with_user(self.clerk)._take_step("started")
            visit.with_user(self.clerk)._take_step("finished")
            self.correct(visit, outcome="no_show", started_at=False)
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "no_show",
                    "started_at": False,
                    "finished_at": False,
                    "waiting_minutes": False,
                    "handling_minutes": False,
                }
            ],
        )
        self.assertEqual(self.differences(visit), {})

    def test_an_arrival_that_was_registered_late(self):
        with at(20):
            visit = self.visit(self.give())
            self.correct(visit, arrival=moment(2))
        self.assertEqual(visit.state, "waiting")
        self.assertEqual(visit.waiting_since, moment(2))
        with at(25):
            self.desk.desk_call(visit.id)
        self.assertEqual(visit.waiting_minutes, 23)
        self.assertEqual(self.differences(visit), {})

    def test_times_that_somebody_gives_are_measured(self):
        """What the night ended is not measured, until somebody says when it was."""
        visit = self.visit(self.give())
        self.desk.desk_call(visit.id)
        self.desk.desk_step(visit.id, "started")
        with freeze_time(moment(24 * 60)):
            night(self.env)
            self.assertTrue(visit.inaccurate)
            self.assertFalse(visit.handling_minutes)
            self.correct(visit, self.manager, finished_at=moment(15))
        self.assertFalse(visit.inaccurate)
        self.assertEqual(visit.handling_minutes, 15)

    def test_what_cannot_have_been_is_refused(self):
        visit = self.finished()
        for values, words in (
            ({"started_at": moment(-30)}, "in this order"),
            ({"finished_at": moment(90)}, "in the future"),
            ({"arrival": moment(-24 * 60)}, "its times are too"),
            ({"reason": "  ", "persons": 4}, "Say why"),
            ({}, "Nothing was changed"),
        ):
            with (
                at(30),
                self.subTest(words),
                self.assertRaisesRegex(UserError, words),
                self.env.cr.savepoint(),
            ):
                self.correct(visit, **values)
        self.assertEqual(visit.event_ids.sorted("id")[-1].step, "finished")

    def test_who_came_without_appointment_came_at_some_time(self):
        """The day of the visit is that of the arrival."""
        for visit in (self.visit(self.give()), self.finished()):
            with (
                at(30),
                self.assertRaisesRegex(UserError, "Say when"),
                self.env.cr.savepoint(),
            ):
                self.correct(visit, arrival=False)

    def test_clerks_correct_today_and_managers_any_day(self):
        visit = self.finished()
        with freeze_time(moment(24 * 60)):
            with self.assertRaisesRegex(UserError, "Ask a manager"):
                self.dialog(visit)
            self.correct(visit, self.manager, persons=2)
        self.assertEqual(visit.persons, 2)

    def test_nobody_else_corrects(self):
        visit = self.finished()
        employee = self.env["res.users"].create(
            {"name": "Employee", "login": "no_clerk"}
        )
        with self.assertRaises(AccessError):
            visit.with_user(employee).action_correct()

    def test_who_is_expected_has_an_appointment(self):
        visit = self.book(start=moment(24 * 60)).visit_id
        with self.assertRaisesRegex(UserError, "change the appointment"):
            self.dialog(visit, self.manager)

    def test_a_step_meanwhile_is_not_overwritten(self):
        visit = self.visit(self.give())
        dialog = self.dialog(visit)
        dialog.persons = 2
        dialog.reason = "Two of them"
        wizard = dialog.save()
        self.desk.desk_call(visit.id)
        with self.assertRaisesRegex(UserError, "Somebody took a step"):
            wizard.action_correct()
        self.assertEqual((visit.state, visit.persons), ("called", 1))

    def test_a_correction_is_not_undone(self):
        visit = self.finished()
        self.correct(visit, persons=2)
        with self.assertRaisesRegex(UserError, "nothing left to undo"):
            visit.with_user(self.clerk)._undo()

    def test_only_desks_of_the_building(self):
        visit = self.finished()
        self.assertEqual(self.correct(visit, desk_id=self.desks[1]).step, "corrected")
        self.assertEqual(visit.desk_id, self.desks[1])
        desk = self.desks[1].copy({"location_id": self.location.copy().id})
        with self.assertRaisesRegex(UserError, "of the building"):
            visit.with_user(self.clerk)._correct("Elsewhere", desk_id=desk.id)

    def differences(self, visit):
        self.env.flush_all()
        self.env.invalidate_all()
        return visit._differences()
