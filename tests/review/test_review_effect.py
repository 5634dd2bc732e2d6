from datetime import date, datetime, timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..review_common import ReviewCase


@tagged("post_install", "-at_install")
class TestReviewEffect(ReviewCase):
    """New hours from 13 October 2026, looked at in January."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.in_force = cls.frozen()
        cls.decide(cls.in_force, cls.draw(cls.in_force))
        cls.in_force.action_put_in_force()

    def test_too_soon(self):
        self.assertEqual(self.in_force.effect_from, date(2027, 1, 13))
        with self.assertRaisesRegex(UserError, "too soon"):
            self.in_force.action_show_effect()
        self.assertFalse(self.in_force.effect_html)

    @freeze_time(datetime(2027, 1, 12, 20, 30))
    def test_too_soon_is_said_by_the_day_of_the_town(self):
        far = self.in_force.with_context(tz="Pacific/Auckland")
        with self.assertRaisesRegex(UserError, "too soon"):
            far.action_show_effect()

    def test_not_before_hours_are_in_force(self):
        with self.assertRaisesRegex(UserError, "No hours of this review"):
            self.frozen().action_show_effect()

    @freeze_time(datetime(2027, 1, 14, 9))
    def test_what_came_of_it(self):
        first = datetime(2026, 10, 13, 7, 0)
        for day in range(30):
            moment = first + timedelta(days=day)
            if moment.isoweekday() <= 5:
                for number in range(14):
                    self.served(moment + timedelta(minutes=10 * number))
        self.env.flush_all()
        self.in_force.action_show_effect()
        effect = self.in_force.effect
        self.assertEqual(effect["after"], ["2026-10-13", "2027-01-12"])
        self.assertEqual(effect["before"], ["2026-07-13", "2026-10-12"])
        rows = {name: row for name, *row in effect["rows"]}
        before, after, certain = rows["visitors"]
        self.assertLess(before, after)
        self.assertIn("weekday_2", rows)
        self.assertIsInstance(certain, bool)
        self.assertIn("Visitors on an open Tuesday", self.in_force.effect_html)
