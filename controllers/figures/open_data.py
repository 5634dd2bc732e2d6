from odoo import http
from odoo.http import request

#: seconds for which anybody may keep a file; a new one comes each night
KEPT = 3600


class OpenData(http.Controller):
    """What a town gives away about its visitors, where it chose to."""

    @http.route(
        ["/open-data/bezoekers.csv", "/open-data/bezoekers.jsonld"],
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
        readonly=True,
        save_session=False,
    )
    def open_data(self, **params):
        """Serve the file of the last night."""
        name = request.httprequest.path.rpartition("/")[2]
        company = request.website.company_id
        file_sudo = request.env["municipal.open.data"]._file_sudo(company, name)
        if not file_sudo:
            return request.not_found()
        stream = file_sudo._to_http_stream()
        stream.public = True
        response = stream.get_response(
            as_attachment=name.endswith(".csv"), max_age=KEPT
        )
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response
