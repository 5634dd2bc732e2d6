"""How the visits since 2025 went: by appointment, on the spot, on Tuesday."""

from collections import defaultdict
from datetime import timedelta

from ..history_plan import Promise
from ..history_profile import HOURS, INACCURATE, OTHER_HOUR
from ..history_visits import HOUR, MINUTE, Story, Visit
from . import profile

#: products that can be arranged at the digital counter
DIGITAL = tuple(profile.DIGITAL)
#: seconds before opening at which the first visitors take a ticket
EARLY = 4 * MINUTE


class RecentStory(Story):
    """Appointments and urgent visitors, with what a clerk notes since 2025.

    :param dict busy: (desk, day) -> local seconds in which others are helped
    """

    def __init__(self, rng, clerks, names, busy):
        super().__init__(rng, clerks)
        self.names = names
        self.busy = busy

    def _begin(self, promise, arrival, clerk):
        visit = super()._begin(promise, arrival, clerk)
        if arrival is None and promise.fate != "cancelled":
            self._move(visit)
        return visit

    def _move(self, visit):
        """Let a few change their mind about the day, long before it."""
        if self.rng.random() * 100 >= profile.MOVED:
            return
        _step, booked, user = visit.events[0]
        seconds = (visit.planned_start - booked).total_seconds()
        later = timedelta(seconds=int(seconds * self.rng.uniform(0.1, 0.8)))
        visit.log("moved", booked + later, user)

    def _by_clerk(self, visit):
        years = (visit.promise.day.date - profile.SINCE).days / 365.25
        online = profile.ONLINE[visit.promise.counter.service]
        return 1 - online - profile.ONLINE_GROWTH * years

    def _lead(self, visit):
        day, service = visit.promise.day.date, visit.promise.counter.service
        mean = profile.LEAD[service] * profile.PRESSURE.get(day.month, 1)
        if service == profile.CITIZENS:
            mean *= profile.since_walk_in(1, profile.LEAD_SINCE, day)
        if visit.promise.fate == "no_show":
            mean *= profile.LEAD_OF_NO_SHOWS
        return self.rng.expovariate(1 / mean)

    def _later(self, visit, called, finished):
        begun, ended = called, finished
        for start, stop in self.busy.get((visit.promise.desk, self._day(visit)), ()):
            if begun < stop and start < ended:
                begun, ended = stop, stop + finished - called
        return begun - called

    @staticmethod
    def _day(visit):
        return visit.promise.day.date

    def _deliver(self, visit):
        happened = profile.happening(self._day(visit))
        share = happened.undelivered if happened else profile.NOT_DELIVERED
        if self.rng.random() * 100 >= share:
            visit.deliver(True)
        else:
            visit.deliver(False, self._reason(visit, happened))

    def _reason(self, visit, happened):
        if happened:
            return "other"
        [reason] = self.rng.choices([*profile.REASONS], profile.REASONS.values())
        product, _quantity = visit.promise.lines[0]
        if reason == "digital" and product.code not in DIGITAL:
            return "papers"
        return reason


