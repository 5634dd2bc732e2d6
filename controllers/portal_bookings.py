from odoo.http import request, route

from odoo.addons.resource_booking.controllers import portal

#: PostgreSQL knows no larger identifiers
LARGEST = 2**31 - 1


class StockBookingPages(portal.CustomerPortal):
    """Send municipal bookings from the stock pages to the page of the appointment.

    The stock cancels and confirms when a link is followed, which programs that scan
    mails do too.
    """

    @route()
    def portal_booking_page(self, booking_id, access_token=None, **kwargs):
        return self._to_appointment(booking_id, access_token) or (
            super().portal_booking_page(booking_id, access_token, **kwargs)
        )

    @route()
    def portal_booking_schedule(
        self, booking_id, access_token=None, year=None, month=None, error=None, **kwargs
    ):
        return self._to_appointment(booking_id, access_token) or (
            super().portal_booking_schedule(
                booking_id, access_token, year, month, error, **kwargs
            )
        )

    @route()
    def portal_booking_cancel(self, booking_id, access_token=None, **kwargs):
        return self._to_appointment(booking_id, access_token) or (
            super().portal_booking_cancel(booking_id, access_token, **kwargs)
        )

    @route()
    def portal_booking_confirm(self, booking_id, access_token, when, **kwargs):
        return self._to_appointment(booking_id, access_token) or (
            super().portal_booking_confirm(booking_id, access_token, when, **kwargs)
        )

    def _to_appointment(self, booking_id, access_token):
        """Return the way to the page of a municipal booking, with the same token."""
        if booking_id > LARGEST:
            return request.redirect("/my")
        booking_sudo = (
            request.env["resource.booking"].sudo().browse(booking_id).exists()
        )
        if not booking_sudo.service_id:
            return None
        query = {"access_token": access_token} if access_token else {}
        return request.redirect_query(f"/my/appointments/{booking_id}", query)
