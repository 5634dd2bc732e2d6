"""How the promised visits went: when visitors arrived, were called and left."""

from collections import defaultdict
from datetime import datetime, timedelta

from odoo.tools import float_round

from ..engine import periods
from ..engine.course import Entry
from ..engine.reference import ALPHABET, LENGTH
from ..engine.ticks import half_hour
from ..models.visit.municipal_visit import DISTANCE_CHANNELS
from ..models.visit.municipal_visit_periods import (
    ABSENT,
    measured_values,
    stored_periods,
)
from . import history_profile as profile

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Visit:
    """One visit with its moments; the names are those of the fields.

    Who comes without appointment has a promise that promises no time: its start is
    ``None``.
    """

    def __init__(self, promise, name, ticket=None):
        self.promise = promise
        self.name = name
        self.ticket = ticket
        self.user_id = None
        self.state = promise.fate
        self.inaccurate = False
        promised = promise.start is not None
        self.planned_start = self.at(promise.start * MINUTE) if promised else None
        self.arrival = self.called_at = self.started_at = self.finished_at = None
        self.lines = [(product.id, qty, 0, None) for product, qty in promise.lines]
        self.persons = 1
        self.events = []
        self._known = None

    def at(self, seconds):
        """Return a moment (naive UTC) of the day, given in local seconds."""
        return self.promise.day.midnight + timedelta(seconds=int(seconds))

    def log(self, step, moment, user_id=None):
        self.events.append((step, moment, user_id))

    def measured(self):
        """Return the minutes as the steps would have stored them, in their order."""
        measured = periods.measure(self._periods())
        return [
            None if minutes is None else float_round(minutes, precision_digits=1)
            for minutes in measured_values(measured, self.inaccurate).values()
        ]

    def booked(self):
        """Return when the visit was booked and by whom, nothing for other visits."""
        for step, moment, user in self.events:
            if step == "booked":
                return moment, "clerk" if user else "citizen"
        return None, None

    @property
    def expected(self):
        return self.planned_start or self.arrival

    @property
    def half_hour(self):
        """Return where figures count it; never on a night of other clocks."""
        if self.promise.channel in DISTANCE_CHANNELS:
            return 0
        urgent = self.promise.channel == "urgent"
        moment = urgent and self.arrival or self.expected
        return half_hour(datetime.min + (moment - self.promise.day.midnight))

    @property
    def lead_days(self):
        """Return the local days from booking to visit, of appointments."""
        booked, _booker = self.booked()
        if self.promise.channel != "appointment" or not booked:
            return 0
        return (self.promise.day.date - self.promise.counter.local(booked).date()).days

    def serve(self, called, started, finished, clerk):
        """Take the steps of who is helped, at local seconds of the day."""
        self.state, self.user_id = "finished", clerk
        self.called_at = self.at(called)
        self.started_at = self.at(started)
        self.finished_at = self.at(finished)
        for step in ("called", "started", "finished"):
            self.log(step, getattr(self, f"{step}_at"), clerk)

    def deliver(self, delivered, reason=None):
        """Say whether all was delivered that was asked, and why nothing was."""
        self.lines = [
            (product, quantity, quantity if delivered else 0, reason)
            for product, quantity, *_none in self.lines
        ]

    def left_stage(self):
        return periods.left_during(self._periods(), self.state)

    def stored_periods(self):
        """Return the periods as the steps would have stored them."""
        counter = self.promise.counter
        return stored_periods(
            self._periods(), self.inaccurate, counter.service_id, counter.company_id
        )

    def _periods(self):
        """Return the periods of the log, once it has ended."""
        if self._known is None:
            self._known = self._find_periods()
        return self._known

    def _find_periods(self):
        if self.state in ABSENT:
            return []
        steps = [
            Entry(step, moment, self.promise.desk, user)
            for step, moment, user in self.events
        ]
        promised = self.planned_start if self.promise.channel == "appointment" else None
        return periods.periods(steps, promised)


