"""How long a visitor waited, walked, was helped: periods between steps of the log.

A visitor is in one period after the other from the arrival on. Whatever happens in
between (a second desk, a pause, somebody who leaves and comes back), every minute
belongs to one period, so that nothing is counted twice and nothing is lost.

    >>> from .course import Entry, replay
    >>> nine = datetime(2026, 10, 13, 9, 0)
    >>> steps = [("checked_in", 0), ("called", 10), ("started", 11), ("finished", 30)]
    >>> log = [Entry(step, nine.replace(minute=at)) for step, at in steps]
    >>> measured = measure(periods(replay(log).steps))
    >>> measured.waiting, measured.walking, measured.handling
    (10.0, 1.0, 19.0)
"""

from dataclasses import dataclass, replace
from datetime import datetime

WAITING = "waiting"
#: called, and not at the desk yet
WALKING = "walking"
SERVING = "serving"
PAUSED = "paused"

#: state of a visit -> the period that its visitor is in
KINDS = {"waiting": WAITING, "called": WALKING, "serving": SERVING, "paused": PAUSED}


@dataclass(frozen=True)
class Period:
    """A part of a visit, from one step to another."""

    kind: str
    #: naive UTC
    start: datetime
    #: ``None`` while it lasts, or when nobody knows
    stop: datetime | None
    #: who waits is at none
    desk: int | None = None
    #: who took the step with which it began
    user: int | None = None
    #: ``None`` while the log names none
    service: int | None = None

    @property
    def minutes(self):
        return (self.stop - self.start).total_seconds() / 60


@dataclass(frozen=True)
class Measured:
    """Minutes of a visit; ``None`` is what was not measured, 0 took no time."""

    waiting: float | None = None
    walking: float | None = None
    handling: float | None = None
    paused: float = 0.0


def periods(steps, appointment=None):
    """Return the periods of a visit in their order.

    Before the first desk nobody waits before the appointment time: who comes
    early chose to.

    :param steps: ``engine.course.Entry``, in order, without what was undone
    :param appointment: naive UTC, of an appointment; ``None`` for who came without
    """
    found, service = [], None
    for entry in steps:
        service = entry.after.get("service_id", service)
        kind = KINDS.get(entry.state)
        desk = entry.desk if kind != WAITING else None
        last = found[-1] if found and not found[-1].stop else None
        if last and (last.kind, last.desk) == (kind, desk):
            continue
        if last:
            found[-1] = _closed(last, entry.moment)
        if kind:
            start = entry.moment
            if kind == WAITING and appointment and not _helped(found):
                start = max(start, appointment)
            found.append(Period(kind, start, None, desk, entry.user, service))
    return found


def _closed(period, moment):
    """Return a period that ends; a clock that was set back makes no minutes."""
    start = min(period.start, moment) if period.kind == WAITING else period.start
    return replace(period, start=start, stop=max(start, moment))


def _helped(found):
    return any(period.kind == SERVING for period in found)


def measure(found):
    """Return how long a visitor waited, walked, was helped, and how long it paused.

    Waiting is the sum of all waits of who got to a desk; unknown when nobody saw the
    visitor arrive. Walking is unknown when nobody was called before the start.
    Helping is known when the visit has ended; each desk adds its own.

    :param found: what :func:`periods` returned
    """
    if not found:
        return Measured()
    ended = found[-1].stop is not None
    kinds = [period.kind for period in found]
    seen = kinds[0] == WAITING
    called = (WALKING, SERVING) in zip(kinds, kinds[1:], strict=False)
    return Measured(
        waiting=_sum(found, WAITING) if seen and set(kinds) - {WAITING} else None,
        walking=_sum(found, WALKING) if called else None,
        handling=_sum(found, SERVING) if ended and SERVING in kinds else None,
        paused=_sum(found, PAUSED),
    )


def left_during(found, state):
    """Return the period in which somebody left who came, ``None`` for others.

    Who was called and did not come left too.

        >>> from .course import Entry
        >>> nine = datetime(2026, 10, 13, 9, 0)
        >>> log = [Entry("checked_in", nine), Entry("left", nine)]
        >>> left_during(periods(log), "left")
        'waiting'

    :param found: what :func:`periods` returned
    :param str state: of the visit
    """
    if state not in ("left", "no_show") or not found:
        return None
    return found[-1].kind if found[-1].kind != PAUSED else SERVING


def known_minutes(found, accurate=True):
    """Return the minutes of each period, ``None`` where those of the visit are unknown.

    So the periods of one kind add up to what the visit says, and are unknown together:

        >>> from .course import Entry
        >>> nine = datetime(2026, 10, 13, 9, 0)
        >>> log = [Entry("checked_in", nine), Entry("left", nine.replace(minute=7))]
        >>> measure(periods(log)).waiting, known_minutes(periods(log))
        (None, [None])

    :param found: what :func:`periods` returned
    :param bool accurate: the times of the visit are reliable; pauses are kept anyway
    """
    measured = measure(found)
    total = {
        WAITING: measured.waiting,
        WALKING: measured.walking,
        SERVING: measured.handling,
        PAUSED: measured.paused,
    }
    return [
        period.minutes
        if period.stop
        and total[period.kind] is not None
        and (accurate or period.kind == PAUSED)
        else None
        for period in found
    ]


def _sum(found, kind):
    return sum(p.minutes for p in found if p.kind == kind and p.stop)


def waited(found):
    """Return the minutes of all waits that are over: who comes back keeps them."""
    return _sum(found, WAITING)
