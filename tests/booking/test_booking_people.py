from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from ...models.booking.resource_booking_people import (
    WRITTEN_BY_PEOPLE,
)
from ...models.common.refusal import Refusal
from ..rights_common import OTHER_MOMENT, RightsCase

LATER = datetime(2026, 10, 15, 8, 0)


class PeopleCase(RightsCase):
    """Clerks who change bookings through the doors that forms and programs take."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.booking.with_user(cls.clerk)

    def rpc(self, method, *args, user=None, context=None, model="resource.booking"):
        """Call a method as the JSON door does."""
        records = self.env[model].with_env(
            self.env(user=user or self.clerk, context={})
        )
        result = call_kw(records, method, list(args), {"context": context or {}})
        self.env.flush_all()
        return result

    def change(self, vals, booking=None):
        return self.rpc("write", [(booking or self.booking).id], vals)

    def mails(self, booking=None):
        booking = booking or self.booking
        domain = [("model", "=", "resource.booking"), ("res_id", "=", booking.id)]
        return self.env["mail.mail"].search(domain, order="id").mapped("subject")

    def state(self, booking=None):
        """Return all that must stay together of a booking."""
        booking = booking or self.booking
        self.env.invalidate_all()
        return (
            booking.active,
            booking.start,
            booking.stop,
            booking.combination_id,
            booking.meeting_id.start,
            booking.visit_id.state,
            booking.visit_id.planned_start,
            booking.reservation_ids.mapped(lambda r: (r.start, r.stop)),
            len(self.mails(booking)),
        )


@tagged("post_install", "-at_install")
class TestFieldByField(PeopleCase):
    """A field of a booking is written by people when somebody decided so."""

    def sample(self, field):
        """Return a value that a field could take, another one than it has."""
        if field.type == "many2one":
            return self.env[field.comodel_name].search([], limit=1).id
        if field.type in ("one2many", "many2many"):
            return [Command.set([])]
        if field.type == "boolean":
            return not self.booking[field.name]
        samples = {
            "integer": 7,
            "float": 7.0,
            "monetary": 7.0,
            "date": "2026-10-20",
            "datetime": "2026-10-20 07:00:00",
        }
        if field.type == "selection":
            return field.get_values(self.env)[-1]
        return samples.get(field.type, "something")

    def test_the_list(self):
        """What people write: who adds a field here adds its checks as well."""
        self.assertEqual(
            set(WRITTEN_BY_PEOPLE),
            {
                "active",
                "combination_id",
                "contact_email",
                "contact_name",
                "contact_phone",
                "contact_phone_local",
                "duration",
                "lang",
                "line_ids",
                "start",
                "stop",
            },
        )

    def test_every_other_field_is_refused(self):
        before = self.state()
        fields = self.rpc("fields_get")
        for name in sorted(fields.keys() - WRITTEN_BY_PEOPLE - {"id"}):
            value = self.sample(self.booking._fields[name])
            with self.subTest(field=name):
                with self.assertRaises(UserError):
                    self.change({name: value})
        self.assertEqual(self.state(), before)

    def test_managers_and_administrators_are_people_too(self):
        for user in (self.manager, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(Refusal):
                self.rpc("write", self.booking.ids, {"buffer_minutes": -5}, user=user)

    def test_a_correction_of_the_contact_goes_through(self):
        self.change({"contact_phone": "0470 12 34 56", "contact_email": False})
        self.assertFalse(self.booking.contact_email)

    def test_plain_bookings_are_left_to_upstream(self):
        plain_type = self.env["resource.booking.type"].create({"name": "Rooms"})
        room = self.env["resource.resource"].create(
            {"name": "Room", "resource_type": "material"}
        )
        combination = self.env["resource.booking.combination"].create(
            {"resource_ids": [Command.set(room.ids)]}
        )
        self.env["resource.booking.type.combination.rel"].create(
            {"type_id": plain_type.id, "combination_id": combination.id}
        )
        user = new_test_user(
            self.env, "rooms", groups="base.group_user,resource_booking.group_manager"
        )
        [plain] = self.rpc(
            "create",
            [
                {
                    "type_id": plain_type.id,
                    "partner_ids": [(6, 0, self.clerk.partner_id.ids)],
                }
            ],
            user=user,
        )
        self.rpc("write", [plain], {"name": "Board", "description": "x"}, user=user)
        self.rpc("write", [plain], {"active": False}, user=user)
        self.rpc("write", [plain], {"active": True}, user=user)
        with self.assertRaises(Refusal):
            self.rpc("write", [plain], {"type_id": self.type.id}, user=user)


@tagged("post_install", "-at_install")
class TestStaleScreens(PeopleCase):
    """Who acts on what happened meanwhile is told so; nothing is written or mailed."""

    def assertStands(self, *changes, words=""):
        before = self.state()
        for change in changes:
            with self.subTest(change=change), self.assertRaisesRegex(Refusal, words):
                self.change(change)
        self.assertEqual(self.state(), before)

    def test_a_cancelled_appointment_is_not_dragged(self):
        self.booking._cancel()
        self.assertStands({"start": "2026-10-15 08:00:00"}, words="was cancelled")
        self.assertFalse(self.booking.meeting_id)

    def test_whoever_is_here_or_was_is_not_dragged(self):
        self.visit._take_step("checked_in")
        self.assertStands({"start": "2026-10-15 08:00:00"}, words="no longer be moved")
        self.visit._take_step("started")
        self.visit._take_step("finished")
        self.assertStands({"start": "2026-10-15 08:00:00"}, words="no longer be moved")

    def test_other_products_and_desks_are_too_late(self):
        other = self.desks[1]._own_combination().id
        for late in ("cancelled", "finished"):
            if late == "cancelled":
                self.booking._cancel()
            else:
                self.booking.sudo().write({"active": True})
                self.visit._take_step("booked")
                for step in ("checked_in", "started", "finished"):
                    self.visit._take_step(step)
            line = self.booking.line_ids[:1]
            with self.subTest(late=late):
                self.assertStands(
                    {"combination_id": other},
                    {"duration": 1.0},
                    {"line_ids": [Command.update(line.id, {"quantity": 3})]},
                )
                with self.assertRaises(Refusal):
                    self.rpc("unlink", line.ids, model="municipal.booking.line")

    def test_nobody_is_dragged_into_the_past_or_nowhere(self):
        self.assertStands(
            {"start": "2026-10-09 08:00:00"},
            {"start": False},
            {"duration": 0},
            {"stop": False, "start": False},
        )


@tagged("post_install", "-at_install")
class TestSwitchedOff(PeopleCase):
    """Archiving an appointment cancels it; nothing else makes it come back."""

    def test_archiving_cancels_and_tells(self):
        for method, args in (
            ("action_archive", ()),
            ("write", ({"active": False},)),
            ("action_cancel", ()),
            ("action_cancel_appointment", ()),
        ):
            booking = self.book([(self.passport, 1)], LATER)
            told = len(self.mails(booking))
            with self.subTest(method=method):
                self.rpc(method, booking.ids, *args)
                state = self.state(booking)
                self.assertFalse(state[0])
                self.assertEqual(booking.visit_id.state, "cancelled")
                self.assertFalse(booking.reservation_ids)
                self.assertFalse(booking.meeting_id)
                self.assertEqual(len(self.mails(booking)), told + 1)
                self.assertIn("cancelled", self.mails(booking)[-1])
                self.assertTrue(booking.access_token, "the link stays alive")

    def test_who_is_here_is_not_archived_away(self):
        self.visit._take_step("checked_in")
        before = self.state()
        for method, args in (
            ("action_archive", ()),
            ("write", ({"active": False},)),
            ("action_cancel", ()),
        ):
            with self.subTest(method=method), self.assertRaises(Refusal):
                self.rpc(method, self.booking.ids, *args)
        self.assertEqual(self.state(), before)

    def test_one_that_is_over_keeps_the_others_as_they_were(self):
        self.visit._take_step("checked_in")
        other = self.book([(self.passport, 1)], LATER)
        with self.assertRaises(Refusal), self.env.cr.savepoint():
            self.rpc("action_archive", (self.booking | other).ids)
        self.assertTrue(other.active)
        self.assertEqual(other.visit_id.state, "booked")

    def test_a_cancelled_appointment_does_not_come_back(self):
        self.booking._cancel()
        before = self.state()
        for method, args in (
            ("action_unarchive", ()),
            ("write", ({"active": True},)),
            ("write", ({"active": True, "start": "2026-10-15 08:00:00"},)),
        ):
            with self.subTest(method=method), self.assertRaises(Refusal):
                self.rpc(method, self.booking.ids, *args)
        self.assertEqual(self.state(), before)

    def test_nobody_is_left_without_a_moment(self):
        before = self.state()
        with self.assertRaises(Refusal):
            self.rpc("action_unschedule", self.booking.ids)
        with self.assertRaises(Refusal):
            self.change({"meeting_id": False})
        with self.assertRaises(AccessError):
            self.rpc("unlink", self.booking.meeting_id.ids, model="calendar.event")
        self.assertEqual(self.state(), before)

    def test_a_colleague_keeps_the_meeting_that_is_an_appointment(self):
        """Who attends a private meeting may write it: not take it off the calendar."""
        meeting = self.booking.meeting_id
        meeting.sudo().partner_ids |= self.clerk.partner_id
        before = self.state()
        for method, args in (("unlink", ()), ("write", ({"active": False},))):
            with self.subTest(method=method), self.assertRaises(Refusal):
                self.rpc(method, meeting.ids, *args, model="calendar.event")
        self.assertEqual(self.state(), before)

    def test_who_moves_the_meeting_tells_the_visitor(self):
        meeting = self.booking.meeting_id
        meeting.sudo().partner_ids |= self.clerk.partner_id
        told = len(self.mails())
        values = {
            "start": LATER,
            "stop": LATER + (meeting.stop - meeting.start),
        }
        self.rpc("write", meeting.ids, values, model="calendar.event")
        self.assertEqual(self.booking.start, LATER)
        self.assertEqual(self.booking.visit_id.planned_start, LATER)
        self.assertEqual(len(self.mails()), told + 1)


@tagged("post_install", "-at_install")
class TestOtherDoors(PeopleCase):
    """No appointment is made or changed past ``_book``, ``_move`` and ``_cancel``."""

    def values(self, **more):
        return {
            "type_id": self.type.id,
            "start": "2026-10-15 07:00:00",
            "partner_ids": [Command.set(self.clerk.partner_id.ids)],
            "line_ids": [Command.create({"product_id": self.passport.id})],
            **more,
        }

    def test_nobody_makes_one_field_by_field(self):
        count = self.env["resource.booking"].search_count([])
        flags = {"municipal_born_with_meeting": True}
        for user in (self.clerk, self.manager, self.administrator):
            for context in ({}, flags):
                with self.subTest(user=user.login), self.assertRaises(Refusal):
                    self.rpc("create", [self.values()], user=user, context=context)
        with self.assertRaises(Refusal):
            self.rpc("copy", self.booking.ids)
        found = self.rpc(
            "load",
            ["type_id/.id", "start", "partner_ids/.id"],
            [[str(self.type.id), "2026-10-15 07:00:00", str(self.clerk.partner_id.id)]],
            user=self.administrator,
        )
        self.assertTrue(found["messages"])
        self.assertEqual(self.env["resource.booking"].search_count([]), count)

    def test_a_desk_that_serves_something_else_or_elsewhere(self):
        elsewhere = self.env["municipal.location"].create({"name": "Elsewhere"})
        away = self.desks[1].copy({"location_id": elsewhere.id})
        away.desk_type_ids = self.type
        self.desks[1].served_product_ids = self.foreigner
        for desk in (away, self.desks[1]):
            with self.subTest(desk=desk.name), self.assertRaises(Refusal):
                self.change({"combination_id": desk._own_combination().id})

    def test_another_desk_that_serves_it(self):
        free = self.desks - self.booking.desk_id
        self.change({"combination_id": free._own_combination().id})
        self.assertEqual(self.booking.desk_id, free)
        self.assertEqual(self.booking.reservation_ids.resource_id, free)

    def test_lines_take_duration_and_visit_along(self):
        booking = self.book([(self.kids_id, 1)], OTHER_MOMENT)
        line = booking.line_ids
        for change in (
            lambda: self.rpc(
                "write", line.ids, {"quantity": 3}, model="municipal.booking.line"
            ),
            lambda: self.change(
                {"line_ids": [Command.update(line.id, {"quantity": 3})]}, booking
            ),
        ):
            change()
            self.env.invalidate_all()
            self.assertEqual(booking.stop - booking.start, timedelta(minutes=20))
            self.assertEqual(booking.reservation_ids.stop, booking.stop)
            self.assertEqual(booking.visit_id.line_ids.quantity, 3)
            booking.line_ids.quantity = 1
        extra = {"booking_id": booking.id, "product_id": self.passport.id}
        [added] = self.rpc("create", [extra], model="municipal.booking.line")
        self.env.invalidate_all()
        self.assertEqual(booking.stop - booking.start, timedelta(minutes=25))
        self.assertEqual(
            booking.visit_id.line_ids.product_id, self.kids_id | self.passport
        )
        self.rpc("unlink", [added], model="municipal.booking.line")
        self.env.invalidate_all()
        self.assertEqual(booking.stop - booking.start, timedelta(minutes=10))
        self.assertEqual(booking.visit_id.line_ids.product_id, self.kids_id)

    def test_lines_that_make_no_sense(self):
        other_type = self.type.copy({"name": "Another type"})
        stranger = self.passport.copy({"name": "Strange", "type_id": other_type.id})
        booking = self.book([(self.kids_id, 1)], OTHER_MOMENT)
        line = booking.line_ids
        before = self.state(booking)
        for what, change in {
            "too many": lambda: self.rpc(
                "write", line.ids, {"quantity": 50}, model="municipal.booking.line"
            ),
            "another type": lambda: self.rpc(
                "write",
                line.ids,
                {"product_id": stranger.id},
                model="municipal.booking.line",
            ),
            "nothing": lambda: self.rpc(
                "unlink", line.ids, model="municipal.booking.line"
            ),
            "all gone": lambda: self.change({"line_ids": [Command.clear()]}, booking),
            "not together": lambda: self.rpc(
                "create",
                [{"booking_id": booking.id, "product_id": self.foreigner.id}],
                model="municipal.booking.line",
            ),
        }.items():
            with self.subTest(what=what):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    change()
                self.assertEqual(self.state(booking), before)
        self.assertEqual(booking._lines(), [(self.kids_id, 1)])


@tagged("post_install", "-at_install")
class TestContextsFromOutside(PeopleCase):
    """What our own code tells itself in a context cannot be sent."""

    def test_the_visitor_is_told_of_a_move(self):
        told = len(self.mails())
        self.rpc(
            "write",
            self.booking.ids,
            {"start": "2026-10-15 08:00:00"},
            context={"municipal_told_later": True},
        )
        self.assertEqual(len(self.mails()), told + 1)

    def test_booking_and_meeting_stay_together(self):
        self.rpc(
            "write",
            self.booking.ids,
            {"start": "2026-10-15 08:00:00"},
            context={"municipal_born_with_meeting": True},
        )
        self.assertEqual(self.booking.meeting_id.start, LATER)

    def test_nobody_accepts_a_meeting_for_others(self):
        partner = self.manager.partner_id
        for context in (
            {"municipal_visitors": partner.ids},
            {"municipal_visitors": {"value": partner.ids}},
        ):
            meeting = self.rpc(
                "create",
                {
                    "name": "Talk",
                    "start": "2026-10-15 08:00:00",
                    "stop": "2026-10-15 09:00:00",
                    "partner_ids": [Command.set(partner.ids)],
                },
                user=self.employee,
                context=context,
                model="calendar.event",
            )
            attendee = self.env["calendar.event"].browse(meeting).attendee_ids
            self.assertEqual(
                attendee.filtered(lambda a: a.partner_id == partner).state,
                "needsAction",
            )

    def test_hours_are_not_changed_past_their_guard(self):
        with self.assertRaises(UserError):
            self.rpc(
                "write",
                self.calendar.ids,
                {"attendance_ids": [Command.clear()]},
                user=self.manager,
                context={"municipal_hours_change": True},
                model="resource.calendar",
            )
