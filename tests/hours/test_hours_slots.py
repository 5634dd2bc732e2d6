from datetime import date, datetime, timedelta

from pytz import utc

from odoo import Command
from odoo.tests import freeze_time, tagged

from ..common import hours
from ..hours_common import HoursCase


@tagged("post_install", "-at_install")
class TestHoursSlots(HoursCase):
    """Who can come when, at which desk."""

    WEDNESDAY = date(2026, 10, 14)

    def slots(self, day=None, product=None, **kwargs):
        return super().slots(day or self.WEDNESDAY, product, **kwargs)

    def desks_at(self, hour, product=None, **kwargs):
        """Return the desks that are free on Wednesday at a UTC hour."""
        start = datetime(2026, 10, 14, hour)
        free = self.type._free_slots(
            [(product or self.kids_id, 1)],
            utc.localize(start),
            utc.localize(start + timedelta(hours=1)),
            **kwargs,
        )
        return free[start].resource_ids if start in free else self.desks.browse()

    def leave(self, resource, **values):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Course",
                "resource_id": resource.id,
                "date_from": datetime(2026, 10, 14, 7),
                "date_to": datetime(2026, 10, 14, 8),
                **values,
            }
        )

    def test_both_desks_are_free(self):
        self.assertEqual(self.desks_at(7), self.desks)

    def test_a_desk_with_leave_is_not(self):
        self.leave(self.desks[0])
        self.assertEqual(self.desks_at(7), self.desks[1])
        self.assertEqual(self.desks_at(8), self.desks)

    def test_a_desk_that_works_elsewhere_is_still_free(self):
        self.leave(self.desks[0], time_type="other")
        self.assertEqual(self.desks_at(7), self.desks)

    def test_a_desk_with_hours_of_its_own(self):
        self.desks[0].calendar_id = self.calendar_of((2, 10, 11, "appointment"))
        self.assertEqual(self.desks_at(7), self.desks[1])
        self.assertEqual(self.desks_at(8), self.desks)

    def test_a_manager_gives_a_desk_its_pause(self):
        """Each desk can rest at another hour, so that somebody is always there."""
        day = self.env["resource.calendar"].with_user(self.manager)
        for desk, pause in zip(self.desks, (9, 10), strict=True):
            week = day.create(
                {
                    "name": f"Pause at {pause}",
                    "tz": "Europe/Brussels",
                    "attendance_ids": hours(
                        (2, 0, pause, "both"), (2, pause + 0.5, 24, "both")
                    ),
                }
            )
            desk.with_user(self.manager).calendar_id = week
        self.assertEqual(self.desks_at(7), self.desks[1])
        self.assertEqual(self.desks_at(8), self.desks[0])

    def test_a_desk_for_some_products_only(self):
        self.desks[0].served_product_ids = self.passport
        self.assertEqual(self.desks_at(7), self.desks[1])
        self.assertEqual(self.desks_at(7, self.passport), self.desks)

    def test_an_archived_desk_is_gone(self):
        self.desks[0].active = False
        self.assertEqual(self.desks_at(7), self.desks[1])
        self.desks[1].active = False
        self.assertFalse(self.desks_at(7))

    def test_a_deleted_desk_leaves_no_desk_without_a_name(self):
        self.desks[0].unlink()
        start = utc.localize(datetime(2026, 10, 14, 7))
        free = self.type._free_slots(
            [(self.kids_id, 1)], start, start + timedelta(hours=1)
        )
        self.assertEqual(len(free[datetime(2026, 10, 14, 7)]), 1)

    def test_a_desk_that_serves_no_type_is_gone(self):
        self.desks[0].desk_type_ids = [Command.clear()]
        self.assertEqual(self.desks_at(7), self.desks[1])
        self.desks[0].desk_type_ids = self.type
        self.assertEqual(self.desks_at(7), self.desks)

    def test_a_taken_desk_is_not_free(self):
        self.book([(self.foreigner, 1)])
        self.assertEqual(self.desks_at(7), self.desks[1])

    def test_a_moment_before_somebody_else_must_fit(self):
        self.desks[1].active = False
        self.book(start=datetime(2026, 10, 14, 7, 15))
        self.assertIn("09:00", self.slots())
        self.assertNotIn("09:00", self.slots(product=self.foreigner))

    def test_an_expected_visitor_who_cancels_frees_their_moment(self):
        booking = self.book()
        booking._cancel()
        self.assertEqual(self.desks_at(7), self.desks)

    def test_only_the_desks_of_a_building(self):
        other_hall = self.env["municipal.location"].create({"name": "Other hall"})
        self.desks[1].location_id = other_hall
        self.assertEqual(self.desks_at(7, location=other_hall), self.desks[1])
        self.assertEqual(self.desks_at(7, location=self.location), self.desks[0])
        self.assertEqual(self.desks_at(7), self.desks)

    def test_the_lead_time_binds_citizens(self):
        self.type.lead_hours = 49.5
        self.assertEqual(self.slots(by_staff=False)[0], "10:30")
        self.assertEqual(self.slots(by_staff=True)[0], "09:00")

    def test_the_horizon_binds_citizens(self):
        self.type.horizon_days = 2
        self.assertTrue(self.slots(by_staff=False))
        self.type.horizon_days = 1
        self.assertFalse(self.slots(by_staff=False))
        self.assertTrue(self.slots(by_staff=True))

    def test_the_last_day_of_the_horizon_counts_to_its_end(self):
        self.type.horizon_days = 2
        self.assertEqual(self.slots(by_staff=False)[-1], "11:45")

    def test_the_past_is_offered_to_nobody(self):
        self.assertFalse(self.slots(date(2026, 10, 9)))
        with freeze_time("2026-10-14 08:20:00"):
            self.assertEqual(self.slots()[0], "10:30")

    def test_nearest_moments(self):
        nearest = self.type._nearest_slots(
            [(self.kids_id, 1)], datetime(2026, 10, 14, 8, 5)
        )
        self.assertEqual(
            [start.strftime("%H:%M") for start in nearest], ["07:45", "08:00", "08:15"]
        )
