"""Which of the free desks receives a visitor, so that the day stays whole.

Best fit: the desk whose free time around the visit is left with the least waste.
An appointment that fills a gap exactly costs nothing; one in the middle of an empty
morning breaks it into two pieces that fit fewer long visits.
"""


def waste(before, after, common):
    """Return how much free time a visit spoils, in ticks.

    What is left beside the visit is of use in whole pieces of a common duration;
    the rest of it is waste.

    :param int before: free ticks just before the visit
    :param int after: free ticks just after it
    :param int common: ticks of a common visit
    """
    return before % common + after % common - (before + after) % common


def best_desks(gaps, common):
    """Return the desks in the order in which they should be taken.

    Least waste first, then the smallest free space, then the order of the desks.

    :param dict gaps: desk -> (free ticks before, free ticks after)
    :param int common: ticks of a common visit
    """
    return sorted(
        gaps,
        key=lambda desk: (waste(*gaps[desk], common), sum(gaps[desk])),
    )
