"""What a line of weekly hours offers for a product.

The one place where the regimes "by appointment", "free walk-in" and "both" meet
the rule of the product. Website, agenda, kiosk and the clerk's screen ask here.
"""

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
    """Tell whether a promised time may lie in a line of weekly hours.

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
