"""Fills the years since 2025 month by month, until yesterday."""

import random
from collections import defaultdict
from datetime import timedelta

from .. import history_profile
from ..history_plan import Cells
from ..history_store import analyze, store
from ..history_town import find_clerks, find_counters
from . import profile
from .busy import Busy
from .calendar_days import AHEAD, first_year, months
from .capacity import Capacity
from .demand import Demand
from .notes import add_notes
from .town import RecentAgenda, RecentCells, RecentCounter
from .visits import RecentStory, WalkIn, touch

TABLES = (
    "municipal_visit",
    "municipal_visit_line",
    "municipal_visit_event",
    "municipal_visit_period",
    "municipal_capacity",
    "municipal_access_time",
    "municipal_demand",
    "municipal_digital_figure",
    "municipal_digital_use",
)


def fill(env, last_day=None):
    """Fill the days since 2025 with what visitors did, unless that was done.

    :param date last_day: yesterday if left out
    """
    last_day = last_day or env.company._today() - timedelta(days=1)
    told = [("day", ">=", profile.SINCE), ("day", "<=", last_day)]
    told.append(("booking_id", "=", False))
    visits = env["municipal.visit"]
    if last_day < profile.SINCE or visits.search_count(told, limit=1):
        return
    env.flush_all()
    town = RecentYears(env, last_day)
    town.make()
    Demand(env, town.counters, last_day).make()
    add_notes(env, last_day)
    env.invalidate_all()
    analyze(env, TABLES)


class RecentYears:
    """Makes every month the same, whenever the demo is made.

    The last one is cut off; only in the last days, which have bookings too, visitors
    go where desks are left.
    """

    def __init__(self, env, last_day):
        self.env, self.last_day = env, last_day
        self.counters = find_counters(env, RecentCounter)
        for counter in self.counters:
            counter.remember(profile.SINCE, max(last_day, first_year()[1]) + AHEAD)
        self.clerks, self.names = find_clerks(env), set()
        self.busy = Busy(env, last_day)
        self.capacity = Capacity(env, self.counters, self.busy)
        self.usual = self._usual()
        channels = env["municipal.visit"]._fields["channel"]
        self.channels = dict(channels._description_selection(env))

    def make(self):
        for first, end in months(self.last_day):
            visits = self.month(first, end)
            told = [v for v in visits if v.promise.day.date <= self.last_day]
            self.capacity.add(told, first, min(end, self.last_day))
            store(self.env, told)
        self.capacity.store(self.last_day)

    def month(self, first, end):
        """Return the visits of a whole month."""
        rng = random.Random(f"{profile.SEED} {first}")
        agenda = RecentAgenda(rng, self.busy.minutes)
        story = RecentStory(rng, self.clerks, self.names, self.busy.seconds)
        promises, arrivals = self._plan(agenda, rng, first, end)
        visits = story.tell(promises, arrivals)
        visits += self._walk_in(agenda, story, first, end)
        return visits + self._touched(story, first, end)

    # By appointment, and urgent ---------------------------------------------------

    def _plan(self, agenda, rng, first, end):
        promises, arrivals = [], {}
        for service, cells in self._cells(first, end).items():
            contacts = self._contacts(service, cells, first)
            urgent = 0
            if service == profile.CITIZENS:
                contacts *= profile.since_walk_in(1, profile.OTHER_DAYS, first)
                urgent = contacts * profile.since_walk_in(*profile.URGENT, first)
            promises += agenda.promises(cells, _fates(rng, contacts - urgent))
            for promise, arrival in agenda.urgent(cells, round(urgent)):
                promises.append(promise)
                arrivals[id(promise)] = arrival
        return promises, arrivals

    def _cells(self, first, end):
        found = defaultdict(list)
        for counter in self.counters:
            days = counter.days("appointment", first, end)
            found[counter.service] += [(counter, day) for day in days]
        return {name: RecentCells(cells) for name, cells in found.items() if cells}

    def _contacts(self, service, cells, day):
        """Return how many contacts some cells draw at their time."""
        weight = sum(cells.weights) / self.usual[service]
        return profile.DAILY[service] * profile.growth(day) * weight

    def _usual(self):
        """Return for each service the weight of a mean open day of the first year."""
        weights, dates = defaultdict(float), defaultdict(set)
        for counter in self.counters:
            for day in counter.days("open", *first_year()):
                weights[counter.service] += Cells._weight(counter, day)
                dates[counter.service].add(day.date)
        return {name: weights[name] / len(dates[name]) for name in weights}

    # Free walk-in -------------------------------------------------------------------

    def _walk_in(self, agenda, story, first, end):
        """Return the visits of the days on which everybody may come."""
        days, visits = defaultdict(list), []
        for counter in self.counters:
            for day in counter.days("walk_in", first, end):
                days[day.date].append((counter, day))
        walk_in = WalkIn(story, agenda, self._desks_of_walk_in())
        for day, cells in sorted(days.items()):
            service = cells[0][0].service
            mean = self._contacts(service, RecentCells(cells), first)
            mean *= profile.tuesday(day)
            count = round(story.rng.gauss(mean, mean**0.5))
            visits += walk_in.tell(cells, max(0, count))
        return visits

    def _desks_of_walk_in(self):
        """Return the desks that no other service has appointments at."""
        shared = self.env["resource.resource"].search([("is_desk", "=", True)])
        return set(shared.filtered(lambda d: len(d.desk_type_ids.service_id) == 1).ids)

    # Counted with one touch -----------------------------------------------------------

    def _touched(self, story, first, end):
        days, rng = defaultdict(list), story.rng
        for counter in self.counters:
            for day in counter.days("open", first, end):
                days[day.date].append((counter, day))
        return [
            self._touch(story, channel, cells)
            for date_, cells in sorted(days.items())
            for channel, mean in profile.TOUCHES.items()
            for _contact in range(self._how_many(rng, mean, date_))
        ]

    def _how_many(self, rng, mean, day):
        happened = profile.happening(day)
        mean *= profile.growth(day) * profile.OTHERS.get(day.month, 1)
        mean *= happened.visitors if happened else 1
        return max(0, round(rng.gauss(mean, mean**0.5)))

    def _touch(self, story, channel, cells):
        weights = [self._touch_weight(channel, counter) for counter, _day in cells]
        counter, day = story.rng.choices(cells, weights)[0]
        return touch(story, counter, day, channel, self.channels[channel])

    @staticmethod
    def _touch_weight(channel, counter):
        if channel == "quick_counter":
            return int(bool(counter.quick_ids))
        return profile.TOUCHED[counter.service]


def _fates(rng, count):
    """Return what becomes of who was promised a time, for so many who come."""
    came = round(count * rng.gauss(1, 0.02))
    left = round(came * history_profile.LEFT / 100)
    missed = round(came * profile.NO_SHOW / (100 - profile.NO_SHOW))
    fates = ["came"] * (came - left) + ["left"] * left + ["no_show"] * missed
    fates += ["cancelled"] * round(came * profile.CANCELLED / 100)
    rng.shuffle(fates)
    return fates
