from odoo import models


class Website(models.Model):
    _inherit = "website"

    def _search_get_details(self, search_type, order, options):
        """Let the search of the whole website find products, before all its pages."""
        details = super()._search_get_details(search_type, order, options)
        if search_type in ("all", "municipal_products"):
            product_sudo = self.env["municipal.product"].sudo()
            details.insert(0, product_sudo._search_get_detail(self, order, options))
        return details

    def _search_find_fuzzy_term(
        self, search_details, search, limit=1000, word_list=None
    ):
        """Keep to the word of the visitor where a product has it, in any language."""
        if any(detail["model"] == "municipal.product" for detail in search_details):
            products_sudo = self.env["municipal.product"].sudo()
            company = self.sudo().company_id
            if products_sudo._search_catalogue(search, company)[1]:
                return search
        return super()._search_find_fuzzy_term(
            search_details, search, limit=limit, word_list=word_list
        )
