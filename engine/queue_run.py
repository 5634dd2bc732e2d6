"""How a line goes on: the calls that follow when every visit takes a known time.

>>> from .queue import Desk, Rules, Visit
>>> some = [Visit(1, 0), Visit(2, 5)]
>>> turns = calls(some, [Desk(1)], Rules(), minutes={1: 10, 2: 10}, now=0)
>>> [(visit.id, moment) for visit, _desk, moment in turns]
[(1, 0), (2, 10)]
"""

from heapq import heapify, heappop, heappush
from math import inf

from .queue import callable_from, first


def calls(visits, desks, rules, minutes, now=-inf, free=None, choose=first):
    """Yield triples (visit, desk, moment) in the order of the moments.

    A desk calls as soon as it is free; of two free desks the first one of the list.

    :param visits: who waits, and who will come, as their arrival says
    :param desks: those that are open, all the time
    :param minutes: id of a visit -> minutes until its desk is free again
    :param now: nobody is called before
    :param dict free: id of a desk -> from when on it is free, if that is later
    :param choose: the rule, with the parameters of :func:`engine.queue.first`
    """
    free = free or {}
    coming = sorted(visits, key=lambda visit: visit.arrival, reverse=True)
    waiting = []
    turns = [
        (max(now, free.get(desk.id, now)), number) for number, desk in enumerate(desks)
    ]
    heapify(turns)
    while turns and (coming or waiting):
        moment, number = heappop(turns)
        while coming and coming[-1].arrival <= moment:
            waiting.append(coming.pop())
        visit = choose(waiting, desks[number], moment, rules)
        if visit:
            waiting.remove(visit)
            yield visit, desks[number], moment
            moment += minutes[visit.id]
        else:
            moment = next_change(waiting, coming, desks[number], moment, rules)
        if moment < inf:
            heappush(turns, (moment, number))


def next_change(waiting, coming, desk, moment, rules):
    """Return when a desk that found nobody had better look again."""
    moments = [callable_from(visit, rules) for visit in waiting if desk.serves(visit)]
    moments += [visit.arrival for visit in coming[-1:]]
    return min((later for later in moments if later > moment), default=inf)
