from urllib.parse import urlencode

from markupsafe import Markup

from odoo import http
from odoo.http import request

from .manual_pages import ADDRESS, LANGUAGES, STATIC, language, render

#: who reads the manuals; clerks receive visitors as receptionists do
STAFF = (
    "municipal_appointment.group_receptionist",
    "municipal_appointment.group_auditor",
)
#: what the poster says where a town has its own
QR_PLACE = f"{STATIC}/help/qr_place.svg"
BOOKING_PLACE = "www.uwgemeente.be/afspraak"
#: the words around the text; a page speaks one language, whatever that of the user
WORDS = {
    "nl": {"manual": "Handleiding", "name": "Nederlands"},
    "en": {"manual": "Manual", "name": "English"},
}
#: nothing of another site, and no script at all
POLICY = "default-src 'none'; img-src 'self' data:; style-src 'self'; font-src 'self'"


class ManualController(http.Controller):
    """The manuals, on the server of the town itself: no outside site is needed."""

    @http.route(
        [ADDRESS, f"{ADDRESS}/<string:page>"],
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def manual(self, page="index", lang=None, **params):
        """Show a page to staff, in their language."""
        if not any(map(request.env.user.has_group, STAFF)):
            raise request.not_found()
        lang = lang if lang in LANGUAGES else language(request.env.user.lang)
        rendered = render(page, lang)
        if not rendered:
            raise request.not_found()
        return self._show(page, lang, *rendered)

    def _show(self, page, lang, title, body, written):
        if page == "poster":
            body = self._of_the_town(body)
        values = {
            "page": page,
            "lang": lang,
            "written": written,
            "title": Markup(title),
            "body": Markup(body),
            "town": request.env.company,
            "words": WORDS[lang],
            "others": [(code, WORDS[code]["name"]) for code in WORDS if code != lang],
        }
        response = request.render("municipal_appointment.manual_page", values)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def _of_the_town(self, body):
        """Fill in the address of the town's own pages, and its QR code."""
        address = f"{request.env.company.get_base_url()}/afspraak"
        options = {"barcode_type": "QR", "value": address, "width": 400, "height": 400}
        code = f"/report/barcode/?{urlencode(options)}"
        short = address.partition("://")[2]
        body = body.replace(QR_PLACE, str(Markup.escape(code)))
        return body.replace(BOOKING_PLACE, str(Markup.escape(short)))
