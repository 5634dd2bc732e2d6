from odoo import models


class MunicipalLocation(models.Model):
    """What citizens and other programs are told of a building and its hours."""

    _inherit = "municipal.location"

    def _place_ld(self):
        """Return this building as a Place of schema.org."""
        self.ensure_one()
        address = {
            "@type": "PostalAddress",
            "streetAddress": self.street,
            "postalCode": self.zip,
            "addressLocality": self.city,
            "addressCountry": self.company_id.country_id.code,
        }
        place = {
            "@type": "Place",
            "name": self.name,
            "telephone": self.phone,
            "address": {key: value for key, value in address.items() if value},
        }
        return {key: value for key, value in place.items() if value}
