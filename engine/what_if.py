"""What would happen under other hours, desks or rules: simulated years, side by side.

>>> from .queue import Desk
>>> from .what_if_town import Plan, Product, Town
>>> card = Product("card", "citizens", (8, 10, 14))
>>> hours = {day: ((540, 720),) for day in range(5)}
>>> demand = {day: {half: (3.0,) for half in range(540, 720, 30)} for day in range(5)}
>>> town = Town((card,), demand, hours)
>>> one = Plan("one desk", hours, (Desk(1),))
>>> two = Plan("two desks", hours, (Desk(1), Desk(2)))
>>> *_rough, answer = run(town, [one, two], weeks=4, repetitions=4)
>>> answer.done, answer.rough
(1.0, False)
>>> answer.range("two desks", "wait_mean").high < 5
True
>>> answer.difference("one desk", "two desks", "wait_mean").certain
True

Every plan meets the same people (``what_if_people``), who book (``what_if_agenda``) or
walk in, and wait by the rule of the queue (``what_if_line``). A repetition is a year
that could be; how years differ is the range. ``docs/forecast_and_what_if.rst`` has
what is assumed.
"""

from dataclasses import dataclass
from random import Random
from statistics import NormalDist

from . import what_if_people
from .queue import Visit
from .what_if_agenda import Agenda
from .what_if_figures import Difference, Range, Tally, compare
from .what_if_line import Hall, play
from .what_if_people import Moves
from .what_if_town import wrong

WEEKS, REPETITIONS = 50, 20
#: a first answer: weeks of so many years
ROUGH_WEEKS, ROUGH_REPETITIONS = 3, 3
#: weeks in which people book before the first week counts
WARM_UP = 4
#: steps of how early people come for their appointments
STEPS = 64


class Impossible(ValueError):
    """A plan that cannot be simulated; ``names`` are of ``what_if_town.wrong``."""

    def __init__(self, plan, names):
        super().__init__(f"{plan.name}: {', '.join(sorted(names))}")
        self.plan, self.names = plan, names


@dataclass(frozen=True)
class Answer:
    """What the simulated years say so far."""

    #: share of the work that is done
    done: float
    #: a first answer out of few weeks
    rough: bool
    #: name of a plan -> figures of each year, see :class:`engine.what_if_figures.Tally`
    years: dict

    def range(self, plan, figure, service=None):
        """Return a figure of a plan, and between what it lies in eight of ten years."""
        return Range.of([year[service][figure] for year in self.years[plan]])

    def difference(self, plan, other, figure, service=None):
        """Return how much more a figure is under another plan, year by year."""
        pairs = zip(self.years[plan], self.years[other], strict=True)
        return compare([(a[service][figure], b[service][figure]) for a, b in pairs])


def run(town, plans, weeks=WEEKS, repetitions=REPETITIONS, seed=1):
    """Yield answers, the first one soon, each better than the one before.

    :param Town town: of :mod:`engine.what_if_town`
    :param plans: of :class:`engine.what_if_town.Plan`
    :raise Impossible: when a plan cannot be simulated
    """
    for plan in plans:
        if names := wrong(town, plan):
            raise Impossible(plan, names)
    rough = min(weeks, ROUGH_WEEKS), min(repetitions, ROUGH_REPETITIONS)
    for short, (length, number) in ((True, rough), (False, (weeks, repetitions))):
        years = {plan.name: [] for plan in plans}
        for repetition in range(number):
            for tally in _year(town, plans, length, f"{seed} {repetition}"):
                years[tally.plan.name].append(tally.figures())
            if not short:
                done = (repetition + 1) / number
                yield Answer(
                    done, False, {name: [*some] for name, some in years.items()}
                )
        if short:
            yield Answer(0.0, True, years)


def _year(town, plans, weeks, seed):
    """Return the tallies of all plans after the same year."""
    rng, years = Random(seed), [_Year(town, plan, seed) for plan in plans]
    for number in range(-WARM_UP, weeks):
        factor = town.weeks[max(0, number) % len(town.weeks)]
        people = what_if_people.week(town, rng, factor)
        for year in years:
            year.week(number + WARM_UP, people, counts=number >= 0)
    return [year.tally for year in years]


