from odoo import api, models

from ...models.common.asked import text_of

#: nobody says more about themselves
LONGEST = 100
#: what is shorter is in nearly every name
FEWEST_SIGNS = 2


class MunicipalBookingRequest(models.TransientModel):
    """Who calls: the clerk looks for them before they type anything once more."""

    _inherit = "municipal.booking.request"

    @api.model
    def find_people(self, said):
        """Return who a caller is, with their appointments to come.

        What is typed here is kept nowhere.

        :param str said: words of a name, a code, a mail address or a phone number
        :return: dict with ``people``, and whether there are ``more``
        """
        self.check_access("read")
        text = text_of(said, LONGEST)
        if len(text) < FEWEST_SIGNS:
            return {"people": [], "more": False}
        people, more = self.env["resource.booking"]._find_people(text)
        return {"people": people, "more": more}
