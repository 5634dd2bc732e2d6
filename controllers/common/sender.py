"""Who sends a form: known by their session, or by what the form itself carries.

In a frame of another website browsers keep our cookies away: they take the session of
Odoo for ``SameSite=Lax``, and most of them block all that they call third-party
cookies. No page then knows the session of the page before, and Odoo's proof against
forged forms, which rests on it, fails at the last step. So each form carries the secret
of its visitor with the time, signed with the secret of the database. It stands for the
session where there is none; nothing is stored, and no address contains it.

A form is taken (:func:`comes_from_here`)

* with Odoo's own proof, by who has a session: as everywhere in Odoo;
* without it with the signed secret, as long as **nobody is logged in**.

Why the second is no hole (CSRF): a forged form is harmful when the browser adds who its
user is. Nobody is logged in, so it adds nothing; a cookie that comes along all the same
is left alone, and what its session remembers too. Another site can fetch a signed form
and let somebody's browser send it, and gets what it could have booked from a computer
of its own; it neither reads the answer nor knows a secret of an appointment that
exists. Such forms count against the internet address of the browser that sends them, by
the same limits as all. Who is logged in has rights that a forged form could use: they
always need Odoo's proof, and so does the button that puts an appointment with an
account.

Sent twice, a form books once: the key of what it asks for (``Holds.key``) follows from
the secret, the products and the slot, and a booking remembers its key.
"""

import re
from time import time

from odoo.http import STORED_SESSION_BYTES, request
from odoo.tools import consteq, hmac

#: name of the secret of a visitor in their session, and of the signed one in a form
VISITOR, FIELD = "municipal_visitor", "sender"
#: seconds for which a form may lie open; who confirms later confirms once more
OPEN = 24 * 3600
SIGNED = re.compile(r"([0-9a-f]{64})\.([0-9]{1,12})\.([0-9a-f]{64})")


def signed_sender():
    """Return what a form carries to say who sends it."""
    secret, now = visitor(), int(time())
    return f"{secret}.{now}.{_signature(secret, now)}"


def comes_from_here(params):
    """Tell whether a form was sent from a page of ours, by whoever was shown it.

    For steps that Odoo must not refuse out of hand when it was not, because all that
    was typed would be lost.
    """
    return request.validate_csrf(params.get("csrf_token")) or bool(carried_visitor())


def carried_visitor():
    """Return the secret that a form carries, if it stands for the session.

    Read in what was posted only: an address with it means nothing.
    """
    form = request.httprequest.form
    if request.validate_csrf(form.get("csrf_token")):
        return None
    signed = SIGNED.fullmatch(form.get(FIELD, ""))
    if not signed or not request.env.user._is_public():
        return None
    secret, when, signature = signed.groups()
    fresh = time() - int(when) <= OPEN
    return secret if fresh and consteq(signature, _signature(secret, when)) else None


def visitor():
    """Return the secret of the visitor; at first it follows from their session."""
    return carried_visitor() or request.session.get(VISITOR) or _first_secret()


def _first_secret():
    secret = request.session.sid[:STORED_SESSION_BYTES]
    return hmac(request.env(su=True), "municipal-visitor", secret)


def _signature(secret, when):
    return hmac(request.env(su=True), "municipal-sender", (secret, int(when)))
