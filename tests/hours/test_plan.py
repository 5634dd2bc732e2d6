from datetime import date, datetime

from odoo import Command

from ..common import hours
from ..hours_common import HoursCase

WEDNESDAY = date(2026, 10, 14)
NINE = datetime(2026, 10, 14, 7, 0)


class TestPlan(HoursCase):
    """Desks and hours are remembered until any of it changes."""

    def setUp(self):
        super().setUp()
        self.one, self.two = self.desks
        self.env.registry.clear_cache()

    def answers(self):
        """Return what visitors are told, and which desks would receive them."""
        visit = [(self.kids_id, 1)]
        return (
            self.slots(WEDNESDAY),
            self.slots(WEDNESDAY, location=self.location),
            self.type._free_desks(visit, NINE, by_staff=True).ids,
            self.type._reception(self.two._own_combination()),
        )

    def assertNoticed(self, change):
        """Assert that a change counts at once, for who asked before it as well."""
        before = self.answers()
        change()
        remembered = self.answers()
        self.env.registry.clear_cache()
        self.assertEqual(remembered, self.answers())
        self.assertNotEqual(remembered, before)

    def wednesday(self):
        return self.calendar.attendance_ids.filtered(lambda a: a.dayofweek == "2")

    def close(self, **values):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "date_from": NINE,
                "date_to": datetime(2026, 10, 14, 8, 0),
                **values,
            }
        )

    def test_closing(self):
        self.assertNoticed(lambda: self.close(calendar_id=self.calendar.id))
        closing = self.calendar.leave_ids
        self.assertNoticed(
            lambda: closing.write({"date_to": datetime(2026, 10, 14, 9, 0)})
        )
        self.assertNoticed(closing.unlink)

    def test_leave_of_a_desk(self):
        leave = self.close(resource_id=self.one.id)
        self.assertNoticed(leave.unlink)

    def test_lines(self):
        self.assertNoticed(lambda: self.wednesday().write({"hour_from": 10}))
        self.assertNoticed(lambda: self.wednesday().write({"access": "walk_in"}))
        self.assertNoticed(lambda: self.wednesday().write({"access": "both"}))
        self.assertNoticed(self.wednesday().unlink)
        line = (2, 10, 11, "both")
        self.assertNoticed(lambda: self.calendar.write({"attendance_ids": hours(line)}))

    def test_zone(self):
        self.assertNoticed(lambda: self.calendar.write({"tz": "Europe/London"}))

    def test_openings(self):
        other = self.calendar_of((2, 13, 15, "both"))
        self.assertNoticed(lambda: self.open(other, "2026-10-01"))
        opening = self.type.opening_ids
        self.assertNoticed(lambda: opening.write({"date_from": "2026-10-15"}))
        self.assertNoticed(opening.unlink)

    def test_hours_of_the_type(self):
        other = self.calendar_of((2, 13, 15, "both"))
        self.assertNoticed(lambda: self.type.write({"resource_calendar_id": other.id}))

    def test_desks(self):
        self.assertNoticed(lambda: self.one.write({"active": False}))
        self.assertNoticed(lambda: self.one.write({"active": True}))
        self.assertNoticed(
            lambda: self.one.write(
                {"served_product_ids": [Command.set(self.passport.ids)]}
            )
        )
        self.assertNoticed(
            lambda: self.one.write({"served_product_ids": [Command.clear()]})
        )
        self.assertNoticed(lambda: self.one.write({"desk_type_ids": [Command.clear()]}))
        self.assertNoticed(
            lambda: self.one.write({"desk_type_ids": [Command.set(self.type.ids)]})
        )
        self.assertNoticed(lambda: self.two.write({"is_desk": False}))

    def test_desk_in_another_building(self):
        other = self.env["municipal.location"].create({"name": "Annex"})
        self.assertNoticed(lambda: self.two.write({"location_id": other.id}))

    def test_new_desk(self):
        self.assertNoticed(
            lambda: self.one.create(
                {
                    "name": "Third",
                    "is_desk": True,
                    "location_id": self.location.id,
                    "desk_type_ids": [Command.set(self.type.ids)],
                }
            )
        )

    def test_order_of_desks(self):
        self.two._own_combination().type_rel_ids.sequence = 200
        self.assertNoticed(
            lambda: self.one._own_combination().type_rel_ids.write({"sequence": 300})
        )

    def test_combination(self):
        alone = self.one._own_combination()
        self.assertNoticed(lambda: alone.write({"active": False}))
        self.assertNoticed(lambda: alone.write({"active": True}))
        other = self.calendar_of((2, 10, 11, "both"))
        self.assertNoticed(lambda: alone.write({"forced_calendar_id": other.id}))

    def test_clerk(self):
        clerk = self.env["resource.resource"].create(
            {
                "name": "Clerk",
                "resource_type": "user",
                "calendar_id": self.calendar_of((2, 10, 11, "both")).id,
            }
        )
        self.assertNoticed(lambda: self.one.write({"clerk_id": clerk.id}))

    def test_products(self):
        own = self.calendar_of((2, 10, 11, "both"))
        self.assertNoticed(lambda: self.kids_id.write({"calendar_id": own.id}))
        self.assertNoticed(lambda: self.kids_id.write({"calendar_id": False}))

    def test_what_is_remembered_does_not_depend_on_who_asks_first(self):
        """Upstream asks on behalf of a booking, and counts what is taken as leave."""
        visit = [(self.kids_id, 1)]
        booking = self.book(start=NINE)
        self.env.registry.clear_cache()
        asked = self.type.with_context(analyzing_booking=-1)
        self.assertEqual(len(asked._free_desks(visit, NINE, by_staff=True)), 1)
        booking.action_cancel()
        self.assertEqual(len(self.type._free_desks(visit, NINE, by_staff=True)), 2)

    def test_where_visitors_are_received(self):
        self.env["res.lang"]._activate_lang("nl_BE")
        dutch = self.location.with_context(lang="nl_BE")

        def places():
            return [place._in_one_line() for place in (self.location, dutch)]

        self.assertEqual(places(), ["Test hall", "Test hall"])
        self.location.city = "Elsterbeke"
        self.assertEqual(places(), ["Test hall, Elsterbeke"] * 2)
        self.location.update_field_translations("name", {"nl_BE": "Gemeentehuis"})
        self.assertEqual(
            places(), ["Test hall, Elsterbeke", "Gemeentehuis, Elsterbeke"]
        )
        self.location.tz = "Europe/London"
        self.assertEqual(str(self.location._zone()), "Europe/London")

    def test_a_service_that_takes_no_appointments(self):
        self.assertTrue(self.kids_id._is_bookable())
        self.service.appointment_enabled = False
        self.assertFalse(self.kids_id._is_bookable())

    def test_who_serves_fewer_products_comes_first(self):
        """Two desks of two products each, until one product is no longer offered."""
        for desk, product in zip(self.desks, (self.passport, self.foreigner), strict=1):
            desk.served_product_ids = self.kids_id | product
        self.assertNoticed(self.foreigner.action_archive)

    def test_reminders(self):
        alarm = self.env["calendar.alarm"].create(
            {
                "name": "Earlier",
                "alarm_type": "email",
                "interval": "hours",
                "duration": 2,
            }
        )
        self.type.alarm_ids = alarm
        job = self.env.ref("calendar.ir_cron_scheduler_alarm")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])
        self.assertEqual(self.book().meeting_id.alarm_ids, alarm)
        alarm.duration = 3
        self.book(start=datetime(2026, 10, 14, 7, 15))
        self.type.alarm_ids = False
        later = self.book(start=datetime(2026, 10, 14, 7, 30))
        self.assertFalse(later.meeting_id.alarm_ids)
        # jobs are woken at the end of a transaction
        self.env.cr.precommit.run()
        new = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]) - triggers
        self.assertEqual(
            sorted(new.mapped("call_at")),
            [datetime(2026, 10, 14, 4, 15), datetime(2026, 10, 14, 5, 0)],
        )

    def test_an_appointment_costs_few_statements(self):
        """Not those of earlier ones: desks, hours and reminders are known by then."""
        partner = self.env["res.partner"].create({"name": "An", "email": "a@b.example"})

        def statements(minute):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["resource.booking"]._book(
                [(self.kids_id, 1)],
                datetime(2026, 10, 14, 7, minute),
                partner_ids=[Command.set(partner.ids)],
            )
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        statements(0)
        few = statements(15)
        self.assertLessEqual(few, 19)
        self.assertEqual(statements(30), few)