class Story:
    """Tells, day by day and desk by desk, what became of the promises."""

    def __init__(self, rng, clerks):
        self.rng = rng
        self.clerks = clerks
        self.names = set()

    def tell(self, promises, arrivals):
        """Return the visits of promises.

        :param dict arrivals: id of a promise without appointment -> local minute of
            arrival
        """
        by_desk = defaultdict(list)
        for promise in promises:
            by_desk[promise.day.date, promise.desk or -promise.counter.type.id].append(
                promise
            )
        visits = []
        for (day, desk), queue in sorted(by_desk.items(), key=lambda item: item[0]):
            clerk = self._clerk(day, desk)
            free = 0
            for promise in sorted(queue, key=lambda p: p.start):
                visit = self._begin(promise, arrivals.get(id(promise)), clerk)
                free = self._go_on(visit, free, clerk)
                visits.append(visit)
        return visits

    def _clerk(self, day, desk):
        """Let the same person sit at a desk all day, if there is anybody."""
        if not self.clerks:
            return None
        return self.clerks[(day.toordinal() + desk) % len(self.clerks)]

    def _begin(self, promise, arrival, clerk):
        """Book: days before, or on the spot for who came without appointment."""
        visit = Visit(promise, self._name())
        visit.persons = self._persons(promise)
        if arrival is not None:
            arrived = visit.at(arrival * MINUTE + self.rng.randrange(MINUTE))
            visit.arrival = min(arrived, visit.planned_start)
            visit.log("booked", visit.arrival, clerk)
            return visit
        by_clerk = self.rng.random() < self._by_clerk(visit)
        visit.log("booked", self._booked(visit), clerk if by_clerk else None)
        return visit

    def _by_clerk(self, visit):
        """Return how likely a clerk made the appointment."""
        return 0.45

    def _lead(self, visit):
        """Draw how many days before the appointment was made."""
        return self.rng.expovariate(1 / 9)

    def _name(self):
        while True:
            code = "".join(self.rng.choices(ALPHABET, k=LENGTH))
            if code not in self.names:
                self.names.add(code)
                return f"{code[:4]}-{code[4:]}"

    def _persons(self, promise):
        """Count the children or the partner who come along."""
        product, quantity = promise.lines[0]
        if product.code in profile.WITH_CHILDREN:
            return quantity + (product.code == "kids_id_request")
        if product.code in profile.WITH_PARTNER:
            return 2
        return 2 if self.rng.random() < 0.12 else 1

    def _booked(self, visit):
        """Choose when the appointment was made: by day, at least an hour before."""
        lead = min(60, int(self._lead(visit)))
        moment = visit.at(self.rng.uniform(7, 22) * HOUR - lead * DAY)
        latest = visit.planned_start - timedelta(hours=1)
        if moment > latest:
            moment = latest - timedelta(seconds=self.rng.randrange(1, 10 * HOUR))
        return moment

    def _go_on(self, visit, free, clerk):
        """Take the further steps of a visit.

        :param free: local second from which the desk is free
        :return: the same after this visit
        """
        steps = {
            "cancelled": self._cancel,
            "no_show": self._miss,
            "left": self._leave,
            "came": self._serve,
        }
        return steps[visit.state](visit, free, clerk)

    def _cancel(self, visit, free, clerk):
        booked = visit.events[0][1]
        seconds = (visit.planned_start - booked).total_seconds()
        visit.log("cancelled", booked + timedelta(seconds=int(seconds * 0.8)))
        return free

    def _miss(self, visit, free, clerk):
        visit.log("no_show", visit.planned_start + timedelta(minutes=15), clerk)
        return free

    def _arrive(self, visit, clerk):
        """Most come some minutes early, some late."""
        if not visit.arrival:
            early = min(25, max(-10, self.rng.gauss(6, 5)))
            visit.arrival = visit.planned_start - timedelta(seconds=int(early * MINUTE))
        visit.log("checked_in", visit.arrival, clerk)
        return (visit.arrival - visit.promise.day.midnight).total_seconds()

    def _leave(self, visit, free, clerk):
        self._arrive(visit, clerk)
        visit.finished_at = max(visit.arrival, visit.planned_start) + timedelta(
            seconds=self.rng.randrange(8 * MINUTE, 25 * MINUTE)
        )
        visit.log("left", visit.finished_at, clerk)
        return free

    def _serve(self, visit, free, clerk):
        """Call when the desk is free, help, and write what was delivered."""
        rng = self.rng
        arrived = self._arrive(visit, clerk)
        ready = visit.promise.start * MINUTE + rng.gauss(90, 180)
        called = max(arrived + rng.uniform(15, 90), free, ready)
        started = called + rng.uniform(20, 80)
        finished = started + visit.promise.minutes * MINUTE * self._pace(visit)
        later = self._later(visit, called, finished)
        finished += later
        visit.serve(called + later, started + later, finished, clerk)
        visit.inaccurate = rng.random() * 100 < profile.INACCURATE
        self._deliver(visit)
        return finished + rng.uniform(20, 90) if visit.promise.desk else 0

    def _pace(self, visit):
        """Draw how long it took, as a part of what was planned."""
        spread = 0.36 if visit.promise.minutes <= 20 else 0.2
        return min(2, max(0.35, self.rng.lognormvariate(-0.1, spread)))

    def _later(self, visit, called, finished):
        """Return how many seconds later the desk can call: it has nothing else."""
        return 0

    def _deliver(self, visit):
        visit.deliver(self.rng.random() * 100 >= profile.NOT_DELIVERED)
