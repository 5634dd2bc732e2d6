"""What a product may do at a moment: be booked, walk in, the quick counter, nothing.

The one place where closings, weekly hours with their regime ("by appointment", "free
walk-in", "both"), the rules of the product and the limits of booking meet. Website,
agenda, kiosk and the clerk's screen ask here.

    >>> # Tuesday is free walk-in, except for foreigners' files
    >>> offer(Situation(access=WALK_IN), OPEN_HOURS, ONLINE).visit
    'walk_in'
    >>> offer(Situation(access=WALK_IN), NEVER, ONLINE).book
    'online'
"""

from dataclasses import dataclass

APPOINTMENT = "appointment"
WALK_IN = "walk_in"
BOTH = "both"

OPEN_HOURS = "open_hours"
NEVER = "never"
QUICK_COUNTER = "quick_counter"

ONLINE = "online"
STAFF = "staff"
NONE = "none"


def allows_appointment(access, walk_in_rule):
    """Tell whether an appointment time may lie in a line of weekly hours.

    Free walk-in replaces appointments only for the products that may walk in:
    a product that never may (a foreigner's file) keeps its appointments then.

    :param str access: ``appointment``, ``walk_in`` or ``both``
    :param str walk_in_rule: ``open_hours``, ``never`` or ``quick_counter``
    """
    return access != WALK_IN or walk_in_rule == NEVER


def allows_walk_in(access, walk_in_rule):
    """Tell whether a visitor may come without appointment in this line.

    Same parameters as :func:`allows_appointment`. The quick counter helps its
    products in every open line, whatever the regime of the other desks is.
    """
    if walk_in_rule == QUICK_COUNTER:
        return True
    return walk_in_rule == OPEN_HOURS and access in (WALK_IN, BOTH)


def may_book(booking_rule, by_staff):
    """Tell who may promise a time for a product.

    :param str booking_rule: ``online`` (everybody), ``staff`` or ``none``
    :param bool by_staff: whether a clerk asks
    """
    return booking_rule == ONLINE or (by_staff and booking_rule == STAFF)


#: why a product cannot be booked online at a moment
CLOSING = "closing"
NOT_OPEN = "not_open"
NOT_HERE = "not_here"
OWN_HOURS = "own_hours"
FREE_WALK_IN = "free_walk_in"
NOT_BOOKABLE = "not_bookable"
STAFF_ONLY = "staff_only"
PAST = "past"
TOO_SOON = "too_soon"
TOO_FAR = "too_far"
UNRELEASED = "unreleased"


@dataclass(frozen=True)
class Situation:
    """What holds at a moment, at a location.

    :param bool closed: a closing holds
    :param access: that of the line of weekly hours, ``None`` outside all lines
    :param bool received: somebody at this location deals with the product
    :param bool own_hours: the hours of the product itself hold
    :param str timing: ``past``, ``too_soon``, ``too_far`` or ``unreleased``; empty
        when citizens may book at that moment now
    """

    closed: bool = False
    access: str | None = None
    received: bool = True
    own_hours: bool = True
    timing: str = ""

    @property
    def barrier(self):
        """Why nobody can come at all. A closing beats every opening."""
        if self.closed:
            return CLOSING
        if self.access is None:
            return NOT_OPEN
        if not self.received:
            return NOT_HERE
        return "" if self.own_hours else OWN_HOURS


@dataclass(frozen=True)
class Offer:
    """What a product may do at a moment.

    :param str book: ``online`` (everybody), ``staff`` or ``none``
    :param str visit: without appointment: ``walk_in``, ``quick_counter`` or ``none``
    :param str why: why citizens cannot book it online; empty when they can
    """

    book: str = NONE
    visit: str = NONE
    why: str = ""


def offer(situation, walk_in_rule, booking_rule):
    """Return what a product may do in a situation, and why not more.

    :param str walk_in_rule: as in :func:`allows_appointment`
    :param str booking_rule: as in :func:`may_book`
    :rtype: Offer
    """
    why = situation.barrier or (PAST if situation.timing == PAST else "")
    if why:
        return Offer(why=why)
    visit = NONE
    if allows_walk_in(situation.access, walk_in_rule):
        visit = QUICK_COUNTER if walk_in_rule == QUICK_COUNTER else WALK_IN
    if booking_rule == NONE:
        return Offer(visit=visit, why=NOT_BOOKABLE)
    if not allows_appointment(situation.access, walk_in_rule):
        return Offer(visit=visit, why=FREE_WALK_IN)
    if booking_rule == STAFF:
        return Offer(STAFF, visit, STAFF_ONLY)
    return Offer(STAFF if situation.timing else ONLINE, visit, situation.timing)
