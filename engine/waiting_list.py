"""Who on a waiting list is offered a slot that came free, and how long it is kept.

    >>> early = Slot(day=739539, minute=9 * 60)
    >>> ann, bob = Wish("Ann", joined=1, part="afternoon"), Wish("Bob", joined=2)
    >>> next_in_line([ann, bob], lambda wish: [early], most=3)
    (Wish(key='Bob', ...), Slot(day=739539, minute=540))

An offer holds for so many minutes by day. In the night nobody reads mail: those hours
do not count, and no offer ends in them.

    >>> night = [(20 * 60, 32 * 60)]
    >>> offer_end(19 * 60 + 40, 60, night, latest=40 * 60) == 32 * 60 + 40
    True

Whoever freed a slot cannot hand it to somebody: it rests for a while that nobody can
tell beforehand.

    >>> rest_minutes(60, 0.0), rest_minutes(60, 0.999)
    (45, 75)
"""

from typing import NamedTuple

from .intervals import merge, subtract

#: part of a day -> minutes of the local day
PARTS = {
    "morning": range(0, 12 * 60),
    "afternoon": range(12 * 60, 17 * 60),
    "evening": range(17 * 60, 24 * 60),
}
#: how much longer or shorter a slot rests, at most
SPREAD = 0.25


class Slot(NamedTuple):
    """A moment that came free, as its building counts days."""

    #: ``date.toordinal()``
    day: int
    #: of the local day
    minute: int


class Wish(NamedTuple):
    """What a person waits for.

    For example ``Wish(7, joined=3, first=739539, part="morning")``.
    """

    key: object
    #: who joined before has a smaller one
    joined: int
    #: how many offers they had that they did not take
    offers: int = 0
    #: first and last day that suit, ``None`` for any
    first: int | None = None
    last: int | None = None
    #: a key of :data:`PARTS`, empty for any part of the day
    part: str = ""
    #: the appointment that they have: only an earlier slot is better
    before: Slot | None = None
    #: slots that they were offered already
    had: frozenset = frozenset()

    def __repr__(self):
        return f"Wish(key={self.key!r}, ...)"


def suits(wish, slot):
    """Tell whether a slot is what somebody waits for."""
    return (
        (wish.first is None or slot.day >= wish.first)
        and (wish.last is None or slot.day <= wish.last)
        and (not wish.part or slot.minute in PARTS[wish.part])
        and (wish.before is None or slot < wish.before)
        and slot not in wish.had
    )


def next_in_line(wishes, slots_of, most):
    """Return who is offered which slot: the first whom one suits.

    Who had fewer offers goes first, and among them who waits longer: nobody is passed
    over because somebody before them lets every offer lapse.

    :param slots_of: function of a wish that returns the slots that are free for it, in
        order of time; asked of nobody beyond the one who is found
    :param int most: offers that a person gets
    :return: pair (wish, slot), or ``None`` when nobody wants it
    """
    entitled = (wish for wish in wishes if wish.offers < most)
    for wish in sorted(entitled, key=lambda wish: (wish.offers, wish.joined)):
        for slot in slots_of(wish):
            if suits(wish, slot):
                return wish, slot
    return None


def offer_end(now, minutes, quiet, latest):
    """Return when an offer that is made now ends, or ``None`` if none can be made.

    :param int now: in any minutes that have no gaps
    :param int minutes: that somebody has for an answer, quiet hours not counted
    :param quiet: intervals in which no mail leaves and no offer ends
    :param int latest: the slot can be had until then
    """
    if waking(now, quiet) != now:
        return None
    left = minutes
    for start, stop in subtract([(now, latest)], quiet):
        if stop - start >= left:
            return start + left
        left -= stop - start
    return None


def waking(now, quiet):
    """Return when the quiet hours end in which a moment lies: at once outside them."""
    for start, stop in merge(quiet):
        if start <= now < stop:
            return stop
    return now


def rest_minutes(minutes, drawn):
    """Return how long a freed slot rests.

    :param int minutes: in the mean
    :param float drawn: by chance, from 0 to less than 1
    """
    return round(minutes * (1 - SPREAD + 2 * SPREAD * drawn))
