"""How many desks are really at work, out of who was helped and who waited.

A desk that helps somebody is at work. A desk that helps nobody while people wait whom
it could help is not: it is closed, or its clerk is away. Where nobody waits, nobody
knows, and nobody has to:

>>> day = Day(0, helped=[("one", 540, 600)], waited=[("card", 540, 600)])
>>> found = learn([day] * 10, {"card": {"one", "two"}}, {0: ((540, 600),)})
>>> [round(found.share(desk, 0, 540), 2) for desk in ("one", "two")]
[1.0, 0.0]
>>> found.numbers()
{0: {540: 1, 570: 1}}

A share of the time is kept by half-hour. As a plan has whole desks, each desk gets as
many half-hours as its shares add up to (error diffusion).
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from .what_if_town import HALF

#: minutes that a free desk takes until it calls: shorter than this nobody is away
CALLING = 3
#: minutes of a half-hour of a weekday that count as much as all others of the desk
USUAL = 30
_HALF = (1 << HALF) - 1


class Day(NamedTuple):
    """A day as the log tells it, in minutes of the day."""

    weekday: int
    #: triples (desk, start, stop): somebody was helped
    helped: list
    #: triples (group of visitors, start, stop): somebody waited
    waited: list


@dataclass
class AtWork:
    """What was learnt: which part of the time a desk was at work when it was needed."""

    opening: dict
    desks: list
    #: (desk, weekday, half-hour) -> minutes at work, and away
    worked: Counter = field(default_factory=Counter)
    away: Counter = field(default_factory=Counter)

    def __post_init__(self):
        self._together()

    def _together(self):
        """Add up what is known of a desk: where little is, it is as always."""
        whole, there = Counter(), Counter()
        for (desk, *_when), minutes in self.worked.items():
            there[desk] += minutes
            whole[desk] += minutes
        for (desk, *_when), minutes in self.away.items():
            whole[desk] += minutes
        self._usual = {desk: there[desk] / (whole[desk] or 1) for desk in self.desks}
        self._pattern = self._patterns()

    def share(self, desk, weekday, half):
        """Return which part of a half-hour a desk is at work."""
        key = desk, weekday, half
        worked, away = self.worked[key], self.away[key]
        return (worked + USUAL * self._usual[desk]) / (worked + away + USUAL)

    def _patterns(self):
        """Return (weekday, half-hour) -> desks at work.

        Each desk by itself: that several are away at a time is what makes people wait.
        """
        found = {
            (weekday, half): set()
            for weekday, hours in sorted(self.opening.items())
            for half in _halves(hours)
        }
        for place, desk in enumerate(self.desks):
            # desks are away one after the other
            rest = place / len(self.desks) / 2
            for cell, there in found.items():
                rest += self.share(desk, *cell)
                if rest >= 0.5:
                    there.add(desk)
                    rest -= 1
        return found

    def numbers(self):
        """Return weekday -> half-hour -> number of desks at work."""
        found = {}
        for (weekday, half), there in self._pattern.items():
            found.setdefault(weekday, {})[half] = len(there)
        return found

    def order(self, weekday, half):
        """Return the desks, those first that are most at work then.

        Of a half-hour that was closed nothing is known but what is usual.
        """
        there = self._pattern.get((weekday, half), ())
        return sorted(
            self.desks,
            key=lambda desk: (desk not in there, -self.share(desk, weekday, half)),
        )


def learn(days, serves, opening):
    """Return what days tell, or nothing when nobody was helped at a known desk.

    :param days: of :class:`Day`
    :param serves: group of visitors -> desks that could help them
    :param opening: weekday -> pairs (start, stop)
    """
    desks = sorted({desk for some in serves.values() for desk in some})
    worked, away = Counter(), Counter()
    halves = {weekday: _halves(hours) for weekday, hours in opening.items()}
    for day in days:
        busy, idle = _masks(day, serves)
        for desk in desks:
            for half in halves.get(day.weekday, ()):
                key = desk, day.weekday, half
                worked[key] += (busy.get(desk, 0) >> half & _HALF).bit_count()
                away[key] += (idle.get(desk, 0) >> half & _HALF).bit_count()
    if not any(worked.values()):
        return None
    return AtWork(opening, desks, worked, away)


def _halves(hours):
    """Return the half-hours of the clock of which some minutes are open."""
    return sorted(
        {
            half
            for start, stop in hours
            for half in range(start // HALF * HALF, stop, HALF)
        }
    )


def _masks(day, serves):
    """Return desk -> minutes at work, and minutes away, each as bits."""
    busy, groups, wanted = {}, {}, {}
    for desk, start, stop in day.helped:
        busy[desk] = busy.get(desk, 0) | _bits(start, stop)
    for group, start, stop in day.waited:
        groups[group] = groups.get(group, 0) | _bits(start, stop)
    for group, minutes in groups.items():
        for desk in serves.get(group, ()):
            wanted[desk] = wanted.get(desk, 0) | minutes
    return busy, {
        desk: _late(minutes & ~busy.get(desk, 0)) for desk, minutes in wanted.items()
    }


def _bits(start, stop):
    first, last = int(start), int(stop)
    return ((1 << max(0, last - first)) - 1) << first


def _late(minutes):
    """Return bits without the first minutes of each run: a call takes that long."""
    for _minute in range(CALLING):
        minutes &= minutes << 1
    return minutes
