from datetime import timedelta
from ipaddress import ip_address, ip_network

from odoo import api, fields, models
from odoo.tools import hmac

from ..common.contact import clean_contact


class ResourceBooking(models.Model):
    """How a moment is kept for a visitor who still has to say who he is."""

    _inherit = "resource.booking"

    @api.model
    def _hold_moment(
        self, lines, start, key, visitor, address, location=None, own=None
    ):
        """Keep a moment for a visitor only, for some minutes; or keep it longer.

        Beyond the cap of the visitor his oldest hold is given back. When very many
        are held from one address, nothing is held: the visitor can still book, as
        long as nobody is faster.

        :param lines: list of pairs (product, quantity)
        :param datetime start: naive UTC
        :param str key: unguessable; becomes the ``request_key`` of the booking
        :param str visitor: unguessable, the same for one browser
        :param str address: IP address of the browser
        :param own: booking that is being moved
        :return: until when it is kept, naive UTC, or ``None`` when the cap of the
            address is reached
        :raise Refusal: when the moment is not free
        """
        company = lines[0][0].company_id
        self._make_room_for_hold(visitor, key, company.municipal_holds_per_visitor)
        address = self._hold_address(address)
        where = {"location": location, "own": own}
        if self._is_crowded(address, key, company.municipal_holds_per_address):
            self.env["municipal.reservation"].sudo()._release(key)
            self._check_free(lines, start, location=location, ignore=own)
            return None
        now = fields.Datetime.now()
        # no longer than until the moment itself, or the promise could not be kept
        left = (start - now).total_seconds() / 60
        minutes = min(company.municipal_hold_minutes, left)
        who = {"hold_visitor": visitor, "hold_address": address}
        self._hold_desk(lines, start, key, minutes=minutes, **where, **who)
        return now + timedelta(minutes=minutes)

    @api.model
    def _make_room_for_hold(self, visitor, key, most):
        """Give back the oldest holds of a visitor until one more is allowed.

        :param str key: of the hold to come, which does not count
        """
        rows = self._live_holds("hold_visitor", visitor).sorted("hold_until")
        keys = [
            other for other in dict.fromkeys(rows.mapped("hold_key")) if other != key
        ]
        for other in keys[: max(0, len(keys) - most + 1)]:
            self.env["municipal.reservation"].sudo()._release(other)

    @api.model
    def _is_crowded(self, address, key, most):
        """Tell whether one more hold would be too many for an address."""
        keys = set(self._live_holds("hold_address", address).mapped("hold_key"))
        if address and len(keys - {key}) < most:
            keys |= self._holds_made_just_now(address)
        return len(keys - {key}) >= most

    @api.model
    def _held_until(self, key):
        """Return until when a moment is kept under a key, or nothing if it is not.

        Who knows the key is the visitor: it is in his form, and nowhere else.
        """
        rows = self._live_holds("hold_key", key)
        return min(rows.mapped("hold_until"), default=None)

    @api.model
    def _find_same(self, request_key, start, contact):
        """Return the booking of an earlier form, if it asked for the same again.

        Who goes back after booking, and confirms once more, wants no second one.

        :param datetime start: naive UTC
        :param dict contact: as typed
        """
        earlier = self._find_request(request_key)
        company = earlier.type_id.company_id
        typed = (
            clean_contact(self.env, contact, company=company) if earlier.active else {}
        )
        same = all(typed[key] == (earlier[f"contact_{key}"] or "") for key in typed)
        return earlier if typed and earlier.start == start and same else self.browse()

    @api.model
    def _live_holds(self, field, value):
        """Return the rows of holds that still stop others."""
        reservations = self.env["municipal.reservation"].sudo()
        if not value:
            return reservations
        return reservations.search_fetch(
            [(field, "=", value), ("hold_until", ">", fields.Datetime.now())],
            ["hold_key", "hold_until"],
        )

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
