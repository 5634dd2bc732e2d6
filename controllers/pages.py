"""The two kinds of routes that citizens use, and what they have in common."""

from functools import wraps
from time import time

from odoo import http
from odoo.http import request

PUBLIC = {"type": "http", "auth": "public", "website": True, "sitemap": False}
#: the page is shown again because something in the request cannot be met
REFUSED = 422
CHANGED = "municipal_changed"
#: seconds in which a visitor must see what he has just done; a replica may lag
FRESH = 60


def may_lag(controller, rule, args):
    """Tell whether a page may come from a replica of the database.

    Not for who has just chosen, booked or moved: he would read that his moment is
    not kept, or that his appointment is unknown.
    """
    return time() - request.session.get(CHANGED, 0) > FRESH


def page(paths, **options):
    """Return the route of a page: read by GET, changes nothing, in no sitemap.

    :param options: what is otherwise for this page, as in ``http.route``
    """
    return http.route(
        paths, **{**PUBLIC, "methods": ["GET"], "readonly": may_lag, **options}
    )


def action(paths, **options):
    """Return the route of a step that changes something: by POST only.

    :param options: what is otherwise for this step, as in ``http.route``
    """

    def decorate(endpoint):
        @wraps(endpoint)
        def step(*args, **params):
            answer = endpoint(*args, **params)
            request.session[CHANGED] = time()
            return answer

        return http.route(paths, **{**PUBLIC, "methods": ["POST"], **options})(step)

    return decorate


def both(path):
    """Return a path under its Dutch and its English name, the canonical one first."""
    return [f"/afspraak{path}", f"/appointment{path}"]


def comes_from_here(params):
    """Tell whether a form was sent from a page of ours, to this same browser.

    For steps that Odoo must not refuse out of hand when it was not, because all that
    was typed would be lost: after a very long time, or without cookies.
    """
    return request.validate_csrf(params.get("csrf_token"))
