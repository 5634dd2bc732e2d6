from werkzeug.exceptions import NotFound

from odoo import fields, http
from odoo.exceptions import AccessError, UserError
from odoo.http import request
from odoo.tools import format_date


class Privacy(http.Controller):
    """What is kept about a person, as a page that a manager prints or hands over."""

    @http.route(
        "/municipal/privacy/<int(max=2147483647):request_id>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def told(self, request_id, **params):
        """Show the answer to a dialog; that it was asked for is noted by then."""
        env = request.env
        dialog = env["municipal.privacy.request"].browse(request_id).exists()
        try:
            # for whom it was noted, and nobody else
            mine = dialog.create_uid == env.user
            bookings = mine and dialog._bookings()
        except (AccessError, UserError):
            bookings = None
        if not bookings:
            raise NotFound()
        values = {
            "lang": (env.lang or "nl").replace("_", "-"),
            "company": env.company,
            "days": env.company.municipal_retention_days,
            "today": format_date(env, fields.Date.context_today(dialog)),
            "sections": env["municipal.privacy"]._told(bookings),
        }
        response = request.render("municipal_appointment.privacy_told", values)
        response.headers["Cache-Control"] = "no-store"
        return response
