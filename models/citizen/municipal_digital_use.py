from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

CHANNELS = [("website", "Website"), ("kiosk", "Kiosk")]


class MunicipalDigitalUse(models.Model):
    """How often visitors follow the link to the digital counter.

    One row for each product, day, way and building once the day is over; nothing tells
    who it was. It is another figure than the visits of the digital counter: who
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

    _once = models.Index("(day, product_id, channel, COALESCE(location_id, 0))")

    @api.model
    def _count(self, product, location=None):
        """Count that somebody follows the link of a product.

        A row of its own, so that nobody waits: who adds to one row of many clicks fails
        in PostgreSQL as often as somebody else did so at the same moment.

        :param location: building of the kiosk that showed the link, none for the
            website
        """
        values = {
            "day": (location or product.company_id)._today(),
            "product_id": product.id,
            "service_id": product.service_id.id,
            "company_id": product.company_id.id,
            "channel": "kiosk" if location else "website",
            "location_id": location.id if location else None,
        }
        query = SQL(
            "INSERT INTO municipal_digital_use (%s, uses) VALUES %s",
            SQL(", ").join(map(SQL.identifier, values)),
            (*values.values(), 1),
        )
        self.env.cr.execute(query)
        self.invalidate_model(["uses"])

    @api.autovacuum
    def _gc_single_uses(self):
        """Add up the uses of each day that is over everywhere."""
        before = fields.Date.today() - timedelta(days=1)
        self.env.cr.execute(
            SQL(
                """WITH several AS (
                    SELECT array_agg(id) AS ids, min(id) AS kept, sum(uses) AS uses
                    FROM municipal_digital_use WHERE day < %s
                    GROUP BY day, product_id, channel, location_id
                    HAVING count(*) > 1
                ), summed AS (
                    UPDATE municipal_digital_use AS kept SET uses = several.uses
                    FROM several WHERE kept.id = several.kept
                )
                DELETE FROM municipal_digital_use AS one USING several
                WHERE one.id = ANY(several.ids) AND one.id != several.kept""",
                before,
            )
        )
        self.invalidate_model(flush=False)
