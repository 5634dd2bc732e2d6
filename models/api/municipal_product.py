from odoo import api, models
from odoo.fields import Domain
from odoo.tools import html2plaintext


class MunicipalProduct(models.Model):
    """What other programs are told of a product, and by what they name it."""

    _inherit = "municipal.product"

    def _api_code(self):
        """Return by what other programs name this product.

        Its code; a product without one by the end of the address of its page.
        """
        self.ensure_one()
        return self.code or self.env["ir.http"]._slug(self.with_context(lang="en_US"))

    @api.model
    def _of_api_codes(self, codes, company):
        """Return the products that a company shows under these codes.

        :return: code -> product; what nobody is shown is left out
        """
        # signs that no code has are no question for the database either
        codes = [code for code in codes if code.isprintable()]
        number = {code: self.env["ir.http"]._unslug(code)[1] for code in codes}
        ours = Domain("company_id", "=", company.id) & self._shown_domain()
        named = Domain("code", "in", list(codes)) | Domain(
            "id", "in", [id_ for id_ in number.values() if id_]
        )
        found = {product._api_code(): product for product in self.search(ours & named)}
        return {code: found[code] for code in codes if code in found}

    def _api_values(self):
        """Return the products as the API describes them, in the present language."""
        names = {product: product._api_code() for product in self}
        return [
            {**product._api_facts(), "combines_with": product._api_others(names)}
            for product in self
        ]

    def _api_facts(self):
        self.ensure_one()
        return {
            "code": self._api_code(),
            "name": self.name,
            "service": self.service_id.code,
            "locations": [place._api_code() for place in self.type_id.location_ids],
            "bookable": self._is_bookable(),
            "without_appointment": self.walk_in,
            "minutes": self.duration,
            "minutes_per_extra_piece": self.extra_duration,
            "most_pieces": self.max_quantity,
            "bring": self._bring_items(),
            "info": html2plaintext(self.info or "").strip() or None,
            "price": self.price or None,
            "asks": self._asked_parts(),
            "digital_url": self.digital_url or None,
            "ipdc_number": self.ipdc_number or None,
            "page_url": self._page_url(),
        }

    def _api_others(self, names):
        """Return the codes of what can be dealt with in the same visit.

        :param names: product -> code, of all that are shown
        """
        self.ensure_one()
        if not self._is_bookable():
            return []
        return [
            code
            for other, code in names.items()
            if other != self and other._is_bookable() and self._combines_with(other)
        ]
