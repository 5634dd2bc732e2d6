from datetime import date, datetime, timedelta

from pytz import utc

from odoo.tests import freeze_time, tagged

from ..common import NOW
from ..hours_common import HoursCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestBookingDeskChoice(HoursCase):
    """At which of the free desks a visitor is received."""

    NINE = datetime(2026, 10, 14, 7)

    def desk_at(self, minutes, product=None):
        """Book so many minutes after nine; return the desk of the visitor."""
        booking = self.book(
            [(product or self.kids_id, 1)], self.NINE + timedelta(minutes=minutes)
        )
        return booking.combination_id.resource_ids

    def test_a_desk_that_serves_few_products_goes_first(self):
        first, second = self.desks
        second.served_product_ids = self.kids_id
        self.assertEqual(self.desk_at(0), second)
        second.served_product_ids = False
        first.served_product_ids = self.kids_id
        self.assertEqual(self.desk_at(60), first)

    def test_a_desk_that_also_serves_another_type_goes_last(self):
        first, second = self.desks
        other = self.type.copy({"name": "Other type", "service_id": self.service.id})
        self.kids_id.copy({"name": "Other product", "type_id": other.id})
        first.desk_type_ids = self.type | other
        second.desk_type_ids = self.type
        self.assertEqual(self.desk_at(0), second)

    def test_free_time_is_not_broken_without_need(self):
        first, second = self.desks
        self.assertEqual(self.desk_at(0, self.foreigner), first)
        # at half past nine the first desk begins its free time, the second breaks it
        self.assertEqual(self.desk_at(30), first)
        self.assertEqual(self.desk_at(60), first)
        self.assertEqual(self.desk_at(0), second)

    def test_room_for_a_long_visit_is_kept(self):
        """Free time of 30 minutes holds a file of 30 minutes; of 25, it never did."""
        first, second = self.desks
        self.type.slot_duration = 1 / 12
        for desk, begin in ((first, 40), (second, 45)):
            desk.calendar_id = self.calendar_of(
                (2, 9 + begin / 60, 10 + 10 / 60, "both")
            )
        self.assertEqual(self.desk_at(55, self.passport), second)

    def test_a_buffer_is_part_of_the_visit(self):
        first, second = self.desks
        self.type.write({"buffer_minutes": 5, "slot_duration": 1 / 12})
        first.served_product_ids = self.passport
        self.assertEqual(self.desk_at(30), second)
        first.served_product_ids = False
        first.calendar_id = self.calendar_of((2, 9, 9 + 55 / 60, "both"))
        # with its buffer, this visit ends where the one of half past nine begins
        self.assertEqual(self.desk_at(15), second)
        self.assertEqual(self.desk_at(15), first)

    def test_a_buffer_is_part_of_the_visits_that_still_find_room(self):
        """Half an hour is no room for a file of that length with its buffer."""
        first, second = self.desks
        self.type.buffer_minutes = 5
        for desk, stop in ((first, 30), (second, 35)):
            desk.calendar_id = self.calendar_of((2, 9, 9 + stop / 60, "both"))
        self.assertEqual(self.desk_at(0), first)

    def test_moments_of_a_night_do_not_depend_on_the_period_that_is_searched(self):
        calendar = self.calendar_of(
            (2, 22 + 10 / 60, 24, "appointment"), (3, 0, 2, "appointment")
        )
        self.type.resource_calendar_id = calendar
        self.assertEqual(self.slots(date(2026, 10, 14))[0], "22:10")
        night = self.slots(date(2026, 10, 15))
        self.assertEqual(night[:2], ["00:00", "00:15"])
        zone = self.type._tz()
        both = self.type._free_slots(
            [(self.kids_id, 1)],
            zone.localize(datetime(2026, 10, 14)),
            zone.localize(datetime(2026, 10, 16)),
        )
        local = [utc.localize(start).astimezone(zone) for start in both]
        self.assertEqual([f"{s:%H:%M}" for s in local if s.day == 15], night)
        # the visit of five to midnight goes on after it
        self.assertIn(datetime(2026, 10, 14, 21, 55), both)
        for start in both:
            self.assertTrue(self.type._free_desks([(self.kids_id, 1)], start), start)
