"""Counting by a message that the script of a page sends beside what it shows.

Opening, prefetching or scanning a page is a GET and counts nothing, nor does a robot
that reads it. What is counted is looked up again by the server: a message says where
somebody was, and not what shall be counted.
"""

from odoo import fields, http
from odoo.http import request

from .pages import PUBLIC
from .sender import comes_from_here

#: more than a person does in a day
MOST_A_DAY = 50


def beacon(paths):
    """Return the route of a message that is counted; nobody waits for its answer."""
    return http.route(
        paths, **{**PUBLIC, "methods": ["POST"], "csrf": False, "multilang": False}
    )


def counts(what, item, params):
    """Tell whether a message is one that counts: of a person, for the first time today.

    The session knows what its browser counted and a day, for as long as it lives.

    :param str what: name in the session for this kind of count
    :param item: a number or a short text that tells two counts of a kind apart
    """
    if request.env["ir.http"].is_a_bot() or not comes_from_here(params):
        return False
    today = str(fields.Date.context_today(request.env.user))
    day, known = request.session.get(what, ("", []))
    known = known if day == today else []
    if item in known or len(known) >= MOST_A_DAY:
        return False
    request.session[what] = (today, [*known, item])
    return True
