import json

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from ...models.common.refusal import Refusal

#: a year of all products of a town
LONGEST = 5_000_000


class DigitalCounter(http.Controller):
    """The digital counter tells its own figures, with the API key of a manager."""

    @http.route(
        "/municipal/digital",
        type="http",
        auth="bearer",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def figures(self):
        """Take over figures: ``[{"product": code, "day": "2026-10-14", "count": 3}]``.

        Nothing is written when one of them is wrong; sent twice it counts once.
        """
        body = request.httprequest.get_data()
        if len(body) > LONGEST:
            error = request.env._("This is too long. Send a shorter period.")
            return self._answer({"error": error}, 413)
        try:
            figures = json.loads(body)
        except ValueError:
            return self._answer({"error": request.env._("This is no JSON.")}, 400)
        try:
            with request.env.cr.savepoint():
                model = request.env["municipal.digital.figure"]
                return self._answer(model.take_over(figures))
        except Refusal as refusal:
            return self._answer({"error": str(refusal)}, 400)
        except AccessError as error:
            return self._answer({"error": str(error)}, 403)

    def _answer(self, data, status=200):
        headers = [("Cache-Control", "no-store")]
        return request.make_json_response(data, headers, status=status)
