from odoo import api, fields, models
from odoo.tools import SQL

CHANNELS = [("website", "Website"), ("kiosk", "Kiosk")]


class MunicipalDigitalUse(models.Model):
    """How often visitors follow the link to the digital counter.

    One row for each product, day, way and building, not one for each click; nothing
    tells who it was. It is another figure than the visits of the digital counter: who
    follows the link has not yet arranged anything there.
    """

    _name = "municipal.digital.use"
    _description = "Use of the links to the digital counter"
    _order = "day desc, product_id, channel, location_id"
    _rec_name = "product_id"

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

    _once = models.UniqueIndex(
        "(day, product_id, channel, COALESCE(location_id, 0))",
        "A link has one figure for each day, way and building.",
    )

    @api.model
    def _count(self, product, location=None):
        """Count that somebody follows the link of a product.

        One statement adds to what is there or begins anew. Of two at the same moment
        the second one fails in PostgreSQL; Odoo runs that request again.

        :param location: building of the kiosk that showed the link, none for the
            website
        """
        values = {
            "day": fields.Date.context_today(
                self.with_context(tz=location.tz if location else product._zone())
            ),
            "product_id": product.id,
            "service_id": product.service_id.id,
            "company_id": product.company_id.id,
            "channel": "kiosk" if location else "website",
            "location_id": location.id if location else None,
        }
        query = SQL(
            """
            INSERT INTO municipal_digital_use (%s, uses) VALUES %s
            ON CONFLICT (day, product_id, channel, COALESCE(location_id, 0))
            DO UPDATE SET uses = municipal_digital_use.uses + 1
            """,
            SQL(", ").join(map(SQL.identifier, values)),
            (*values.values(), 1),
        )
        self.env.cr.execute(query)
        self.invalidate_model(["uses"])
