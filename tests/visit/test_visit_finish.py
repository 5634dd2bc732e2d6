from datetime import datetime

from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from ..common import NOW, MunicipalCase

PROMISED = datetime(2026, 10, 14, 7, 0)


@tagged("post_install", "-at_install")
@freeze_time(PROMISED)
class TestVisitFinish(MunicipalCase):
    """At the end of a visit the clerk says what was delivered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(NOW):
            cls.booking = cls.book([(cls.kids_id, 2), (cls.passport, 1)])
        cls.desks[0].with_user(cls.clerk).desk_sit_down()
        cls.visit = cls.booking.visit_id.with_user(cls.clerk)

    def dialog(self):
        """Open the dialog as the button does."""
        action = self.visit.action_finish()
        return Form(
            self.env[action["res_model"]]
            .with_user(self.clerk)
            .with_context(**action["context"])
        )

    def delivered(self):
        return {line.product_id: line.delivered for line in self.visit.line_ids}

    def test_everything_is_delivered_unless_changed(self):
        self.visit.action_start()
        self.dialog().save().action_finish()
        self.assertEqual(self.visit.state, "finished")
        self.assertEqual(self.delivered(), {self.kids_id: 2, self.passport: 1})
        self.assertEqual(self.visit.event_ids[-1].step, "finished")
        self.assertEqual(self.visit.event_ids[-1].user_id, self.clerk)

    def test_less_is_delivered(self):
        self.visit.action_start()
        dialog = self.dialog()
        with dialog.line_ids.edit(0) as line:
            line.delivered = 1
        with dialog.line_ids.edit(1) as line:
            line.delivered = 0
        dialog.save().action_finish()
        self.assertEqual(self.delivered(), {self.kids_id: 1, self.passport: 0})
        self.assertEqual(self.visit.line_ids.mapped("quantity"), [2, 1])

    def test_a_removed_line_was_not_delivered(self):
        self.visit.action_start()
        dialog = self.dialog()
        dialog.line_ids.remove(1)
        dialog.save().action_finish()
        self.assertEqual(self.delivered(), {self.kids_id: 2, self.passport: 0})

    def test_what_the_visitor_also_came_for(self):
        self.visit.action_start()
        dialog = self.dialog()
        with dialog.line_ids.new() as line:
            line.product_id = self.foreigner
        dialog.save().action_finish()
        extra = self.visit.line_ids.filtered(
            lambda line: line.product_id == self.foreigner
        )
        self.assertEqual((extra.quantity, extra.delivered), (0, 1))

    def test_party_and_note(self):
        self.visit.action_start()
        dialog = self.dialog()
        dialog.persons = 3
        dialog.note = "Photo was too old"
        dialog.save().action_finish()
        self.assertEqual(self.visit.persons, 3)
        self.assertEqual(self.visit.note, "Photo was too old")

    def test_the_dialog_needs_a_visitor_at_the_desk(self):
        with self.assertRaisesRegex(UserError, "is not possible now"):
            self.visit.action_finish()

    def test_two_clerks_finish_once(self):
        self.visit.action_start()
        first, second = self.dialog().save(), self.dialog().save()
        first.action_finish()
        with self.assertRaises(UserError):
            second.action_finish()
        self.assertEqual(self.visit.event_ids.mapped("step").count("finished"), 1)

    def test_a_refused_finish_changes_nothing(self):
        self.visit.action_start()
        dialog = self.dialog().save()
        self.visit.action_leave()
        dialog.persons = 9
        with self.assertRaises(UserError), self.env.cr.savepoint():
            dialog.action_finish()
        self.assertEqual(self.visit.persons, 1)

    def test_less_than_nothing_is_refused(self):
        self.visit.action_start()
        dialog = self.dialog()
        with dialog.line_ids.edit(0) as line:
            line.delivered = -1
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            dialog.save()
