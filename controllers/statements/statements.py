"""What a town says of the details of citizens, and of who can use its pages."""

from odoo import fields, http
from odoo.http import request
from odoo.tools import format_date

from ..common.choice import own_company
from ..common.pages import both, page

#: settings of the website with which its pages load what others made, but for those
#: with a secret in their address
OTHERS = (
    "cdn_activated",
    "custom_code_footer",
    "custom_code_head",
    "google_analytics_key",
    "plausible_shared_key",
)


def sitemap_statements(env, rule, query):
    """Yield the statements that stand on this website."""
    company = env["website"].get_current_website().sudo().company_id
    for kind in ("privacy", "accessibility"):
        path = company._statement_url(kind)
        if not company._statement_elsewhere(kind) and query in (None, "", path):
            yield {"loc": path}


class Statements(http.Controller):
    """Two pages that editors of the website complete.

    What they say of the software stands in templates of their own, which are not
    edited: they follow the settings and the version.
    """

    @page(both("/privacy"), sitemap=sitemap_statements)
    def privacy(self, **params):
        return self._statement("privacy")

    @page(both("/toegankelijkheid"), sitemap=False)
    def accessibility(self, **params):
        return self._statement("accessibility")

    def _statement(self, kind):
        """Show a statement, or lead to the one that the town has elsewhere."""
        company = own_company()
        elsewhere = company._statement_elsewhere(kind)
        if elsewhere:
            return request.redirect(elsewhere, local=False)
        return request.render(
            f"municipal_appointment.statement_{kind}",
            {
                "company": company,
                "missing": company._statement_missing(kind),
                "confirmed": self._confirmed(company, kind),
                "others": self._loads_what_others_made(company),
                "host": request.httprequest.host,
                **company._statement_facts(),
            },
        )

    @staticmethod
    def _loads_what_others_made(company):
        """Tell whether a page of the town asks a server of somebody else."""
        website_sudo = request.website.sudo()
        captcha = company.sudo().municipal_captcha
        return captcha or any(website_sudo[name] for name in OTHERS)

    @staticmethod
    def _confirmed(company, kind):
        """Return the day on which a town confirmed a statement, in words."""
        day = company[f"municipal_{kind}_confirmed"]
        day = day and fields.Date.to_date(day)
        return day and format_date(request.env, day, date_format="d MMMM y")
