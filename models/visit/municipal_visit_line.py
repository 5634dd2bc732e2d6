from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context


class MunicipalVisitLine(models.Model):
    """A product that a visitor came for, and whether it was delivered."""

    _name = "municipal.visit.line"
    _inherit = "municipal.product.line.mixin"
    _check_company_auto = True
    _description = "Product of a visit"
    _order = "id"
    _rec_name = "product_id"

    visit_id = fields.Many2one(
        comodel_name="municipal.visit",
        required=True,
        index=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one(
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="visit_id.company_id")
    quantity = fields.Integer(string="Asked", help="Pieces the visitor came for.")
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

    first_of_id = fields.Many2one(
        comodel_name="municipal.visit",
        compute="_compute_first_of_id",
        store=True,
        readonly=False,
        ondelete="cascade",
        string="First product of",
        help="The visit, on one line of each: figures count there what belongs to the "
        "visit and not to its products.",
    )

    # not partial: then PostgreSQL leaves lines alone where nobody asks for products
    _one_first = models.UniqueIndex("(first_of_id)")
    _quantities_positive = models.Constraint(
        "CHECK (quantity >= 0 AND delivered >= 0)", "Pieces are counted from zero up."
    )
    _product_once = models.Constraint(
        "UNIQUE (visit_id, product_id)",
        "Every product is listed once: raise its quantity instead.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_by_step()
        clean = self.with_context(clean_context(self.env.context))
        marked = self._mark_first(vals_list)
        return super(MunicipalVisitLine, clean).create(marked)

    @api.model
    def _mark_first(self, vals_list):
        """Return values that say which line counts its visit.

        So nothing has to be written once more when the lines are there.
        """
        ids = {vals["visit_id"] for vals in vals_list if vals.get("visit_id")}
        visits_sudo = self.env["municipal.visit"].sudo().browse(ids)
        known = {visit.id for visit in visits_sudo if visit.line_ids}
        marked = []
        for vals in vals_list:
            visit = vals.get("visit_id")
            marked.append({**vals, "first_of_id": visit not in known and visit})
            known.add(visit)
        return marked

    @api.depends("visit_id.line_ids")
    def _compute_first_of_id(self):
        for line in self:
            visit = line.visit_id
            line.first_of_id = (
                visit if line == visit.line_ids.sorted("id")[:1] else None
            )

    def write(self, vals):
        self._check_by_step()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_by_step(self):
        self._check_by_step()

    @api.model
    def _check_by_step(self):
        """Leave what was asked and delivered to bookings, steps and corrections.

        They write it in the log too, so that nobody changes a figure without a trace.
        """
        if not self.env.su:
            raise UserError(
                self.env._(
                    "The products of a visit change when it is finished, or by a "
                    "correction, which stays in its log. Press “Correct” on the visit."
                )
            )
