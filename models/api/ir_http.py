import json

from werkzeug.exceptions import HTTPException

from odoo import models
from odoo.http import Response, request

#: addresses of every version of the API
API = "/afspraak/api/"
UNKNOWN_FAULT = 500


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        """Tell a program in JSON what Odoo refuses before our code is asked.

        A key that is missing or unknown, a method that an address does not have:
        elsewhere the answer is a page for people.
        """
        if not request.httprequest.path.startswith(API):
            return super()._handle_error(exception)
        known = isinstance(exception, HTTPException)
        if known and exception.response:
            return exception.response
        # Odoo's own exceptions know what they are for a browser
        fault = getattr(exception, "http_status", UNKNOWN_FAULT)
        code = exception.code if known else fault
        headers = dict(exception.get_headers()) if known else {}
        headers.update({"Content-Type": "application/json; charset=utf-8"})
        headers["Cache-Control"] = "no-store"
        words = json.dumps({"error": cls._api_words(code)})
        return Response(words, status=code, headers=headers)

    @classmethod
    def _api_words(cls, code):
        """Return what is wrong, for who writes the program."""
        env = request.env
        words = {
            401: env._("Send an API key: Authorization: Bearer …"),
            403: env._("This key may not do this."),
            405: env._("Ask this address otherwise: the header Allow says how."),
        }
        wrong = env._("The request makes no sense.")
        broken = env._("Something went wrong here. Try it again later.")
        return words.get(code, wrong if code < UNKNOWN_FAULT else broken)
