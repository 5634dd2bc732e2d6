"""Which of the free desks receives a visitor, so that the day stays whole.

Desks that serve few products come first: they leave the others to the visitors whom
nobody else can help. Among equals, a visit at the edge of the free time of a desk comes
before one that breaks it in two, and then counts how much room other visits lose.
``benchmarks/desks.py`` compares this with other rules.

    >>> # one product only, and at the edge of its free time: this desk first
    >>> best_desks({"all": (9, 0, 60), "few": (2, 0, 60)}, 20, [20, 40])
    ['few', 'all']
"""


def pieces_lost(before, minutes, after, durations):
    """Return how many visits fewer fit in a stretch of free time.

    Every duration is counted on its own: how often it fits before and after the visit,
    compared with the whole stretch.

    :param int before: free minutes just before the visit
    :param int minutes: of the visit
    :param int after: free minutes just after it
    :param durations: minutes of the visits that might come, all positive
    """
    whole = before + minutes + after
    return sum(
        whole // duration - before // duration - after // duration
        for duration in durations
    )


def best_desks(desks, minutes, durations):
    """Return desks in the order in which they should be taken.

    Desks that make no difference keep their order.

    :param dict desks: desk -> (number of products that it serves, free minutes just
        before the visit, free minutes just after it)
    The other parameters are those of :func:`pieces_lost`.
    """

    def cost(desk):
        products, before, after = desks[desk]
        breaks = before > 0 and after > 0
        return products, breaks, pieces_lost(before, minutes, after, durations)

    return sorted(desks, key=cost)
