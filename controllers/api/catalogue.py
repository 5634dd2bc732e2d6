from odoo import http
from odoo.fields import Domain
from odoo.http import request

from ...models.common.refusal import Refusal
from ..common.choice import Choice, asked_days, own_company
from .endpoint import ASKED_AGAIN, Unknown, reading


def ours(model):
    """Return the records of a model that belong to the town of this website."""
    model_sudo = request.env[model].sudo()
    return model_sudo.search(Domain("company_id", "=", own_company().id))


def chosen(asked, location=None):
    """Return the choice that a program names by codes.

    :param asked: list of pairs (code of a product, pieces)
    :param location: code of a building, or nothing
    :raise Unknown: for a code that is not shown here
    :raise Refusal: for what cannot be booked together
    """
    codes = [code for code, _pieces in asked]
    found = request.env["municipal.product"].sudo()._of_api_codes(codes, own_company())
    for code in codes:
        if code not in found:
            raise Unknown(
                request.env._("There is no product “%(code)s” here.", code=code)
            )
    params = {f"q_{found[code].id}": str(pieces) for code, pieces in asked}
    if len(params) < len(asked):
        raise Refusal(request.env._("Name each product once."), "products")
    if location:
        params["location"] = str(_location(location).id)
    choice = Choice(params)
    choice.check()
    if location and not choice.location or choice.needs_location:
        raise Refusal(request.env._("Choose where you want to come."), "location")
    return choice


def _location(code):
    for location in ours("municipal.location"):
        if location._api_code() == code:
            return location
    raise Unknown(request.env._("There is no building “%(code)s” here.", code=code))


def _pieces(text):
    """Return the code and the pieces of ``kids-id:2``; one piece where none is said."""
    code, colon, pieces = text.rpartition(":")
    if not colon:
        return text, "1"
    return code, pieces if pieces.isascii() and pieces.isdigit() else "-1"


class Catalogue(http.Controller):
    """What there is, where, and when it is free: everybody may read it."""

    @reading("/services")
    def services(self, **params):
        """Answer which services receive citizens."""
        return {"services": ours("municipal.service")._api_values()}, 200

    @reading("/locations")
    def locations(self, **params):
        """Answer in which buildings citizens are received."""
        return {"locations": ours("municipal.location")._api_values()}, 200

    @reading("/products")
    def products(self, **params):
        """Answer for what citizens come, and how each product is had."""
        products_sudo = request.env["municipal.product"].sudo()
        domain = products_sudo._shown_domain()
        shown = products_sudo.search(
            domain & Domain("company_id", "=", own_company().id)
        )
        return {"products": shown._api_values()}, 200

    @reading("/hours")
    def hours(self, **params):
        """Answer when services receive: the coming weeks, as they hang on the door.

        All of them, or those of one ``service`` or ``location``.
        """
        services, location = self._asked_hours(params)
        places = services._places_with_hours(own_company())
        told = [
            service._api_hours(place)
            for service, places in places.items()
            if service in services
            for place in places
            if location in (None, place)
        ]
        return {"hours": [hours for hours in told if hours]}, 200

    @staticmethod
    def _asked_hours(params):
        """Return the services and the building that somebody asks about."""
        services, code = ours("municipal.service"), params.get("service")
        if code:
            services = services.filtered(lambda service: service.code == code)
        if code and not services:
            words = request.env._("There is no service “%(code)s” here.", code=code)
            raise Unknown(words)
        place = params.get("location")
        return services, _location(place) if place else None

    @reading("/slots", cache=ASKED_AGAIN)
    def slots(self, **params):
        """Answer which slots are free for products, day by day.

        The parameters are ``product`` once for each product (``kids-id:2`` for two
        pieces), ``location``, and ``from`` and ``to``: the first and the last day.
        """
        texts = request.httprequest.args.getlist("product")
        if not texts:
            raise Refusal(request.env._("Choose at least one product."), "products")
        choice = chosen([_pieces(text) for text in texts], params.get("location"))
        days = choice.slots_by_day(*asked_days(params))
        return {
            "minutes": choice.minutes,
            "zone": choice.zone.zone,
            "days": [{"day": day, "slots": starts} for day, starts in days.items()],
        }, 200
