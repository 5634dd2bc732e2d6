"""The address of a page, as the layout around the page names it."""

import re
from html import escape
from urllib.parse import quote, quote_plus

from odoo.http import request

from odoo.addons.base.models.ir_qweb import keep_query

from .choice import PRODUCT_KEY

#: parameters that tell what a citizen chose, or open a page that is theirs: a layout
#: hands them on, as its links to other languages do, and looks at none of them
HANDED_ON = {
    "access_token",
    "all",
    "day",
    "from",
    "location",
    "message",
    "part",
    "start",
}
#: stand in a remembered layout for the path and the parameters of the reader
PATH, QUERY = "municipal-path-of-the-reader", "municipal-query-of-the-reader"
MARKS = re.compile(f"{PATH}|{QUERY}")
#: a part of a path that names a record or holds a secret
NUMBERED = re.compile(r"[^/]*\d[^/]*")
#: a value that is shorter may stand anywhere by chance
TELLING = 4


class Address:
    """Where a reader is, and how it is left out of what many readers share.

    :param bool secret: the path names an appointment or a ticket: nobody puts it into
        a menu, and the layout is the same for all of its kind
    """

    def __init__(self, secret):
        asked = request.httprequest
        # as a link has it: whoever wrote the address may have put HTML into it
        self._path = escape(quote(asked.path)) if secret else ""
        self._query = escape(keep_query())
        own = {name for name in asked.args if _is_handed_on(name)}
        #: what nobody else may find in their layout
        self._own = [text for name in own for text in asked.args.getlist(name)]
        self._own += [asked.path, *NUMBERED.findall(asked.path)] if secret else ()
        kind = NUMBERED.sub("0", asked.path) if secret else asked.path
        others = [pair for pair in asked.args.items(multi=True) if pair[0] not in own]
        #: readers who have the same one may share a layout
        self.kind = (kind, tuple(map(_kind_of_name, asked.args)), tuple(others))

    def taken_out(self, html):
        """Return a layout with marks where it names the address, as a plain text."""
        html = "".join(html)
        for text, mark in ((self._query, QUERY), (self._path, PATH)):
            html = html.replace(text, mark) if text else html
        return html

    def is_left_in(self, html):
        """Tell whether a layout still knows the address in a way of its own."""
        return any(
            form in html
            for text in self._own
            if len(text) >= TELLING
            for form in _forms(text)
        )

    def put_in(self, html):
        """Return a layout that names the address of this reader."""
        values = {PATH: self._path, QUERY: self._query}
        return MARKS.sub(lambda mark: values[mark[0]], html)


def _forms(text):
    """Return how a text may be written in a page and its links."""
    return text, escape(text), quote(text), quote_plus(text), quote_plus(text, "/")


def _is_handed_on(name):
    return name in HANDED_ON or PRODUCT_KEY.fullmatch(name)


def _kind_of_name(name):
    return "q_" if PRODUCT_KEY.fullmatch(name) else name
