"""Links for which an SMS has room."""

from odoo import http
from odoo.http import request

from ..common.choice import own_company
from ..common.pages import both, clean_token, page


class ShortLink(http.Controller):
    @page(both("/a/<string:token>"), secret=True)
    def short_link(self, token, **params):
        """Lead to where somebody says that they do not come: one button there."""
        bookings_sudo = request.env["resource.booking"].sudo()
        booking_sudo = bookings_sudo._find_by_short_key(clean_token(token))
        if booking_sudo.type_id.company_id != own_company():
            return request.render(
                "municipal_appointment.portal_appointment_unknown",
                {"company": own_company()},
                status=404,
            )
        return request.redirect(booking_sudo.get_portal_url("/cancel"))
