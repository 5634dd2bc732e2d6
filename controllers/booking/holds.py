"""Which moment is kept for the visitor of a page."""

import uuid
from collections import namedtuple

from odoo import fields
from odoo.http import request
from odoo.tools import hmac

from ..common.choice import format_start, parse_start
from ..common.sender import VISITOR, carried_visitor, visitor

HOLDS = "municipal_holds"
#: how many purposes a session remembers
REMEMBERED = 20

#: key: of the form; state: ``kept``, ``lost`` or ``never``; until: naive UTC; carried:
#: no session knows of it, so that only the form can ask again
HoldState = namedtuple("HoldState", ["key", "state", "until", "seconds", "carried"])


def known_key(text):
    """Return the key of a form if it is one that we made, else nothing."""
    try:
        return str(uuid.UUID(text or ""))
    except (AttributeError, TypeError, ValueError):
        return None


def give_back(key):
    """Let everybody have what is kept under the key of a form."""
    if known_key(key):
        request.env["municipal.reservation"].sudo()._release(known_key(key))


class Holds:
    """The moments that are kept for one visitor and one purpose.

    A visitor is known by a secret in their session, or in the form that stands for it.
    The key of a hold follows from it, so that two clicks on a moment are one hold, and
    that no page has to write in the session. A key is in the form with the details,
    never in an address. A form that stands for the session remembers nothing: what a
    visitor chose is in the form itself.

    :param str purpose: the same for pages about the same appointment
    """

    def __init__(self, purpose):
        self.purpose = purpose

    def _memory(self):
        """Return (moment that was chosen last, key of the appointment made last)."""
        known = {} if carried_visitor() else request.session.get(HOLDS, {})
        memory = known.get(self.purpose, ("", ""))
        return parse_start(memory[0]), memory[1]

    def _remember(self, start, made):
        if carried_visitor():
            return
        session = request.session
        others = {k: v for k, v in session.get(HOLDS, {}).items() if k != self.purpose}
        kept = list(others.items())[1 - REMEMBERED :]
        session[VISITOR] = visitor()
        session[HOLDS] = {**dict(kept), self.purpose: [start, made]}

    def key(self, start):
        """Return the key under which a moment is kept, or would be.

        Another one after every appointment made: the next is not the same again.
        """
        _chosen, made = self._memory()
        message = (visitor(), self.purpose, start and format_start(start), made)
        digest = hmac(request.env(su=True), "municipal-hold-key", message)
        return str(uuid.UUID(digest[:32]))

    @property
    def made_key(self):
        """The key of the form with which the last appointment was made, if any."""
        return self._memory()[1]

    @property
    def chosen_key(self):
        """The key of the moment that the visitor chose last, if any."""
        chosen, _made = self._memory()
        return chosen and self.key(chosen)

    def state(self, start, key=None):
        """Return whether a moment is kept, for a form with a key.

        :rtype: HoldState
        """
        mine = self.key(start)
        key = key or mine
        carried = key != mine or bool(carried_visitor())
        until = request.env["resource.booking"].sudo()._held_until(key)
        if until:
            seconds = int((until - fields.Datetime.now()).total_seconds())
            return HoldState(key, "kept", until, seconds, carried)
        chosen, _made = self._memory()
        before = request.httprequest.form.get("look")
        lost = start and (start == chosen or before in ("kept", "lost"))
        return HoldState(key, "lost" if lost else "never", None, 0, carried)

    def keep(self, hold, start, former=None):
        """Keep a moment, instead of the one that the visitor chose before.

        :param hold: function of key, visitor and address that keeps it
        :param former: further key that the visitor gives back
        :raise Refusal: when the moment is not free
        """
        key = self.key(start)
        request.env["resource.booking"].sudo()._claim_request(key)
        for other in {former, self.chosen_key} - {key, None}:
            request.env["municipal.reservation"].sudo()._release(other)
        kept = hold(key, visitor(), request.httprequest.remote_addr)
        self._remember(format_start(start) if kept else "", self._memory()[1])

    def done(self, key):
        """Remember the form with which the appointment was made."""
        self._remember("", key)
