"""A day in a waiting room, by the rule of the queue, as fast as Python plays it.

>>> from .queue import Desk, Rules, Visit
>>> hall = Hall([Desk(1)], [Visit(0, 0)])
>>> visitors = [(540, 1, 0, None, 10, inf, False), (541, 2, 0, None, 5, inf, False)]
>>> day = play(visitors, hall, [((540, 720, True),)], Rules())
>>> [(visitor[1], moment) for visitor, _desk, moment in day.calls]
[(1, 540), (2, 550)]

It makes the calls of :mod:`engine.queue_run`, which asks the rule itself; a test
compares both on thousands of days. Where that one looks at everybody who waits, here
each group of visitors whom the same desks serve has a line of its own, and a desk
compares the heads of lines. Besides, desks come and go, and visitors walk away.

A visitor is a tuple: arrival, number, group, appointment or ``None``, minutes at the
desk, when they lose patience, and whether they have priority. A desk has spans (start,
stop, stays): where the doors close at the stop too, it stays until its line is empty.
"""

from collections import deque
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from math import inf

from .queue import AGED, DUE, EARLY, IN_LINE, LONGER, PRIORITY

ARRIVAL, NUMBER, GROUP, APPOINTMENT, MINUTES, LEAVES, URGENT = range(7)
#: minutes after its stop until which a desk that stays still calls
LATEST = 120


class Hall:
    """Which desks serve which groups of visitors.

    :param desks: of :class:`engine.queue.Desk`, in the order in which they are filled
    :param groups: of :class:`engine.queue.Visit`: examples of the visitors of each
    group
    """

    def __init__(self, desks, groups):
        self.desks, self.groups = tuple(desks), tuple(groups)
        served = [[d.serves(visit) for visit in groups] for d in desks]
        #: group -> numbers of its desks
        self.desks_of = [
            [number for number, row in enumerate(served) if row[group]]
            for group in range(len(groups))
        ]
        #: desk -> pairs (group, by how much its ranks are lower)
        self.groups_of = [
            [
                (group, LONGER if desk.quick and not visit.quick else 0)
                for group, visit in enumerate(groups)
                if row[group]
            ]
            for desk, row in zip(desks, served, strict=True)
        ]


@dataclass
class Day:
    """What became of the visitors of a day."""

    #: triples (visitor, number of the desk, moment)
    calls: list = field(default_factory=list)
    #: who lost patience, and who was still there when the last desk left
    left: list = field(default_factory=list)
    unserved: list = field(default_factory=list)
    #: minutes that desks worked after they should have stopped
    overtime: float = 0.0


def play(visitors, hall, spans, rules, latest=LATEST):
    """Return the day of visitors.

    :param visitors: tuples as above, in any order
    :param spans: of each desk of the hall, in order of time
    :param latest: minutes after the stop until which a desk that stays still calls
    """
    return _Line(hall, spans, rules, latest).play(sorted(visitors))


