"""What visitors of the website look for in vain; see ``municipal.demand``."""

from odoo import http
from odoo.http import request

from ...models.common.refusal import Refusal
from ..common.beacon import beacon, counts
from ..common.catalogue import searched
from ..common.choice import Choice, own_company
from ..common.pages import both

#: what a browser looked for in vain today
LOOKED = "municipal_looked"


class Unmet(http.Controller):
    @beacon(both("/niets-vrij"))
    def slot(self, **params):
        """Count that the page with the free moments shows none."""
        choice = Choice(params)
        if self._may_ask(choice) and counts(LOOKED, choice.query(), params):
            reason = self._why_none(choice)
            if reason:
                demand_sudo = request.env["municipal.demand"].sudo()
                demand_sudo._count_slot(
                    choice.lines, "website", reason, choice.location
                )
        return request.make_response("", status=204)

    @beacon(both("/niets-gevonden"))
    def word(self, q="", **params):
        """Count that a search in the list of products finds nothing."""
        text = searched(q)
        if text and counts(LOOKED, text.casefold(), params):
            request.env["municipal.demand"].sudo()._count_word(text, own_company())
        return request.make_response("", status=204)

    @staticmethod
    def _may_ask(choice):
        """Tell whether the page would have looked for free moments."""
        try:
            choice.check()
        except Refusal:
            return False
        return bool(choice.lines) and not choice.needs_location

    @staticmethod
    def _why_none(choice):
        """Return why there is no free moment; empty when there is one."""
        if choice.free_slots():
            return ""
        return "not_released" if choice.has_slots_later() else "full"
