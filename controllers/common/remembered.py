"""What is worked out once for many readers: pages in HTML, and what they tell of."""

from odoo.http import Response, request

from .choice import PRODUCT_KEY

#: what a browser asks for that opens a page in a window of its own
WINDOW = (None, "document", "empty")


def recall():
    """Let a visitor who is not logged in know the town already, before a page asks."""
    request.municipal_version = None
    if request.env.user._is_public():
        catalogue_sudo = request.env["municipal.catalogue"].sudo()
        named = map(PRODUCT_KEY.fullmatch, request.params)
        request.municipal_version = catalogue_sudo._recall(
            request.website, [int(match[1]) for match in named if match]
        )


def remembered(name, facts, make):
    """Answer with a page that is the same for everybody who is not logged in.

    As Odoo does with its own pages, and with the hooks by which other modules keep a
    page from being remembered or complete it; but never older than what it tells.

    :param tuple name: of the page
    :param facts: as ``_remembered`` of the catalogue has it
    :param make: function that answers with the page, out of the facts
    """
    if not _is_the_same_for_all():
        return make(facts())
    pages_sudo = request.env["website.page"].sudo()
    html = (
        request.env["municipal.catalogue"]
        .sudo()
        ._remembered(
            (*name, *_reader()),
            facts,
            lambda told: _html(make(told)),
            pages_sudo._allow_cache_insertion,
            request.municipal_version,
        )
    )
    # as a list: Odoo completes it as a text
    response = Response(response=[html], mimetype="text/html")
    pages_sudo._complete_remembered(response)
    return response


def _is_the_same_for_all():
    """Tell whether a reader gets what all others get."""
    session, headers = request.session, request.httprequest.headers
    return (
        request.env.user._is_public()
        and not session.debug
        and request.httprequest.method == "GET"
        and headers.get("Sec-Fetch-Dest") in WINDOW
    )


def _reader():
    """Return what tells groups of readers apart: a layout may look at it."""
    return (
        request.env.lang,
        request.website.id,
        request.httprequest.url_root,
        request.httprequest.path,
        request.geoip.country_code,
        request.env["ir.http"]._is_allowed_cookie("optional"),
    )


def _html(response):
    response.flatten()
    return response.response[0]
