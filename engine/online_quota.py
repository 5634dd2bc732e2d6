"""How much of the time at the desks the website may give away.

Towns keep a part of their desks for visitors who come without appointment and for
staff, and release the rest step by step: a part long before, the rest on the day.

    >>> # of five desks the website may take 30 percent, rounded up
    >>> desks_online(5, 30)
    2
"""

from .availability import at_least, bit_count, tick_sets


def desks_online(staffed, percent, number=0):
    """Return how many of some desks may be taken by bookings of the website.

    :param int staffed: desks that receive visitors at that moment
    :param int percent: of them, rounded up, so that one desk is not nothing
    :param int number: at most so many desks; 0 for no limit of that kind
    """
    share = -(-staffed * percent // 100)
    return min(share, number) if number else share


def taken_by(desk_calendar, rows):
    """Return desk -> ticks that some rows take of it."""
    taken = tick_sets(rows, desk_calendar.origin, desk_calendar.length)
    result = {}
    for desk, resources in desk_calendar.uses.items():
        bits = 0
        for resource in resources:
            bits |= taken.get(resource, 0)
        result[desk] = bits & desk_calendar.staffed[desk]
    return result


def full_ticks(desk_calendar, taken, allowed):
    """Return the ticks at which the website has taken all the desks it may.

    :param dict taken: desk -> ticks, as :func:`taken_by` returns for its bookings
    :param allowed: number of staffed desks -> number of desks for the website
    """
    staffed, used = bit_count(desk_calendar.staffed.values()), bit_count(taken.values())
    result = 0
    for number in range(1, len(desk_calendar.staffed) + 1):
        exactly = at_least(staffed, number) & ~at_least(staffed, number + 1)
        most = allowed(number)
        result |= exactly & at_least(used, most) if most > 0 else exactly
    return result


def sold_out_ticks(desk_calendar, taken, days):
    """Return the ticks of the days whose released part has been given away.

    :param dict taken: as in :func:`full_ticks`
    :param days: triples (start, stop, percent): so much of the time at all desks on
        that day is released
    """
    staffed, used = bit_count(desk_calendar.staffed.values()), bit_count(taken.values())
    result = 0
    for start, stop, percent in days:
        day = desk_calendar.ticks([(start, stop)])
        if desk_time(used, day) * 100 >= desk_time(staffed, day) * percent:
            result |= day
    return result


def desk_time(digits, period):
    """Return how many ticks of all sets together lie in a period.

    :param digits: what ``bit_count`` returns for the sets
    """
    return sum(
        (bits & period).bit_count() << place for place, bits in enumerate(digits)
    )
