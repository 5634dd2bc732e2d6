"""The life of a visit: which step may follow which state.

One table for the desk screen, the kiosk and the night run, so that a step that makes
no sense is refused wherever it comes from.

    >>> next_state("waiting", "called")
    'called'
"""

from .errors import ForbiddenStep

#: states in which somebody is, or is still expected, in the building
OPEN_STATES = ("booked", "waiting", "called", "serving", "paused")
#: states in which the visitor is present
PRESENT_STATES = ("waiting", "called", "serving", "paused")

# step -> (states it may be taken from, state it leads to)
STEPS = {
    "booked": ((None, "cancelled"), "booked"),
    "moved": (("booked",), "booked"),
    "checked_in": ((None, "booked", "no_show", "left"), "waiting"),
    "called": (("waiting",), "called"),
    "recalled": (("called",), "called"),
    # who was not seen arriving is helped all the same: then the wait is not known
    "started": (("booked", "no_show", "waiting", "called"), "serving"),
    "paused": (("serving",), "paused"),
    "resumed": (("paused",), "serving"),
    "forwarded": (("called", "serving", "paused"), "waiting"),
    "finished": (("serving", "paused"), "finished"),
    "no_show": (("booked", "waiting", "called"), "no_show"),
    "left": (("waiting", "called", "serving", "paused"), "left"),
    "cancelled": (("booked",), "cancelled"),
    # a contact that was counted by mistake, or a number that nobody saw
    "withdrawn": (("waiting", "finished"), "withdrawn"),
}

#: state -> the step by which the night ends what nobody ended during the day
NIGHT_STEPS = {
    "booked": "no_show",
    "waiting": "left",
    "called": "no_show",
    "serving": "finished",
    "paused": "finished",
}


def next_state(state, step):
    """Return the state that a step leads to.

    :param state: the present state, ``None`` for a visit that begins
    :param str step: a key of :data:`STEPS`
    :raise ForbiddenStep: when the step may not be taken from this state
    """
    allowed, target = STEPS[step]
    if state not in allowed:
        raise ForbiddenStep(state, step)
    return target
