from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from ..common import NOW, MunicipalCase, hours

WEDNESDAY = datetime(2026, 10, 14, 7, 0)


def create_upstream_type(cls):
    """Create a plain type of upstream: two rooms and a projector, no service."""
    env = cls.env
    cls.weekdays = env["resource.calendar"].create(
        {
            "name": "Weekdays",
            "tz": "Europe/Brussels",
            "attendance_ids": hours(*[(day, 9, 12, "walk_in") for day in range(5)]),
        }
    )
    cls.rooms = env["resource.resource"].create(
        [
            {
                "name": name,
                "resource_type": "material",
                "calendar_id": cls.weekdays.id,
                "tz": "Europe/Brussels",
            }
            for name in ("Test room", "Test projector", "Other room")
        ]
    )
    cls.both, cls.other = env["resource.booking.combination"].create(
        [
            {"resource_ids": [Command.set(cls.rooms[:2].ids)]},
            {"resource_ids": [Command.set(cls.rooms[2].ids)]},
        ]
    )
    cls.upstream_type = env["resource.booking.type"].create(
        {
            "name": "Meeting rooms",
            "resource_calendar_id": cls.weekdays.id,
            "combination_assignment": "sorted",
            "duration": 0.5,
            "slot_duration": 0.5,
            "combination_rel_ids": [
                Command.create({"sequence": sequence, "combination_id": combination.id})
                for sequence, combination in enumerate((cls.both, cls.other))
            ],
        }
    )
    cls.visitor = env["res.partner"].create(
        {"name": "Ordinary partner", "email": "ordinary@example.com"}
    )


def upstream_book(cls, start=WEDNESDAY, **values):
    """Book a plain type in the way of upstream's form."""
    return cls.env["resource.booking"].create(
        {
            "type_id": cls.upstream_type.id,
            "partner_ids": [Command.set(cls.visitor.ids)],
            "start": start,
            **values,
        }
    )


