"""The course of a visit as its log tells it: without what was undone, as corrected.

The log is only ever added to. A step that was undone is followed by ``undone``; a
correction says the whole course again, in ``after``.

    >>> ten = datetime(2026, 10, 13, 10, 0)
    >>> log = [Entry("checked_in", ten), Entry("called", ten), Entry("undone", ten)]
    >>> replay(log).state
    'waiting'
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from .errors import Disorder
from .lifecycle import STEPS

#: steps that end a stay in the building, or what was expected of it
ENDS = ("finished", "left", "no_show", "cancelled", "withdrawn")
#: steps of which a person remembers the moment, in the order in which they happen
IN_ORDER = ("checked_in", "called", "started")
#: steps that a correction of the moments around them may leave behind
DETAILS = ("recalled", "paused", "resumed")


@dataclass(frozen=True)
class Entry:
    """One line of the log of a visit."""

    step: str
    #: naive UTC
    moment: datetime
    desk: int | None = None
    user: int | None = None
    #: what the visit says since: facts, and for a correction its course and state; of a
    #: step in a course the service alone, which may change on the way
    after: dict = field(default_factory=dict)

    @property
    def state(self):
        """Return the state that the step leads to, ``None`` if it changes none."""
        return STEPS[self.step][1] if self.step in STEPS else None


@dataclass(frozen=True)
class Course:
    """What happened in a visit."""

    state: str | None = None
    steps: tuple[Entry, ...] = ()
    #: what the log says besides: persons, channel, lines, the appointment time …
    facts: dict = field(default_factory=dict)

    def moments(self):
        """Return the moments that a visit keeps, by the name of the last such step.

        Who left and came back arrived when they came first.
        """
        found = {}
        for entry in self.steps:
            if entry.step == "checked_in":
                found.setdefault("checked_in", entry.moment)
            elif entry.step in IN_ORDER:
                found[entry.step] = entry.moment
        if self.state in ("finished", "left") and self.steps:
            last = self.steps[-1]
            if last.step == self.state:
                found["finished"] = last.moment
        return found


def replay(log):
    """Return the course that a log tells.

    :param log: the entries in the order in which they were written
    """
    told = [Course()]
    for entry in log:
        if entry.step == "undone":
            # what was never told cannot be undone
            told = told[:-1] or told
        else:
            told.append(_after(told[-1], entry))
    return told[-1]


def _after(course, entry):
    """Return a course after one more entry of its log."""
    after = dict(entry.after or {})
    restated, state = after.pop("course", None), after.pop("state", None)
    facts = course.facts | after
    if restated is not None:
        steps = tuple(Entry(*values) for values in restated)
        return Course(state, steps, facts)
    if not entry.state:
        return replace(course, facts=facts)
    service = {name: after[name] for name in ("service_id",) if name in after}
    return Course(entry.state, (*course.steps, replace(entry, after=service)), facts)


def restate(course, moments, state, desk=None, user=None):
    """Return the steps of a course of which somebody corrects the moments.

    Of several desks it is the last one whose call and start are corrected. What was
    done between two moments and does not lie between them any more (a pause after
    the corrected end) is left out.

    :param dict moments: ``checked_in``, ``called``, ``started``, ``finished`` ->
        naive UTC, ``None`` for what is not known
    :param str state: how the visit ended, or stands
    :param desk: where the visitor was helped last
    :param user: for steps that the log does not have yet
    :raise Disorder: when what is left is in no order
    """
    steps, ending = list(course.steps), []
    while steps and steps[-1].step in ENDS:
        ending.append(steps.pop())
    for number, step in enumerate(IN_ORDER):
        _place(steps, step, moments.get(step), IN_ORDER[number + 1 :], (desk, user))
    finished = moments.get("finished")
    steps = _moved(_without_details(steps, finished or datetime.max), desk)
    if state in ("finished", "left"):
        steps += [Entry(state, finished, desk, user)] if finished else []
    else:
        steps += [entry for entry in ending if entry.step == state][-1:]
    if any(one.moment > two.moment for one, two in zip(steps, steps[1:], strict=False)):
        raise Disorder
    return tuple(steps)


def _place(steps, step, moment, later, by):
    """Give a step its moment; add it before later ones, or take it away."""
    found = [at for at, entry in enumerate(steps) if entry.step == step]
    # who came back arrived when they came first; a call and a start are the last ones
    at = (found[0] if step == "checked_in" else found[-1]) if found else None
    if at is not None and moment:
        steps[at] = replace(steps[at], moment=moment)
    elif at is not None:
        del steps[at]
    elif moment:
        places = [at for at, entry in enumerate(steps) if entry.step in later]
        place = places[0 if step == "checked_in" else -1] if places else len(steps)
        steps.insert(place, Entry(step, moment, *by))


def _without_details(steps, end):
    """Leave out pauses and further calls that do not lie where they were any more."""
    kept = []
    for at, entry in enumerate(steps):
        earlier = [s.moment for s in steps[:at] if s.step not in DETAILS]
        later = [s.moment for s in steps[at + 1 :] if s.step not in DETAILS]
        if entry.step not in DETAILS or (
            max(earlier, default=datetime.min) <= entry.moment <= min([*later, end])
        ):
            kept.append(entry)
    return kept


def _moved(steps, desk):
    """Let what was done since the last wait be done at a desk."""
    waits = [at for at, entry in enumerate(steps) if entry.state in (None, "waiting")]
    since = waits[-1] + 1 if waits else 0
    return steps[:since] + [replace(entry, desk=desk) for entry in steps[since:]]
