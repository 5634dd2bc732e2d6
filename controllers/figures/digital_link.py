"""The links to the digital counter, and how their use is counted.

The link on a page is the address of the digital counter itself: where it leads can be
seen before it is followed, it works when we do not, and there is no redirect that
somebody could bend. A QR code at a kiosk opens a page of ours with that link, on the
phone of the visitor.

What counts is a message beside the link (``navigator.sendBeacon``, a POST) that the
script of the page sends when a person follows it. Opening, prefetching or scanning a
page is a GET and counts nothing, nor does a robot that reads the address. The price is
that browsers without scripts are not counted: the figure is a lower limit.
"""

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from ..common.beacon import beacon, counts
from ..common.choice import RECORD, Choice, own_company
from ..common.pages import both, page

#: what a browser followed today, so that a double press counts once
FOLLOWED = "municipal_followed"


class DigitalLink(http.Controller):
    """From the website or the kiosk to the digital counter."""

    @page(both("/digitaal/<string:slug>"))
    def digital(self, slug, **params):
        """Show the way to the digital counter to whoever scanned a QR code."""
        product = self._product(slug)
        return request.render(
            "municipal_appointment.booking_digital",
            {
                "product": product,
                "service": product.service_id,
                "bookable": product._is_bookable(),
                "kiosk": self._building(params),
                "phone": product.service_id.phone or own_company().phone,
            },
        )

    @beacon(both("/digitaal/<string:slug>"))
    def count(self, slug, **params):
        """Count that the link is followed; nobody waits for the answer."""
        product = self._product(slug)
        if counts(FOLLOWED, product.id, params):
            uses_sudo = request.env["municipal.digital.use"].sudo()
            uses_sudo._count(product, self._building(params))
        return request.make_response("", status=204)

    @staticmethod
    def _product(slug):
        """Return a product that citizens see and that has a digital counter."""
        product_id = request.env["ir.http"]._unslug(slug)[1]
        product = Choice({f"q_{product_id}": "1"}).products[:1]
        if not product.digital_url:
            raise NotFound()
        return product

    @staticmethod
    def _building(params):
        """Return the building of the kiosk that showed the QR code, if one did."""
        locations_sudo = request.env["municipal.location"].sudo()
        text = str(params.get("kiosk", ""))
        if not RECORD.fullmatch(text):
            return locations_sudo
        return locations_sudo.search(
            [("id", "=", int(text)), ("company_id", "=", own_company().id)]
        )
