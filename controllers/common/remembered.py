"""What is worked out once for many readers: pages in HTML, and what they tell of."""

import re
from functools import partial

from markupsafe import Markup

from odoo.http import Response, request

from .address import Address
from .choice import PRODUCT_KEY
from .sender import FIELD, signed_sender

#: what a browser asks for that opens a page in a window of its own
WINDOW = (None, "document", "empty")
#: values of a template: the page leaves out what measures its readers; it leaves out
#: the header and footer of the website, which the page around it has already
SECRET, FRAMED = "municipal_secret", "municipal_framed"
#: what a layout that many share is told of the page: nothing of who reads it
TOLD = (
    "main_object",
    "response_template",
    "seo_object",
    "website_meta_description",
    SECRET,
    FRAMED,
)
#: stands in a remembered layout where the page comes
PAGE = Markup("<!-- page -->")
#: what stands in a form before the signed secret of whoever is shown it
SENDER = f'name="{FIELD}" value="'
SENT_BY = re.compile(f'{SENDER}[^"]*')


def recall():
    """Let a visitor who is not logged in know the town already, before a page asks."""
    request.municipal_version = None
    if request.env.user._is_public():
        catalogue_sudo = request.env["municipal.catalogue"].sudo()
        named = map(PRODUCT_KEY.fullmatch, request.params)
        request.municipal_version = catalogue_sudo._recall(
            request.website, [int(match[1]) for match in named if match]
        )


def begin_again():
    """Take back all that a step has done, and go on with what is so now.

    What others have just taken is only seen by a new transaction.
    """
    request.env.cr.rollback()
    recall()


def remembered(name, facts, make, seconds=None):
    """Answer with a page that is the same for everybody who is not logged in.

    As Odoo does with its own pages, and with the hooks by which other modules keep a
    page from being remembered or complete it; but never older than what it tells.

    :param tuple name: of the page
    :param facts: as ``_remembered`` of the catalogue has it
    :param make: function that answers with the page, out of the facts
    :param int seconds: for which the facts are good, as ``_remembered`` has it
    """
    if not _is_the_same_for_all():
        return make(facts())
    name = (*name, request.httprequest.path)
    html = _recalled(name, facts, lambda told: _html(make(told)), seconds)
    return Response(response=[_signed(_completed(html))], mimetype="text/html")


def put_in_layout(response):
    """Let a page be put into a layout that is made once for many readers.

    Header, menus and footer cost more than the page itself, and are the same for
    everybody who is not logged in and asks for the same kind of address.

    :param response: of a page whose template has not been rendered yet
    """
    if _is_the_same_for_all(("GET", "POST")):
        _choose_layout(response, _completed)


def _choose_layout(response, complete):
    values = response.qcontext
    values["municipal_layout"] = "municipal_appointment.layout_remembered"
    values["in_layout"] = partial(_in_layout, values, complete)


def _html(response):
    """Return a page in its layout as it is remembered.

    The reader's own is put in when it is shown, and only then: Odoo finds the place of
    its token by quotes that it does not write itself.
    """
    _choose_layout(response, str)
    response.flatten()
    return response.response[0]


def _in_layout(values, complete, page, head, title):
    """Return a page with the layout around it.

    :param dict values: of the template of the page
    :param complete: function that puts what is the reader's own into the layout
    :param page: what stands between header and footer
    :param head: what the page puts into the head
    :param title: of the page
    """
    around = {
        **{name: values[name] for name in TOLD if name in values},
        "head": Markup(head or ""),
        "additional_title": str(title or ""),
        "page": PAGE,
    }
    address = Address(values.get(SECRET))
    layout = _recalled(
        (
            "layout",
            values["response_template"],
            around["head"],
            around["additional_title"],
            values.get(SECRET),
            address.kind,
        ),
        lambda: None,
        lambda _told: address.taken_out(
            request.env["ir.ui.view"]._render_template(
                "municipal_appointment.layout_around", around
            )
        ),
        keeps=lambda html: not address.is_left_in(html),
    )
    html = Markup(complete(address.put_in(layout)))
    return html.replace(PAGE, page, 1)


def _completed(html):
    """Return what is remembered with what is the reader's own: see ``website.page``."""
    # as a list: Odoo completes it as a text
    response = Response(response=[html], mimetype="text/html")
    request.env["website.page"].sudo()._complete_remembered(response)
    return response.response[0]


def _signed(html):
    """Return a page whose forms carry the secret of this reader, if it has any."""
    if SENDER not in html:
        return html
    return SENT_BY.sub(f"{SENDER}{signed_sender()}", html)


def _recalled(name, facts, make, seconds=None, keeps=lambda html: True):
    """Return what is remembered for the group of readers, made now if it is not."""
    allowed = request.env["website.page"].sudo()._allow_cache_insertion
    return (
        request.env["municipal.catalogue"]
        .sudo()
        ._remembered(
            (*name, *_reader()),
            facts,
            make,
            lambda html: allowed(html) and keeps(html),
            request.municipal_version,
            seconds,
        )
    )


def _is_the_same_for_all(methods=("GET",)):
    """Tell whether a reader gets what all others get, by one of these methods."""
    session, headers = request.session, request.httprequest.headers
    return (
        request.env.user._is_public()
        and not session.debug
        and request.httprequest.method in methods
        and headers.get("Sec-Fetch-Dest") in WINDOW
    )


def _reader():
    """Return what tells groups of readers apart: a layout may look at it."""
    return (
        request.env.lang,
        request.website.id,
        request.httprequest.url_root,
        request.geoip.country_code,
        request.env["ir.http"]._is_allowed_cookie("optional"),
    )
