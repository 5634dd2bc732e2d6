from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.forecast import known_until, learn
from ..visit.minutes import Minutes

#: a forecast is judged by what it said so many days before
AHEAD = 7
#: weeks that are judged by what would have been said, when a service is new here
WEEKS_BACK = 8
#: days that are over and are compared again
AGAIN = timedelta(days=31)


class MunicipalForecast(models.Model):
    """What was said a week before, what came, and how far both were apart.

    A week before is when a roster can still be changed. Beside it stands what anybody
    can work out: the mean of the last four such weekdays.
    """

    _inherit = "municipal.forecast"

    week_expected = Minutes(
        string="Expected a week before",
        readonly=True,
        digits=(16, 1),
        help="What was said seven days before, when a roster can still be changed.",
    )
    week_low = Minutes(string="At least, a week before", readonly=True, digits=(16, 1))
    week_high = Minutes(string="At most, a week before", readonly=True, digits=(16, 1))
    naive = Minutes(
        string="Mean of four such weekdays",
        readonly=True,
        digits=(16, 1),
        help="The same weekday, mean of the last four weeks, as known a week before.",
    )
    came = Minutes(
        string="Visitors who came",
        readonly=True,
        digits=(16, 0),
        help="When the day is over, as the figures count it. Empty before.",
    )
    error = Minutes(
        string="Error of the forecast",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Visitors by which the forecast of a week before was wrong, too many or "
        "too few alike. A group shows the mean.",
    )
    naive_error = Minutes(
        string="Error of four such weekdays",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Visitors by which the mean of the last four such weekdays was wrong, of "
        "the same days.",
    )
    inside = Minutes(
        string="Within the range (%)",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="Days on which as many came as the range of a week before said: about 80 "
        "when the ranges are right.",
    )
    looked_back = fields.Boolean(
        readonly=True,
        help="Not said at the time: worked out afterwards, with what was known then.",
    )

    @api.model
    def _compare(self, series):
        """Write what came on days that are over, and how good their forecast was.

        Days of the last month are compared again: their visits may have been corrected.
        A day on which nobody was registered, for it was closed, is not compared.
        """
        again = Domain("came", "=", False)
        again |= Domain("day", ">=", series.today - AGAIN)
        counted = series.history.visitors
        rows = self.search(
            self._of_series(series) & Domain("day", "<", series.today) & again
        )
        for row in rows:
            row.write(row._compared(counted.get(row.day)))

    def _compared(self, came):
        """Return how good the forecast of a day was.

        :param came: visitors, or nothing of a day that says nothing
        """
        self.ensure_one()
        if came is None or self.week_expected is False or self.naive is False:
            return {"came": came, "error": None, "naive_error": None, "inside": None}
        inside = round(self.week_low) <= came <= round(self.week_high)
        return {
            "came": came,
            "error": abs(came - self.week_expected),
            "naive_error": abs(came - self.naive),
            "inside": 100 * inside,
        }

    @api.model
    def _look_back(self, series):
        """Work out what would have been said of the last weeks, with what was known.

        So a town knows from the first day how good it is.
        """
        for week in range(WEEKS_BACK, 0, -1):
            moment = series.monday - timedelta(weeks=week + 1)
            known = learn(known_until(series.history, moment))
            days = [moment + timedelta(days=AHEAD + n) for n in range(7)]
            told = [known.expected(d) for d in days if d in series.history.visitors]
            self.create(
                [
                    self._looked_back(series, expected, moment)
                    for expected in told
                    if expected.reason is None
                ]
            )

    @api.model
    def _looked_back(self, series, expected, moment):
        """Return the values of a day of which nothing had been said at the time."""
        return {
            **self._keys(series, expected.day),
            "made_on": moment,
            "looked_back": True,
            "kinds": self._kinds(series, expected.day),
            **self._numbers(expected, ("expected", "low", "high")),
            **self._numbers(expected, ("week_expected", "week_low", "week_high")),
            "naive": series.naive(expected.day, moment),
        }
