"""The list of everything that citizens come for."""

from odoo.http import request

from .choice import own_company

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
    chosen = choice.lines if choice else []
    text = searched(text)
    Product = request.env["municipal.product"].sudo()
    products, exact = Product._search_catalogue(text, own_company())
    top = products._most_chosen() if not text else products.browse()
    services_sudo = request.env["municipal.service"].sudo()
    return request.render(
        "municipal_appointment.booking_catalogue",
        {
            "text": text,
            "exact": exact,
            "unknown": unknown,
            "products": products,
            "choice": choice,
            "chosen_query": choice.query() if chosen else "",
            "top": top,
            "ways": products._ways(),
            "by_service": products.grouped("service_id") if exact else {},
            "services": services_sudo.search([("company_id", "=", own_company().id)]),
            "phone": own_company().phone,
        },
        status=404 if unknown else 200,
    )
