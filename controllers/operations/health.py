"""How the server is, for programs that watch it: they have a token, and no account."""

from odoo import SUPERUSER_ID, http
from odoo.http import Response, request

from ...engine.prometheus import CONTENT_TYPE
from ..common.away import away_state

SCHEME = "bearer"


class Health(http.Controller):
    """As JSON for people and scripts, and as Prometheus reads it."""

    @http.route(
        "/municipal/health",
        type="http",
        auth="none",
        methods=["GET"],
        readonly=False,
        save_session=False,
    )
    def health(self):
        """Answer 200 whatever the state is: ``status`` says ``ok`` or ``warn``."""
        return self._told(lambda health, state: request.make_json_response(state))

    @http.route(
        "/municipal/metrics",
        type="http",
        auth="none",
        methods=["GET"],
        readonly=False,
        save_session=False,
    )
    def metrics(self):
        return self._told(
            lambda health, state: Response(
                health._metrics(state), content_type=CONTENT_TYPE
            )
        )

    def _told(self, answer):
        """Answer whoever has the token; without any token nothing is here.

        :param answer: function of the model and its state
        """
        if not request.db:
            return away_state()
        health_sudo = request.env(user=SUPERUSER_ID)["municipal.health"].sudo()
        allowed = health_sudo._is_token(self._typed())
        if allowed is None:
            return request.not_found()
        if not allowed:
            challenge = [("WWW-Authenticate", 'Bearer realm="municipal"')]
            response = Response(status=401, headers=challenge)
        else:
            response = answer(health_sudo, health_sudo._state())
        response.headers["Cache-Control"] = "no-store"
        return response

    def _typed(self):
        """Return the token of the header; one in the address would stand in logs."""
        header = request.httprequest.headers.get("Authorization", "")
        scheme, _space, token = header.partition(" ")
        return token.strip() if scheme.lower() == SCHEME else ""
