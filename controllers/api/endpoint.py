"""What all addresses of the API have in common: version, language, errors, limits."""

from functools import wraps
from time import monotonic

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from ...engine.rate import RateLimit
from ...models.common.refusal import Refusal

ROOT = "/afspraak/api/v1"
#: questions of one address, in each process: a page that shows slots asks once, and a
#: library full of readers stays below it
LIMIT = RateLimit(times=300, seconds=60)
#: seconds for which anybody may keep what changes a few times a year
KEPT = 60
#: what is free is asked again each time, and comes only when it is something else
ASKED_AGAIN = "no-cache"
TOO_OFTEN, UNKNOWN, WRONG = 429, 404, 422


class Unknown(Exception):
    """Something that the address names is not there, in words for its reader."""


def reading(path, cache=f"public, max-age={KEPT}"):
    """Return the route of an answer that anybody may read, from any website.

    :param str path: after the version
    :param str cache: for how long the answer may be kept
    """
    route = http.route(
        f"{ROOT}{path}",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        multilang=False,
        sitemap=False,
        cors="*",
        readonly=True,
        save_session=False,
    )

    def decorate(endpoint):
        @wraps(endpoint)
        def answer(self, **params):
            return told(endpoint, self, params, {"Cache-Control": cache})

        return route(answer)

    return decorate


def changing(path, methods):
    """Return the route of a step for which a program needs a key, and its right."""
    route = http.route(
        f"{ROOT}{path}",
        type="http",
        auth="bearer",
        methods=methods,
        website=True,
        multilang=False,
        sitemap=False,
        csrf=False,
        save_session=False,
    )

    def decorate(endpoint):
        @wraps(endpoint)
        def answer(self, **params):
            return told(endpoint, self, params, {"Cache-Control": "no-store"})

        return route(answer)

    return decorate


def told(endpoint, controller, params, headers):
    """Answer with what an endpoint returns, or with why it cannot.

    :return: JSON with a fingerprint: whoever has the same already is told so (304)
    """
    seconds = LIMIT.wait(request.httprequest.remote_addr, monotonic())
    if seconds:
        words = request.env._("You ask too often. Wait %(n)s seconds.", n=seconds)
        return _answer({"error": words}, TOO_OFTEN, {"Retry-After": str(seconds)})
    try:
        _speak(params.pop("language", None))
        content, status = endpoint(controller, **params)
    except Refusal as refusal:
        # nothing of what was begun is left
        request.env.cr.rollback()
        faults = [{"about": each.about, "error": str(each)} for each in refusal.all]
        return _answer({"error": str(refusal), "faults": faults}, WRONG)
    except AccessError as error:
        return _answer({"error": str(error)}, 403)
    except (Unknown, NotFound) as unknown:
        words = str(unknown) if isinstance(unknown, Unknown) else ""
        return _answer(
            {"error": words or request.env._("We do not know this, or not any more.")},
            UNKNOWN,
        )
    return _answer(content, status, headers)


def _answer(content, status, headers=()):
    response = request.make_json_response(content, status=status)
    # the website would remember the language of its reader: not of programs, and what
    # is kept on the way is nobody's
    request.future_response.headers.pop("Set-Cookie", None)
    response.headers.update(headers or {"Cache-Control": "no-store"})
    if status == 200:
        response.add_etag()
        response.make_conditional(request.httprequest)
    return response


def _speak(asked):
    """Answer in a language of the website; in its first one where none is named.

    Never in that of the browser: what is kept on the way is the same for everybody.
    """
    website = request.website
    languages = {lang.url_code: lang.code for lang in website.language_ids}
    code = website.default_lang_id.code
    if asked:
        if asked not in languages:
            raise Refusal(
                request.env._(
                    "The parameter language is one of: %(languages)s.",
                    languages=", ".join(sorted(languages)),
                ),
                "language",
            )
        code = languages[asked]
    request.update_context(lang=code)
