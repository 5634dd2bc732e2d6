"""Who is called next: one line for appointments and for who comes without.

The rule, as it can hang on the wall of a town hall:

1. Visitors with an appointment are called from its time on, and before it only when
   nobody else waits; who comes too late for it waits like somebody without appointment.
2. Who comes without appointment is called in the order of arrival, after the
   appointments that are due; but once you have waited the maximum that is published
   here, nobody who came after you is called before you, with or without appointment.
3. Who cannot wait (ask us) goes first; the quick counter first takes short matters, and
   a desk helps everybody it can rather than stay empty.

What the second sentence promises, exactly. The waiting of a visitor counts from their
arrival, or from the appointment time if they came before it. From the moment that they
waited the maximum, every desk that serves them has them in the rank of :data:`AGED`,
where earlier comes first, and above which there is only priority. So at such a desk
nobody whose waiting began later is called before them, except who was given priority.
As waiting never begins before arrival, this holds for everybody who arrived later than
somebody without appointment.

All times are numbers of minutes on one clock, whichever. Nothing here knows the
database: a caller tries the visitors in this order and takes the first it can lock.
``benchmarks/fairness.py`` compares the rule with others.

    >>> some = [Visit(1, arrival=595, appointment=600), Visit(2, arrival=570)]
    >>> order(some, Desk(1), 600, Rules(maximum=60))
    [1, 2]
    >>> order(some, Desk(1), 630, Rules(maximum=60))
    [2, 1]
"""

from dataclasses import dataclass
from math import inf

# The ranks at a desk, lower first. At a quick counter short matters keep theirs, and
# all others move down by LONGER.
PRIORITY, AGED, DUE, IN_LINE = range(4)
LONGER = IN_LINE - DUE + 1
EARLY = IN_LINE + LONGER + 1


@dataclass(frozen=True, slots=True)
class Rules:
    """What a town hall decides about its line, in minutes."""

    #: after so much waiting nobody who came later goes first
    maximum: float = 60
    #: so long before its time an appointment may be called when nobody else waits
    early: float = 30
    #: who comes later than so much after the appointment time has lost the place
    grace: float = 10


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who waits.

    Who is forwarded keeps their arrival; when it is to one desk, that desk has been
    chosen by a colleague, who knows better than the table of products.
    """

    id: int
    arrival: float
    #: when an appointment begins
    appointment: float | None = None
    service: int | None = None
    #: what a desk must deal with to call them, see :func:`needed`
    products: frozenset = frozenset()
    priority: bool = False
    #: the desk that a colleague forwarded the visitor to
    target: int | None = None
    #: everything they come for can be done at the quick counter
    quick: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk that is open; ``None`` stands for all services or products."""

    id: int
    services: frozenset | None = None
    products: frozenset | None = None
    quick: bool = False

    def serves(self, visit):
        """Tell whether a visitor may be called to this desk."""
        if visit.target is not None:
            return visit.target == self.id
        return (self.services is None or visit.service in self.services) and (
            self.products is None or visit.products <= self.products
        )

    def receives(self, service, products):
        """Return which of the products of a service are dealt with here."""
        if self.services is not None and service not in self.services:
            return frozenset()
        if self.products is None:
            return frozenset(products)
        return self.products.intersection(products)


def needed(service, products, opened, desks):
    """Return what a desk must deal with to call a visitor, so that nobody is stranded.

    Everything that the visitor comes for, if one desk deals with all of it. Else the
    greatest part that one desk deals with, of equal ones the part with what was asked
    first: that desk forwards the visitor for the rest. Desks that are open decide; only
    while none of them deals with any of it the visitor waits for another desk to open.
    What no desk here deals with at all is left to every desk of the service.

    :param list products: in the order in which they were asked
    :param opened: the desks that are open
    :param desks: all desks of the building
    :rtype: frozenset
    """
    for some in (opened, desks) if products else ():
        parts = [desk.receives(service, products) for desk in some]
        best = max(parts, key=lambda part: (len(part), products[0] in part), default=())
        if best:
            return best
    return frozenset()


def is_on_time(visit, rules):
    """Tell whether a visitor has an appointment and came in time for it."""
    return (
        visit.appointment is not None
        and visit.arrival <= visit.appointment + rules.grace
    )


def waits_since(visit, rules):
    """Return from which moment the waiting of a visitor counts."""
    if is_on_time(visit, rules):
        return max(visit.arrival, visit.appointment)
    return visit.arrival


def callable_from(visit, rules):
    """Return from which moment a desk without anybody else may call who waits.

    Only an appointment makes somebody who waits not callable; an arrival that lies
    ahead, as clocks differ, does not.
    """
    return visit.appointment - rules.early if is_on_time(visit, rules) else -inf


def place(visit, desk, now, rules):
    """Return what visitors are sorted by at a desk that serves them."""
    appointment = visit.appointment
    if appointment is None or visit.arrival > appointment + rules.grace:
        rank, since = IN_LINE, visit.arrival
        time = since
    elif now < appointment:
        return EARLY, appointment, visit.arrival, visit.id
    else:
        rank, time, since = DUE, appointment, max(visit.arrival, appointment)
    if visit.priority:
        return PRIORITY, since, visit.arrival, visit.id
    if now - since >= rules.maximum:
        return AGED, since, visit.arrival, visit.id
    if desk.quick and not visit.quick:
        rank += LONGER
    return rank, time, visit.arrival, visit.id


def candidates(visits, desk, now, rules):
    """Return who may be called to a desk now, in any order."""
    return [
        visit
        for visit in visits
        if desk.serves(visit)
        and (visit.appointment is None or now >= callable_from(visit, rules))
    ]


def order(visits, desk, now, rules):
    """Return the ids of the visitors in the order in which a desk calls them.

    Nobody is in it whom the desk does not serve, or whose appointment is still further
    away than the rules allow.
    """
    some = candidates(visits, desk, now, rules)
    some.sort(key=lambda visit: place(visit, desk, now, rules))
    return [visit.id for visit in some]


def first(visits, desk, now, rules):
    """Return the visitor whom a desk calls next, ``None`` when there is nobody."""
    return min(
        candidates(visits, desk, now, rules),
        key=lambda visit: place(visit, desk, now, rules),
        default=None,
    )
