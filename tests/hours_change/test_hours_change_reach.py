from datetime import datetime
from types import SimpleNamespace

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import NOW, create_town, freeze_time, hours
from ..hours_change_common import BY_PHONE, PROMISED, HoursChangeCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestHoursChangeReach(HoursChangeCase):
    """Whom a change of hours reaches: across a clock change, towns, many bookings."""

    def test_after_the_clock_went_back(self):
        before = self.book(start=datetime(2026, 10, 23, 7, 0))
        after = self.book(start=datetime(2026, 10, 26, 8, 0))
        later = hours(*[(day, 10, 12, "appointment") for day in range(5)])
        calendar = self.calendar.with_user(self.manager)
        change = self.draft(lambda: calendar.write({"attendance_ids": later}))
        self.assertEqual(change.line_ids.booking_id, before + after)
        change.action_apply()
        self.assertEqual(before.start, datetime(2026, 10, 23, 8, 0))
        self.assertEqual(after.start, datetime(2026, 10, 26, 9, 0))

    def test_what_starts_when_the_hour_is_double_still_fits(self):
        self.calendar.attendance_ids = hours((6, 0, 24, "appointment"))
        first = self.book(start=datetime(2026, 10, 25, 0, 30))
        second = self.book(start=datetime(2026, 10, 25, 1, 30))
        self.assertFalse((first + second)._hours_conflicts())
        change = self.draft(
            lambda: self.env["resource.calendar.leaves"]
            .with_user(self.manager)
            .create(
                {
                    "name": "Second half past two",
                    "date_from": datetime(2026, 10, 25, 1, 0),
                    "date_to": datetime(2026, 10, 25, 2, 0),
                }
            )
        )
        self.assertEqual(change.line_ids.booking_id, second)

    def test_the_number_of_queries_does_not_grow_with_bookings(self):
        minutes = range(0, 120, 15)
        bookings = [
            self.book(start=datetime(2026, 10, day, 7 + minute // 60, minute % 60))
            for day in (14, 15)
            for minute in minutes
        ]
        self.close_for_all(bookings)
        few, many = (
            self.env["resource.booking"].union(*chosen).sudo()
            for chosen in (bookings[:2], bookings)
        )
        self.assertEqual(self.queries(few), self.queries(many))
        self.assertEqual(len(many._hours_conflicts()), len(bookings))

    def close_for_all(self, bookings):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Renovation",
                "date_from": datetime(2026, 10, 13),
                "date_to": datetime(2026, 10, 16),
            }
        )

    def queries(self, bookings):
        self.env.flush_all()
        self.env.invalidate_all()
        count = self.env.cr.sql_log_count
        bookings._hours_conflicts()
        return self.env.cr.sql_log_count - count

    def test_hours_that_two_towns_share(self):
        neighbour = self.env["res.company"].create({"name": "Neighbouring town"})
        theirs = self.neighbours(neighbour)
        booking = self.book()
        self.calendar.company_id = False
        theirs.type.resource_calendar_id = self.calendar
        their_booking = theirs.env["resource.booking"]._book(
            [(theirs.kids_id, 1)], PROMISED, self.contact, lang="en_US"
        )
        other_hours = {"attendance_ids": hours((3, 9, 12, "both"))}
        with self.assertRaises(AccessError):
            self.calendar.with_user(self.manager).write(other_hours)
        self.calendar.write(other_hours)
        self.assertEqual((booking.start, their_booking.start), (PROMISED, PROMISED))
        changes = self.env["municipal.hours.change"]
        waiting = changes.search([("state", "=", "open")]).grouped("company_id")
        self.assertEqual(waiting[self.company].line_ids.booking_id, booking)
        self.assertEqual(waiting[neighbour].line_ids.booking_id, their_booking)
        self.assertEqual(waiting[neighbour].activity_ids.user_id, theirs.manager)
        self.assertFalse(
            changes.with_user(self.manager).search([("id", "=", waiting[neighbour].id)])
        )

    def neighbours(self, company):
        """Return a town hall of another company, with its own manager."""
        town = SimpleNamespace(
            env=self.env(
                context=dict(self.env.context, allowed_company_ids=company.ids)
            )
        )
        create_town(town)
        town.manager = new_test_user(
            self.env,
            "test_neighbour_manager",
            groups="municipal_appointment.group_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        return town

    def test_the_history_forgets_the_visitor_with_their_booking(self):
        booking = self.book(contact=BY_PHONE)
        change = self.draft(self.close_wednesday)
        change.action_apply()
        booking._wipe_contact()
        line = change.line_ids
        self.assertEqual(line.reference, booking.reference)
        self.assertFalse(line.contact_name or line.contact_phone)
        self.assertFalse(
            self.env["mail.message"].search(
                [("model", "=", change._name), ("body", "ilike", BY_PHONE["name"])]
            )
        )

    def test_mails_are_in_the_language_of_the_visitor(self):
        self.env["res.lang"]._activate_lang("nl_BE")
        booking = self.book(lang="nl_BE")
        mails = self.mails_to(booking)
        self.decide(self.draft(self.close_wednesday), "keep")
        self.assertIn("woensdag 14 oktober", self.new_mails_to(booking, mails).subject)
