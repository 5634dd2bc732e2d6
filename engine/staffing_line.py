"""One line for all desks: who waits too long, as fast as Python tells it.

>>> visitors = [(540, 10), (541, 10), (542, 10)]
>>> slow(visitors, [((540, 720, True),)], minutes=9)
[542]
>>> slow(visitors, [((540, 720, True),), ((540, 720, True),)], minutes=9)
[]

Where nobody has an appointment, priority or too little patience and all desks serve
everybody, the rule of the queue is who came first. Then a day of :mod:`what_if_line`
needs neither groups nor ranks; a test compares both. Days are played some thousand
times while desks are sought.
"""

from collections import deque
from heapq import heappop, heappush, heapreplace
from math import inf

from .what_if_line import LATEST


def slow(visitors, spans, minutes, latest=LATEST):
    """Return when those came who waited longer than some minutes, or in vain.

    It is one long function because it runs for every visitor of every day.

    :param visitors: pairs (arrival, minutes at the desk), in order of arrival
    :param spans: of each desk triples (start, stop, stays), in order of time
    :param latest: minutes after the stop until which a desk that stays still calls
    """
    line, found, many = deque(), [], len(spans)
    #: of each desk: until when it helps at once who comes, and whoever waits
    free, stop, until = ([-inf] * many for _kind in range(3))
    busy, events = [False] * many, _begins(spans, latest)
    for arrival, length in (*visitors, (inf, 0)):
        while events and events[0][0] < arrival:
            event = events[0]
            moment, desk = event[0], event[1]
            if desk >= many:
                desk -= many
                stop[desk], until[desk] = event[2], event[3]
                if busy[desk]:
                    heappop(events)
                    continue
            if line and moment < until[desk]:
                came, takes = line.popleft()
                if moment - came > minutes:
                    found.append(came)
                free[desk], busy[desk] = -inf, True
                heapreplace(events, (moment + takes, desk))
            else:
                free[desk], busy[desk] = stop[desk], False
                heappop(events)
        for desk, end in enumerate(free):
            if arrival < end:
                free[desk], busy[desk] = -inf, True
                heappush(events, (arrival + length, desk))
                break
        else:
            line.append((arrival, length))
    return found + [came for came, _length in line if came < inf]


def _begins(spans, latest):
    """Return the events at which desks begin, in order: that is a heap.

    Their numbers come after those of all desks, with the minutes at which they stop.
    """
    many = len(spans)
    return sorted(
        (start, number + many, stop, stop + latest if stays else stop)
        for number, mine in enumerate(spans)
        for start, stop, stays in mine
    )
