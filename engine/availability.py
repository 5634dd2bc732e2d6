"""Which desks are free at which moments.

Time is counted in whole ticks, a minute for instance, since an arbitrary origin. A
set of ticks is one integer: bit ``i`` is tick ``origin + i``. Opening hours, the
staff of a desk and what is taken are such sets, so that one operation on integers
treats a whole month of a desk. The cost grows with the number of taken intervals and,
slightly, with the number of desks.

    >>> # from nine to ten, with a visit from 9:10 to 9:20 at the only desk
    >>> opened, taken = (tick_set([pair], 540, 60) for pair in ((540, 600), (550, 560)))
    >>> to_intervals(opened & ~taken, 540)
    [(540, 550), (560, 600)]
"""

from collections.abc import Mapping
from copy import copy
from functools import cached_property

#: ticks of a day when a tick is a minute: no visit takes longer
DAY = 1440

#: ticks that are collected in one small integer before they join those of the month:
#: every change of an integer copies the whole of it
STRETCH = 2048


class BadDuration(ValueError):
    """A duration, a grid or a buffer for which no moment can be looked for."""


def tick_set(intervals, origin, length):
    """Return the ticks of half-open intervals as bits; what lies outside is dropped."""
    bits = 0
    for start, stop in intervals:
        start, stop = max(start - origin, 0), min(stop - origin, length)
        if start < stop:
            bits |= ((1 << (stop - start)) - 1) << start
    return bits


def tick_sets(rows, origin, length):
    """Return resource -> the ticks that rows take of it; like :func:`tick_set`.

    :param rows: triples (resource, start, stop) that may overlap
    """
    stretches, result = {}, {}
    for resource, start, stop in rows:
        start = start - origin if start > origin else 0
        stop = stop - origin if stop - origin < length else length
        if start < stop:
            key = resource, start // STRETCH
            bits = ((1 << (stop - start)) - 1) << start % STRETCH
            stretches[key] = stretches.get(key, 0) | bits
    for (resource, stretch), bits in stretches.items():
        result[resource] = result.get(resource, 0) | bits << stretch * STRETCH
    return result


def runs(bits, length):
    """Return the ticks at which ``length`` consecutive ticks of a set begin.

    Every step doubles how many consecutive ticks are known to be there.
    """
    known = 1
    while known < length and bits:
        step = min(known, length - known)
        bits &= bits >> step
        known += step
    return bits


