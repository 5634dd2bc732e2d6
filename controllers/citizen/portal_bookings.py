from functools import partial

from dateutil.parser import isoparse

from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route

from odoo.addons.resource_booking.controllers import portal

from ..common.pages import framed

#: PostgreSQL knows no larger identifiers
LARGEST = 2**31 - 1
#: an endpoint of upstream keeps the key in its address a secret, as ours do
discreet = partial(framed, secret=True)


class StockBookingPages(portal.CustomerPortal):
    """Send municipal bookings from upstream's pages to the page of the appointment.

    Upstream cancels and confirms when a link is followed, which programs that scan
    mails do too.
    """

    @route()
    @discreet
    def portal_booking_page(self, booking_id, access_token=None, **kwargs):
        return self._to_appointment(booking_id, access_token) or (
            super().portal_booking_page(booking_id, access_token, **kwargs)
        )

    @route()
    @discreet
    def portal_booking_schedule(
        self, booking_id, access_token=None, year=None, month=None, error=None, **kwargs
    ):
        return self._to_appointment(booking_id, access_token) or (
            super().portal_booking_schedule(
                booking_id, access_token, year, month, error, **kwargs
            )
        )

    @route()
    @discreet
    def portal_booking_cancel(self, booking_id, access_token=None, **kwargs):
        return self._to_appointment(booking_id, access_token) or (
            super().portal_booking_cancel(booking_id, access_token, **kwargs)
        )

    @route()
    @discreet
    def portal_booking_confirm(
        self, booking_id, access_token=None, when=None, **kwargs
    ):
        """Ask upstream only what it can answer: it needs a moment."""
        elsewhere = self._to_appointment(booking_id, access_token)
        if elsewhere:
            return elsewhere
        try:
            isoparse(when or "").timestamp()
        except (ValueError, OverflowError):
            booking_sudo = self._get_booking_sudo(booking_id, access_token)
            return request.redirect(booking_sudo.get_portal_url(suffix="/schedule"))
        return super().portal_booking_confirm(booking_id, access_token, when, **kwargs)

    def _to_appointment(self, booking_id, access_token):
        """Return the way to the page of a municipal booking, with the same token.

        Who may not see a booking does not learn whether it is municipal, nor whether
        it is there at all.
        """
        try:
            booking_sudo = self._get_booking_sudo(
                min(booking_id, LARGEST), access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        if not booking_sudo.service_id:
            return None
        query = {"access_token": access_token} if access_token else {}
        return request.redirect_query(f"/my/appointments/{booking_id}", query)
