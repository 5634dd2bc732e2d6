"""How long a visit keeps a desk busy, learnt from how long such visits took.

Every product has a factor: how many times the planned minutes it really takes. So a
product of which little is known is taken as planned, more and more as measured when
measurements come in, and quantities need no measurements of their own.

    >>> # measured 200 times: a product takes 15 minutes and not the 10 that are planned
    >>> round(learn([([("passport", 10)], 15)] * 200).minutes([("passport", 10)]))
    15
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from math import exp
from statistics import NormalDist, fmean, median, pstdev

#: what is planned weighs as much as so many measured visits
PLANNED_WEIGHT = 8
#: a visit that took so many times the usual was forgotten: it counts as so many times
LIMIT = 2
#: so few visits do not tell what is usual for a product
FEW = 5
#: how many numbers describe how visits differ, and how many visits it takes to know
STEPS, ENOUGH = 24, 48
#: relative spread of visits before anything was measured
SPREAD = 0.36
#: of the expected minutes, when a visit already takes longer than nearly all
OVERTIME = 0.25


def _usual_shape():
    steps = ((number + 0.5) / STEPS for number in range(STEPS))
    normal = NormalDist(-(SPREAD**2) / 2, SPREAD)
    return tuple(exp(normal.inv_cdf(step)) for step in steps)


@dataclass(frozen=True)
class Handling:
    """What was learnt; without history, what is planned."""

    #: product -> real minutes for one that is planned
    factors: dict = field(default_factory=dict)
    #: the same for a product that was never measured
    general: float = 1.0
    #: minutes from the end of a visit to the next call
    between: float = 1.0
    #: ascending samples of real minutes for one that was expected
    shape: tuple = field(default_factory=_usual_shape)

    @cached_property
    def spread(self):
        """Return the relative standard deviation of visits."""
        return pstdev(self.shape)

    def minutes(self, lines):
        """Return the minutes from the call to the end of a visit.

        :param lines: pairs (product, planned minutes for its whole quantity)
        """
        return sum(
            self.factors.get(product, self.general) * planned
            for product, planned in lines
        )

    def sample(self, expected, part):
        """Return the minutes of one visit among many that are expected alike.

        :param part: which one, from 0 for the shortest to just under 1 for the longest
        """
        return expected * self.shape[int(part * len(self.shape))]

    def remaining(self, expected, elapsed, part):
        """Return how many minutes one visit still takes, among many that go on.

        :param expected: what :meth:`minutes` returned for it
        :param elapsed: minutes since its call
        :param part: as in :meth:`sample`
        """
        longer = self.shape[bisect_right(self.shape, elapsed / max(expected, 1)) :]
        if not longer:
            return OVERTIME * expected
        return expected * longer[int(part * len(longer))] - elapsed


def learn(rows, between=1.0):
    """Return the handling times that a history tells of.

    Only visits for one product tell how long a product takes. Visits whose times are
    not reliable should be left out before.

    :param rows: pairs (lines, minutes from the call to the end); lines are those of
        :meth:`Handling.minutes`
    """
    ratios = {}
    for lines, minutes in rows:
        if len(lines) == 1 and lines[0][1] > 0 and minutes > 0:
            ratios.setdefault(lines[0][0], []).append(minutes / lines[0][1])
    usual = median(
        [1.0] * PLANNED_WEIGHT + [one for some in ratios.values() for one in some]
    )
    kept = {product: _clipped(some, usual) for product, some in ratios.items()}
    general = _weighted([ratio for some in kept.values() for ratio in some], 1.0)
    factors = {product: _weighted(some, general) for product, some in kept.items()}
    shape = _shape(
        ratio / factors[product] for product, some in kept.items() for ratio in some
    )
    return Handling(factors, general, between, shape or _usual_shape())


def _clipped(ratios, usual):
    """Bring what is far from the usual nearer, so that one mistake changes little.

    The mean is kept, not the median: in a line long visits count for what they are.
    """
    usual = median(ratios) if len(ratios) > FEW else usual
    return [min(max(ratio, usual / LIMIT), usual * LIMIT) for ratio in ratios]


def _weighted(ratios, planned):
    """Return the mean, drawn to what is planned as long as there is little of it."""
    return (sum(ratios) + PLANNED_WEIGHT * planned) / (len(ratios) + PLANNED_WEIGHT)


def _shape(ratios):
    """Return evenly spread samples of ratios with mean 1, if there are enough."""
    some = sorted(ratios)
    if len(some) < ENOUGH:
        return ()
    edges = [len(some) * step // STEPS for step in range(STEPS + 1)]
    means = [fmean(some[a:b]) for a, b in zip(edges, edges[1:], strict=False)]
    return tuple(sorted(value / fmean(means) for value in means))
