from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ...models.common.refusal import Refusal
from ..common import NOW, freeze_time, hours
from ..hours_change_common import PROMISED, HoursChangeCase

THURSDAY = datetime(2026, 10, 15, 7, 0)
FRIDAY = datetime(2026, 10, 16, 8, 30)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestHoursChangeSlot(HoursChangeCase):
    """A manager chooses another moment than the one that was proposed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.booking = cls.book()

    def setUp(self):
        super().setUp()
        self.change = self.draft(self.close_wednesday)
        self.line = self.change.line_ids

    def dialog(self, line=None):
        action = (line or self.line).action_choose_slot()
        requests = self.env["municipal.booking.request"].with_user(self.manager)
        request = requests.browse(action["res_id"])
        return Form(request, view=action["views"][0][0])

    def type_slot(self, start, index=0):
        with Form(self.change) as form, form.line_ids.edit(index) as line:
            line.new_start = start

    def test_a_free_moment_that_is_typed(self):
        self.type_slot(FRIDAY)
        self.assertEqual((self.line.new_start, self.line.new_desk), (FRIDAY, "1"))
        self.assertEqual(self.booking.start, PROMISED)
        self.change.action_apply()
        self.assertEqual(self.booking.start, FRIDAY)
        self.assertFalse(self.line.note)

    def test_a_moment_that_does_not_fit_is_refused_with_others(self):
        for start in (
            datetime(2026, 10, 15, 7, 7),
            datetime(2026, 10, 15, 7, 15, 30),
            datetime(2026, 10, 15, 19, 0),
            datetime(2026, 10, 14, 8, 0),
            datetime(2026, 10, 12, 8, 0),
            datetime(2026, 10, 1, 8, 0),
            datetime(2126, 10, 16, 8, 30),
        ):
            with (
                self.subTest(start),
                self.assertRaisesRegex(Refusal, "Free slots near it:\n- "),
                self.env.cr.savepoint(),
            ):
                self.type_slot(start)
        self.assertEqual(self.line.new_start, THURSDAY)

    def test_a_closing_that_is_not_saved_yet_counts(self):
        with self.assertRaises(Refusal), self.env.cr.savepoint():
            self.type_slot(datetime(2026, 10, 14, 8, 0))
        self.assertFalse(self.env["resource.calendar.leaves"].search([]))
        self.assertIn("10:00", self.slots(PROMISED.date()))

    def test_hours_that_are_only_tried_are_not_remembered(self):
        self.change.action_discard()
        line = self.calendar.attendance_ids.filtered(lambda a: a.dayofweek == "2")
        change = self.draft(
            lambda: line.with_user(self.manager).write({"hour_from": 11})
        )
        self.assertNotIn("09:15", self.free_in_dialog(change.line_ids))
        self.assertIn("09:15", self.slots(PROMISED.date()))

    def free_in_dialog(self, line):
        with self.dialog(line) as form:
            self.assertEqual(str(form.day), "2026-10-14")
            return [moment["label"] for moment in form.slots["slots"]]

    def test_the_dialog_offers_what_will_be_free(self):
        with self.dialog() as form:
            self.assertEqual(form.start, str(THURSDAY))
            self.assertFalse(form.slots["previous"])
            form.day = form.slots["next"]
            self.assertEqual(form.slots["slots"][0]["label"], "09:00")
            form.start = str(FRIDAY)
        self.env["municipal.booking.request"].browse(form.record.id).with_user(
            self.manager
        ).action_choose()
        self.assertEqual((self.line.decision, self.line.new_start), ("move", FRIDAY))

    def test_the_dialog_takes_back_another_decision(self):
        self.line.decision = "cancel"
        form = self.dialog()
        form.save().action_choose()
        self.assertEqual((self.line.decision, self.line.new_start), ("move", THURSDAY))

    def test_without_a_choice_the_dialog_says_so(self):
        form = self.dialog()
        form.start = False
        with self.assertRaisesRegex(Refusal, "Choose a free slot"):
            form.save().action_choose()

    def test_the_moment_of_another_line_is_not_free(self):
        self.change.action_discard()
        second = self.book(start=datetime(2026, 10, 14, 7, 15))
        self.desks[1].with_user(self.env.ref("base.user_root")).active = False
        self.env["municipal.hours.change"].search([]).unlink()
        self.change = self.draft(self.close_wednesday)
        of_second = self.change.line_ids.filtered(lambda x: x.booking_id == second)
        self.type_slot(FRIDAY)
        with self.assertRaises(Refusal), self.env.cr.savepoint():
            of_second.with_user(self.manager).new_start = FRIDAY
        self.assertNotIn(FRIDAY, of_second._search_slots().around(second))

    def test_a_chosen_moment_that_is_taken_meanwhile(self):
        self.type_slot(FRIDAY)
        for _desk in self.desks:
            self.book(start=FRIDAY)
        self.change.action_apply()
        self.assertEqual(self.booking.start, datetime(2026, 10, 15, 7, 0))
        self.assertIn("taken meanwhile", self.line.note)

    def test_an_empty_moment_becomes_the_nearest_one(self):
        self.type_slot(False)
        self.assertFalse(self.line.new_desk)
        self.change.action_apply()
        self.assertEqual(self.booking.start, THURSDAY)

    def test_no_moment_at_all(self):
        with self.assertRaisesRegex(Refusal, "nor at any other slot"):
            self.change.action_discard()
            self.calendar.attendance_ids = hours((2, 9, 9.2, "appointment"))
            self.change = self.draft(
                self.calendar.with_user(self.manager).attendance_ids.unlink
            )

            self.change.line_ids.new_start = FRIDAY

    def test_after_it_was_carried_out_nobody_chooses(self):
        self.change.action_apply()
        with self.assertRaises(Refusal):
            self.line.action_choose_slot()
        with self.assertRaises(UserError):
            self.line.new_start = FRIDAY

    def test_an_expired_visit_is_not_moved(self):
        self.booking._cancel()
        with self.assertRaises(Refusal):
            self.line.action_choose_slot()

    def test_a_clerk_chooses_nothing(self):
        line = self.line.with_user(self.clerk)
        with self.assertRaises(AccessError):
            line.action_choose_slot()
        with self.assertRaises(AccessError):
            line.new_start = FRIDAY
        dialog = self.env["municipal.booking.request"].with_user(self.clerk)
        request = dialog.create({"booking_id": self.booking.id, "start": FRIDAY})
        request.sudo().hours_line_id = self.line.id
        with self.assertRaises(AccessError):
            request.action_choose()

    def test_a_list_of_which_the_hours_have_changed(self):
        self.change.action_discard()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Strike",
                "date_from": datetime(2026, 10, 13, 22),
                "date_to": datetime(2026, 10, 14, 21, 59, 59),
            }
        )
        self.change = (
            self.env["municipal.hours.change"]
            .search([("state", "=", "open")])
            .with_user(self.manager)
        )
        self.type_slot(FRIDAY)
        self.change.action_apply()
        self.assertEqual(self.booking.start, FRIDAY)
