"""The way back to an appointment, for who has only the code."""

from odoo import http
from odoo.http import request

from ...models.common.refusal import Refusal
from ..common.choice import own_company
from ..common.pages import action, both, page, show

#: what may be filled in
TYPED = ("code", "contact")
#: more of it is never shown again
LONGEST = 320
TOO_MANY_REQUESTS = 429


class FindAppointment(http.Controller):
    """Find an appointment with its code and an e-mail address or a phone number.

    Who gave an e-mail address gets the link there, and reads the same answer as
    somebody who guesses. Who gave a phone number alone comes to the page at once.
    """

    @page(both("/vinden"), secret=True)
    def find(self, **params):
        return self._form(self._typed(params))

    @action(both("/vinden"), secret=True, asks=False)
    def look(self, **params):
        typed = self._typed(params)
        tries_sudo = request.env["municipal.find.try"].sudo()
        address = request.httprequest.remote_addr
        try:
            booking_sudo = tries_sudo._look_for(own_company(), **typed, address=address)
        except Refusal as refusal:
            return self._form(typed, refusal)
        if booking_sudo:
            return request.redirect(booking_sudo.get_portal_url())
        return request.redirect("/afspraak/vinden/verstuurd")

    @page(both("/vinden/verstuurd"), secret=True)
    def sent(self, **params):
        """Say what happens now, whether there is such an appointment or not."""
        return show("find_appointment_sent", {"phone": own_company().phone})

    @staticmethod
    def _typed(params):
        """Return what was filled in; a file that was sent instead is nothing."""
        texts = {name: params.get(name) for name in TYPED}
        return {
            name: text[:LONGEST] if isinstance(text, str) else ""
            for name, text in texts.items()
        }

    @staticmethod
    def _form(typed, refusal=None):
        values = {"typed": typed, "phone": own_company().phone}
        answer = show("find_appointment", values, refusal)
        if refusal and refusal.about == "tries":
            answer.status_code = TOO_MANY_REQUESTS
        return answer