def grid_set(opening, grid, origin):
    """Return the ticks of the grid, which begins again where an opening begins.

    So the first moment of every half day is the opening time itself.

    :param opening: intervals in order that do not overlap
    """
    bits = 0
    for start, stop in opening:
        step = min(grid, stop - start)
        moments = "1".rjust(step, "0") * -(-(stop - start) // step)
        bits |= int(moments, 2) << (start - origin)
    return bits


def first_run(bits):
    """Return how many consecutive ticks a set has from its very beginning."""
    return (~bits & (bits + 1)).bit_length() - 1


def to_intervals(bits, origin):
    """Return a set of ticks as a sorted list of intervals."""
    result, position = [], 0
    while bits:
        skipped = (bits & -bits).bit_length() - 1
        bits >>= skipped
        length = first_run(bits)
        start = origin + position + skipped
        result.append((start, start + length))
        bits >>= length
        position += skipped + length
    return result


def members(bits):
    """Return the positions of the bits of a set, in order."""
    text = bin(bits)[:1:-1]
    found, position = [], text.find("1")
    while position >= 0:
        found.append(position)
        position = text.find("1", position + 1)
    return found


def bit_count(sets):
    """Return in how many of the sets each tick lies, as binary numbers.

    :return: list of sets of ticks: the n-th has the ticks of whose number bit n is set
    """
    digits = []
    for carry in sets:
        for place, digit in enumerate(digits):
            digits[place], carry = digit ^ carry, digit & carry
        if carry:
            digits.append(carry)
    return digits


def at_least(digits, number):
    """Return the ticks that lie in at least so many sets.

    :param digits: what :func:`bit_count` returns for the sets
    :param int number: positive
    """
    if number >> len(digits):
        return 0
    # Of the lowest digits, is the number of the tick greater than ``number - 1``?
    greater = 0
    for place, digit in enumerate(digits):
        if (number - 1) >> place & 1:
            greater &= digit
        else:
            greater |= digit
    return greater


def check_buffer(buffer):
    """Refuse a buffer after a visit that is negative or longer than a day."""
    if not 0 <= buffer <= DAY:
        raise BadDuration(f"a buffer of {buffer} ticks")


class DeskCalendar:
    """The time of some desks: when visitors are received there, and what is taken.

    :param opening: intervals in which a visit must lie, in order and not overlapping;
        where two of them touch, a visit may go on but the grid begins again
    :param dict staffed: desk -> intervals in which somebody receives visitors there
    :param dict uses: desk -> the resources that it takes, itself unless told; several
        for a combination such as a room with a person
    """

    def __init__(self, opening, staffed, uses=None):
        self.opening = opening
        self.origin = min((start for start, _stop in opening), default=0)
        self.length = max((stop for _start, stop in opening), default=0) - self.origin
        self.open = self.ticks(opening)
        self.uses = {desk: (uses or {}).get(desk, (desk,)) for desk in staffed}
        known = {}
        self.staffed = {}
        for desk, intervals in staffed.items():
            key = tuple(intervals)
            if key not in known:
                known[key] = self.ticks(intervals) & self.open
            self.staffed[desk] = known[key]
        self._taken = {}

    def ticks(self, intervals):
        """Return intervals as a set of ticks of this desk calendar."""
        return tick_set(intervals, self.origin, self.length)

    def take(self, rows):
        """Take time off the desk calendar.

        :param rows: triples (resource, start, stop) that may overlap; what they take
            after the end of the desk calendar counts too, where a buffer ends
        """
        rows = tick_sets(rows, self.origin, self.length + DAY)
        for resource, bits in rows.items():
            self._taken[resource] = self._taken.get(resource, 0) | bits

    def freed(self, rows):
        """Return a calendar like this one, in which what some rows take is free again.

        :param rows: triples (resource, start, stop), of a visit that is to move
        """
        desk_calendar = copy(self)
        desk_calendar._taken = dict(self._taken)
        rows = tick_sets(rows, self.origin, self.length + DAY)
        for resource, bits in rows.items():
            desk_calendar._taken[resource] = (
                desk_calendar._taken.get(resource, 0) & ~bits
            )
        return desk_calendar

    def taken(self, desk):
        """Return the ticks at which a resource of a desk is taken."""
        bits = 0
        for resource in self.uses[desk]:
            bits |= self._taken.get(resource, 0)
        return bits

    def free(self, desk):
        """Return the ticks at which a desk could still receive somebody."""
        return self.staffed[desk] & ~self.taken(desk)

    def free_intervals(self):
        """Return when at least one desk could receive somebody."""
        any_desk = 0
        for desk in self.staffed:
            any_desk |= self.free(desk)
        return to_intervals(any_desk, self.origin)

    def fits(self, desk, start, stop, buffer=0):
        """Tell whether a desk can receive a visit, on the grid or beside it.

        :param int buffer: as in :meth:`starts`
        :raise BadDuration:
        """
        check_buffer(buffer)
        first, last = start - self.origin, stop - self.origin
        if not 0 <= first < last <= self.length:
            return False
        visit = (1 << last) - (1 << first)
        kept = (1 << (last + buffer)) - (1 << first)
        return not visit & ~self.staffed[desk] and not kept & self.taken(desk)

    def gap(self, desk, start, stop):
        """Return how much free time a desk has just before and just after a visit.

        :return: pair of numbers of ticks
        """
        first, last = max(start - self.origin, 0), stop - self.origin
        free = self.free(desk)
        before = ~free & ((1 << first) - 1)
        after = free >> last if last >= 0 else 0
        return first - before.bit_length(), first_run(after)

    def starts(self, duration, grid, buffer=0, within=None):
        """Return at which moments of the grid which desks are free for a visit.

        :param int duration: ticks that must be open, staffed and not taken
        :param int grid: ticks between two moments
        :param int buffer: ticks after the visit that must not be taken either; the
            desk may close during them
        :param within: set of ticks in which the visits must lie, all if left out
        :rtype: FreeStarts
        :raise BadDuration:
        """
        if not 0 < duration <= DAY or grid <= 0:
            raise BadDuration(f"{duration} ticks, every {grid}")
        check_buffer(buffer)
        allowed = self.open if within is None else self.open & within
        everything = (1 << (self.length + duration + buffer)) - 1
        grid_bits = grid_set(self.opening, grid, self.origin)
        inside, found = {}, {}
        for desk, staffed in self.staffed.items():
            if staffed not in inside:
                inside[staffed] = runs(staffed & allowed, duration) & grid_bits
            free = runs(everything & ~self.taken(desk), duration + buffer)
            found[desk] = inside[staffed] & free
        return FreeStarts(found, self.origin)


class FreeStarts(Mapping):
    """Start -> list of the desks that are free then, in the order of the desk calendar.

    Which desks these are is looked up when somebody asks: of the thousands of
    moments of a month a visitor chooses one.
    """

    def __init__(self, found, origin):
        self._found = found
        self._origin = origin

    @cached_property
    def _starts(self):
        any_desk = 0
        for bits in self._found.values():
            any_desk |= bits
        return [self._origin + position for position in members(any_desk)]

    def __iter__(self):
        return iter(self._starts)

    def __len__(self):
        return len(self._starts)

    def __getitem__(self, start):
        position = start - self._origin
        if position < 0:
            raise KeyError(start)
        desks = [desk for desk, bits in self._found.items() if bits >> position & 1]
        if not desks:
            raise KeyError(start)
        return desks

    def counts(self):
        """Return start -> number of free desks, for all starts at once."""
        digits = [bin(bits)[:1:-1] for bits in bit_count(self._found.values())]
        places = [(1 << place, text) for place, text in enumerate(digits)]
        result = {}
        for start in self._starts:
            position = start - self._origin
            result[start] = sum(
                value for value, text in places if text[position : position + 1] == "1"
            )
        return result
