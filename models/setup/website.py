from odoo import models
from odoo.http import request

ENGLISH, DUTCH = "/appointment", "/afspraak"


class Website(models.Model):
    _inherit = "website"

    def get_cdn_url(self, uri):
        """Keep to our own server a page whose address is a secret."""
        headers = request.future_response.headers if request else {}
        if headers.get("Referrer-Policy") == "no-referrer":
            return uri
        return super().get_cdn_url(uri)

    def _get_canonical_url(self):
        """Name the Dutch address of the booking pages, whichever was asked for.

        Each page asks twice, and looks for its own route each time.
        """
        path = request.httprequest.path
        asked = (self.id, path, request.lang.code)
        known = getattr(request, "municipal_canonical", None)
        if not known or known[0] != asked:
            english = path == ENGLISH or path.startswith(f"{ENGLISH}/")
            url = self._dutch_url(path) if english else super()._get_canonical_url()
            known = request.municipal_canonical = asked, url
        return known[1]

    def _dutch_url(self, path):
        return self.env["ir.http"]._url_localized(
            DUTCH + path.removeprefix(ENGLISH),
            lang_code=request.lang.code,
            canonical_domain=self.get_base_url(),
        )
