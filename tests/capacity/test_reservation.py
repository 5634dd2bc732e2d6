from datetime import datetime, timedelta
from unittest.mock import patch

from psycopg2.errors import ExclusionViolation

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ...hooks import reserve_existing_bookings
from ..common import NOW, MunicipalCase
from .test_upstream_behaviour import WEDNESDAY, create_upstream_type, upstream_book

LATER = WEDNESDAY + timedelta(hours=1)


class ReservationCase(MunicipalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        create_upstream_type(cls)
        cls.forget_bookings()
        cls.reservations = cls.env["municipal.reservation"]
        cls.differences = cls.env["municipal.reservation.difference"]

    def taken(self, booking):
        """Return what a booking takes, as the database has it."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT resource_id, start, stop FROM municipal_reservation "
                "WHERE booking_id = %s ORDER BY resource_id",
                booking.id,
            )
        )
        return self.env.cr.fetchall()

    @classmethod
    def forget_bookings(cls):
        """Leave nothing but what a test makes, whatever the demo town hall holds."""
        cls.env.cr.execute("UPDATE resource_booking SET active = FALSE")
        cls.delete_rows()

    @classmethod
    def delete_rows(cls):
        cls.env.cr.execute("DELETE FROM municipal_reservation")
        cls.env.invalidate_all()

    def assertTakes(self, booking, resources, start, minutes):
        stop = start + timedelta(minutes=minutes)
        expected = [(r.id, start, stop) for r in resources.sorted("id")]
        self.assertEqual(self.taken(booking), expected)
        self.assertFalse(self.differences._check(), "bookings and reservations differ")

    def assertTakesNothing(self, booking):
        self.assertFalse(self.taken(booking))
        self.assertFalse(self.differences._check())


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestEveryWay(ReservationCase):
    """Whatever changes a booking, the reservation says the same."""

    def test_a_booking_takes_its_desk(self):
        booking = self.book()
        self.assertTakes(booking, booking.desk_id, WEDNESDAY, 10)

    def test_move(self):
        booking = self.book()
        booking._move(LATER)
        self.assertTakes(booking, booking.desk_id, LATER, 10)

    def test_a_move_keeps_the_length_that_was_promised(self):
        booking = self.book()
        self.kids_id.duration = 30
        self.desks[1].active = False
        self.book([(self.passport, 1)], start=LATER + timedelta(minutes=15))
        booking._move(LATER)
        self.assertTakes(booking, booking.desk_id, LATER, 10)

    def test_cancel(self):
        booking = self.book()
        booking._cancel()
        self.assertTakesNothing(booking)

    def test_archive_and_restore(self):
        booking = self.book()
        booking.active = False
        self.assertTakesNothing(booking)
        booking.active = True
        self.assertTakes(booking, booking.desk_id, WEDNESDAY, 10)

    def test_delete(self):
        booking = self.book()
        booking.unlink()
        self.env.cr.execute("SELECT count(*) FROM municipal_reservation")
        before = self.env.cr.fetchone()
        self.assertFalse(self.differences._check())
        self.book()
        self.env.cr.execute("SELECT count(*) FROM municipal_reservation")
        self.assertEqual(self.env.cr.fetchone()[0], before[0] + 1)

    def test_another_duration(self):
        booking = self.book()
        booking.line_ids.quantity = 3
        booking.write({"line_ids": [Command.update(booking.line_ids.id, {})]})
        self.assertTakes(booking, booking.desk_id, WEDNESDAY, 20)

    def test_another_desk(self):
        booking = self.book()
        other = self.desks - booking.desk_id
        booking.combination_id = other._own_combination()
        self.assertTakes(booking, other, WEDNESDAY, 10)

    def test_a_drag_of_the_meeting(self):
        booking = self.book()
        booking.meeting_id.write(
            {"start": LATER, "stop": LATER + timedelta(minutes=10)}
        )
        self.assertTakes(booking, booking.desk_id, LATER, 10)

    def test_a_meeting_that_is_deleted(self):
        booking = self.book()
        booking.meeting_id.unlink()
        self.assertTakesNothing(booking)

    def test_a_meeting_that_is_archived(self):
        booking = self.book()
        booking.meeting_id.active = False
        self.assertTakesNothing(booking)
        booking.meeting_id.active = True
        self.assertTakes(booking, booking.desk_id, WEDNESDAY, 10)

    def test_unschedule(self):
        booking = self.book()
        booking.action_unschedule()
        self.assertTakesNothing(booking)

    def test_import(self):
        result = self.env["resource.booking"].load(
            ["type_id/.id", "start", "line_ids/product_id/.id", "partner_ids/.id"],
            [
                [
                    str(self.type.id),
                    "2026-10-14 09:00:00",
                    str(self.kids_id.id),
                    str(self.visitor.id),
                ]
            ],
        )
        self.assertFalse(result["messages"], result["messages"])
        booking = self.env["resource.booking"].browse(result["ids"])
        self.assertTakes(booking, booking.desk_id, WEDNESDAY, booking.duration * 60)

    def test_the_buffer_is_taken_too_and_stays_what_it_was(self):
        self.type.buffer_minutes = 5
        booking = self.book()
        self.type.buffer_minutes = 30
        booking.contact_phone = "0470 12 34 56"
        booking._move(LATER)
        self.assertTakes(booking, booking.desk_id, LATER, 15)

    def test_a_upstream_booking_takes_every_resource_of_its_combination(self):
        booking = upstream_book(self)
        self.assertTakes(booking, self.rooms[:2], WEDNESDAY, 30)

    def test_a_upstream_booking_from_its_calendar(self):
        """The button "Schedule" makes the meeting first."""
        booking = upstream_book(self, start=False)
        self.assertTakesNothing(booking)
        action = booking.action_schedule()
        self.env["calendar.event"].with_context(**action["context"]).create(
            {
                "name": "Scheduled",
                "start": WEDNESDAY,
                "stop": WEDNESDAY + timedelta(minutes=30),
            }
        )
        self.assertTakes(booking, self.rooms[:2], WEDNESDAY, 30)

    def test_a_combination_that_gets_another_resource(self):
        booking = upstream_book(self)
        self.both.resource_ids = [Command.link(self.desks[0].id)]
        self.assertTakes(booking, self.rooms[:2] + self.desks[0], WEDNESDAY, 30)

    def test_a_resource_that_leaves_a_combination(self):
        booking = upstream_book(self)
        self.rooms[1].combination_ids = [Command.clear()]
        self.assertTakes(booking, self.rooms[0], WEDNESDAY, 30)

    def test_two_bookings_change_places_at_once(self):
        first, second = self.book(), self.book(start=LATER)
        self.desks[1].active = False
        bookings = type(first)
        with (
            patch.object(bookings, "_check_scheduling", lambda self: None),
            first._syncing_reservations(),
        ):
            first.write({"start": LATER, "combination_auto_assign": False})
            second.write({"start": WEDNESDAY, "combination_auto_assign": False})
        self.assertTakes(first, first.desk_id, LATER, 10)
        self.assertTakes(second, second.desk_id, WEDNESDAY, 10)

    def test_what_is_over_takes_nothing_when_it_is_recorded(self):
        booking = upstream_book(self, NOW - timedelta(days=5))
        self.assertTakesNothing(booking)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTheDatabaseRefuses(ReservationCase):
    """Two rows never take one resource at one time, whatever Python thinks."""

    def insert(self, start, minutes=10):
        self.env.cr.execute(
            SQL(
                """INSERT INTO municipal_reservation
                    (resource_id, start, stop, hold_key, hold_until, kind)
                VALUES (%s, %s, %s, 'other', '2099-01-01', 'hold')""",
                self.desks[0].id,
                start,
                start + timedelta(minutes=minutes),
            )
        )

    def test_overlaps_are_refused(self):
        self.insert(WEDNESDAY)
        for shift, minutes in ((0, 10), (-5, 10), (5, 10), (2, 3), (-60, 120)):
            start = WEDNESDAY + timedelta(minutes=shift)
            with (
                self.subTest(shift=shift, minutes=minutes),
                mute_logger("odoo.sql_db"),
                self.assertRaises(ExclusionViolation),
                self.env.cr.savepoint(),
            ):
                self.insert(start, minutes)

    def test_what_touches_is_not_an_overlap(self):
        self.insert(WEDNESDAY)
        self.insert(WEDNESDAY - timedelta(minutes=10))
        self.insert(WEDNESDAY + timedelta(minutes=10))

    def test_a_booking_past_the_checks_is_refused(self):
        """The checks of Python find the desk free; the database does not."""
        first = self.book()
        bookings = type(self.env["resource.booking"])
        with (
            patch.object(bookings, "_check_scheduling", lambda self: None),
            self.assertRaisesRegex(ValidationError, "just been taken"),
            self.env.cr.savepoint(),
        ):
            self.env["resource.booking"].create(
                {
                    "type_id": self.type.id,
                    "partner_ids": [Command.set(self.visitor.ids)],
                    "combination_id": first.combination_id.id,
                    "combination_auto_assign": False,
                    "start": WEDNESDAY,
                    "line_ids": [Command.create({"product_id": self.kids_id.id})],
                }
            )
        self.assertTakes(first, first.desk_id, WEDNESDAY, 10)

    def test_nobody_writes_reservations_by_hand(self):
        self.book()
        row = self.reservations.search([], limit=1)
        for user in (self.clerk, self.manager, self.administrator):
            for change in (
                lambda r: r.write({"stop": LATER}),
                lambda r: r.unlink(),
                lambda r: r.copy(),
            ):
                with (
                    mute_logger("odoo.addons.base.models.ir_model"),
                    self.assertRaises(AccessError),
                ):
                    change(row.with_user(user))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCheck(ReservationCase):
    """What somebody wrote past Odoo is found, listed and repaired."""

    @mute_logger(
        "odoo.addons.municipal_appointment.models.capacity.municipal_reservation_difference"
    )
    def test_a_booking_without_reservation(self):
        booking = self.book()
        self.delete_rows()
        cron = self.env.ref("municipal_appointment.ir_cron_check_reservations")
        cron.ir_actions_server_id.run()
        found = self.differences.search([])
        self.assertEqual((found.kind, found.booking_id), ("missing", booking))
        found.with_user(self.manager).action_repair()
        self.assertTakes(booking, booking.desk_id, WEDNESDAY, 10)

    @mute_logger(
        "odoo.addons.municipal_appointment.models.capacity.municipal_reservation_difference"
    )
    def test_a_reservation_that_says_something_else(self):
        booking = self.book()
        self.env.cr.execute(
            "UPDATE municipal_reservation SET stop = stop + interval '1 hour'"
        )
        action = self.differences.with_user(self.manager).action_check()
        self.assertEqual(action["res_model"], "municipal.reservation.difference")
        kinds = self.differences.search([]).mapped("kind")
        self.assertEqual(sorted(kinds), ["missing", "surplus"])
        self.differences.search([]).action_repair()
        self.assertTakes(booking, booking.desk_id, WEDNESDAY, 10)

    def test_no_difference_is_said(self):
        self.book()
        # as the web client calls a button above a list
        action = call_kw(
            self.differences.with_user(self.manager), "action_check", [[]], {}
        )
        self.assertEqual(action["tag"], "display_notification")

    @mute_logger(
        "odoo.addons.municipal_appointment.models.capacity.municipal_reservation_difference",
        "odoo.addons.municipal_appointment.hooks",
    )
    def test_overlaps_from_before_are_listed(self):
        """Upstream let them pass; installing must not fail on them."""
        first, second = upstream_book(self), upstream_book(self)
        self.delete_rows()
        self.env.cr.execute(
            SQL(
                "UPDATE resource_booking SET combination_id = %s WHERE id = %s",
                first.combination_id.id,
                second.id,
            )
        )
        self.env.invalidate_all()
        reserve_existing_bookings(self.env)
        found = self.differences.search([])
        self.assertEqual(len(found), 2, "one for each resource")
        self.assertEqual(found.booking_id | found.other_booking_id, first | second)
        self.assertEqual(len(self.reservations.search([])), 2)

    @mute_logger(
        "odoo.addons.municipal_appointment.models.capacity.municipal_reservation_difference",
        "odoo.addons.municipal_appointment.hooks",
    )
    def test_of_overlaps_who_confirmed_keeps_the_desk(self):
        first, second = upstream_book(self), upstream_book(self)
        combination_id = first.combination_id.id
        for confirmed in (first, second):
            self.delete_rows()
            self.env.cr.execute(
                SQL(
                    "UPDATE resource_booking SET combination_id = %s, state = "
                    "CASE id WHEN %s THEN 'confirmed' ELSE 'scheduled' END"
                    " WHERE id IN %s",
                    combination_id,
                    confirmed.id,
                    (first.id, second.id),
                )
            )
            self.env.invalidate_all()
            reserve_existing_bookings(self.env)
            self.assertEqual(self.reservations.search([]).booking_id, confirmed)

    def test_old_rows_are_swept_up(self):
        booking = self.book()
        with freeze_time(datetime(2026, 12, 24)):
            self.reservations._gc_reservations()
            self.assertFalse(self.taken(booking))
            self.assertFalse(self.differences._check())
