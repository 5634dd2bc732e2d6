"""Whether two periods differ by more than chance.

A council should not hear that there were 4 % more visitors when any two months differ
so much. Days are what is compared, not visitors: people come in families, in bad
weather and before holidays, so that counts vary more than dice do.

    >>> same = rates([40, 44, 38, 42, 41] * 4, [41, 43, 39, 42, 40] * 4)
    >>> same.certain
    False
    >>> more = rates([40, 44, 38, 42, 41] * 4, [50, 55, 48, 52, 51] * 4)
    >>> more.certain, round(more.ratio, 2)
    (True, 1.25)
    >>> # ten visitors of a day more, where chance alone makes four
    >>> round(more.after - more.before), round(more.noise)
    (10, 4)

The variance of counts and shares is that of Poisson and binomial times a dispersion,
which is Pearson's chi-square over its degrees of freedom and never less than one: P.
McCullagh and J. A. Nelder, *Generalized Linear Models*, 2nd ed. 1989, sections 4.5
(shares) and 6.2 (counts). The statistic is the score: it also holds where nobody came.
Of the weekday that changed most one may not judge as if no other had been looked at:
S. Holm, *A simple sequentially rejective multiple test procedure*, Scandinavian Journal
of Statistics 6 (1979).
"""

from dataclasses import dataclass, replace
from math import erfc, sqrt

#: below this probability that chance alone does it, a difference is told
LEVEL = 0.05
#: with fewer days nobody knows how much days vary
LEAST_DAYS = 8
#: of a normal distribution: beyond so many standard errors lies LEVEL of it
ERRORS = 1.959964


@dataclass(frozen=True)
class Difference:
    """How much a period differs from the one before, and whether by chance."""

    before: float
    after: float
    #: how probable so large a difference is when nothing changed
    chance: float = 1.0
    #: standard error of the difference when nothing changed; nothing with few days
    error: float | None = None

    @property
    def noise(self):
        """How large a difference chance alone makes, nineteen times out of twenty."""
        return None if self.error is None else ERRORS * self.error

    @property
    def ratio(self):
        return self.after / self.before if self.before else None

    @property
    def certain(self):
        return self.chance < LEVEL


def rates(before, after):
    """Compare visitors per day.

    :param before: visitors of each day that was open, also of those without any
    """
    means = _mean(before), _mean(after)
    days = len(before), len(after)
    middle = (sum(before) + sum(after)) / max(1, sum(days))
    if min(days) < LEAST_DAYS or not middle:
        return Difference(*means)
    spread = sum(
        (count - mean) ** 2 / mean
        for counts, mean in zip((before, after), means, strict=True)
        for count in counts
        if mean
    )
    variance = middle * (1 / days[0] + 1 / days[1])
    return _judged(means, variance, spread, sum(days))


def shares(before, after):
    """Compare shares, such as that of appointments that were missed.

    :param before: pairs (how many of, out of how many) of each day
    """
    before = [pair for pair in before if pair[1]]
    after = [pair for pair in after if pair[1]]
    means = _share(before), _share(after)
    middle = _share([*before, *after])
    if min(len(before), len(after)) < LEAST_DAYS or middle in (0, 1):
        return Difference(*means)
    spread = sum(
        (hits - total * share) ** 2 / (total * share * (1 - share))
        for pairs, share in zip((before, after), means, strict=True)
        for hits, total in pairs
        if 0 < share < 1
    )
    totals = [sum(total for _hits, total in pairs) for pairs in (before, after)]
    variance = middle * (1 - middle) * (1 / totals[0] + 1 / totals[1])
    days = len(before) + len(after)
    return _judged(means, variance, spread, days)


def adjusted(differences):
    """Return differences that were looked at together, each with its chance by Holm."""
    order = sorted(range(len(differences)), key=lambda i: differences[i].chance)
    found, worst = list(differences), 0.0
    for rank, index in enumerate(order):
        one = differences[index]
        worst = max(worst, min(1.0, one.chance * (len(order) - rank)))
        found[index] = replace(one, chance=worst)
    return found


def _judged(means, variance, spread, days):
    """Return a difference, both ways, given how much days vary."""
    error = sqrt(variance * max(1.0, spread / (days - 2)))
    score = abs(means[1] - means[0]) / error
    return Difference(*means, erfc(score / sqrt(2)), error)


def _mean(counts):
    return sum(counts) / len(counts) if counts else 0.0


def _share(pairs):
    total = sum(total for _hits, total in pairs)
    return sum(hits for hits, _total in pairs) / total if total else 0.0
