"""The town of a review as the engine knows it: what was measured, and the plans.

What is assumed besides: urgent visitors take a free slot of the agenda, as they do at
the counter; a desk divides its appointments among its services as they were asked.
"""

from collections import Counter
from dataclasses import replace
from datetime import date
from math import ceil
from statistics import fmean
from typing import NamedTuple

from ...engine import weekly_hours
from ...engine.intervals import intersect
from ...engine.queue import Desk
from ...engine.what_if_learn import Learnt, learn
from ...engine.what_if_town import Moving, Plan
from ..forecast.measured_town import visits
from . import at_work

#: minutes of the shortest appointment, and within which visitors should be called
LEAST_MINUTES, TARGET = 5, 20


class Known(NamedTuple):
    """What was learnt, and from which day on: not from before a change of hours."""

    learnt: Learnt
    since: date
    #: minutes that visitors really waited then
    waits: list


def known(review):
    """Return what was measured under the hours in force at the end of the period."""
    types = review._types()
    since = since_of(review, types)
    place, places = review.location_id, review._desks().location_id
    rows = visits(review.service_ids, place, since, review.date_to, place or places)
    dates = types._open_time(since, review.date_to).dates
    days = sorted(dates.union(row.day for row in rows))
    opening = weekly_hours.hours(types._week_lines(review.date_to))
    products = {
        product.id: (_service(product), product.duration, _is_quick(product))
        for product in types.product_ids
    }
    waits = [one.wait for one in rows if one.wait is not None and not one.left]
    return Known(learn(rows, days, opening, products), since, waits)


def since_of(review, types):
    """Return the first day of the period on which the last hours held."""
    openings = types.opening_ids.filtered(
        lambda o: o.date_from <= review.date_to
        and (not o.date_to or o.date_to >= review.date_to)
    )
    return max([review.date_from, *openings.mapped("date_from")])


def _service(product):
    """Return the number of a service; who never walks in has one of their own."""
    service = product.service_id.id
    return -service if product.walk_in == "never" else service


def _is_quick(product):
    return product.walk_in == "quick_counter"


def measured(waits, target):
    """Return of real waits the figures that a simulation has too, if there are any."""
    if not waits:
        return {}
    ordered = sorted(waits)
    return {
        "wait_mean": fmean(waits),
        "wait_p90": ordered[ceil(0.9 * len(ordered)) - 1],
        "within_target": sum(wait < target for wait in waits) / len(waits),
    }