@tagged("post_install", "-at_install")
class TestUpstreamBehaviour(MunicipalCase):
    """Who uses plain booking types next to ours sees no difference."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        create_upstream_type(cls)

    def upstream_book(self, start=WEDNESDAY, **values):
        return upstream_book(self, start, **values)

    def slots(self, booking):
        zone = booking.type_id.resource_calendar_id.tz
        start = booking.with_context(tz=zone)
        begin = self.type._tz().localize(datetime(2026, 10, 14))
        found = start._get_available_slots(begin, begin + timedelta(days=1))
        return [slot.strftime("%H:%M") for slots in found.values() for slot in slots]

    def test_nothing_of_ours_hangs_on_a_plain_booking(self):
        booking = self.upstream_book()
        self.assertFalse(booking.reference)
        self.assertFalse(booking.visit_ids)
        self.assertFalse(booking.service_id)
        self.assertEqual(booking.duration, 0.5)

    def test_it_is_confirmed_and_cancelled_as_before(self):
        booking = self.upstream_book()
        self.assertEqual(booking.state, "scheduled")
        booking.action_confirm()
        self.assertEqual(booking.state, "confirmed")
        booking.action_cancel()
        self.assertEqual((booking.state, booking.active), ("canceled", False))
        self.assertFalse(booking.meeting_id)
        self.assertFalse(booking.access_token)

    def test_the_meeting_is_as_before(self):
        booking = self.upstream_book(name="Council")
        self.assertEqual(booking.meeting_id.name, "Council")
        self.assertNotEqual(booking.meeting_id.privacy, "private")
        self.assertEqual(booking.meeting_id.user_id, self.env.user)

    def test_the_name_is_as_before(self):
        self.assertIn("Ordinary partner", self.upstream_book().display_name)

    def test_a_combination_needs_all_its_resources(self):
        first, second = self.upstream_book(), self.upstream_book()
        self.assertEqual(
            (first.combination_id, second.combination_id), (self.both, self.other)
        )
        with self.assertRaises(ValidationError):
            self.upstream_book(
                combination_auto_assign=False, combination_id=self.other.id
            )

    def test_a_leave_of_one_resource_closes_the_combination(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Repair",
                "resource_id": self.rooms[1].id,
                "date_from": WEDNESDAY,
                "date_to": WEDNESDAY + timedelta(hours=1),
            }
        )
        self.assertEqual(self.upstream_book().combination_id, self.other)

    def test_a_forced_calendar_holds(self):
        afternoon = self.env["resource.calendar"].create(
            {
                "name": "Afternoon",
                "tz": "Europe/Brussels",
                "attendance_ids": hours((2, 10, 11, "appointment")),
            }
        )
        self.both.forced_calendar_id = afternoon
        self.assertEqual(self.upstream_book().combination_id, self.other)
        self.assertEqual(
            self.upstream_book(WEDNESDAY + timedelta(hours=1)).combination_id, self.both
        )

    def test_a_meeting_keeps_a_person_busy(self):
        user = new_test_user(self.env, "test_adviser", groups="base.group_user")
        person = self.env["resource.resource"].create(
            {
                "name": "Adviser",
                "user_id": user.id,
                "calendar_id": self.weekdays.id,
                "tz": "Europe/Brussels",
            }
        )
        self.both.resource_ids = person
        self.env["calendar.event"].create(
            {
                "name": "Busy",
                "user_id": user.id,
                "partner_ids": [Command.set(user.partner_id.ids)],
                "start": WEDNESDAY,
                "stop": WEDNESDAY + timedelta(minutes=30),
            }
        )
        self.assertEqual(self.upstream_book().combination_id, self.other)

    def test_access_of_hours_is_not_for_plain_types(self):
        """All lines of these weekdays are free walk-in: upstream does not mind."""
        self.assertTrue(self.slots(self.upstream_book(start=False)))

    def test_slots_are_as_before(self):
        self.upstream_book()
        self.upstream_book()
        self.assertEqual(
            self.slots(self.upstream_book(start=False)),
            ["09:30", "10:00", "10:30", "11:00", "11:30"],
        )

    def test_it_does_not_fit_outside_the_hours(self):
        with self.assertRaises(ValidationError):
            self.upstream_book(
                WEDNESDAY + timedelta(hours=6),
                combination_auto_assign=False,
                combination_id=self.both.id,
            )

    def test_a_municipal_desk_and_a_plain_type_share_their_time(self):
        self.other.resource_ids = self.desks[0]
        self.upstream_book()
        self.upstream_book()
        self.assertEqual(self.book(start=WEDNESDAY).desk_id, self.desks[1])

    def test_a_plain_type_sees_what_we_booked(self):
        self.both.resource_ids = self.desks[0]
        self.book(start=WEDNESDAY)
        self.assertEqual(self.upstream_book().combination_id, self.other)

    def test_moving_a_plain_booking_sends_no_mail_of_ours(self):
        booking = self.upstream_book()
        mails = self.env["mail.mail"].search_count([])
        booking.with_context(no_mail_to_attendees=True).start += timedelta(hours=1)
        self.env.flush_all()
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(booking.meeting_id.start, WEDNESDAY + timedelta(hours=1))

    def test_the_past_of_a_plain_booking_is_free(self):
        booking = self.upstream_book()
        booking.start = datetime(2026, 10, 7, 7, 0)
        self.env.flush_all()
        self.assertEqual(booking.start, datetime(2026, 10, 7, 7, 0))

    def test_types_open_their_bookings_as_before(self):
        action = self.upstream_type.action_open_bookings()
        self.assertEqual(action["context"]["default_type_id"], self.upstream_type.id)
        self.assertNotIn("views", action)

    def test_views_of_the_upstream_stay_first(self):
        for model, view_type, name in (
            ("resource.booking", "form", "resource_booking_view_form"),
            ("resource.booking", "list", "resource_booking_view_tree"),
            ("resource.booking", "calendar", "resource_booking_view_calendar"),
            ("resource.booking", "search", "resource_booking_view_search"),
            ("resource.booking.type", "form", "resource_booking_type_view_form"),
            ("resource.booking.type", "list", "resource_booking_type_view_tree"),
        ):
            with self.subTest(model=model, view_type=view_type):
                view = self.env.ref(f"resource_booking.{name}")
                default = self.env["ir.ui.view"].default_view(model, view_type)
                self.assertEqual(default, view.id)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestUpstreamLinks(HttpCase):
    """Links that upstream mailed before we came still work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tz="Europe/Brussels"))
        create_upstream_type(cls)
        cls.booking = upstream_book(cls)
        cls.booking._portal_ensure_token()
        cls.token = cls.booking.access_token

    def get(self, path=""):
        return self.url_open(
            f"/my/bookings/{self.booking.id}{path}?access_token={self.token}"
        )

    def test_the_page_of_a_booking(self):
        response = self.get()
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self.booking.state, "scheduled")

    def test_the_link_to_cancel(self):
        self.assertEqual(self.get("/cancel").status_code, 200)
        self.assertEqual(self.booking.state, "canceled")
