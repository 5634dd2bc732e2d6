"""What a pilot changed: periods beside the one before, by the rule of the college page.

Each later period is put beside the days before the pilot, and what differs is judged
for all of them together: of three periods two always differ most.
"""

from functools import cached_property
from typing import NamedTuple

from ...engine.difference import Difference, adjusted, shares
from ...models.evaluation.shares import daily
from ...models.visit.municipal_visit import CHANNELS, DISTANCE_CHANNELS
from ..college.facts import Facts
from ..compare.overview import Waits, waits_by
from ..dashboard.figures import Figures

#: who was asked how it was -> model, column of an answer that has several rows
ASKED = {
    "visitors": ("municipal.evaluation.report", "rating_id"),
    "staff": ("municipal.day.end", None),
}
ANSWERS = ["answers:sum", "mean:avg", "satisfied_percent:avg"]
ANSWERS += ["low_percent:avg", "high_percent:avg"]


class Answers(NamedTuple):
    """What a group answered; of a small one the number alone."""

    count: int = 0
    mean: float | None = None
    satisfied: float | None = None
    low: float | None = None
    high: float | None = None


class Since(Facts):
    """Of the last period, as sentences tell it: judged as the whole page does."""

    def __init__(self, pilot):
        super().__init__(pilot.sides[-1].figures)
        self.pilot = pilot

    def _told(self, row):
        values, changes = row
        return changes[-1] or Difference(values[0] or 0.0, values[-1] or 0.0)

    @cached_property
    def visitors(self):
        return self._told(self.pilot.visitors)

    @cached_property
    def in_time(self):
        return self._told(self.pilot.in_time)

    @cached_property
    def no_shows(self):
        return self._told(self.pilot.no_shows)

    @cached_property
    def by_appointment(self):
        return self._told(self.pilot.by_appointment)


class PilotFacts:
    """The figures of the periods of a pilot, the one before it first."""

    def __init__(self, env, periods, service, location):
        self.env = env
        self.before, *self.later = periods
        self.sides = [
            Facts(Figures(env, days, self.before, service, location))
            for days in self.later
        ]
        self.whole = Figures(
            env,
            self.before._replace(last=self.later[-1].last),
            self.before,
            service,
            location,
        )

    def _of_periods(self, ask):
        """Return an answer for each period: of both sides of the first, then of one.

        :param ask: takes facts, returns a pair (before, later)
        """
        pairs = [ask(side) for side in self.sides]
        return [pairs[0][0], *(later for _before, later in pairs)]

    def _judged(self, changes, known):
        """Return what differs from before in each later period, judged together.

        :param known: for each period whether it was measured: nothing differs from
            what was not
        """
        found = {
            place: change
            for place, change in enumerate(changes)
            if known[0] and known[place + 1]
        }
        found = dict(zip(found, adjusted(list(found.values())), strict=True))
        return [found.get(place) for place in range(len(changes))]

    # Days and counts ------------------------------------------------------------------

    @cached_property
    def open_days(self):
        return self._of_periods(lambda side: [len(days) for days in side.dates])

    @cached_property
    def channel_counts(self):
        """Return the contacts of each period by channel: lists of channel -> number."""

        def ask(side):
            pairs = side.contacts_by_channel.items()
            return [
                {channel: pair[place].total() for channel, pair in pairs}
                for place in (1, 0)
            ]

        return self._of_periods(ask)

    @cached_property
    def counted(self):
        """Return of each period whether anything was counted in it."""
        return [any(counts.values()) for counts in self.channel_counts]

    @cached_property
    def visitors(self):
        """Return (visitors of an open day of each period, what differs)."""
        return self._rates(lambda side: side.visitors, self.counted)

    @cached_property
    def channels(self):
        """Return channel -> (contacts of an open day of each period, what differs).

        That nobody wrote or phoned cannot be told from that nobody noted it.
        """
        found = {}
        for channel, _label in CHANNELS:
            counts = [here.get(channel, 0) for here in self.channel_counts]
            if not any(counts):
                continue
            known = self.counted
            if channel in DISTANCE_CHANNELS:
                known = list(map(bool, counts))
            found[channel] = self._rates(
                lambda side, channel=channel: side.channels.get(
                    channel, Difference(0, 0)
                ),
                known,
            )
        return found

    def _rates(self, ask, known):
        changes = [ask(side) for side in self.sides]
        values = [changes[0].before, *(change.after for change in changes)]
        return self._measured(values, known), self._judged(changes, known)

    @staticmethod
    def _measured(values, known):
        """Return the values, and nothing of what was not measured."""
        return [
            value if here else None for value, here in zip(values, known, strict=True)
        ]

    # Waits ----------------------------------------------------------------------------

    @cached_property
    def waits(self):
        return self._of_periods(
            lambda side: waits_by(side.figures).get((), [Waits(), Waits()])
        )

    @cached_property
    def in_time(self):
        """Return (share called within the target in each period, what differs)."""
        known = [bool(waits.known) for waits in self.waits]
        return self._rates(lambda side: side.in_time, known)

    # Appointments ---------------------------------------------------------------------

    @cached_property
    def no_shows(self):
        """Return (share of appointments that were missed, what differs)."""

        def ask(side):
            made = {row[0] for row in side.figures.promised}
            return [False in made, True in made]

        return self._rates(lambda side: side.no_shows, self._of_periods(ask))

    @cached_property
    def by_appointment(self):
        """Return (share of the visitors who had an appointment, what differs)."""
        changes = [shares(*self._appointments(side)) for side in self.sides]
        known = self._of_periods(
            lambda side: [bool(rows) for rows in self._appointments(side)]
        )
        values = [changes[0].before, *(change.after for change in changes)]
        return self._measured(values, known), self._judged(changes, known)

    @staticmethod
    def _appointments(side):
        """Return pairs (with appointment, visitors) of each day: before and later."""
        found = {True: {}, False: {}}
        for now, day, channel, visitors in side.figures.visitors:
            mine = found[now].setdefault(day, [0, 0])
            mine[0] += visitors * (channel == "appointment")
            mine[1] += visitors
        return list(found[False].values()), list(found[True].values())

    # Answers --------------------------------------------------------------------------

    @cached_property
    def answers(self):
        """Return who -> (answers of each period, what differs in who is satisfied)."""
        return {who: self._answered(*asked) for who, asked in ASKED.items()}

    def _answered(self, model, key):
        figures = [side.figures for side in self.sides]
        later, before = figures[0].grouped([], ANSWERS, [], model=model)
        rest = [one.grouped([], ANSWERS, [], True, model)[0] for one in figures[1:]]
        told = [
            Answers(count or 0, *measures)
            for _now, count, *measures in [before, later, *rest]
        ]
        sides = [dict(one.domains([])) for one in figures]
        days = [
            daily(self.env[model], domain, key)
            for domain in [sides[0][False], *(side[True] for side in sides)]
        ]
        known = [one.satisfied is not None for one in told]
        changes = [shares(days[0], later) for later in days[1:]]
        return told, self._judged(changes, known)
