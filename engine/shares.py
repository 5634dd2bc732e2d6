"""How much of the time at the desks the website may give away.

Towns keep a part of their desks for visitors who come without appointment and for
staff, and release the rest step by step: a part long before, the rest on the day.
"""

from .availability import levels


def desks_online(staffed, percent, number=0):
    """Return how many of some desks may be taken by bookings of the website.

    :param int staffed: desks that receive visitors at that moment
    :param int percent: of them, rounded up, so that one desk is not nothing
    :param int number: at most so many desks; 0 for no limit of that kind
    """
    share = -(-staffed * percent // 100)
    return min(share, number) if number else share


def taken_by(board, rows):
    """Return desk -> ticks that some rows take of it."""
    taken = {}
    for resource, start, stop in rows:
        taken[resource] = taken.get(resource, 0) | board.ticks([(start, stop)])
    result = {}
    for desk, resources in board.uses.items():
        bits = 0
        for resource in resources:
            bits |= taken.get(resource, 0)
        result[desk] = bits & board.staffed[desk]
    return result


def full_ticks(board, taken, allowed):
    """Return the ticks at which the website has taken all the desks it may.

    :param dict taken: desk -> ticks, as :func:`taken_by` returns for its bookings
    :param allowed: number of staffed desks -> number of desks for the website
    """
    staffed, used = levels(board.staffed.values()), levels(taken.values())
    result = 0
    for number, at_least in enumerate(staffed, 1):
        exactly = at_least & ~(staffed[number] if number < len(staffed) else 0)
        most = allowed(number)
        if most <= 0:
            result |= exactly
        elif most <= len(used):
            result |= exactly & used[most - 1]
    return result


def sold_out_ticks(board, taken, days):
    """Return the ticks of the days whose released part has been given away.

    :param dict taken: as in :func:`full_ticks`
    :param days: triples (start, stop, percent): so much of the time at all desks on
        that day is released
    """
    result = 0
    for start, stop, percent in days:
        day = board.ticks([(start, stop)])
        capacity = sum((bits & day).bit_count() for bits in board.staffed.values())
        given = sum((bits & day).bit_count() for bits in taken.values())
        if given * 100 >= capacity * percent:
            result |= day
    return result