class WalkIn:
    """A day on which everybody may come: they wait for the first free desk.

    First come, first served; desks of other services have their appointments.
    """

    def __init__(self, story, agenda, desks):
        self.story, self.rng, self.agenda = story, story.rng, agenda
        self.desks = desks

    def tell(self, cells, count):
        """Return the visits of a day.

        :param list cells: pairs (counter, day), of one day
        """
        free, visits = defaultdict(int), []
        for number, minute in enumerate(self._arrivals(cells[0][1], count), 1):
            counter, day = self.rng.choices(
                cells, [counter.month_weights(day.date)[-1] for counter, day in cells]
            )[0]
            visit = self._arrive(counter, day, minute, number)
            self._go_on(visit, free)
            visits.append(visit)
        return visits

    def _arrivals(self, day, count):
        """Draw local minutes of arrival, in order, until shortly before closing."""
        minutes = [
            minute
            for start, stop in day.openings
            for minute in range(start - EARLY // MINUTE, stop - 10)
        ]
        weights = [profile.WALK_IN_HOURS.get(minute // 60, 1) for minute in minutes]
        return sorted(self.rng.choices(minutes, weights, k=count)) if minutes else []

    def _arrive(self, counter, day, minute, number):
        lines = self.agenda._lines(counter, day)
        length = counter.minutes(lines)
        promise = Promise(
            counter, day, None, length, lines, None, "left", counter.channel(lines)
        )
        ticket = f"{counter.type.service_id.code} {number:03d}"
        visit = Visit(promise, ticket, ticket)
        visit.persons = self.story._persons(promise)
        visit.arrival = visit.at(minute * MINUTE + self.rng.randrange(MINUTE))
        visit.log("checked_in", visit.arrival)
        return visit

    def _go_on(self, visit, free):
        """Let a visitor wait for the first free desk, or for as long as they like."""
        promise, rng = visit.promise, self.rng
        arrived = (visit.arrival - promise.day.midnight).total_seconds()
        opened = self._opened(promise.day, arrived)
        desk = min(self._desks(promise), key=lambda one: max(free[one], opened))
        called = max(opened, arrived, free[desk]) + rng.uniform(5, 40)
        least, mean = profile.PATIENCE
        patience = (least + rng.expovariate(1 / mean)) * MINUTE
        if called - arrived > patience:
            visit.finished_at = visit.at(arrived + patience)
            visit.log("left", visit.finished_at)
            return
        promise.desk = desk
        clerk = self.story._clerk(promise.day.date, desk)
        if rng.random() * 100 < profile.GONE:
            free[desk] = self._gone(visit, called, clerk)
            return
        started = called + rng.uniform(15, 60)
        finished = started + promise.minutes * MINUTE * self.story._pace(visit)
        visit.serve(called, started, finished, clerk)
        visit.inaccurate = rng.random() * 100 < INACCURATE
        self.story._deliver(visit)
        free[desk] = finished + rng.uniform(15, 70)

    def _gone(self, visit, called, clerk):
        """Call somebody who is not there any more, and wait a little."""
        visit.state, visit.called_at = "no_show", visit.at(called)
        visit.user_id = clerk
        visit.log("called", visit.called_at, clerk)
        visit.log("no_show", visit.at(called + 3 * MINUTE), clerk)
        return called + 3 * MINUTE

    @staticmethod
    def _opened(day, arrived):
        """Return when desks opened for who arrived: no desk calls at noon."""
        begun = [start * MINUTE for start, _stop in day.openings]
        return max(each for each in begun if each - EARLY <= arrived)

    def _desks(self, promise):
        products = [product for product, _quantity in promise.lines]
        return [desk for desk in promise.counter.desks(products) if desk in self.desks]


def touch(story, counter, day, channel, name):
    """Return a contact that is counted with one touch: no time is known of it.

    :param day: an OpenDay
    """
    rng = story.rng
    [product] = rng.choices(
        counter.products, cum_weights=counter.month_weights(day.date)
    )
    if channel == "quick_counter":
        quick = [one for one in counter.products if one.id in counter.quick_ids]
        product = rng.choice(quick)
    promise = Promise(counter, day, None, 0, [(product, 1)], None, "came", channel)
    visit = Visit(promise, name)
    moment = visit.at(_moment(rng, day))
    clerk = story._clerk(day.date, rng.randrange(8))
    visit.arrival = visit.started_at = visit.finished_at = moment
    visit.state, visit.user_id, visit.inaccurate = "finished", clerk, True
    for step in ("checked_in", "started", "finished"):
        visit.log(step, moment, clerk)
    story._deliver(visit)
    return visit


def _moment(rng, day):
    """Draw a local second of a day, in its opening hours."""
    hours = [
        hour for start, stop in day.openings for hour in range(start // 60, stop // 60)
    ]
    [hour] = rng.choices(hours, [HOURS.get(one, OTHER_HOUR) for one in hours])
    first, last = day.openings[0][0] * MINUTE, day.openings[-1][1] * MINUTE
    return min(max(first, hour * HOUR + rng.randrange(HOUR)), last - 1)
