from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from ...models.common.refusal import Refusal
from ..common.choice import Choice, asked_days
from ..common.pages import page

#: other websites of a municipality ask in the browsers of their visitors
PUBLIC_ANSWER = [("Cache-Control", "no-store")]


class FreeSlots(http.Controller):
    """The free slots for other programs: everybody may read them, as on the page."""

    @page(["/afspraak/vrij", "/appointment/free"], multilang=False, cors="*")
    def free_slots(self, **params):
        """Answer which moments are free for products, day by day.

        The parameters are those of the page with the moments, and ``from`` and
        ``to``: the first and the last day (2026-10-14).
        """
        try:
            choice = Choice(params)
            first, last = self._days(choice, params)
        except NotFound:
            unknown = request.env._("We do not know this product, or not any more.")
            return self._answer({"error": unknown}, 404)
        except Refusal as refusal:
            return self._answer({"error": str(refusal)}, 400)
        return self._answer(self._slots(choice, first, last))

    def _days(self, choice, params):
        """Return the first and the last day that are asked, of what can be booked."""
        choice.check()
        if choice.needs_location:
            raise Refusal(request.env._("Choose where you want to come."), "location")
        return asked_days(params)

    def _slots(self, choice, first, last):
        days = choice.slots_by_day(first, last)
        return {
            "minutes": choice.minutes,
            "zone": choice.zone.zone,
            "days": [{"day": day, "moments": starts} for day, starts in days.items()],
        }

    def _answer(self, content, status=200):
        return request.make_json_response(content, PUBLIC_ANSWER, status=status)
