"""Lines of visitors for properties, with slow, obvious ways to say who is next."""

from odoo.addons.municipal_appointment.engine.queue import Desk, Rules, Visit

from .properties import st

LAST = 40
PRODUCTS = range(4)
moments = st.integers(0, LAST)
some_products = st.frozensets(st.sampled_from(PRODUCTS), max_size=2)
rules = st.builds(
    Rules,
    maximum=st.sampled_from([0, 5, 12, 25]),
    early=st.sampled_from([0, 5, 15]),
    grace=st.sampled_from([0, 5]),
)


@st.composite
def lines(draw, min_size=0, max_size=8):
    """Draw visitors with different ids, in any order, often with equal moments."""
    ids = draw(
        st.lists(st.integers(0, 30), unique=True, min_size=min_size, max_size=max_size)
    )
    return [
        draw(
            st.builds(
                Visit,
                id=st.just(id_),
                arrival=moments,
                appointment=st.one_of(st.none(), moments),
                service=st.sampled_from([1, 2]),
                products=some_products,
                priority=st.sampled_from([False, False, False, True]),
                target=st.sampled_from([None, None, None, 0, 1]),
                quick=st.booleans(),
            )
        )
        for id_ in ids
    ]


@st.composite
def desks(draw, min_size=0, max_size=3):
    """Draw desks with the numbers 0, 1, 2; some serve everything."""
    number = draw(st.integers(min_size, max_size))
    return [
        draw(
            st.builds(
                Desk,
                id=st.just(id_),
                services=st.sampled_from([None, None, frozenset([1])]),
                products=st.one_of(
                    st.none(),
                    st.frozensets(st.sampled_from(PRODUCTS), min_size=2, max_size=3),
                ),
                quick=st.booleans(),
            )
        )
        for id_ in range(number)
    ]


def may_serve(desk, visit):
    """Say in other words whom a desk serves."""
    if visit.target is not None:
        return visit.target == desk.id
    if desk.services is not None and visit.service not in desk.services:
        return False
    return desk.products is None or all(p in desk.products for p in visit.products)


def has_appointment(visit, rules):
    """Say who has an appointment and was not too late for it."""
    return (
        visit.appointment is not None
        and visit.arrival - visit.appointment <= rules.grace
    )


def counted_from(visit, rules):
    """Say from when on a visitor waits."""
    if has_appointment(visit, rules) and visit.appointment > visit.arrival:
        return visit.appointment
    return visit.arrival


def is_early(visit, now, rules):
    return has_appointment(visit, rules) and visit.appointment > now


def is_too_early(visit, now, rules):
    return is_early(visit, now, rules) and visit.appointment - now > rules.early


def has_waited_long(visit, now, rules):
    waited = now - counted_from(visit, rules)
    return not is_early(visit, now, rules) and waited >= rules.maximum


def goes_before(one, other, desk, now, rules):
    """Compare two visitors, one sentence of the rule after the other."""
    early = is_early(one, now, rules), is_early(other, now, rules)
    if any(early):
        by_time = (one.appointment, one.arrival, one.id) if all(early) else ()
        return (
            not early[0]
            or by_time
            and by_time
            < (
                other.appointment,
                other.arrival,
                other.id,
            )
        )
    since = counted_from(one, rules), counted_from(other, rules)
    by_wait = (since[0], one.arrival, one.id) < (since[1], other.arrival, other.id)
    if one.priority or other.priority:
        return by_wait if one.priority and other.priority else one.priority
    long = has_waited_long(one, now, rules), has_waited_long(other, now, rules)
    if any(long):
        return by_wait if all(long) else long[0]
    if desk.quick and one.quick != other.quick:
        return one.quick
    kept = has_appointment(one, rules), has_appointment(other, rules)
    if kept[0] != kept[1]:
        return kept[0]
    if kept[0] and one.appointment != other.appointment:
        return one.appointment < other.appointment
    return (one.arrival, one.id) < (other.arrival, other.id)


def slow_order(visits, desk, now, rules):
    """Take out, again and again, whoever goes before all the others."""
    left = [
        visit
        for visit in visits
        if may_serve(desk, visit) and not is_too_early(visit, now, rules)
    ]
    found = []
    while left:
        (first,) = (
            visit
            for visit in left
            if all(goes_before(visit, v, desk, now, rules) for v in left if v != visit)
        )
        left.remove(first)
        found.append(first.id)
    return found


class SlowDay:
    """A day at the desks, minute by minute, with all that is true at each call."""

    def __init__(self, visits, desks, rules, minutes, order):
        self.visits = {visit.id: visit for visit in visits}
        self.desks, self.rules, self.minutes, self.order = desks, rules, minutes, order
        self.coming = list(visits)
        self.waiting = []
        self.busy = {desk.id: 0 for desk in desks}
        self.calls = []
        #: (moment, desk, visitor or None, the others who wait and whom it serves)
        self.looks = []

    def play(self):
        """Let everybody come and be called, as long as anything can change."""
        last = 2 * LAST + sum(self.minutes.values()) + 1
        for now in range(last):
            self.waiting += [v for v in self.coming if v.arrival == now]
            for desk in self.desks:
                if self.waiting and self.busy[desk.id] <= now:
                    self._look(desk, now)
        return self

    def _look(self, desk, now):
        ids = self.order(self.waiting, desk, now, self.rules)
        visit = self.visits[ids[0]] if ids else None
        others = [v for v in self.waiting if v != visit and may_serve(desk, v)]
        self.looks.append((now, desk, visit, others))
        if visit:
            self.waiting.remove(visit)
            self.busy[desk.id] = now + self.minutes[visit.id]
            self.calls.append((visit.id, desk.id, now))
