"""The two kinds of routes that citizens use, and what they have in common."""

import re
from functools import wraps
from time import time

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from .catalogue import catalogue_page, unindexed

PUBLIC = {"type": "http", "auth": "public", "website": True, "sitemap": False}
#: the page is shown again: something in the request cannot be met, or nothing shows
#: that its form comes from the browser that sends it
REFUSED, STRANGER = 422, 400
CHANGED = "municipal_changed"
#: on every answer of a page whose address is a secret. No copy is kept, no other site
#: learns the address, nobody frames the page, and it loads nothing from elsewhere:
#: neither the statistics of the website nor what its editors put in head, header or
#: footer. (Odoo's own scripts stand in the page, and compile their templates.)
SECRET_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'self'; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
}
#: value of a template: the page leaves out what measures its readers
SECRET = "municipal_secret"
#: seconds in which a visitor must see what they have just done; a replica may lag
FRESH = 60


def may_lag(controller, rule, args):
    """Tell whether a page may come from a replica of the database.

    Not for who has just chosen, booked or moved: they would read that their moment is
    not kept, or that their appointment is unknown.
    """
    return time() - request.session.get(CHANGED, 0) > FRESH


def answer_to(refusal):
    """Return the status of a page that is shown again because of a refusal, or not."""
    if not refusal:
        return 200
    return STRANGER if refusal.about == "confirm" else REFUSED


def show(template, values, refusal=None):
    """Answer with a page of ours: the first time, or again with what was wrong.

    :param Refusal refusal: what the template shows as ``error``; nothing that the
        visitor typed may be missing in ``values`` then
    """
    hidden = {} if values.get("indexed") else unindexed()
    return request.render(
        f"municipal_appointment.{template}",
        {**hidden, **values, "error": refusal},
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

    def decorate(endpoint):
        endpoint = welcoming(endpoint)
        return route(discreet(endpoint) if secret else endpoint)

    return decorate


def action(paths, secret=False, **options):
    """Return the route of a step that changes something: by POST only.

    :param bool secret: as for :func:`page`
    :param options: what is otherwise for this step, as in ``http.route``
    """

    def decorate(endpoint):
        @wraps(endpoint)
        def step(*args, **params):
            answer = welcoming(endpoint)(*args, **params)
            request.session[CHANGED] = time()
            return answer

        route = http.route(paths, **{**PUBLIC, "methods": ["POST"], **options})
        return route(discreet(step) if secret else step)

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


def discreet(endpoint):
    """Return an endpoint that keeps the address of its page a secret."""

    @wraps(endpoint)
    def answer(*args, **params):
        # on whatever answers in the end, an error too
        request.future_response.headers.update(SECRET_HEADERS)
        response = endpoint(*args, **params)
        if getattr(response, "is_qweb", False):
            response.qcontext[SECRET] = True
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


def comes_from_here(params):
    """Tell whether a form was sent from a page of ours, to this same browser.

    For steps that Odoo must not refuse out of hand when it was not, because all that
    was typed would be lost: after a very long time, or without cookies.
    """
    return request.validate_csrf(params.get("csrf_token"))
