import unittest
from datetime import date, datetime, timedelta
from itertools import product as every

from odoo import Command
from odoo.tests import tagged

from ...engine import access
from ...engine.access import Offer, Situation, offer
from ...engine.ticks import naive_utc
from ..hours_common import HoursCase

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 10, day) for day in (12, 13, 14))
FRIDAY = date(2026, 10, 16)


class TestOffer(unittest.TestCase):
    """The rule itself: what may a product do, and why not more."""

    def test_what_a_tuesday_offers(self):
        tuesday = Situation(access="walk_in")
        for rules, expected in (
            (("open_hours", "online"), Offer("none", "walk_in", "free_walk_in")),
            (("never", "online"), Offer("online", "none", "")),
            (
                ("quick_counter", "online"),
                Offer("none", "quick_counter", "free_walk_in"),
            ),
            (("never", "staff"), Offer("staff", "none", "staff_only")),
            (("open_hours", "none"), Offer("none", "walk_in", "not_bookable")),
        ):
            with self.subTest(rules=rules):
                self.assertEqual(offer(tuesday, *rules), expected)

    def test_a_line_for_both_serves_both(self):
        both = offer(Situation(access="both"), "open_hours", "online")
        self.assertEqual(both, Offer("online", "walk_in", ""))

    def test_a_closing_beats_every_opening(self):
        for line, walk_in, booking in every(
            ("appointment", "walk_in", "both"),
            ("open_hours", "never", "quick_counter"),
            ("online", "staff", "none"),
        ):
            closed = offer(Situation(closed=True, access=line), walk_in, booking)
            self.assertEqual(closed, Offer("none", "none", "closing"))

    def test_who_cannot_book_online_is_told_why(self):
        """In every situation: either everybody may book, or there is a why."""
        for closed, line, received, own, timing, walk_in, booking in every(
            (False, True),
            (None, "appointment", "walk_in", "both"),
            (False, True),
            (False, True),
            ("", "past", "too_soon", "too_far", "unreleased"),
            ("open_hours", "never", "quick_counter"),
            ("online", "staff", "none"),
        ):
            situation = Situation(closed, line, received, own, timing)
            found = offer(situation, walk_in, booking)
            self.assertEqual(found.book == "online", not found.why, situation)
            if situation.barrier or timing == "past":
                self.assertEqual((found.book, found.visit), ("none", "none"))

    def test_limits_of_time_bind_citizens_only(self):
        for timing in ("too_soon", "too_far", "unreleased"):
            limited = Situation(access="appointment", timing=timing)
            self.assertEqual(
                offer(limited, "open_hours", "online"), Offer("staff", "none", timing)
            )


