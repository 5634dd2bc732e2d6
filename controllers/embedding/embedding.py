"""What other websites of the town need to show our pages, or to link to them."""

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request
from odoo.tools import file_open

from ..common.choice import own_company
from ..common.pages import PUBLIC, both, page

SCRIPT = "municipal_appointment/static/src/embed/embed.js"
#: seconds for which browsers keep the script: who changes it waits so long
KEPT = 3600


class Embedding(http.Controller):
    """Addresses that other websites write down, and that stay what they are."""

    @http.route(
        both("/embed.js"),
        **{
            **PUBLIC,
            "methods": ["GET"],
            "readonly": True,
            "multilang": False,
            "save_session": False,
        },
    )
    def script(self):
        """Answer with the script that makes a frame of a link."""
        with file_open(SCRIPT) as file:
            answer = request.make_response(
                file.read(),
                [
                    ("Content-Type", "text/javascript; charset=utf-8"),
                    ("Cache-Control", f"public, max-age={KEPT}"),
                    # pages that only load what says that it may be loaded
                    ("Cross-Origin-Resource-Policy", "cross-origin"),
                ],
            )
        # what is kept on the way is nobody's
        request.future_response.headers.pop("Set-Cookie", None)
        answer.add_etag()
        return answer.make_conditional(request.httprequest)

    @page(both("/naar/<string:code>"))
    def to_product(self, code, **params):
        """Lead to a product by its code, which stays when its name changes."""
        products_sudo = request.env["municipal.product"].sudo()
        found = products_sudo._of_api_codes([code], own_company())
        if not found:
            raise NotFound()
        return request.redirect(found[code]._page_path())
