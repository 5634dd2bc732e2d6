"""How satisfied a group of visitors is, and how sure that is.

Of five answers four are satisfied: is that 80 %? With so few nobody knows; the share of
all who could have answered may lie anywhere between 38 % and 96 %:

    >>> few = satisfaction({5: 3, 4: 1, 2: 1}, least=5)
    >>> few.answers, few.mean, few.share, few.low, few.high
    (5, 4.2, 80.0, 37.6, 96.4)
    >>> many = satisfaction({5: 300, 4: 100, 2: 100}, least=5)
    >>> many.share, many.low, many.high
    (80.0, 76.3, 83.3)

Of fewer answers than the town shows together only their number is told:

    >>> satisfaction({1: 4}, least=5)
    Satisfaction(answers=4, mean=None, share=None, low=None, high=None)

The interval is that of Wilson (*Probable inference, the law of succession, and
statistical inference*, Journal of the American Statistical Association 22, 1927): other
than the usual one it never leaves 0–100 %, and says something where everybody is
satisfied. It is about chance alone. It knows nothing of those who were not asked or did
not answer.
"""

from math import sqrt
from typing import NamedTuple

SCORES = (1, 2, 3, 4, 5)
#: from this score on a visitor is called satisfied
SATISFIED = 4
#: standard deviations of an interval that holds in 95 of 100 cases
SURE = 1.96


class Satisfaction(NamedTuple):
    """What is told of the answers of a group; ``None`` where it is too small."""

    answers: int
    mean: float | None = None
    #: percent of the answers that are satisfied, and between what the true share lies
    share: float | None = None
    low: float | None = None
    high: float | None = None


def satisfaction(counts, least=1):
    """Return what a group says.

    :param dict counts: how often each score was given
    :param int least: of fewer answers only the number is told
    """
    answers = sum(counts.values())
    if not answers or answers < least:
        return Satisfaction(answers)
    satisfied = sum(count for score, count in counts.items() if score >= SATISFIED)
    total = sum(score * count for score, count in counts.items())
    low, high = wilson(satisfied, answers)
    return Satisfaction(
        answers,
        round(total / answers, 2),
        round(100 * satisfied / answers, 1),
        round(100 * low, 1),
        round(100 * high, 1),
    )


def wilson(hits, tries, deviations=SURE):
    """Return between what a share lies of which a sample is known.

    >>> [round(end, 3) for end in wilson(0, 10)]
    [0.0, 0.278]

    :param int hits: of the sample, not more than ``tries``
    :param int tries: one or more
    """
    share, square = hits / tries, deviations**2
    middle = (share + square / (2 * tries)) / (1 + square / tries)
    spread = sqrt(share * (1 - share) / tries + square / (4 * tries**2))
    half = deviations * spread / (1 + square / tries)
    return max(0.0, middle - half), min(1.0, middle + half)