class Plans:
    """Makes a plan of the engine of each alternative of a review."""

    def __init__(self, review, town):
        self.review, self.town = review, town
        self.types = review._types()
        lines = self.types._week_lines(review.date_to)
        self.at_work = at_work.learnt(review, since_of(review, self.types), lines)
        services = review.service_ids
        self.target = min(services.mapped("wait_target_minutes")) or TARGET
        self.desks = [self._desk(desk) for desk in review._desks()._for_queue()]
        #: minutes of appointments that are asked, and visitors who ask them, by service
        self.asked, self.booked = Counter(), Counter()
        self.people = Counter()
        for number, product in enumerate(town.products):
            mean = sum(product.minutes) / len(product.minutes)
            people = sum(
                row[number] for day in town.demand.values() for row in day.values()
            )
            self.people[product.service] += people
            self.booked[product.service] += people * product.appointments
            self.asked[product.service] += people * product.appointments * mean

    def _desk(self, desk):
        """Return a desk that knows of who never walks in."""
        if desk.services is None:
            return desk
        return replace(desk, services=desk.services | {-one for one in desk.services})

    def plan(self, alternative):
        week, number = alternative._week(), alternative.desk_count
        staffed = self._staffed(week, number)
        most = max(map(len, staffed.values()), default=1)
        more = [Desk(-one) for one in range(1, most - len(self.desks) + 1)]
        desks = tuple([*self.desks, *more])
        agenda = weekly_hours.staffed(self._planned(week, number), number)
        review, booking = self.review, alternative.booking_percent / 100
        places = review.location_id or review._desks().location_id
        rules = {"rules": places[0]._queue_rules()} if places else {}
        return Plan(
            str(alternative.id),
            weekly_hours.hours(week["lines"]),
            desks,
            walk_in=weekly_hours.hours(week["lines"], weekly_hours.WALK_IN),
            staffed={
                day: [*mine, *[()] * (len(desks) - len(mine))]
                for day, mine in staffed.items()
            },
            slots=self._slots(week, agenda, desks, booking),
            booking=booking,
            target=self.target,
            lead=max(1, round(min(self.types.mapped("lead_hours"), default=1) / 24)),
            horizon=max(self.types.mapped("horizon_days"), default=56),
            moving=Moving(
                kept=review.kept_percent / 100, book=review.book_percent / 100
            ),
            **rules,
        )

    def _staffed(self, week, number):
        """Return when each desk works: first those that were most at work."""
        if not self.at_work:
            return weekly_hours.staffed(week, number)
        places = {desk.id: place for place, desk in enumerate(self.desks)}
        most = max(number, weekly_hours.most_desks(week), len(places))
        known = {places[desk] for desk in self.at_work.desks}
        others = [place for place in range(most) if place not in known]

        def order(weekday, half):
            there = self.at_work.order(weekday, half)
            return [*(places[desk] for desk in there), *others]

        return weekly_hours.staffed(week, number, most, order)

    def _planned(self, week, number):
        """Return a week for the agenda: a desk left empty still gave appointments."""
        if not self.at_work:
            return week
        desks = {day: dict(halves) for day, halves in week["desks"].items()}
        for weekday, halves in self.at_work.numbers().items():
            mine = desks.setdefault(str(weekday), {})
            for half, there in halves.items():
                if mine.get(str(half), number) == there:
                    mine[str(half)] = len(self.desks)
        return week | {"desks": desks}

    def _slots(self, week, staffed, desks, booking):
        """Return service -> weekday -> starts of appointments."""
        lines, found = week["lines"], {}
        alone = weekly_hours.hours(lines, ("appointment",))
        shared = weekly_hours.hours(lines, ("both",))
        walk_in = weekly_hours.hours(lines, ("walk_in",))
        for weekday, mine in staffed.items():
            for place, (desk, spans) in enumerate(zip(desks, mine, strict=False)):
                services = self._services(desk)
                sharing = [
                    s for s in services if self._shares(s, place, len(mine), booking)
                ]
                for hours, some in (
                    (alone, services),
                    (shared, sharing),
                    (walk_in, [s for s in services if s < 0]),
                ):
                    open_here = intersect(spans, hours.get(weekday, ()))
                    for service, start in self._deal(open_here, some):
                        days = found.setdefault(service, {})
                        days.setdefault(weekday, []).append(start)
        return {
            s: {d: tuple(sorted(t)) for d, t in days.items()}
            for s, days in found.items()
        }

    def _services(self, desk):
        return [
            service
            for service in sorted(self.people)
            if desk.services is None or service in desk.services
        ]

    def _shares(self, service, place, desks, booking):
        """Tell whether a desk gives appointments while people walk in too."""
        if service < 0:
            return True
        share = booking * self.booked[service] / (self.people[service] or 1)
        return place < share * desks

    def _deal(self, spans, services):
        """Yield appointments of a desk: each service as much as is asked of it."""
        weights = {s: self.asked[s] or 1e-6 for s in services}
        given = Counter()
        for start, stop in spans if services else ():
            while True:
                service = min(services, key=lambda s: (given[s] / weights[s], s))
                every = self._every(service)
                if start + every > stop:
                    break
                yield service, start
                given[service] += every
                start += every

    def _every(self, service):
        """Return the minutes of an appointment, as they are planned."""
        if not self.booked[service]:
            return 15
        mean = self.asked[service] / self.booked[service]
        return max(LEAST_MINUTES, round(mean / LEAST_MINUTES) * LEAST_MINUTES)
