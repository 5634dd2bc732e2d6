from odoo import fields, models


class MunicipalVisitLine(models.Model):
    """A product that a visitor came for, and whether it was delivered."""

    _name = "municipal.visit.line"
    _inherit = ["resource.same.town"]
    _description = "Product of a visit"
    _order = "id"
    _rec_name = "product_id"
    _town_paths = ("visit_id", "product_id")

    visit_id = fields.Many2one(
        comodel_name="municipal.visit",
        required=True,
        index=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one(
        comodel_name="municipal.product",
        required=True,
        index=True,
        ondelete="restrict",
    )
    quantity = fields.Integer(
        string="Asked", required=True, default=1, help="Pieces the visitor came for."
    )
    delivered = fields.Integer(
        help="Pieces that were delivered; 0 when it could not be done."
    )

    reason = fields.Selection(
        selection=[
            ("papers", "Papers were missing"),
            ("desk", "Wrong desk"),
            ("digital", "Could have been done digitally"),
            ("other", "Another reason"),
        ],
        string="Why not",
        help="Why it could not be delivered.",
    )

    _quantities_positive = models.Constraint(
        "CHECK (quantity >= 0 AND delivered >= 0)", "Pieces are counted from zero up."
    )
    _product_once = models.Constraint(
        "UNIQUE (visit_id, product_id)",
        "Every product is listed once: raise its quantity instead.",
    )

    def _town(self):
        return self.visit_id.company_id
