from datetime import datetime, timedelta

from pytz import utc

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import hours
from ..rights_common import OTHER_MOMENT, RightsCase


@tagged("post_install", "-at_install")
class TestBookingRights(RightsCase):
    """Whose bookings a role can see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.upstream_type = cls.env["resource.booking.type"].create(
            {
                "name": "Plain type",
                "resource_calendar_id": cls.calendar.id,
                "combination_rel_ids": [
                    Command.create(
                        {"combination_id": cls.desks[1]._own_combination().id}
                    )
                ],
            }
        )
        cls.upstream_booking = cls.env["resource.booking"].create(
            {
                "type_id": cls.upstream_type.id,
                "partner_ids": [Command.set(cls.company.partner_id.ids)],
                "start": OTHER_MOMENT,
            }
        )

    def _visible(self, user):
        bookings = self.booking | self.upstream_booking
        return (
            self.env["resource.booking"]
            .with_user(user)
            .search([("id", "in", bookings.ids)])
        )

    def test_clerk_sees_the_bookings_of_every_service(self):
        self.assertEqual(self._visible(self.clerk), self.booking)

    def test_clerk_sees_a_upstream_booking_that_they_attend(self):
        self.upstream_booking.partner_ids = self.clerk.partner_id
        self.assertEqual(
            self._visible(self.clerk), self.booking | self.upstream_booking
        )

    def test_upstream_user_sees_no_bookings_of_services(self):
        user = new_test_user(
            self.env, "test_upstream_user", groups="resource_booking.group_user"
        )
        self.assertFalse(self._visible(user))

    def test_administrator_sees_all(self):
        self.assertEqual(
            self._visible(self.administrator), self.booking | self.upstream_booking
        )

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_others_see_no_bookings(self):
        for user in (self.public, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._visible(user)
        self.assertFalse(self._visible(self.portal))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_clerk_cannot_read_what_they_cannot_see(self):
        with self.assertRaises(AccessError):
            self.upstream_booking.with_user(self.clerk).read(["name"])

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_only_the_administrator_deletes_bookings(self):
        for user in (self.clerk, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.booking.with_user(user).unlink()
        visit, booking = self.visit, self.booking.with_user(self.administrator)
        with self.assertRaisesRegex(UserError, "still expected"):
            booking.unlink()
        booking._cancel()
        booking.unlink()
        self.assertEqual(visit.state, "cancelled")

    def test_a_clerk_counts_desks_taken_by_bookings_that_they_cannot_see(self):
        start = utc.localize(OTHER_MOMENT)
        free = self.type.with_user(self.clerk)._free_slots(
            [(self.passport.with_user(self.clerk), 1)],
            start,
            start + timedelta(minutes=15),
        )
        self.assertEqual(free[OTHER_MOMENT].resource_ids, self.desks[0])


@tagged("post_install", "-at_install")
class TestContactPrivacy(RightsCase):
    """Colleagues without a role learn nothing about who comes to the town hall."""

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_colleague_cannot_see_the_contact(self):
        partner = self.booking.partner_ids
        as_employee = self.env["res.partner"].with_user(self.employee)
        self.assertFalse(as_employee.search([("name", "=", "An Peeters")]))
        self.assertFalse(as_employee.name_search("An Peeters"))
        with self.assertRaises(AccessError):
            partner.with_user(self.employee).read(["email"])

    def test_colleague_sees_only_that_somebody_is_busy(self):
        meeting = self.booking.meeting_id.with_user(self.employee)
        self.assertNotIn(self.booking.reference, meeting.display_name)
        self.assertFalse(meeting.partner_ids)
        self.assertFalse(meeting.attendee_ids)

    def test_colleague_cannot_see_the_attendee(self):
        attendees = self.env["calendar.attendee"].with_user(self.employee)
        self.assertFalse(
            attendees.search([("event_id", "=", self.booking.meeting_id.id)])
        )

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_colleague_cannot_move_or_delete_the_meeting(self):
        meeting = self.booking.meeting_id.with_user(self.employee)
        with self.assertRaises(AccessError):
            meeting.write({"start": OTHER_MOMENT})
        with self.assertRaises(AccessError):
            meeting.unlink()
        self.assertEqual(self.booking.start, datetime(2026, 10, 14, 7, 0))

    def test_clerk_sees_the_contact(self):
        partner = self.booking.partner_ids.with_user(self.clerk)
        self.assertEqual(partner.email, "an@example.com")
        self.assertEqual(
            self.booking.with_user(self.clerk).contact_email, "an@example.com"
        )

    def test_other_contacts_stay_visible(self):
        partner = self.env["res.partner"].create({"name": "Ordinary supplier"})
        self.assertEqual(partner.with_user(self.employee).name, "Ordinary supplier")


@tagged("post_install", "-at_install")
class TestSetUpRights(RightsCase):
    """A manager sets up products, hours and desks with their role alone."""

    def as_manager(self, model):
        return self.env[model].with_user(self.manager)

    def test_manager_makes_a_desk_with_its_types(self):
        desk = self.as_manager("resource.resource").create(
            {
                "name": "New desk",
                "is_desk": True,
                "desk_number": "9",
                "location_id": self.location.id,
                "desk_type_ids": [Command.set(self.type.ids)],
            }
        )
        self.assertIn(
            desk._own_combination(), self.type.combination_rel_ids.combination_id
        )

    def test_manager_makes_a_desk_in_the_form(self):
        form = Form(
            self.as_manager("resource.resource").with_context(
                default_is_desk=True, default_resource_type="material"
            ),
            "municipal_appointment.resource_resource_view_form_desk",
        )
        form.name = "New desk"
        form.location_id = self.location
        form.desk_type_ids.add(self.type)
        desk = form.save()
        self.assertEqual(
            desk.calendar_id, self.env.ref("municipal_appointment.calendar_always")
        )

    def test_manager_changes_weekly_hours(self):
        for booking in (self.booking, self.other_booking):
            booking._cancel()
        self.calendar.with_user(self.manager).attendance_ids = hours(
            (0, 13, 16, "appointment")
        )
        self.assertEqual(self.calendar.attendance_ids.mapped("hour_from"), [13])

    def test_manager_closes_all_calendars_and_one_desk(self):
        closing = {
            "name": "Bridge day",
            "date_from": datetime(2026, 11, 2),
            "date_to": datetime(2026, 11, 2, 22),
        }
        leaves = self.as_manager("resource.calendar.leaves")
        leave = leaves.create(closing)
        leave.name = "Bridge"
        leaves.create(dict(closing, resource_id=self.desks[0].id))
        leave.unlink()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_manager_leaves_the_holidays_of_colleagues_alone(self):
        colleague = self.env["resource.resource"].create(
            {"name": "Colleague", "user_id": self.employee.id}
        )
        with self.assertRaises(AccessError):
            self.as_manager("resource.calendar.leaves").create(
                {
                    "resource_id": colleague.id,
                    "date_from": datetime(2026, 11, 2),
                    "date_to": datetime(2026, 11, 2, 22),
                }
            )

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_only_managers_close_desks(self):
        for user in (self.clerk, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["resource.calendar.leaves"].with_user(user).create(
                    {
                        "resource_id": self.desks[0].id,
                        "date_from": datetime(2026, 11, 2),
                        "date_to": datetime(2026, 11, 2, 22),
                    }
                )

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_manager_changes_municipal_types_only(self):
        self.type.with_user(self.manager).horizon_days = 30
        upstream_type = self.env["resource.booking.type"].create({"name": "Plain type"})
        with self.assertRaises(AccessError):
            upstream_type.with_user(self.manager).name = "Mine"
        with self.assertRaises(AccessError):
            self.as_manager("resource.booking.type").create(
                {"name": "New type", "service_id": self.service.id}
            )

    def test_administrator_makes_a_type(self):
        type_ = (
            self.env["resource.booking.type"]
            .with_user(self.administrator)
            .create({"name": "New type", "service_id": self.service.id})
        )
        self.assertEqual(type_.service_id, self.service)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_clerk_sets_up_nothing(self):
        for record, values in (
            (self.calendar, {"name": "Mine"}),
            (self.desks[0], {"name": "Mine"}),
            (self.type, {"name": "Mine"}),
        ):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(self.clerk).write(values)
