from urllib.parse import quote

from odoo import models
from odoo.fields import Domain

from ..common.refusal import Refusal


class MunicipalScreen(models.Model):
    """What a kiosk offers now, and what it says about all the rest."""

    _inherit = "municipal.screen"

    def _languages(self):
        """Return the languages of the municipality's website, its own first."""
        website = self._website()
        return website.default_lang_id | website.language_ids

    def _website(self):
        self.ensure_one()
        website = self.env["website"].sudo()
        own = website.search([("company_id", "=", self.company_id.id)], limit=1)
        return own or website.search([], limit=1)

    def _kiosk_services(self):
        """Return the services that somebody deals with in this building."""
        products = self._kiosk_products(self._services())
        return products.service_id.sorted()

    def _kiosk_products(self, services):
        """Return the products of services that are received in this building."""
        products = (
            self.env["municipal.product"]
            .sudo()
            .search(
                Domain("service_id", "in", services.ids)
                & (
                    self.env["municipal.product"]._catalogue_domain()
                    | Domain("walk_in", "!=", "never")
                )
            )
        )
        return products.filtered(
            lambda product: not product.type_id.location_ids
            or self.location_id in product.type_id.location_ids
        )

    def _kiosk_offer(self, products):
        """Tell which products give a ticket now, and what to do for the others.

        :return: pair (products, list of (product, reason in words))
        """
        now, later = products.browse(), []
        by_type = products.grouped("type_id").values()
        hours = {some.type_id: some[0]._hours_soon() for some in by_type}
        for product in products:
            known = hours[product.type_id]
            try:
                product._check_walk_in(1, self.location_id, hours=known)
            except Refusal as refusal:
                later.append((product, refusal.args[0]))
            else:
                now |= product
        return now, later

    def _kiosk_links(self, product):
        """Return where a visitor can go with his phone instead: (address, words)."""
        links = []
        if product._is_bookable():
            slug = self.env["ir.http"]._slug(product)
            path = f"/afspraak/product/{slug}"
            links.append((self._web_address(path), self.env._("Make an appointment")))
        if product.digital_url:
            address = self._web_address(product._digital_path())
            address += f"?kiosk={self.location_id.id}"
            links.append((address, self.env._("Digital counter")))
        return links

    def _web_address(self, path):
        """Return the full address of a page, in the language of the screen."""
        self.ensure_one()
        lang = self.env["res.lang"]._get_data(code=self.env.lang)
        default = self._website().default_lang_id
        prefix = f"/{lang.url_code}" if lang and lang.code != default.code else ""
        return f"{self._website().get_base_url()}{prefix}{quote(path, safe='/-')}"
