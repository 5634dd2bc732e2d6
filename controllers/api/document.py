import json

from odoo import http
from odoo.http import request
from odoo.tools import file_open

from .endpoint import Unknown, reading


class Document(http.Controller):
    """The description of the API, for people and for programs."""

    @reading("/openapi.json")
    def openapi(self, **params):
        """Answer with the OpenAPI 3.1 document of this version."""
        with file_open("municipal_appointment/static/api/openapi-1.json") as file:
            return json.load(file), 200

    @reading("/<path:unknown>")
    def unknown(self, **params):
        """Say so in JSON: else the website would answer with the list of products."""
        raise Unknown(request.env._("There is no such address."))
