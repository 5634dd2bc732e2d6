from collections import namedtuple
from datetime import timedelta
from ipaddress import ip_address, ip_network
from uuid import uuid4

from odoo import api, fields, models
from odoo.tools import hmac

#: key: becomes the request key of the booking; until: naive UTC
Hold = namedtuple("Hold", ["key", "start", "until"])


class ResourceBooking(models.Model):
    """How a moment is kept for a visitor who still has to say who he is."""

    _inherit = "resource.booking"

    @api.model
    def _hold_moment(self, lines, start, visitor, address, location=None, own=None):
        """Keep a moment for a visitor only, for some minutes.

        Choosing another moment gives the former one back. When very many are held
        from one address, nothing is held: the visitor can still book, as long as
        nobody is faster.

        :param lines: list of pairs (product, quantity)
        :param datetime start: naive UTC
        :param str visitor: unguessable, the same for one browser
        :param str address: IP address of the browser
        :param own: booking that is being moved
        :return: Hold, or ``None`` when the cap of the address is reached
        :raise Refusal: when the moment is not free
        """
        company = lines[0][0].company_id
        self._make_room_for_hold(visitor, company.municipal_holds_per_visitor)
        address = self._hold_address(address)
        if self._count_holds("hold_address", address) >= (
            company.municipal_holds_per_address
        ):
            self._check_free(lines, start, location=location, ignore=own)
            return None
        key, minutes = str(uuid4()), company.municipal_hold_minutes
        self._hold_desk(
            lines,
            start,
            key,
            minutes=minutes,
            location=location,
            own=own,
            hold_visitor=visitor,
            hold_address=address,
        )
        until = fields.Datetime.now() + timedelta(minutes=minutes)
        return Hold(key, start, until)

    @api.model
    def _release_holds(self, visitor):
        """Give back everything that a visitor holds."""
        self._make_room_for_hold(visitor, 1)

    @api.model
    def _make_room_for_hold(self, visitor, most):
        """Give back the oldest holds of a visitor until one more is allowed."""
        keys = list(dict.fromkeys(self._holds_of(visitor).mapped("hold_key")))
        for key in keys[: max(0, len(keys) - most + 1)]:
            self.env["municipal.reservation"].sudo()._release(key)

    @api.model
    def _holds_of(self, visitor):
        """Return the rows that a visitor holds, the oldest first."""
        return self._live_holds("hold_visitor", visitor).sorted("hold_until")

    @api.model
    def _live_holds(self, field, value):
        reservations = self.env["municipal.reservation"].sudo()
        if not value:
            return reservations
        return reservations.search(
            [(field, "=", value), ("hold_until", ">", fields.Datetime.now())]
        )

    @api.model
    def _count_holds(self, field, value):
        return len(set(self._live_holds(field, value).mapped("hold_key")))

    @api.model
    def _find_hold(self, key, visitor):
        """Return the hold of a visitor under a key, if it still holds."""
        rows = self._holds_of(visitor).filtered(lambda row: row.hold_key == key)
        return rows and Hold(key, min(rows.mapped("start")), rows[0].hold_until)

    @api.model
    def _hold_address(self, address):
        """Return an address as it is kept: unreadable, and the network of a home.

        A home has one IPv4 address, but 2^64 of IPv6.
        """
        try:
            ip = ip_address(address or "")
        except ValueError:
            return None
        if ip.version == 6:
            ip = ip_network((ip, 64), strict=False)
        return hmac(self.env(su=True), "municipal-hold", str(ip))
