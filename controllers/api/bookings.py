import json
from uuid import NAMESPACE_URL, uuid5

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from ...models.common.refusal import Refusal
from ..common.choice import own_company, parse_start
from ..common.pages import clean_token
from .catalogue import chosen
from .endpoint import Unknown, changing

#: no appointment takes more to say
LONGEST = 20_000
PROGRAM = "municipal_appointment.group_program"


class Bookings(http.Controller):
    """Appointments that a program of the town makes for a citizen.

    With the key of a user who may (*Program*). What is made is what the citizen would
    have made on the website: by the same rules, with the same mail.
    """

    @changing("/bookings", ["POST"])
    def book(self, **params):
        """Make an appointment; sent twice with the same key it is made once."""
        key = self._request_key()
        asked = self._body(products=list, start=str, contact=dict)
        self._become_visitor()
        choice = chosen(
            self._products(asked["products"]), self._text(asked, "location")
        )
        start = parse_start(asked["start"])
        choice.check_asked(start)
        contact = {
            part: self._text(asked["contact"], part)
            for part in ("name", "email", "phone")
        }
        bookings_sudo = request.env["resource.booking"].sudo()
        booking_sudo = bookings_sudo._book_once(
            choice.lines,
            start,
            contact,
            key,
            location=choice.location or None,
            lang=request.env.lang,
            remark=self._text(asked, "remark"),
            client_name=self._text(asked, "client"),
        )
        token = booking_sudo._portal_ensure_token()
        return {**booking_sudo._api_values(), "token": token}, 201

    @changing("/bookings/<string:code>", ["GET"])
    def booking(self, code, **params):
        """Answer how it stands with an appointment."""
        return self._booking_sudo(code)._api_values(), 200

    @changing("/bookings/<string:code>/move", ["POST"])
    def move(self, code, **params):
        """Move an appointment to another slot; it keeps its code."""
        start = parse_start(self._body(start=str)["start"])
        booking_sudo = self._booking_sudo(code)
        if not start:
            raise Refusal(request.env._("Choose a slot."), "moment")
        booking_sudo._move(start)
        return booking_sudo._api_values(), 200

    @changing("/bookings/<string:code>/cancel", ["POST"])
    def cancel(self, code, **params):
        """Cancel an appointment; once more changes nothing."""
        booking_sudo = self._booking_sudo(code)
        if booking_sudo.active:
            booking_sudo._cancel()
        return booking_sudo._api_values(), 200

    def _become_visitor(self):
        """Go on as a visitor of the website, if the program may.

        Who asks for an appointment is a citizen: by the rules of the website, and
        counted as such.
        """
        user = request.env.user
        town = own_company()
        if not user.has_group(PROGRAM) or town not in user.company_ids:
            raise AccessError(
                request.env._(
                    "This key may not make appointments for %(town)s.", town=town.name
                )
            )
        request.update_env(user=request.website.user_id.id)

    def _booking_sudo(self, code):
        token = clean_token(request.httprequest.headers.get("Booking-Token"))
        self._become_visitor()
        bookings_sudo = request.env["resource.booking"].sudo()
        booking_sudo = bookings_sudo._of_api(code, token, own_company())
        if not booking_sudo:
            raise Unknown(
                request.env._(
                    "We do not know an appointment with this code and this token."
                )
            )
        return booking_sudo.with_context(using_portal=True)

    def _request_key(self):
        """Return by what the same request is known when it comes again."""
        key = request.httprequest.headers.get("Idempotency-Key", "")
        if not 8 <= len(key) <= 100:
            raise Refusal(
                request.env._(
                    "Send a header Idempotency-Key of 8 to 100 signs, another one for "
                    "each appointment: sent twice it is made once."
                ),
                "Idempotency-Key",
            )
        return str(uuid5(NAMESPACE_URL, f"{request.env.uid}/{key}"))

    def _body(self, **types):
        """Return the JSON of the request, with what it must have.

        :param types: type of each value that is needed
        """
        raw = request.httprequest.get_data()
        try:
            body = json.loads(raw) if len(raw) <= LONGEST else None
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            raise Refusal(request.env._("This is no JSON object."), "body")
        for key, type_ in types.items():
            if not isinstance(body.get(key), type_):
                raise Refusal(
                    request.env._("“%(key)s” is missing or malformed.", key=key), key
                )
        return body

    @staticmethod
    def _text(values, key):
        """Return a text that may be left out."""
        text = values.get(key)
        if text is not None and not isinstance(text, str):
            raise Refusal(
                request.env._("“%(key)s” is missing or malformed.", key=key), key
            )
        return text or ""

    def _products(self, items):
        """Return the pairs (code, pieces) that a request names."""
        pairs = []
        for item in items:
            code = item.get("code") if isinstance(item, dict) else None
            pieces = item.get("pieces", 1) if code else None
            if not (isinstance(code, str) and type(pieces) is int):
                raise Refusal(
                    request.env._("“%(key)s” is missing or malformed.", key="products"),
                    "products",
                )
            pairs.append((code, pieces))
        if not pairs:
            raise Refusal(request.env._("Choose at least one product."), "products")
        return pairs
