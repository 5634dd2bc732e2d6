from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ..hours_change_common import PROMISED, HoursChangeCase

#: the week of the tests is Monday 12 October 2026; these begin on the next Monday
FIRST, LAST = date(2026, 10, 19), date(2026, 10, 23)
WEDNESDAY = 2


@tagged("post_install", "-at_install")
class TestNewHours(HoursChangeCase):
    """A manager changes the hours of a service in one step."""

    def prepared(self, *, types=None, first=FIRST, last=False, closed=WEDNESDAY):
        """Return new hours as a manager draws them: the present ones but a weekday."""
        regimes = self.env["municipal.regime"].with_user(self.manager)
        with Form(regimes) as form:
            form.name = "Without Wednesday"
            for type_ in types or self.type:
                form.type_ids.add(type_)
            form.date_from = first
            form.date_to = last
        regime = form.record
        lines = [line for line in regime.week["lines"] if line[0] != closed]
        self.assertNotEqual(lines, regime.week["lines"], "it began with the present")
        regime.week = {"lines": lines, "desks": {}}
        return regime

    def openings(self, type_=None):
        return (type_ or self.type).opening_ids.sorted("date_from")

    def days(self, type_=None):
        return [(o.date_from, o.date_to) for o in self.openings(type_)]

    def test_it_begins_with_the_hours_of_that_day_and_ends_what_holds(self):
        regime = self.prepared()
        present = self.type._week_lines(FIRST)
        self.assertTrue(self.slots(date(2026, 10, 21)))
        regime.action_put_in_force()
        self.assertEqual(regime.state, "in_force")
        self.assertFalse(self.slots(date(2026, 10, 21)))
        self.assertTrue(self.slots(date(2026, 10, 22)))
        self.assertTrue(self.slots(date(2026, 10, 14)), "until then as before")
        self.assertEqual(self.type._week_lines(date(2026, 10, 12)), present)
        self.assertEqual(self.openings()[-1], regime.opening_ids)

    def test_after_the_last_day_the_former_hours_hold_again(self):
        present = self.type._week_lines(FIRST)
        self.prepared(last=LAST).action_put_in_force()
        self.assertFalse(self.slots(date(2026, 10, 21)))
        self.assertEqual(self.type._week_lines(date(2026, 10, 28)), present)
        *_before, during, after = self.days()
        self.assertEqual(during, (FIRST, LAST))
        self.assertEqual(after, (date(2026, 10, 24), False))

    def test_former_hours_that_end_meanwhile_do_not_hold_again(self):
        self.open(self.calendar, "2026-01-01", LAST, name="Until then")
        self.prepared(last=LAST).action_put_in_force()
        self.assertEqual(
            self.days(), [(date(2026, 1, 1), date(2026, 10, 18)), (FIRST, LAST)]
        )

    def test_all_types_of_a_service_at_once(self):
        other = self.type.copy({"name": "Other type"})
        regime = self.prepared(types=self.type | other)
        regime.action_put_in_force()
        self.assertEqual(regime.opening_ids.type_id, self.type | other)
        self.assertEqual(len(regime.opening_ids.calendar_id), 1)
        self.assertEqual(self.days(other)[-1], (FIRST, False))

    def test_who_draws_for_types_with_other_hours_is_told(self):
        other = self.type.copy({"name": "Other type"})
        regime = self.prepared(types=self.type | other)
        self.assertFalse(regime.hours_differ)
        other.opening_ids.unlink()
        other.resource_calendar_id = self.calendar_of((0, 9, 12, "both"))
        regime.invalidate_recordset(["hours_differ"])
        self.assertTrue(regime.hours_differ)

    def test_appointments_that_do_not_fit_are_listed_and_no_others(self):
        kept = self.book([(self.passport, 1)], PROMISED.replace(day=22))
        lost = self.book([(self.passport, 1)], PROMISED.replace(day=21))
        regime = self.prepared()
        change = self.draft(regime.action_put_in_force)
        self.assertEqual(change.line_ids.booking_id, lost)
        self.assertEqual(regime.state, "draft")
        self.decide(change, "cancel")
        self.assertEqual(regime.state, "in_force")
        self.assertTrue(kept.active)
        self.assertFalse(lost.active)

    def test_next_hours_that_are_known_end_them(self):
        self.open(self.calendar, "2026-01-01", "2026-12-20", name="Autumn")
        self.open(self.calendar, "2026-12-21", name="Winter")
        self.prepared().action_put_in_force()
        self.assertIn((FIRST, date(2026, 12, 20)), self.days())

    def test_what_cannot_hold_is_refused_in_words(self):
        today = self.type.company_id._today()
        with self.assertRaisesRegex(UserError, "from tomorrow on"):
            self.prepared(first=today).action_put_in_force()
        closed = self.prepared()
        closed.week = {"lines": [], "desks": {}}
        with self.assertRaisesRegex(UserError, "closed the whole week"):
            closed.action_put_in_force()
        with self.assertRaisesRegex(ValidationError, "Two lines"):
            self.prepared().week = {
                "lines": [[0, 540, 720, "both"], [0, 600, 660, "walk_in"]],
                "desks": {},
            }

    def test_hours_that_begin_that_day_are_not_replaced(self):
        self.open(self.calendar, FIRST, name="Known already")
        with self.assertRaisesRegex(UserError, "Known already .* begins on"):
            self.prepared().action_put_in_force()

    def test_between_the_first_and_the_last_day_nothing_else_begins(self):
        self.open(self.calendar, "2026-01-01", "2026-10-20", name="Before")
        self.open(self.calendar, "2026-10-21", name="In between")
        with self.assertRaisesRegex(UserError, "In between"):
            self.prepared(last=LAST).action_put_in_force()

    def test_hours_in_force_are_changed_in_the_openings(self):
        regime = self.prepared()
        regime.action_put_in_force()
        with self.assertRaisesRegex(UserError, "in force"):
            regime.name = "Other"
        with self.assertRaisesRegex(UserError, "in force already"):
            regime.action_put_in_force()

    def test_whoever_drew_too_much_begins_again(self):
        regime = self.prepared()
        regime.action_present_hours()
        self.assertEqual(regime.week["lines"], self.type._week_lines(FIRST))
