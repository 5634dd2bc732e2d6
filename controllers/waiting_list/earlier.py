"""An earlier slot for who has an appointment: the way from its page to the list."""

from odoo.http import request

from ...models.common.refusal import Refusal
from ..citizen import portal
from ..citizen.portal import BOOKING
from ..common.pages import action, page, show
from ..common.remembered import begin_again
from ..common.sender import comes_from_here
from ..common.typed import stranger, typed_contact
from .waiting_list import TYPED, typed_wish, wish_of


class EarlierSlot(portal.CustomerPortal):
    """Let a visitor know when something earlier than their appointment comes free."""

    @page(f"/my/appointments/{BOOKING}/earlier", secret=True)
    def appointment_ask_earlier(self, booking_id, access_token=None, **params):
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        if not booking_sudo:
            return self._unknown_appointment()
        if not booking_sudo._can_ask_earlier():
            return self._appointment_page(booking_sudo)
        return self._earlier_page(booking_sudo, params)

    @action(f"/my/appointments/{BOOKING}/earlier", secret=True, asks=False)
    def appointment_wait_for_earlier(self, booking_id, access_token=None, **params):
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        if not booking_sudo:
            return self._unknown_appointment()
        known_sudo = booking_sudo._waits_for_earlier()
        if known_sudo:
            return request.redirect(known_sudo._page_path())
        try:
            if not comes_from_here(params):
                raise stranger()
            waiting_sudo = (
                request.env["municipal.waiting"]
                .sudo()
                ._join_earlier(
                    booking_sudo,
                    typed_contact(params, TYPED)["email"],
                    **wish_of(params),
                )
            )
        except Refusal as refusal:
            begin_again()
            if not booking_sudo._can_ask_earlier():
                return self._appointment_page(booking_sudo, refusal=refusal)
            return self._earlier_page(booking_sudo, params, refusal)
        return request.redirect(f"{waiting_sudo._page_path()}?message=joined")

    def _earlier_page(self, booking_sudo, params, refusal=None):
        return show(
            "waiting_list_earlier",
            {
                **self._appointment_values(booking_sudo),
                "type": booking_sudo.type_id,
                "contact": typed_contact(params, TYPED),
                "wish": typed_wish(params),
            },
            refusal,
        )
