from datetime import datetime, timedelta

from psycopg2.errors import ForeignKeyViolation

from odoo import Command
from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import NOW, freeze_time
from ..hours_change_common import PROMISED, HoursChangeCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestHoursChangeDeletion(HoursChangeCase):
    """What appointments and visits tell of is archived, never deleted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.booking = cls.book()
        cls.desk = cls.booking.desk_id
        cls.kept = {
            "type": cls.type,
            "product": cls.kids_id,
            "desk": cls.desk,
            "combination": cls.booking.combination_id,
            "location": cls.location,
        }

    def assertKept(self, records, delete):
        """Check that a deletion is refused in words, and that nothing is gone."""
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            delete()
        self.assertIn("Archive it instead", str(caught.exception))
        self.env.invalidate_all()
        self.assertTrue(records.exists())
        self.assertTrue(self.booking.exists())
        return str(caught.exception)

    def by_rpc(self, records, user):
        model = self.env[records._name].with_user(user)
        return call_kw(model, "unlink", [records.ids], {})

    def test_with_an_appointment_to_come(self):
        for name, records in self.kept.items():
            with self.subTest(name):
                words = self.assertKept(records, records.unlink)
                self.assertIn(self.booking.reference, words)
        self.assertEqual(self.booking.start, PROMISED)
        self.assertEqual(self.booking.visit_id.state, "booked")

    def test_by_the_button_of_the_form(self):
        for user in (self.manager, self.administrator):
            for name, records in self.kept.items():
                if not records.with_user(user).has_access("unlink"):
                    continue
                with self.subTest(name, user=user.login):
                    self.assertKept(
                        records, lambda r=records, u=user: self.by_rpc(r, u)
                    )

    def test_with_a_past_appointment(self):
        visit = self.booking.visit_id
        with freeze_time(PROMISED):
            visit._take_step("checked_in")
            visit._take_step("started")
            visit._take_step("finished")
        with freeze_time(NOW + timedelta(days=30)):
            for name, records in self.kept.items():
                with self.subTest(name):
                    self.assertKept(records, records.unlink)
        self.assertEqual((visit.booking_id, visit.desk_id), (self.booking, self.desk))

    def test_with_a_cancelled_appointment(self):
        self.booking._cancel()
        for name, records in self.kept.items():
            with self.subTest(name):
                self.assertKept(records, records.unlink)

    def test_what_only_a_visit_without_appointment_tells_of(self):
        self.booking.unlink()
        self.env["municipal.visit"].create(
            {
                "name": "ZZ 001",
                "channel": "walk_in",
                "state": "waiting",
                "service_id": self.service.id,
                "location_id": self.location.id,
                "desk_id": self.desks[1].id,
                "arrival": NOW,
                "line_ids": [Command.create({"product_id": self.passport.id})],
            }
        )
        for records in (self.desks[1], self.passport, self.location):
            with (
                self.subTest(records),
                self.assertRaisesRegex(UserError, "figures rest"),
            ):
                records.unlink()

    def test_several_at_once_are_all_kept(self):
        free = self.desks - self.desk
        self.assertKept(self.desks, self.desks.unlink)
        self.assertTrue(free.exists())

    def test_what_nobody_tells_of_is_deleted(self):
        free = self.desks - self.desk
        combination = free.combination_ids
        combination.unlink()
        free.unlink()
        self.passport.unlink()
        location = self.env["municipal.location"].create({"name": "Shed"})
        location.unlink()
        for deleted in (combination, free, self.passport, location):
            self.assertFalse(deleted.exists())

    def test_stock_types_are_deleted_with_their_bookings_as_before(self):
        resource = self.env["resource.resource"].create(
            {
                "name": "Bike",
                "resource_type": "material",
                "calendar_id": self.calendar.id,
                "tz": "Europe/Brussels",
            }
        )
        combination = self.env["resource.booking.combination"].create(
            {"resource_ids": [Command.set(resource.ids)]}
        )
        stock = self.env["resource.booking.type"].create(
            {
                "name": "Bikes",
                "resource_calendar_id": self.calendar.id,
                "combination_rel_ids": [
                    Command.create({"combination_id": combination.id})
                ],
            }
        )
        booking = self.env["resource.booking"].create(
            {
                "type_id": stock.id,
                "partner_ids": [Command.set(self.manager.partner_id.ids)],
                "combination_id": combination.id,
                "combination_auto_assign": False,
                "start": datetime(2026, 10, 15, 7),
                "duration": 1,
            }
        )
        stock.unlink()
        self.env.invalidate_all()
        self.assertFalse(booking.exists())

    def test_archiving_lists_the_appointments(self):
        for name, decided in (
            ("type", "undecided"),
            ("product", "undecided"),
            ("location", "undecided"),
            ("desk", "move"),
            ("combination", "move"),
        ):
            records = self.kept[name].with_user(self.manager)
            with self.subTest(name):
                change = self.draft(records.action_archive)
                self.assertEqual(change.line_ids.booking_id, self.booking)
                self.assertEqual(change.line_ids.decision, decided)
                self.assertIn(
                    "(archived)", change.after.replace(": archived", "(archived)")
                )
                self.assertTrue(records.active)
                change.action_discard()

    def test_archived_with_what_was_decided(self):
        change = self.draft(self.type.with_user(self.manager).action_archive)
        self.assertEqual(change.line_ids.reasons, "no longer offered")
        with self.assertRaisesRegex(UserError, self.booking.reference):
            change.action_apply()
        self.decide(change, "cancel")
        self.assertFalse(self.type.active)
        self.assertFalse(self.booking.active)

    def test_archived_while_the_appointments_stand(self):
        change = self.draft(self.kids_id.with_user(self.manager).action_archive)
        self.decide(change, "keep")
        self.assertFalse(self.kids_id.active)
        self.assertTrue(self.booking.hours_exception)
        self.booking.visit_id._take_step("checked_in")

    def test_hours_that_are_followed_are_not_deleted(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(ForeignKeyViolation),
            self.env.cr.savepoint(),
        ):
            self.calendar.unlink()
        self.desk.calendar_id = own = self.calendar_of((2, 9, 12, "both"))
        change = self.env["municipal.hours.change"].search_count([])
        own.with_user(self.manager).unlink()
        self.assertFalse(own.exists())
        self.assertEqual(self.env["municipal.hours.change"].search_count([]), change)
        self.assertEqual(self.booking.start, PROMISED)
