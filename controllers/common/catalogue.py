"""The list of everything that citizens come for."""

from odoo.http import request

from .choice import own_company
from .remembered import remembered

MAX_SEARCH = 100


def searched(text):
    """Return what somebody searches for, as it was typed, as far as it is a text."""
    if not isinstance(text, str):
        return ""
    return "".join(char for char in text if char.isprintable())[:MAX_SEARCH].strip()


def catalogue_page(text="", unknown=False, choice=None):
    """Answer with the list of products, or with those that fit a search.

    :param str text: what was searched for, as it was typed
    :param bool unknown: the address asks for something that is not there, or not any
        more: an old link, a product that was withdrawn
    :param Choice choice: what the visitor chose before they came back here
    """
    text = searched(text)
    if text or unknown or (choice and choice.lines) or request.params:
        return _answer(text, unknown, choice, *_found(text))

    def facts():
        products, _exact = _found("")
        ways = products._ways()
        return tuple((product.id, tuple(ways[product])) for product in products)

    def make(told):
        products_sudo = request.env["municipal.product"].sudo()
        products = products_sudo.browse(id_ for id_, _ways in told)
        ways = {products_sudo.browse(id_): ways for id_, ways in told}
        return _answer("", False, choice, products, True, ways)

    return remembered(("catalogue",), facts, make)


def _found(text):
    """Return what a search finds, and whether that has every word of it."""
    products_sudo = request.env["municipal.product"].sudo()
    return products_sudo._search_catalogue(text, own_company())


def _answer(text, unknown, choice, products, exact, ways=None):
    """Answer with a list of products.

    :param dict ways: of each product, if they are known
    """
    services_sudo = request.env["municipal.service"].sudo()
    chosen = choice.lines if choice else []
    indexed = not text and not unknown
    company = own_company()
    services_sudo = services_sudo.search_fetch([("company_id", "=", company.id)])
    reached = services_sudo.filtered(lambda s: company.phone or s.phone or s.email)
    return request.render(
        "municipal_appointment.booking_catalogue",
        {
            **({} if indexed else unindexed()),
            "text": text,
            "exact": exact,
            "unknown": unknown,
            "products": products,
            "choice": choice,
            "chosen_query": choice.query() if chosen else "",
            "top": products.browse() if text else products._most_chosen(),
            "ways": products._ways() if ways is None else ways,
            "by_service": products.grouped("service_id") if exact else {},
            "services": reached,
            "phone": company.phone,
            "nothing_yet": indexed and not products,
        },
        status=404 if unknown else 200,
    )


def unindexed():
    """Return values for a page that no search engine keeps.

    Nobody reads what it would be called there: Odoo would look it up in its view.
    """
    if request.env.user._is_internal():
        return {}
    return {"main_object": request.env["ir.ui.view"]}
