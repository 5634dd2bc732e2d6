"""The two kinds of routes that citizens use, and what they have in common."""

import re
from functools import cache, wraps
from time import time

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from .catalogue import catalogue_page, unindexed
from .choice import own_company
from .remembered import FRAMED, SECRET, put_in_layout, recall
from .sender import comes_from_here, signed_sender

PUBLIC = {"type": "http", "auth": "public", "website": True, "sitemap": False}
#: the page is shown again: something in the request cannot be met, or nothing shows
#: that its form comes from the browser that sends it
REFUSED, STRANGER = 422, 400
CHANGED = "municipal_changed"
#: on every answer of a page whose address is a secret: no copy is kept, and no other
#: site learns the address
SECRET_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
#: and it loads nothing from elsewhere: neither the statistics of the website nor what
#: its editors put in head, header or footer. (Odoo's own scripts stand in the page, and
#: compile their templates.)
SECRET_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; "
)
#: seconds in which a visitor must see what they have just done; a replica may lag
FRESH = 60


def may_lag(controller, rule, args):
    """Tell whether a page may come from a replica of the database.

    Not for who has just chosen, booked or moved: they would read that their moment is
    not kept, or that their appointment is unknown. Where no session tells of it, the
    address does: it names what was just done.
    """
    if "message" in request.httprequest.args:
        return False
    return time() - request.session.get(CHANGED, 0) > FRESH


def answer_to(refusal):
    """Return the status of a page that is shown again because of a refusal, or not."""
    if not refusal:
        return 200
    return STRANGER if refusal.about in ("confirm", "again") else REFUSED


def show(template, values, refusal=None):
    """Answer with a page of ours: the first time, or again with what was wrong.

    :param Refusal refusal: what the template shows as ``error``; nothing that the
        visitor typed may be missing in ``values`` then
    """
    hidden = {} if values.get("indexed") else unindexed()
    return request.render(
        f"municipal_appointment.{template}",
        {**hidden, **values, "error": refusal, "signed_sender": cache(signed_sender)},
        status=answer_to(refusal),
    )


def page(paths, secret=False, **options):
    """Return the route of a page: read by GET, changes nothing, in no sitemap.

    :param bool secret: whoever knows the address may read and change what it shows
    :param options: what is otherwise for this page, as in ``http.route``
    """
    route = http.route(
        paths, **{**PUBLIC, "methods": ["GET"], "readonly": may_lag, **options}
    )

    return lambda endpoint: route(framed(welcoming(endpoint), secret))


def action(paths, secret=False, asks=True, **options):
    """Return the route of a step that changes something: by POST only.

    :param bool secret: as for :func:`page`
    :param bool asks: a form that is not from here changes nothing, and the controller
        says so (``_stranger``); a step that keeps what was typed sees to it itself
    :param options: what is otherwise for this step, as in ``http.route``
    """
    # of who is logged in, Odoo's own proof is asked too: see sender.py
    options = {**PUBLIC, "methods": ["POST"], "csrf": False, **options}

    def decorate(endpoint):
        @wraps(endpoint)
        def step(self, *args, **params):
            if asks and not comes_from_here(params):
                return self._stranger(*args, **params)
            answer = welcoming(endpoint)(self, *args, **params)
            request.session[CHANGED] = time()
            return answer

        return http.route(paths, **options)(framed(step, secret))

    return decorate


def welcoming(endpoint):
    """Return an endpoint that shows the list of products where there is no page."""

    @wraps(endpoint)
    def answer(*args, **params):
        try:
            return endpoint(*args, **params)
        except NotFound:
            return catalogue_page(unknown=True)

    return answer


def shown_in_a_frame():
    """Tell whether a citizen sees the page within another one.

    An editor of the website does too, but edits it as it is by itself.
    """
    framed = request.env["ir.http"]._in_a_frame()
    return framed and not request.env.user._is_internal()


def framed(endpoint, secret=False):
    """Return an endpoint whose page shows in frames of the sites that the town names.

    :param bool secret: it keeps the address of its page a secret, too
    """

    @wraps(endpoint)
    def answer(*args, **params):
        recall()
        # on whatever answers in the end, an error too
        headers = request.future_response.headers
        policy, alone = own_company()._frame_policy()
        headers["Content-Security-Policy"] = (SECRET_POLICY if secret else "") + policy
        if alone:
            # for browsers that know no policy; they know no list of sites either
            headers["X-Frame-Options"] = "SAMEORIGIN"
        if secret:
            headers.update(SECRET_HEADERS)
        response = endpoint(*args, **params)
        if getattr(response, "is_qweb", False):
            in_a_frame = shown_in_a_frame()
            response.qcontext.update({SECRET: secret, FRAMED: in_a_frame})
            if not in_a_frame:
                put_in_layout(response)
        return response

    return answer


#: what a secret is made of, and around it what hangs on to a copied link: a full stop,
#: a bracket, the quotes of a word processor
TOKEN = re.compile(r"\W*([0-9A-Za-z_-]+)\W*")


def clean_token(text):
    """Return the secret that a link names; empty when there is none that can be right.

    :param text: whatever was sent under that name
    """
    match = TOKEN.fullmatch(text) if isinstance(text, str) else None
    return match.group(1) if match else ""


def both(path):
    """Return a path under its Dutch and its English name, the canonical one first."""
    return [f"/afspraak{path}", f"/appointment{path}"]
