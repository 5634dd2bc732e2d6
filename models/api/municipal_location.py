from odoo import models


class MunicipalLocation(models.Model):
    """What other programs are told of a building."""

    _inherit = "municipal.location"

    def _api_code(self):
        """Return by what other programs name this building, as in an address."""
        self.ensure_one()
        return self.env["ir.http"]._slug(self.with_context(lang="en_US"))

    def _api_values(self):
        """Return the buildings as the API describes them, in the present language."""
        return [
            {
                "code": location._api_code(),
                "name": location.name,
                "street": location.street or None,
                "postal_code": location.zip or None,
                "city": location.city or None,
                "phone": location.phone or location.company_id.phone or None,
                "directions": location.directions or None,
                "zone": location._zone().zone,
            }
            for location in self
        ]
