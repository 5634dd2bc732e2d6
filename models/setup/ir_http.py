import re
from urllib.parse import unquote

from werkzeug.exceptions import MethodNotAllowed, abort

from odoo import SUPERUSER_ID, models
from odoo.http import Response, request

#: signs that no address of ours has, and steps out of a folder: Odoo's own pages, the
#: one that says "not found" included, fail on them
NONSENSE = re.compile(r"[\x00-\x1f\x7f]|(?:^|/)\.\.?(?:/|$)")
#: pages of citizens, without a language in front
OURS = re.compile(r"/(afspraak|appointment|my/appointments)(/|$)")
FRAMES = ("iframe", "frame", "embed", "object")


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _match(cls, path):
        """Answer in words to an address that makes no sense.

        And in a frame let the address alone say the language. Elsewhere a visitor
        chooses it once and a cookie remembers it. In a frame of another website there
        is none, and the language of the browser would win over that of the town's own
        page around it, at every step anew.
        """
        if cls._makes_no_sense(path):
            abort(cls._nonsense())
        chosen = request.cookies.get("frontend_lang")
        if cls._in_a_frame() and not chosen and OURS.match(path):
            request.update_context(lang=None)
        try:
            return super()._match(path)
        except MethodNotAllowed as refused:
            # Odoo asks nobody in what form to say this: a program wants JSON
            refused.error_response = cls._handle_error(refused)
            raise

    @classmethod
    def _in_a_frame(cls):
        """Tell whether a browser asks for a page to show it within another one.

        Browsers say so themselves, and no script can make them say otherwise.
        """
        return request.httprequest.headers.get("Sec-Fetch-Dest") in FRAMES

    @classmethod
    def _makes_no_sense(cls, path):
        """Tell whether pages of Odoo fail on an address: they decode it once more."""
        try:
            return any(map(NONSENSE.search, (path, unquote(path, errors="strict"))))
        except UnicodeDecodeError:
            return True

    @classmethod
    def _nonsense(cls):
        env = request.env(user=SUPERUSER_ID)
        website = env["website"].get_current_website()
        lang = website.default_lang_id.code or "en_US"
        html = env(context={"lang": lang})["ir.qweb"]._render(
            "municipal_appointment.nonsense_address",
            {"lang": lang, "town": website.company_id.name},
        )
        return Response(f"<!DOCTYPE html>{html}", status=404, mimetype="text/html")

    @classmethod
    def _get_error_html(cls, env, code, values):
        """Say in the words of a town that a page is not there.

        Unless it wrote its own words on the page of Odoo; and editors of the website
        get that one, with its button to make the page.
        """
        if code == 404 and not cls._has_own_page_for_404(env):
            template = "municipal_appointment.page_not_found"
            return code, env["ir.ui.view"]._render_template(template, values)
        return super()._get_error_html(env, code, values)

    @classmethod
    def _has_own_page_for_404(cls, env):
        website = env["website"].get_current_website()
        own = [("key", "=", "http_routing.404"), ("website_id", "=", website.id)]
        return bool(env["ir.ui.view"].sudo().search_count(own, limit=1))
