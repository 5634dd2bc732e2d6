import json
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.http import serialize_exception
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import file_open

from ..common import NOW, freeze_time, hours
from ..hours_change_common import (
    CLOSED_WEDNESDAY,
    PROMISED,
    HoursChangeCase,
)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestHoursChangeDoors(HoursChangeCase):
    """Every door through which hours change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.booking = cls.book()
        cls.desk = cls.booking.desk_id
        cls.other_desk = cls.desks - cls.desk

    def as_manager(self, records):
        return records.with_user(self.manager)

    def assertListed(self, change):
        """Check that a change is held up for the booking, and nothing was written."""
        error = self.refused(change)
        self.assertIn(self.booking.reference, str(error))
        self.env.invalidate_all()
        self.assertEqual(self.booking.start, PROMISED)

    def wednesday(self):
        return self.calendar.attendance_ids.filtered(lambda a: a.dayofweek == "2")

    def test_hours_that_were_refused_are_not_remembered(self):
        line = self.as_manager(self.wednesday())
        before = self.slots(PROMISED.date())
        self.assertListed(lambda: line.write({"hour_from": 11}))
        self.assertEqual(self.slots(PROMISED.date()), before)

    def test_ending_an_opening(self):
        opening = self.open(self.calendar, "2026-01-01")
        manager = self.as_manager(opening)
        self.assertListed(lambda: manager.write({"date_to": "2026-10-13"}))
        self.assertFalse(opening.date_to)
        manager.date_to = "2026-10-14"

    def test_deleting_an_opening(self):
        opening = self.open(self.calendar, "2026-01-01")
        self.open(
            self.calendar_of((6, 9, 12, "both")), "2025-01-01", "2025-12-31", "Old"
        )
        self.assertListed(self.as_manager(opening).unlink)

    def test_an_opening_that_follows_other_hours(self):
        opening = self.open(self.calendar, "2026-01-01")
        closed = self.calendar_of((3, 9, 12, "appointment"))
        self.assertListed(
            lambda: self.as_manager(opening).write({"calendar_id": closed})
        )

    def test_the_first_opening_of_a_type(self):
        openings = self.as_manager(self.env["municipal.opening"])
        values = {
            "name": "From November on",
            "type_id": self.type.id,
            "calendar_id": self.calendar.id,
            "date_from": "2026-11-01",
        }
        self.assertListed(lambda: openings.create(values))
        self.assertFalse(self.type.opening_ids)

    def test_a_day_becomes_free_walk_in(self):
        line = self.as_manager(self.wednesday())
        self.assertListed(lambda: line.write({"access": "walk_in"}))
        self.assertEqual(self.wednesday().access, "appointment")

    def test_a_line_of_weekly_hours_in_the_form_of_the_hours(self):
        calendar, line = self.as_manager(self.calendar), self.wednesday()
        self.assertListed(
            lambda: calendar.write(
                {"attendance_ids": [Command.update(line.id, {"hour_from": 10})]}
            )
        )
        self.assertListed(
            lambda: calendar.write({"attendance_ids": [Command.delete(line.id)]})
        )
        change = self.draft(
            lambda: calendar.write({"attendance_ids": hours((2, 10, 12, "both"))})
        )
        self.assertIn("Wednesday 09:00-12:00, By appointment", change.before)
        self.assertIn("Wednesday 10:00-12:00, Appointment and walk-in", change.after)
        change.action_apply()
        self.assertEqual(self.booking.start, datetime(2026, 10, 14, 8, 0))
        self.assertEqual(self.wednesday().hour_from, 10)

    def test_deleting_a_line_of_weekly_hours(self):
        self.assertListed(self.as_manager(self.wednesday()).unlink)
        self.assertTrue(self.wednesday())

    def test_another_zone(self):
        self.assertListed(lambda: self.as_manager(self.calendar).write({"tz": "UTC"}))

    def test_a_closing_for_these_hours_alone(self):
        self.assertListed(lambda: self.close_wednesday(calendar_id=self.calendar.id))

    def test_widening_a_closing(self):
        closing = self.close_wednesday(
            date_from=datetime(2026, 10, 14, 8), date_to=datetime(2026, 10, 14, 10)
        )
        self.assertListed(lambda: closing.write({"date_from": PROMISED}))

    def test_deleting_a_closing_is_nobodys_business(self):
        closing = self.close_wednesday(
            date_from=datetime(2026, 10, 14, 8), date_to=datetime(2026, 10, 14, 10)
        )
        closing.unlink()

    def test_a_desk_closes_while_another_is_free(self):
        mails = self.mails_to(self.booking)
        change = self.draft(lambda: self.close_wednesday(resource_id=self.desk.id))
        line = change.line_ids
        self.assertEqual(line.new_start, PROMISED)
        self.assertEqual(line.combination_id.resource_ids, self.other_desk)
        change.action_apply()
        self.assertEqual(self.booking.start, PROMISED)
        self.assertEqual(self.booking.desk_id, self.other_desk)
        self.assertEqual(self.booking.visit_id.desk_id, self.other_desk)
        self.assertEqual(line.result, "silent")
        self.assertFalse(self.new_mails_to(self.booking, mails))

    def test_archiving_a_desk(self):
        self.assertListed(self.as_manager(self.desk).action_archive)
        self.draft(self.as_manager(self.desk).action_archive).action_apply()
        self.assertFalse(self.desk.active)
        self.assertEqual(self.booking.desk_id, self.other_desk)

    def test_a_desk_gets_other_hours(self):
        calendar = self.calendar_of((2, 10, 12, "both"))
        desk = self.as_manager(self.desk)
        self.assertListed(lambda: desk.write({"calendar_id": calendar.id}))

    def test_the_hours_of_a_desk_change(self):
        self.desk.calendar_id = calendar = self.calendar_of((2, 9, 12, "both"))
        later = hours((2, 10, 12, "both"))
        manager = self.as_manager(calendar)
        self.assertListed(lambda: manager.write({"attendance_ids": later}))

    def test_the_clerk_of_a_desk_is_on_leave(self):
        employee = self.env["resource.resource"].create(
            {
                "name": "Els",
                "user_id": self.clerk.id,
                "calendar_id": self.calendar.id,
                "tz": "Europe/Brussels",
            }
        )
        self.desk.clerk_id = employee
        self.env["resource.calendar.leaves"].with_user(self.clerk).create(
            dict(CLOSED_WEDNESDAY, name="Ill", resource_id=employee.id)
        )
        change = self.env["municipal.hours.change"].search([])
        self.assertEqual((change.state, change.user_id), ("open", self.clerk))
        self.as_manager(change).action_apply()
        self.assertEqual(self.booking.desk_id, self.other_desk)

    def test_a_product_gets_hours_of_its_own(self):
        fridays = self.calendar_of((4, 9, 12, "appointment"))
        product = self.as_manager(self.kids_id)
        self.assertListed(lambda: product.write({"calendar_id": fridays.id}))
        self.kids_id.calendar_id = week = self.calendar_of((2, 9, 12, "appointment"))
        line = self.as_manager(week.attendance_ids)
        self.assertListed(lambda: line.write({"hour_from": 10}))

    def test_a_product_is_received_in_another_way(self):
        self.wednesday().access = "walk_in"
        self.env["municipal.hours.change"].search([]).unlink()
        foreigner = self.book([(self.foreigner, 1)], datetime(2026, 10, 14, 8, 0))
        product = self.as_manager(self.foreigner)
        error = self.refused(lambda: product.write({"walk_in": "open_hours"}))
        self.assertIn(foreigner.reference, str(error))

    def test_the_duration_of_a_product_is_not_about_what_was_promised(self):
        self.as_manager(self.kids_id).duration = 240
        self.assertEqual(self.booking.stop - self.booking.start, timedelta(minutes=10))

    def test_a_desk_serves_other_products(self):
        desk = self.as_manager(self.desk)
        only = [Command.set(self.passport.ids)]
        self.assertListed(lambda: desk.write({"served_product_ids": only}))

    def test_a_desk_serves_other_types(self):
        desk = self.as_manager(self.desk)
        self.assertListed(lambda: desk.write({"desk_type_ids": [Command.clear()]}))
        relation = self.desk._own_combination().type_rel_ids
        self.assertListed(self.as_manager(relation).unlink)

    def test_a_desk_moves_to_another_building(self):
        other = self.env["municipal.location"].create({"name": "Other hall"})
        desk = self.as_manager(self.desk)
        change = self.draft(lambda: desk.write({"location_id": other.id}))
        change.action_apply()
        self.assertEqual(self.booking.desk_id, self.other_desk)
        self.assertEqual(self.booking.location_id, self.location)

    def test_a_combination_is_archived(self):
        combination = self.as_manager(self.booking.combination_id)
        self.assertListed(lambda: combination.write({"active": False}))

    def test_a_type_follows_other_hours(self):
        calendar = self.calendar_of((3, 9, 12, "appointment"))
        type_ = self.as_manager(self.type)
        self.assertListed(lambda: type_.write({"resource_calendar_id": calendar.id}))

    def test_public_holidays_come_in_one_list(self):
        other = self.book(start=datetime(2026, 10, 15, 7, 0))
        holidays = {date(2026, 10, 14): "One", date(2026, 10, 15): "Two"}
        leaves = self.as_manager(self.env["resource.calendar.leaves"])
        with patch.object(
            type(leaves),
            "_public_holidays",
            lambda _self, year, _lang: holidays if year == 2026 else {},
        ):
            change = self.draft(leaves.action_add_public_holidays)
        self.assertEqual(change.line_ids.booking_id, self.booking + other)
        change.action_apply()
        added = self.env["resource.calendar.leaves"].search([])
        self.assertEqual(len(added), 2)
        self.assertEqual(added.company_id, self.company)
        self.assertEqual(self.booking.start, datetime(2026, 10, 16, 7, 0))

    def test_import_gets_a_clear_message(self):
        leaves = self.as_manager(self.env["resource.calendar.leaves"])
        result = leaves.load(
            ["name", "date_from", "date_to"],
            [
                ["Bridge day", "2026-10-15 22:00:00", "2026-10-16 21:59:59"],
                ["Strike", "2026-10-13 22:00:00", "2026-10-14 21:59:59"],
            ],
        )
        self.assertFalse(result["ids"])
        message = result["messages"][-1]["message"]
        self.assertTrue(message.startswith("Appointments that no longer fit"))
        self.assertIn(self.booking.reference, message)
        self.assertFalse(leaves.search([]))

    def test_the_client_knows_the_error_and_others_read_it(self):
        error = self.refused(self.close_wednesday)
        answer = json.loads(json.dumps(serialize_exception(error)))
        self.assertEqual(answer["message"], str(error))
        self.assertEqual(answer["context"]["button"], "See the appointments")
        source = "municipal_appointment/static/src/backend/hours_conflict"
        with file_open(f"{source}/hours_conflict_dialog.js") as script:
            self.assertIn(f'"{answer["name"]}"', script.read())

    def test_weeks_of_two_kinds_are_looked_at_as_a_whole(self):
        calendar = self.as_manager(self.calendar)
        calendar.switch_calendar_type()
        self.assertTrue(calendar.two_weeks_calendar)
        self.assertListed(self.calendar.attendance_ids.with_user(self.manager).unlink)
        evenings = hours(*[(day, 18, 20, "appointment") for day in range(5)])
        with patch.object(
            type(calendar), "_get_default_attendance_ids", lambda *args: evenings
        ):
            change = self.draft(calendar.switch_calendar_type)
            self.assertEqual(change.line_ids.booking_id, self.booking)
            change.action_apply()
        self.assertFalse(calendar.two_weeks_calendar)
        self.assertEqual(self.booking.start, datetime(2026, 10, 14, 16, 0))

    def test_nobody_says_from_outside_that_a_change_is_under_way(self):
        leaves = self.as_manager(self.env["resource.calendar.leaves"])
        context = {"municipal_hours_change": True}
        self.assertListed(
            lambda: call_kw(
                leaves, "create", [[CLOSED_WEDNESDAY]], {"context": context}
            )
        )

    def test_a_change_that_nobody_guards_is_no_change_of_hours(self):
        action = self.env.ref("municipal_appointment.municipal_hours_change_open")
        action = action.with_user(self.manager)
        values = {"ids": self.manager.ids, "values": {"name": "X"}, "context": {}}
        for data in (
            None,
            "text",
            {"model": "res.users"},
            dict(values, model="res.users", method="write"),
            dict(values, model="resource.calendar", method="copy"),
            dict(values, model="no.model", method="write"),
        ):
            with (
                self.subTest(data=data),
                self.assertRaisesRegex(UserError, "no change"),
            ):
                action.with_context(municipal_hours_change=data).run()

    def test_what_a_program_changes_waits_for_a_decision(self):
        self.env["resource.calendar.leaves"].create(CLOSED_WEDNESDAY)
        change = self.env["municipal.hours.change"].search([])
        self.assertEqual((change.state, change.name), ("open", "Closing · Strike"))
        self.assertEqual(change.line_ids.booking_id, self.booking)
        self.assertIn(self.manager, change.activity_ids.user_id)
        manager = self.as_manager(change)
        manager.action_apply()
        self.assertEqual(self.booking.start, datetime(2026, 10, 15, 7, 0))
        self.assertFalse(change.activity_ids)

    def test_a_colleague_without_say_is_not_held_up(self):
        person = new_test_user(self.env, "test_system", groups="base.group_system")
        calendar = self.calendar.with_user(person)
        calendar.attendance_ids = hours((3, 9, 12, "appointment"))
        change = self.env["municipal.hours.change"].search([])
        self.assertEqual((change.state, change.user_id), ("open", person))
        self.assertEqual(change.line_ids.booking_id, self.booking)

    def test_the_daily_check_finds_what_no_guard_saw(self):
        check = self.env["municipal.hours.change"]._cron_check
        self.assertEqual(check(), 0)
        self.env.cr.execute(
            "UPDATE resource_calendar_attendance SET hour_from = 10 WHERE id IN %s",
            [tuple(self.wednesday().ids)],
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.assertEqual(check(), 1)
        change = self.env["municipal.hours.change"].search([])
        self.assertEqual(change.line_ids.booking_id, self.booking)
        self.assertEqual(check(), 0)
        self.as_manager(change).action_keep_all()
        self.as_manager(change).action_apply()
        self.assertEqual(check(), 0)

    def test_a_change_of_hours_is_looked_at_again_a_minute_later(self):
        """Who books at the same instant is seen by neither of both."""
        job = self.env.ref("municipal_appointment.ir_cron_check_hours")
        planned = [("cron_id", "=", job.id)]
        self.env["ir.cron.trigger"].search(planned).unlink()
        opening = self.open(self.calendar, "2026-11-02")
        opening.date_from = "2026-11-09"
        moments = self.env["ir.cron.trigger"].search(planned).mapped("call_at")
        self.assertEqual(moments, [fields.Datetime.now() + timedelta(minutes=1)])

    def test_a_list_ends_when_the_hours_are_put_back(self):
        closing = self.env["resource.calendar.leaves"].create(CLOSED_WEDNESDAY)
        change = self.env["municipal.hours.change"].search([])
        change._cron_check()
        self.assertEqual(change.state, "open")
        closing.unlink()
        change._cron_check()
        self.assertEqual(change.state, "applied")
        self.assertEqual(change.line_ids.result, "fits")
        self.assertFalse(change.activity_ids)
        self.assertEqual(self.booking.visit_id.state, "booked")

    def test_a_list_ends_when_everybody_on_it_has_cancelled(self):
        self.env["resource.calendar.leaves"].create(CLOSED_WEDNESDAY)
        change = self.env["municipal.hours.change"].search([])
        self.booking._cancel()
        change._cron_check()
        self.assertEqual((change.state, change.line_ids.result), ("applied", "gone"))

    def test_names_and_other_trifles_change_at_once(self):
        self.as_manager(self.calendar).name = "Other name"
        self.as_manager(self.desk).name = "Other desk"
        self.open(self.calendar, "2026-01-01").with_user(self.manager).name = "Other"

    def test_past_and_received_visitors_are_left_alone(self):
        self.booking.visit_id._take_step("checked_in")
        self.assertTrue(self.close_wednesday())

    def test_a_plain_booking_keeps_the_checks_of_the_upstream(self):
        plain = self.env["resource.booking.type"].create(
            {
                "name": "Plain",
                "resource_calendar_id": self.calendar.id,
                "combination_rel_ids": [
                    Command.create({"combination_id": self.desk._own_combination().id})
                ],
            }
        )
        booking = self.env["resource.booking"].create(
            {
                "type_id": plain.id,
                "start": datetime(2026, 10, 14, 8, 0),
                "duration": 0.5,
                "partner_ids": [Command.set(self.manager.partner_id.ids)],
            }
        )
        booking.action_confirm()
        always = self.env.ref("municipal_appointment.calendar_always")
        self.desk.calendar_id = always.copy()
        self.booking._cancel()
        with self.assertRaisesRegex(UserError, "Cannot schedule these bookings"):
            self.desk.calendar_id.attendance_ids = hours((3, 9, 12, "both"))