class _Year:
    """A plan that is being played."""

    def __init__(self, town, plan, seed):
        self.town, self.plan = town, plan
        self.services = sorted({product.service for product in town.products})
        self.agenda, self.moves = Agenda(plan, Random(seed)), Moves(town, plan)
        self.tally = Tally(plan, self.services)
        self.hall, groups = _hall(town, plan)
        #: of each product: its group, the number and the name of its service
        self.products = [
            (groups[n], self.services.index(p.service), p.service)
            for n, p in enumerate(town.products)
        ]
        self.bookers = what_if_people.bookers(town, plan)
        normal = NormalDist(town.habits.early[0], max(0.01, town.habits.early[1]))
        most = plan.rules.early - 1
        early = [normal.inv_cdf((step + 0.5) / STEPS) for step in range(STEPS)]
        self.early = [min(most, max(-plan.rules.grace, one)) for one in early]
        #: day -> visitors who have an appointment on it
        self.booked = {}
        self.spans = [plan.spans(weekday) for weekday in range(7)]

    def week(self, number, people, counts):
        """Play a week; its figures count after the agenda has filled."""
        self.tally.counts = counts
        walks = [[] for _weekday in range(7)]
        for person in people:
            self._enter(7 * number, person, walks)
        for weekday, visitors in enumerate(walks):
            visitors += self.booked.pop(7 * number + weekday, ())
            if counts and (visitors or any(self.spans[weekday])):
                self._play(weekday, visitors)
        self.agenda.forget(7 * number + 7)

    def _enter(self, monday, person, walks):
        """Let somebody book or walk in, or stay away."""
        product = person[2]
        group, number, service = self.products[product]
        if person[5] < self.bookers[person[0], person[8]][product]:
            self._book(monday, person)
            return
        time = self.moves.time(person)
        if time != person[:2] and self._rather_books(person, service):
            self._book(monday, person)
        elif time:
            weekday, arrival = time
            urgent = person[7] < self.town.habits.priority
            walks[weekday].append(
                (
                    arrival,
                    person[7],
                    group,
                    None,
                    person[3],
                    arrival + person[4],
                    urgent,
                    number,
                )
            )
        else:
            self.tally.refuse(number)

    def _rather_books(self, person, service):
        """Tell whether somebody who cannot walk in as they wished books instead."""
        drawn = person[6] < self.moves.drawn
        return not drawn and person[7] < self.plan.moving.book and self._offers(service)

    def _offers(self, service):
        return any((self.plan.slots.get(service) or {}).values())

    def _book(self, monday, person):
        """Let somebody make an appointment, to which they come or not."""
        group, number, service = self.products[person[2]]
        asked = monday + person[0]
        found = self.agenda.book(service, asked)
        if not found:
            self.tally.refuse(number)
            return
        day, start = found
        self.tally.book(number, day - asked)
        no_show = self.town.habits.no_show
        if person[6] >= no_show:
            step = int((person[6] - no_show) / (1 - no_show) * STEPS)
            arrival = start - self.early[step]
            self.booked.setdefault(day, []).append(
                (
                    arrival,
                    person[7],
                    group,
                    start,
                    person[3],
                    max(arrival, start) + person[4],
                    False,
                    number,
                )
            )

    def _play(self, weekday, visitors):
        day = play(visitors, self.hall, self.spans[weekday], self.plan.rules)
        self.tally.add(day, self.plan.desk_minutes(weekday))


def _hall(town, plan):
    """Return the hall of a plan, and the group of each product."""
    groups, numbers = {}, []
    for product in town.products:
        visit = Visit(
            0,
            0,
            service=product.service,
            products=frozenset([product.code]),
            quick=product.quick,
        )
        key = tuple(desk.serves(visit) for desk in plan.desks), product.quick
        numbers.append(list(groups).index(key) if key in groups else len(groups))
        groups.setdefault(key, visit)
    return Hall(plan.desks, list(groups.values())), numbers


__all__ = ["Answer", "Difference", "Impossible", "Range", "run"]
