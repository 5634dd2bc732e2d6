from odoo import models

#: what the API says of hours in the same words as the website
SAME = ("from", "until", "usual", "other", "tickets_a_day")


class MunicipalService(models.Model):
    """What other programs are told of a service."""

    _inherit = "municipal.service"

    def _api_values(self):
        """Return the services as the API describes them, in the present language."""
        return [
            {
                "code": service.code,
                "name": service.name,
                "phone": service.phone or service.company_id.phone or None,
                "appointments": service.appointment_enabled,
            }
            for service in self
        ]

    def _api_hours(self, location):
        """Return the hours in a building as the API describes them.

        The same as on the page, with the codes of what has one. Nothing where this
        service receives nobody.
        """
        self.ensure_one()
        types = self._types_in(location)
        if not types:
            return None
        told = self._public_hours(location, types)
        received = self._received_products(types, location)
        return {
            "service": self.code,
            "location": location._api_code(),
            "page_url": told["url"],
            "phone": told["phone"] or None,
            "zone": told["time_zone"],
            "products": {
                rule: [product._api_code() for product in products]
                for rule, products in self._products_by_rule(received).items()
            },
            **{key: told[key] for key in SAME},
        }
