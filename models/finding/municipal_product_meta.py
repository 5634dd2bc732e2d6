from odoo import models
from odoo.fields import Domain
from odoo.tools import html2plaintext

#: signs of a description that search engines show
DESCRIPTION = 160


class MunicipalProduct(models.Model):
    """What search engines and other programs are told of a product."""

    _name = "municipal.product"
    _inherit = [
        "municipal.product",
        "website.seo.metadata",
        "website.searchable.mixin",
    ]

    def _page_path(self):
        """Return the path of the page of this product, in no language."""
        self.ensure_one()
        return f"/afspraak/product/{self.env['ir.http']._slug(self)}"

    def _hours_path(self):
        """Return the path of the page with the hours of its service."""
        service, locations = self.service_id, self.type_id.location_ids
        if len(locations) == 1:
            return service._hours_path(locations)
        return "/afspraak/uren"

    def _page_url(self):
        """Return the address of the page of this product, in the present language.

        Not by ``_url_localized``, which refuses a page that is read only while it is
        shown as the answer to a form.
        """
        website = self.env["website"].get_current_website()
        path = self.env["ir.http"]._url_for(self._page_path())
        return f"{website.get_base_url()}{path}"

    def _description_text(self):
        """Return what the product is in a few lines, or what to bring for it."""
        self.ensure_one()
        told = " ".join(html2plaintext(self.info or "").split())
        text = told or "; ".join(self._bring_items()) or self.name
        if len(text) <= DESCRIPTION:
            return text
        return text[:DESCRIPTION].rsplit(" ", 1)[0].rstrip(",;:.") + " …"

    def _default_website_meta(self):
        """Tell of the product what Odoo would tell of the website."""
        meta = super()._default_website_meta()
        text = self._description_text()
        meta["default_meta_description"] = text
        meta["default_opengraph"].update(
            {
                "og:description": text,
                "og:url": self._page_url(),
                "og:locale": self.env.lang or "nl_BE",
            }
        )
        meta["default_twitter"]["twitter:description"] = text
        return meta

    def _json_ld(self):
        """Return this product as a GovernmentService of schema.org."""
        self.ensure_one()
        company = self.company_id
        data = {
            "@context": "https://schema.org",
            "@type": "GovernmentService",
            "@id": self._page_url(),
            "url": self._page_url(),
            "name": self.name,
            "description": self._description_text(),
            "identifier": self.ipdc_number or self.code,
            "provider": {
                "@type": "GovernmentOrganization",
                "name": company.name,
                "url": company.website_id.get_base_url() or company.website,
                "telephone": company.phone,
            },
            "areaServed": company.city,
            "availableChannel": self._channels_ld(),
        }
        return {key: value for key, value in data.items() if value}

    def _channels_ld(self):
        """Return the channels of schema.org: online, and each building."""
        channels = []
        if self.digital_url:
            channels.append({"@type": "ServiceChannel", "serviceUrl": self.digital_url})
        for location in self.type_id.location_ids:
            channels.append(
                {
                    "@type": "ServiceChannel",
                    "serviceLocation": location._place_ld(),
                }
            )
        return channels

    # The search box of the website.

    def _search_get_detail(self, website, order, options):
        """Let the search of the whole website find products."""
        return {
            "model": "municipal.product",
            "base_domain": [
                self._shown_domain()
                & Domain("company_id", "=", website.sudo().company_id.id)
            ],
            "requires_sudo": True,
            "search_fields": ["name", "synonyms"],
            "fetch_fields": ["id", "name"],
            "mapping": {
                "name": {"name": "name", "type": "text", "match": True},
                "website_url": {
                    "name": "website_url",
                    "type": "text",
                    "truncate": False,
                },
                "description": {"name": "description", "type": "text", "match": True},
            },
            "icon": "fa-calendar-check-o",
            "order": "service_id, sequence, name",
        }

    def _search_fetch(self, search_detail, search, limit, order):
        """Find what our own search finds: in every language, in every spelling."""
        company = self.env["website"].get_current_website().sudo().company_id
        found, exact = self.sudo()._search_catalogue(search, company)
        found = found if exact else found.browse()
        return found[:limit], len(found)

    def _search_render_results(self, fetch_fields, mapping, icon, limit):
        results = super()._search_render_results(fetch_fields, mapping, icon, limit)
        for product, result in zip(self, results, strict=False):
            result["website_url"] = product._page_path()
            result["description"] = product._description_text()
        return results
