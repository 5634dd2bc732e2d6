from odoo.tests import TransactionCase, tagged

from ...demo import backtest, recent_years


@tagged("post_install", "-at_install")
class TestReviewBacktest(TransactionCase):
    """The demo's change of 1 April 2025, each regime foretold out of the other.

    Its people wait by other rules than those of the queue; how far off that makes a
    simulation stands in ``docs/forecast_and_what_if.rst``.
    """

    def test_how_far_off_it_is(self):
        recent_years.fill(self.env)
        found = backtest.backtest(self.env, weeks=8, years=2)
        self.assertEqual(len(found), 4)
        for (known, wanted), one in found.items():
            with self.subTest(known=known, wanted=wanted):
                self.assertGreater(one.measured, 3)
                self.assertLess(one.error, 2 if known == wanted else 5)
        self.assertLess(backtest.crossed_error(found), 3)
        # before the change it was to be seen that people would wait longer
        was, will = (found["before", wanted] for wanted in ("before", "after"))
        self.assertGreater(will.measured, was.measured)
        self.assertGreater(will.said, was.said)
