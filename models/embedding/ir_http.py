import re

from odoo import models
from odoo.http import request

#: pages of ours, without a language in front
OURS = re.compile(r"/(afspraak|appointment|my/appointments)(/|$)")
FRAMES = ("iframe", "frame", "embed", "object")


def in_a_frame():
    """Tell whether a browser asks for a page in order to show it within another one.

    Browsers say so themselves, and no script can make them say otherwise.
    """
    return request.httprequest.headers.get("Sec-Fetch-Dest") in FRAMES


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _leave_language_to_address(cls, path):
        """Let the address alone say in which language a page in a frame is.

        Elsewhere a visitor chooses it once and a cookie remembers it. In a frame of
        another website there is no cookie, and the language of the browser would win
        over that of the town's own page around it, at every step anew.
        """
        chosen = request.cookies.get("frontend_lang")
        if in_a_frame() and not chosen and OURS.match(path):
            request.update_context(lang=None)