class _Line:
    """The lines of a day; events are pairs (moment, desk).

    Of an event that begins a span the number is that of the desk and all desks, and of
    one at which an early visitor may be called it is negative.
    """

    def __init__(self, hall, spans, rules, latest):
        self.hall, self.spans, self.rules, self.latest = hall, spans, rules, latest
        groups, desks = range(len(hall.groups)), range(len(hall.desks))
        self.walk_ins = [deque() for _group in groups]
        self.promised = [[] for _group in groups]
        self.urgent = [[] for _group in groups]
        self.idle, self.busy = [False for _ in desks], [False for _ in desks]
        self.stop = [-inf for _desk in desks]
        self.at = [-1 for _desk in desks]
        self.day, self.many = Day(), len(hall.desks)
        #: how many wait, at least: who left is not taken off
        self.waiting = 0
        self.events = [
            (span[0], number + self.many)
            for number, mine in enumerate(spans)
            for span in mine
        ]
        heapify(self.events)

    def play(self, visitors):
        events, pop, turn, arrive = self.events, heappop, self._turn, self._arrive
        for visitor in visitors:
            arrival = visitor[0]
            while events and events[0][0] < arrival:
                moment, desk = pop(events)
                turn(moment, desk)
            arrive(visitor, arrival)
        while events:
            moment, desk = pop(events)
            turn(moment, desk)
        self._close()
        return self.day

    def _arrive(self, visitor, now):
        """Let somebody in: to a desk that is idle, else to the end of the line."""
        group, appointment = visitor[2], visitor[3]
        on_time = appointment is not None and now <= appointment + self.rules.grace
        if on_time and appointment - self.rules.early > now:
            heappush(self.events, (appointment - self.rules.early, -1 - group))
        else:
            idle = self.idle
            for desk in self.hall.desks_of[group]:
                if idle[desk] and now < self.stop[desk]:
                    idle[desk] = False
                    self._call(visitor, desk, now)
                    return
        self.waiting += 1
        if visitor[6]:
            self.urgent[group].append(visitor)
        elif on_time:
            heappush(self.promised[group], (appointment, visitor))
        else:
            self.walk_ins[group].append(visitor)

    def _turn(self, moment, desk):
        """Let a desk look for somebody: it is free, begins, or should look again."""
        if desk < 0:
            self._wake(-1 - desk, moment)
            return
        if desk >= self.many:
            desk -= self.many
            if self.busy[desk]:
                return
        self.busy[desk] = False
        if moment >= self.stop[desk] and not self._works(desk, moment):
            self.idle[desk] = False
            return
        visitor = self._next(desk, moment) if self.waiting else None
        self.idle[desk] = not visitor
        if visitor:
            self.waiting -= 1
            self._call(visitor, desk, moment)

    def _works(self, desk, moment):
        """Tell whether a desk still, or already, calls visitors."""
        spans, at = self.spans[desk], self.at[desk]
        while at + 1 < len(spans) and spans[at + 1][0] <= moment:
            at += 1
        if at != self.at[desk]:
            self.at[desk], self.stop[desk] = at, spans[at][1]
        stop = self.stop[desk]
        return moment < stop or spans[at][2] and moment < stop + self.latest

    def _wake(self, group, moment):
        """Let the first idle desk of a group look again."""
        for desk in self.hall.desks_of[group]:
            if self.idle[desk] and moment < self.stop[desk]:
                self._turn(moment, desk)
                return

    def _call(self, visitor, desk, moment):
        end, stop = moment + visitor[4], self.stop[desk]
        if end > stop:
            self.day.overtime += end - (stop if stop > moment else moment)
        self.busy[desk] = True
        heappush(self.events, (end, desk))
        self.day.calls.append((visitor, desk, moment))

    def _next(self, desk, now):
        """Take the visitor out of the line whom a desk calls, if there is one.

        It is one long function because it runs for every call of every year.
        """
        best = best_line = None
        for group, lower in self.hall.groups_of[desk]:
            line = self.walk_ins[group]
            while line and line[0][5] < now:
                self.day.left.append(line.popleft())
            if line:
                arrival, number = line[0][0], line[0][1]
                aged = now - arrival >= self.rules.maximum
                rank = AGED if aged else IN_LINE + lower
                key = rank, arrival, arrival, number
                if best is None or key < best:
                    best, best_line, taken = key, line, None
            if self.promised[group]:
                key, visitor = self._promised(group, now, lower)
                if key and (best is None or key < best):
                    best, best_line, taken = key, self.promised[group], visitor
            if self.urgent[group]:
                key, visitor = self._urgent(group, now)
                if key and (best is None or key < best):
                    best, best_line, taken = key, self.urgent[group], visitor
        if best is None:
            return None
        if taken is None:
            return best_line.popleft()
        return self._taken(best_line, taken)

    @staticmethod
    def _taken(line, visitor):
        """Take somebody out of a line who is not always its first."""
        if line[0][-1] is visitor:
            return heappop(line)[1]
        for index, one in enumerate(line):
            if one is visitor or one[1] is visitor:
                del line[index]
                if one is not visitor:
                    heapify(line)
                return visitor
        return None

    def _promised(self, group, now, lower):
        """Return the place of the first visitor with an appointment, and who it is."""
        line, rules = self.promised[group], self.rules
        while line and line[0][1][5] < now:
            self.day.left.append(heappop(line)[1])
        if not line:
            return None, None
        appointment, visitor = line[0]
        arrival, number = visitor[0], visitor[1]
        if appointment <= now - rules.maximum:
            aged = self._longest(line, now)
            if aged:
                return aged
        if appointment <= now:
            return (DUE + lower, appointment, arrival, number), visitor
        if now >= appointment - rules.early:
            return (EARLY, appointment, arrival, number), visitor
        return None, None

    def _longest(self, line, now):
        """Return who waits longest of those who waited the maximum."""
        waits = [
            ((AGED, max(one[0], one[3]), one[0], one[1]), one)
            for _appointment, one in line
            if now - max(one[0], one[3]) >= self.rules.maximum and one[5] >= now
        ]
        return min(waits, default=None)

    def _urgent(self, group, now):
        """Return the place of the first visitor with priority, and who it is."""
        line, rules, found = self.urgent[group], self.rules, []
        for gone in [one for one in line if one[5] < now]:
            line.remove(gone)
            self.day.left.append(gone)
        for one in line:
            arrival, number, appointment = one[0], one[1], one[3]
            if appointment is None or arrival > appointment + rules.grace:
                found.append(((PRIORITY, arrival, arrival, number), one))
            elif now >= appointment:
                since = max(arrival, appointment)
                found.append(((PRIORITY, since, arrival, number), one))
            elif now >= appointment - rules.early:
                found.append(((EARLY, appointment, arrival, number), one))
        return min(found, default=(None, None))

    def _close(self):
        """Count who is still there as not served, unless they left before."""
        lines = [*self.walk_ins, *self.urgent]
        lines += [[one for _appointment, one in line] for line in self.promised]
        for visitor in (one for line in lines for one in line):
            patient = visitor[LEAVES] == inf
            (self.day.unserved if patient else self.day.left).append(visitor)
