from odoo import api, models
from odoo.exceptions import ValidationError


class MunicipalProduct(models.Model):
    """The link of a product to the digital counter."""

    _inherit = "municipal.product"

    @api.constrains("digital_url")
    def _check_digital_url(self):
        """Keep the link to what a browser opens safely: no scripts, no files."""
        for product in self.filtered("digital_url"):
            if not product.digital_url.startswith(("https://", "http://")):
                raise ValidationError(
                    self.env._(
                        "The address of the digital counter of %(product)s begins "
                        "with https://.",
                        product=product.name,
                    )
                )

    def _digital_path(self):
        """Return the path of our page that leads to the digital counter."""
        self.ensure_one()
        return f"/afspraak/digitaal/{self.env['ir.http']._slug(self)}"
