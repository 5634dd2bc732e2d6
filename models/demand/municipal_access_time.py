import logging

from odoo import api, fields, models

from ..visit.minutes import Minutes

_logger = logging.getLogger(__name__)


class MunicipalAccessTime(models.Model):
    """How many days citizens wait for an appointment, as it was on a day.

    Tomorrow nobody can tell any more what was free today: it is recorded every night,
    for each product that citizens book, in each building where they can come.
    """

    _name = "municipal.access.time"
    _description = "Access time"
    _order = "day desc, service_id, product_id, location_id"
    _rec_name = "product_id"
    _log_access = False

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
    location_id = fields.Many2one(
        comodel_name="municipal.location",
        readonly=True,
        ondelete="cascade",
        help="Where citizens choose to come; empty when the type names no building.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    first_days = Minutes(
        string="Days until the first free slot",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="Calendar days from the day to the first slot that citizens could book "
        "online; 0 is the same day. One slot that was just cancelled makes it small: "
        "the third one tells more. Empty when there was none within the time that can "
        "be booked; empty days are in no mean.",
    )
    third_days = Minutes(
        string="Days until the third free slot",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="Calendar days from the day to the third slot that citizens could book "
        "online: the usual measure of access time. Empty when there were fewer than "
        "three within the time that can be booked; empty days are in no mean.",
    )
    nothing_free = fields.Integer(
        string="Days without a free slot",
        readonly=True,
        help="1 when citizens could book no slot at all, however far ahead.",
    )

    _once = models.UniqueIndex(
        "(day, product_id, COALESCE(location_id, 0))",
        "The access time of a product is recorded once a day.",
    )

    def _is_too_far(self):
        """Tell whether citizens wait longer for a slot than the service promises."""
        self.ensure_one()
        weeks = self.service_id.slot_weeks
        return bool(self.nothing_free or (weeks and self.first_days > 7 * weeks))

    @api.model
    def _cron_record(self):
        """Record the access times of today, type by type; once, if it runs again."""
        commit_progress = self.env["ir.cron"]._commit_progress
        types = self._types_to_record()
        commit_progress(remaining=len(types))
        for type_ in types:
            self._record(type_)
            if not commit_progress(1):
                return

    @api.model
    def _types_to_record(self):
        """Return the types with products that citizens book, not recorded today."""
        types = self.env["resource.booking.type"].search(
            [("service_id.active", "=", True)], order="id"
        )
        return types.filtered(
            lambda type_: type_._products_online() - self._recorded(type_)
        )

    @api.model
    def _recorded(self, type_):
        """Return the products of a type that were recorded today."""
        today = type_.company_id._today()
        done = self.search([("day", "=", today), ("product_id.type_id", "=", type_.id)])
        return done.product_id

    @api.model
    def _record(self, type_):
        """Record one type; one that cannot be searched keeps no other waiting."""
        products = type_._products_online() - self._recorded(type_)
        try:
            with self.env.cr.savepoint():
                self.create(
                    [
                        self._values(product, location, days)
                        for location in type_.location_ids or [type_.location_ids]
                        for product, days in type_._access_days(products, location)
                    ]
                )
        except Exception:
            self.env.invalidate_all(flush=False)
            _logger.exception("Access time of type %s is not known", type_.id)

    @api.model
    def _values(self, product, location, days):
        first, third = (days[index] if len(days) > index else None for index in (0, 2))
        return {
            "day": product.company_id._today(),
            "product_id": product.id,
            "service_id": product.service_id.id,
            "location_id": location.id,
            "company_id": product.company_id.id,
            "first_days": first,
            "third_days": third,
            "nothing_free": int(not days),
        }
