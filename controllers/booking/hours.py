"""When a service receives, for everybody: in words, on paper and as data."""

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request
from odoo.tools.json import scriptsafe as json

from ..common.choice import own_company
from ..common.pages import both, page

#: of a service, for its hours alone
SERVICE_FIELDS = (
    "active",
    "company_id",
    "daily_tickets",
    "email",
    "guidance_enabled",
    "last_ticket_minutes",
    "name",
    "phone",
)
LOCATION_FIELDS = (
    "active",
    "city",
    "company_id",
    "name",
    "phone",
    "street",
    "tz",
    "zip",
)
HOURS = "/uren/<string:place>/<string:service>"


def sitemap_hours(env, rule, query):
    """Yield the list of hours and the page of each service in each building."""
    company = env["website"].get_current_website().sudo().company_id
    services_sudo = env["municipal.service"].sudo()
    paths = ["/afspraak/uren"]
    for service, locations in services_sudo._places_with_hours(company).items():
        paths += [service._hours_path(location) for location in locations]
    for path in paths:
        if not query or query.lower() in path:
            yield {"loc": path}


class HoursWebsite(http.Controller):
    """The hours of each service in each building."""

    @page(both("/uren"), sitemap=sitemap_hours)
    def hours_list(self, **params):
        services_sudo = request.env["municipal.service"].sudo()
        return request.render(
            "municipal_appointment.booking_hours_list",
            {"places": services_sudo._places_with_hours(own_company())},
        )

    @page(both(HOURS))
    def hours(self, place, service, **params):
        service_sudo, location_sudo, types_sudo = self._found(place, service)
        path = service_sudo._hours_path(location_sudo)
        if path.split("/")[-2:] != [place, service]:
            # a name that changed: one address for search engines
            return request.redirect(path, code=301)
        hours, say = (
            service_sudo._public_hours(location_sudo, types_sudo),
            request.env["municipal.service"]._words_for_hours(),
        )
        return request.render(
            "municipal_appointment.booking_hours",
            {
                "service": service_sudo,
                "location": location_sudo,
                "phone": hours["phone"],
                "hours": hours,
                "usual": say.usual(hours),
                "others": say.other(hours),
                "until": say.until(hours),
                "path": path,
                "json_ld": json.dumps(service_sudo._hours_ld(location_sudo, hours)),
                "website_meta_description": say.description(hours),
            },
        )

    @page(both(f"{HOURS}/json"))
    def hours_json(self, place, service, **params):
        service_sudo, location_sudo, types_sudo = self._found(place, service)
        return request.make_json_response(
            service_sudo._public_hours(location_sudo, types_sudo)
        )

    @staticmethod
    def _found(place, service):
        """Return the service and building of an address, and what is received there.

        :raise NotFound: where there is none, or that receives nobody there
        """
        unslug = request.env["ir.http"]._unslug
        location_id, service_id = unslug(place)[1], unslug(service)[1]
        service_sudo = (
            request.env["municipal.service"]
            .sudo()
            .search_fetch(
                [("id", "=", service_id), ("company_id", "=", own_company().id)],
                SERVICE_FIELDS,
            )
        )
        location_sudo = (
            request.env["municipal.location"]
            .sudo()
            .search_fetch([("id", "=", location_id)], LOCATION_FIELDS)
        )
        if not (service_sudo and location_sudo):
            raise NotFound()
        types_sudo = service_sudo._types_in(location_sudo)
        if not types_sudo:
            raise NotFound()
        return service_sudo, location_sudo, types_sudo
