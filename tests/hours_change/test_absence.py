from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..hours_change_common import PROMISED, HoursChangeCase

WEDNESDAY = date(2026, 10, 14)
#: all of that Wednesday in Brussels, in UTC
DAY = (datetime(2026, 10, 13, 22), datetime(2026, 10, 14, 21, 59, 59))
FORM = "municipal_appointment.municipal_absence_view_form"
DESK = "municipal_appointment.resource_resource_view_form_desk"


@tagged("post_install", "-at_install")
class TestAbsence(HoursChangeCase):
    """A manager enters who is away, without any module of HR."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desks[1:].active = False
        cls.desk = cls.desks[0]
        cls.els, cls.jan = (
            new_test_user(
                cls.env,
                f"absence_{name}",
                groups="municipal_appointment.group_clerk",
                name=name,
            )
            for name in ("Els", "Jan")
        )
        cls.desk.with_user(cls.manager).clerk_user_id = cls.els

    def away(self, person=None, takes_over=None, span=DAY):
        """Fill in the form of an absence as a manager does."""
        absences = self.env["resource.calendar.leaves"].with_user(self.manager)
        with Form(absences, FORM) as form:
            form.resource_id = person or self.desk.clerk_id
            form.date_from, form.date_to = span
            if takes_over:
                form.substitute_user_id = takes_over
        return form.record

    def test_nobody_invents_the_hours_of_a_colleague(self):
        self.assertEqual(self.desk.clerk_id.user_id, self.els)
        self.assertTrue(self.desk.clerk_id.calendar_id._is_always())
        before = self.slots(WEDNESDAY)
        self.desk.clerk_id = False
        self.assertEqual(self.slots(WEDNESDAY), before)

    def test_a_colleague_is_one_person_at_all_desks(self):
        other = self.desks[1]
        other.with_user(self.manager).clerk_user_id = self.els
        self.assertEqual(other.clerk_id, self.desk.clerk_id)

    def test_while_they_are_away_nobody_is_received(self):
        self.assertTrue(self.slots(WEDNESDAY))
        self.away()
        self.assertFalse(self.slots(WEDNESDAY))
        self.assertTrue(self.slots(WEDNESDAY + timedelta(days=1)))

    def test_who_takes_over_keeps_the_desk_open(self):
        before = self.slots(WEDNESDAY)
        self.away(takes_over=self.jan)
        self.assertEqual(self.slots(WEDNESDAY), before)

    def test_who_takes_over_can_be_away_too(self):
        absence = self.away(takes_over=self.jan)
        self.desks[1].with_user(self.manager).clerk_user_id = self.jan
        self.away(person=absence.substitute_id)
        self.assertFalse(self.slots(WEDNESDAY))

    def test_appointments_that_no_longer_fit_are_listed_first(self):
        booking = self.book([(self.passport, 1)], PROMISED)
        change = self.draft(self.away)
        self.assertEqual(change.line_ids.booking_id, booking)
        self.away(takes_over=self.jan)

    def test_whose_substitute_goes_away_lists_them_as_well(self):
        absence = self.away(takes_over=self.jan)
        booking = self.book([(self.passport, 1)], PROMISED)
        self.desks[1].with_user(self.manager).clerk_user_id = self.jan
        change = self.draft(lambda: self.away(person=absence.substitute_id))
        self.assertEqual(change.line_ids.booking_id, booking)
        change = self.draft(lambda: absence.write({"substitute_id": False}))
        self.assertEqual(change.line_ids.booking_id, booking)

    def test_nobody_takes_over_from_themselves(self):
        with self.assertRaisesRegex(ValidationError, "another colleague"):
            self.away(takes_over=self.els)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_only_managers_say_that_a_colleague_is_away(self):
        values = {"resource_id": self.desk.clerk_id.id, "name": "Away"}
        values |= dict(zip(("date_from", "date_to"), DAY, strict=True))
        with self.assertRaises(AccessError):
            self.env["resource.calendar.leaves"].with_user(self.jan).create(values)

    def test_the_form_of_a_desk_asks_for_a_colleague(self):
        with Form(self.desk.with_user(self.manager), DESK) as form:
            form.clerk_user_id = self.jan
        self.assertEqual(self.desk.clerk_id.user_id, self.jan)
        with Form(self.desk.with_user(self.manager), DESK) as form:
            form.clerk_user_id = self.env["res.users"]
        self.assertFalse(self.desk.clerk_id)
