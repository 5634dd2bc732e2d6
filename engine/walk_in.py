"""Whether a ticket still leads to a turn today, and what to say when it does not.

Everything is looked at that is open today, not the present hours alone: who comes just
before noon has an afternoon before them.

    >>> # at 11:46 (706), open until noon and from 13:30 on: the afternoon counts
    >>> answer([(540, 720), (810, 960)], 706, 1440, 20, 5).what
    'later'
"""

from dataclasses import dataclass

#: what becomes of a ticket
GIVEN, LATER, CROWDED, CLOSING, CLOSED = (
    "given",
    "later",
    "crowded",
    "closing",
    "closed",
)


@dataclass(frozen=True)
class Answer:
    """What a visitor is told.

    :param str what: ``given``; ``later`` (from ``start`` on, today); ``crowded`` (the
        wait is longer than the day); ``closing`` (at ``stop``, and today never again);
        ``closed`` (nothing more today; ``start`` and ``stop`` of the next hours)
    """

    what: str
    start: int | None = None
    stop: int | None = None


def answer(opened, now, midnight, last, wait):
    """Return what becomes of a ticket that somebody wants now.

    :param opened: when visitors are received without appointment from now on: pairs
        (start, stop), merged, in minutes on the clock of ``now``
    :param midnight: end of the present day
    :param last: minutes before closing from which no tickets are given
    :param wait: fewest minutes until the turn would come
    :rtype: Answer
    """
    left = [(max(start, now), stop) for start, stop in opened if stop > now]
    today = [(start, min(stop, midnight)) for start, stop in left if start < midnight]
    if not today:
        return Answer(CLOSED, *(left[0] if left else ()))
    start, stop = today[0]
    if start > now:
        return Answer(LATER, start)
    if left[0][1] - now < max(1, last):
        following = today[1:2]
        return (
            Answer(LATER, following[0][0]) if following else Answer(CLOSING, stop=stop)
        )
    open_minutes = sum(stop - start for start, stop in today)
    return Answer(CROWDED) if wait > open_minutes else Answer(GIVEN)
