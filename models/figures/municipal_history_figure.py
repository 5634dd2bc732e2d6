from odoo import fields, models

from ..visit.municipal_visit import CHANNELS


class MunicipalHistoryFigure(models.Model):
    """How many visitors an earlier system counted: on a day, in an hour, for a product.

    No single visit is known of them, and nothing of it is made up: no course, no wait,
    no pieces. The report counts them as visitors or contacts, and says on every row
    that its times are not reliable.
    """

    _name = "municipal.history.figure"
    _description = "Figure of an earlier system"
    _order = "day desc, hour, id"
    _rec_name = "day"

    import_id = fields.Many2one(
        comodel_name="municipal.history.import",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    day = fields.Date(required=True, readonly=True, index=True)
    hour = fields.Char(readonly=True, help="Of the day; empty when it is not known.")
    half_hour = fields.Char(
        readonly=True, help="When it begins; empty when it is not known."
    )
    service_id = fields.Many2one(
        comodel_name="municipal.service",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    product_id = fields.Many2one(
        comodel_name="municipal.product", readonly=True, ondelete="restrict"
    )
    channel = fields.Selection(selection=CHANNELS, required=True, readonly=True)
    count = fields.Integer(string="Contacts", required=True, readonly=True)

    _once = models.UniqueIndex(
        "(company_id, day, service_id, channel, COALESCE(product_id, 0), "
        "COALESCE(hour, ''), COALESCE(half_hour, ''))",
        "Figures of these days were taken over before.",
    )
    _count_positive = models.Constraint(
        "CHECK (count > 0)", "Contacts are counted from one up."
    )
