from datetime import timedelta

from odoo.tests import freeze_time, tagged

from ..clock_common import NOW
from ..forecast_common import TODAY, ForecastCase

DAY = timedelta(days=1)
#: eight days ahead: said a week before, and then over
DUE = TODAY + 8 * DAY


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestForecastScore(ForecastCase):
    """When a day is over: what was said a week before, beside what came."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.count(cls.days)

    def later(self, days):
        with freeze_time(NOW + days * DAY):
            self.make()

    def test_what_was_said_a_week_before_stays(self):
        row = self.on(DUE, self.make())
        said = row.week_expected
        self.assertEqual(said, row.expected)
        self.assertEqual(row.naive, 36)
        # a quiet week: less is expected now, and that is not what was said
        self.count([TODAY + n * DAY for n in range(5)], visitors=1)
        self.later(7)
        self.assertEqual(row.week_expected, said)
        self.assertLess(row.expected, said)

    def test_a_day_that_is_nearer_is_not_judged(self):
        row = self.on(TODAY + 2 * DAY, self.make())
        self.assertIs(row.week_expected, False)
        self.count([row.day])
        self.later(4)
        self.assertEqual(row.came, 36)
        self.assertIs(row.error, False)

    def test_a_day_that_is_over_is_compared(self):
        row = self.on(DUE, self.make())
        self.count([DUE], visitors=8)
        self.later(9)
        self.assertEqual(row.came, 48)
        self.assertAlmostEqual(row.error, abs(48 - row.week_expected))
        self.assertEqual(row.naive_error, 12)
        inside = round(row.week_low) <= 48 <= round(row.week_high)
        self.assertEqual(row.inside, 100 * inside)

    def test_a_correction_counts_afterwards(self):
        row = self.on(DUE, self.make())
        self.count([DUE])
        self.later(9)
        self.assertEqual(row.came, 36)
        self.visit(None, at=NOW + 8 * DAY, arrival=0, finished_at=9, channel="walk_in")
        self.later(10)
        self.assertEqual(row.came, 37)

    def test_a_day_on_which_nothing_was_registered_is_not_judged(self):
        row = self.on(DUE, self.make())
        with freeze_time(NOW + 40 * DAY):
            self.make()
        self.assertIs(row.came, False)
        self.assertIs(row.inside, False)

    def test_a_new_service_looks_back(self):
        """Eight weeks are judged by what was known a week before each."""
        self.make(look_back=True)
        judged = self.forecasts.search(
            [("service_id", "=", self.service.id), ("error", "!=", False)]
        )
        self.assertEqual(len(judged), 40)
        self.assertTrue(all(judged.mapped("looked_back")))
        self.assertLess(max(judged.mapped("day")), TODAY)
        self.assertLess(sum(judged.mapped("error")) / 40, 3)
        self.assertGreater(sum(judged.mapped("inside")) / 40, 70)
        self.make(look_back=True)
        self.assertEqual(
            self.forecasts.search_count(
                [("service_id", "=", self.service.id), ("day", "<", TODAY)]
            ),
            40,
        )

    def test_looking_back_knows_nothing_of_the_days_it_judges(self):
        """What came afterwards changes the error, not what would have been said."""
        self.make(look_back=True)
        before = self.judged()[self.days[-1]].week_expected
        self.env["municipal.history.figure"].search(
            [("service_id", "=", self.service.id), ("day", ">=", self.days[-5])]
        ).count = 60
        self.forecasts.search([("service_id", "=", self.service.id)]).unlink()
        self.make(look_back=True)
        after = self.judged()[self.days[-1]]
        self.assertEqual(after.week_expected, before)
        self.assertGreater(after.error, 100)

    def judged(self):
        rows = self.forecasts.search(
            [("service_id", "=", self.service.id), ("day", "<", TODAY)]
        )
        return {row.day: row for row in rows}
