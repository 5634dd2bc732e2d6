"""The link in the mail with which an appointment is confirmed."""

from odoo import http
from odoo.http import request

from ...models.common.refusal import Refusal
from ..common.choice import own_company
from ..common.pages import action, both, clean_token, page, show

PATH = both("/bevestigen/<int(max=2147483647):booking_id>/<string:key>")


class ConfirmAddress(http.Controller):
    """Confirm an appointment of which the address has to be.

    The page is read by GET and changes nothing: programs that look for viruses open
    every link of a mail. Who presses the button confirms, once or twice.
    """

    @page(PATH, secret=True)
    def ask(self, booking_id, key, **params):
        booking_sudo = self._booking_sudo(booking_id, key)
        if not booking_sudo:
            return self._unknown()
        if not booking_sudo._is_unconfirmed():
            return request.redirect(booking_sudo.get_portal_url())
        return self._page(booking_sudo, key)

    @action(PATH, secret=True, asks=False)
    def confirm(self, booking_id, key, **params):
        """Let the appointment hold: who has the key has read the mail."""
        booking_sudo = self._booking_sudo(booking_id, key)
        if not booking_sudo:
            return self._unknown()
        try:
            booking_sudo._confirm_address()
        except Refusal:
            # its own page says what became of it, and how to make another one
            return request.redirect(booking_sudo.get_portal_url())
        return request.redirect(
            booking_sudo.get_portal_url(query_string="&message=confirmed")
        )

    @staticmethod
    def _booking_sudo(booking_id, key):
        bookings_sudo = request.env["resource.booking"].sudo()
        return bookings_sudo._of_confirm_link(booking_id, clean_token(key))

    @staticmethod
    def _page(booking_sudo, key):
        return show(
            "confirm_address",
            {
                "booking": booking_sudo.with_context(lang=request.env.lang),
                "confirm_path": f"/afspraak/bevestigen/{booking_sudo.id}/{key}",
                "state": booking_sudo._page_state(),
            },
        )

    @staticmethod
    def _unknown():
        return request.render(
            "municipal_appointment.portal_appointment_unknown",
            {"company": own_company()},
            status=404,
        )