@tagged("post_install", "-at_install")
class TestAccessRule(HoursCase):
    """The same rule through the models: one answer for everybody who asks."""

    def at(self, day, hour, minute=0):
        local = self.type._tz().localize(
            datetime(day.year, day.month, day.day, hour, minute)
        )
        return naive_utc(local)

    def why(self, day, hour, product=None, **kwargs):
        return (product or self.kids_id)._offer(self.at(day, hour), **kwargs).why

    def test_tuesday_for_citizens_and_for_foreigners(self):
        kids = self.kids_id._offer(self.at(TUESDAY, 10))
        self.assertEqual((kids.book, kids.visit), ("none", "walk_in"))
        foreigner = self.foreigner._offer(self.at(TUESDAY, 10))
        self.assertEqual((foreigner.book, foreigner.visit), ("online", "none"))

    def test_every_reason_there_is(self):
        self.assertEqual(self.why(WEDNESDAY, 10), "")
        self.assertEqual(self.why(WEDNESDAY, 13), access.NOT_OPEN)
        self.assertEqual(self.why(TUESDAY, 10), access.FREE_WALK_IN)
        self.assertEqual(self.why(date(2026, 10, 9), 10), access.PAST)
        self.assertEqual(self.why(MONDAY, 9, self.passport), access.TOO_SOON)
        self.assertEqual(self.why(date(2027, 6, 2), 10), access.TOO_FAR)
        self.passport.booking = "staff"
        self.assertEqual(self.why(WEDNESDAY, 10, self.passport), access.STAFF_ONLY)
        self.passport.booking = "none"
        self.assertEqual(self.why(WEDNESDAY, 10, self.passport), access.NOT_BOOKABLE)
        elsewhere = self.location.copy({"name": "Elsewhere"})
        self.assertEqual(self.why(WEDNESDAY, 10, location=elsewhere), access.NOT_HERE)
        self.env["municipal.release"].create(
            {"type_id": self.type.id, "days_before": 1}
        )
        self.type.invalidate_recordset()
        self.assertEqual(self.why(WEDNESDAY, 10), access.UNRELEASED)
        self.env["resource.calendar.leaves"]._close(WEDNESDAY, "Strike", self.company)
        self.assertEqual(self.why(WEDNESDAY, 10), access.CLOSING)

    def test_appointments_that_are_switched_off(self):
        self.service.appointment_enabled = False
        self.assertEqual(self.why(WEDNESDAY, 10), access.NOT_BOOKABLE)

    def test_every_reason_has_words(self):
        reasons = {
            value
            for name, value in vars(access).items()
            if name.isupper() and isinstance(value, str)
        } - {"appointment", "walk_in", "both", "open_hours", "never", "quick_counter"}
        reasons -= {"online", "staff", "none"}
        product = type(self.kids_id)
        original = product._offer
        try:
            for reason in reasons:
                product._offer = lambda *args, r=reason: Offer(why=r)
                self.assertTrue(self.kids_id._why_not(self.at(WEDNESDAY, 10)), reason)
        finally:
            product._offer = original

    def test_weddings_on_friday_afternoon_only(self):
        self.calendar.attendance_ids = [
            Command.create(
                {
                    "name": "Friday afternoon",
                    "dayofweek": "4",
                    "hour_from": 13,
                    "hour_to": 17,
                    "day_period": "afternoon",
                }
            )
        ]
        wedding = self.passport
        wedding.calendar_id = self.calendar_of((4, 14, 16, "appointment"))
        self.assertEqual(self.slots(FRIDAY, wedding)[0], "14:00")
        self.assertEqual(self.slots(FRIDAY, wedding)[-1], "15:45")
        self.assertEqual(self.slots(WEDNESDAY, wedding), [])
        self.assertEqual(self.why(WEDNESDAY, 10, wedding), access.OWN_HOURS)
        self.assertEqual(self.why(FRIDAY, 14, wedding), "")
        self.assertIn("09:00", self.slots(FRIDAY))

    def test_search_and_rule_agree_on_every_quarter_of_two_weeks(self):
        """Nothing is offered that the rule forbids, nor forbidden what it offers."""
        self.env["resource.calendar.leaves"]._close(FRIDAY, "Bridge", self.company)
        self.type.write({"lead_hours": 3, "horizon_days": 10})
        zone = self.type._tz()
        begin = zone.localize(datetime(2026, 10, 12))
        end = begin + timedelta(days=14)
        for product in (self.kids_id, self.foreigner):
            minutes = product.duration
            free = set(self.type._free_slots([(product, 1)], begin, end))
            moment = naive_utc(begin)
            while moment < naive_utc(end):
                last = moment + timedelta(minutes=minutes - 1)
                offered = all(
                    product._offer(minute).book == "online" for minute in (moment, last)
                )
                if offered or moment in free:
                    self.assertEqual(moment in free, offered, (product.name, moment))
                moment += timedelta(minutes=15)
            self.assertTrue(free)

    def test_a_refusal_says_why(self):
        for day, hour, words in (
            (TUESDAY, 10, "free walk-in"),
            (WEDNESDAY, 14, "opening hours"),
            (date(2027, 6, 2), 10, "cannot be booked yet"),
        ):
            with self.subTest(words=words), self.assertRaisesRegex(Exception, words):
                self.book(start=self.at(day, hour))
