from odoo import api, models
from odoo.fields import Domain

from ...engine.spelling import known_words, nearest


class MunicipalProduct(models.Model):
    """How citizens find a product, also when they call it otherwise than we do."""

    _inherit = "municipal.product"

    @api.model
    def _search_catalogue(self, text, company):
        """Return what a company offers that fits a search text.

        :return: pair (products, whether they have every word of the text); when
            no product has, the products that come nearest to it
        """
        ours = Domain("company_id", "=", company.id)
        found = self.search(self._catalogue_domain(text) & ours)
        if found or not text:
            return found, True
        everything = self.search(self._catalogue_domain() & ours)
        names = {product.id: product._search_names() for product in everything}
        return self.browse(nearest(text, names)), False

    def _search_names(self):
        """Return the names under which this product is known."""
        self.ensure_one()
        return [self.name, *(self.synonyms or "").split(",")]

    def _search_text(self):
        """Return the words that the live filter of the web page looks in."""
        self.ensure_one()
        names = [*self._search_names(), self.service_id.name]
        return " ".join(known_words(" ".join(names)))
