from odoo.http import request

from ...models.common.refusal import Refusal
from ..citizen.portal import BOOKING, CustomerPortal
from ..common.choice import PIECES
from ..common.pages import action
from ..common.remembered import begin_again


class AppointmentSteps(CustomerPortal):
    """What somebody does on the page of their appointment besides moving it.

    Each is one button: read by GET, done by POST, and done once when pressed twice.
    """

    @action(f"/my/appointments/{BOOKING}/restore", secret=True)
    def appointment_restore(self, booking_id, access_token=None, **params):
        """Take back that the visitor cancelled."""
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        return self._do(booking_sudo, "_restore", "restored")

    @action(f"/my/appointments/{BOOKING}/claim", secret=True)
    def appointment_claim(self, booking_id, access_token=None, **params):
        """Put the appointment with the account of the citizen who is logged in."""
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        if booking_sudo and request.env.user.partner_id in booking_sudo.partner_ids:
            return self._back_to_page(booking_sudo, "claimed")
        return self._do(booking_sudo, "_claim", "claimed")

    @action(f"/my/appointments/{BOOKING}/late", secret=True)
    def appointment_late(self, booking_id, access_token=None, minutes="", **params):
        """Tell the desks that the visitor comes late, and by when."""
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        typed = isinstance(minutes, str) and PIECES.fullmatch(minutes)
        by = int(minutes) if typed else 0
        return self._do(booking_sudo, "_announce_late", "late", by)

    @action(f"/my/appointments/{BOOKING}/check-in", secret=True)
    def appointment_check_in(self, booking_id, access_token=None, **params):
        """Let the visitor wait; where their phone is, they do not tell."""
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        return self._do(booking_sudo, "_check_in_by_phone", None)

    def _do(self, booking_sudo, step, message, *args):
        """Take a step of a booking, and show its page again."""
        if not booking_sudo:
            return self._unknown_appointment()
        try:
            getattr(booking_sudo, step)(*args)
        except Refusal as refusal:
            begin_again()
            return self._appointment_page(booking_sudo, refusal=refusal)
        return self._back_to_page(booking_sudo, message)
