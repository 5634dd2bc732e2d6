"""How far a forecast may be off: as far as it was, on weeks that it had not seen.

The past is forecast from its own past: from several moments of the last year, each with
what was known then. The distances between what was forecast and what came, over the
root of the forecast, are the range of the next forecast (split conformal prediction:
V. Vovk, A. Gammerman, G. Shafer, *Algorithmic Learning in a Random World*, 2005). So
the range is right without any belief in the model, as long as the future is no
stranger than the past.

>>> spread = Spread(tuple(sorted((-1.0, 0.0, 1.0, 2.0) * 20)), ())
>>> spread.range(100, ahead=7)
(90.0, 120.0)
"""

from dataclasses import dataclass
from math import ceil, floor, sqrt

from .forecast_model import fit

#: share of days that fall into the range
SHARE = 0.8
#: weeks between the moments from which the past is forecast, and how many moments
EVERY, MOMENTS = 5, 9
#: weeks ahead that are scored, and those that count as near
AHEAD, NEAR = 8, 2
#: weeks of history that a forecast of the past needs
LEAST_WEEKS = 8
#: with fewer distances the range is a guess, and is made wider
ENOUGH, WIDER = 40, 1.35
#: distance of the eighty per cent of a normal law
NORMAL = 1.2816


@dataclass(frozen=True)
class Spread:
    """Distances over the root of the forecast, in ascending order."""

    near: tuple
    far: tuple
    #: where there were too few distances
    dispersion: float = 1.0

    def range(self, expected, ahead, wider=1.0, unknown=0.0):
        """Return between which numbers eight of ten days fall.

        :param ahead: days from the last day that is known
        :param wider: times the usual distance
        :param unknown: relative uncertainty of an effect that was never seen
        """
        low, high = self._distances(ahead)
        root, extra = sqrt(max(expected, 0.25)), (NORMAL * unknown * expected) ** 2
        down = sqrt((min(low, 0) * root * wider) ** 2 + extra)
        up = sqrt((max(high, 0) * root * wider) ** 2 + extra)
        return max(0.0, expected - down), expected + up

    def _distances(self, ahead):
        some = self.near if ahead <= 7 * NEAR else self.far or self.near
        if len(some) < ENOUGH:
            guess = WIDER * NORMAL * sqrt(self.dispersion)
            return -guess, guess
        tail = (1 - SHARE) / 2 * (len(some) + 1)
        low = max(0, floor(tail) - 1)
        high = min(len(some) - 1, ceil(len(some) + 1 - tail) - 1)
        return some[low], some[high]


def learn(rows, dispersion):
    """Return the spread of forecasts of past days.

    :param rows: of :class:`engine.forecast_model.Row`, in order
    """
    near, far = [], []
    last, first = rows[-1].week, rows[0].week
    for moment in range(MOMENTS):
        week = last - EVERY * moment - NEAR
        if week - first >= LEAST_WEEKS:
            _look_back(rows, week, near, far)
    return Spread(tuple(sorted(near)), tuple(sorted(far)), dispersion)


def _look_back(rows, week, near, far):
    """Forecast the weeks from one on with what was known before."""
    known = [row for row in rows if row.week < week]
    regimes = {row.regime for row in known}
    model = fit(known)
    for row in rows:
        if week <= row.week < week + AHEAD and row.regime in regimes:
            expected = model.expected(row)
            distance = (row.visitors - expected) / sqrt(max(expected, 0.25))
            (near if row.week < week + NEAR else far).append(distance)
