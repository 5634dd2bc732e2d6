from odoo import api, fields, models

CHANNELS = [("website", "Website"), ("kiosk", "Kiosk")]


class MunicipalDigitalUse(models.Model):
    """How often visitors follow the link to the digital counter.

    One row for each product, day, way and building once the day is over; nothing tells
    who it was. It is another figure than the visits of the digital counter: who
    follows the link has not yet arranged anything there.
    """

    _name = "municipal.digital.use"
    _inherit = ["municipal.count.mixin"]
    _description = "Use of the links to the digital counter"
    _order = "day desc, product_id, channel, location_id"
    _rec_name = "product_id"
    _counted = "uses"
    _counted_for = ("day", "product_id", "channel", "location_id")

    day = fields.Date(required=True, readonly=True, index=True)
    product_id = fields.Many2one(
        comodel_name="municipal.product",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    service_id = fields.Many2one(
        comodel_name="municipal.service",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    channel = fields.Selection(
        selection=CHANNELS,
        string="Shown by",
        required=True,
        readonly=True,
        help="A kiosk shows the link as a QR code, which visitors open on their phone.",
    )
    location_id = fields.Many2one(
        comodel_name="municipal.location",
        readonly=True,
        ondelete="cascade",
        help="The building of the kiosk.",
    )
    uses = fields.Integer(
        string="Times followed",
        required=True,
        readonly=True,
        help="Who follows a link again on the same day is counted once. Browsers "
        "without scripts are not counted.",
    )

    _once = models.Index("(day, product_id, channel, COALESCE(location_id, 0))")

    @api.model
    def _count(self, product, location=None):
        """Count that somebody follows the link of a product.

        Who does so while the town is closed is counted as unmet demand too.

        :param location: building of the kiosk that showed the link, none for the
            website
        """
        building = location or product.company_id
        self._add_count(
            {
                "day": building._today(),
                "product_id": product.id,
                "service_id": product.service_id.id,
                "company_id": product.company_id.id,
                "channel": "kiosk" if location else "website",
                "location_id": location.id if location else None,
            }
        )
        self.env["municipal.demand"]._count_outside(product, "digital", location)

    @api.autovacuum
    def _gc_single_uses(self):
        """Add up the uses of each day that is over everywhere."""
        self._fold_days()
