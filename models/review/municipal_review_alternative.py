from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import weekly_hours

#: steps of a review in which its alternatives are drawn
DRAWN_IN = ("drawing",)


class MunicipalReviewAlternative(models.Model):
    """Weekly hours, desks and appointments that could be."""

    _name = "municipal.review.alternative"
    _inherit = ["municipal.week.mixin"]
    _description = "Alternative opening hours"
    _order = "is_today desc, sequence, id"

    review_id = fields.Many2one(
        comodel_name="municipal.review",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="review_id.company_id", store=True, index=True)
    state = fields.Selection(related="review_id.state")
    sequence = fields.Integer(default=10)
    is_today = fields.Boolean(
        string="Hours of today",
        readonly=True,
        copy=False,
        help="The hours in force when the evidence was frozen. The others are compared "
        "with them; they cannot be changed.",
    )
    desk_count = fields.Integer(
        string="Desks",
        default=1,
        required=True,
        help="At a half-hour of which the grid says nothing else.",
    )
    booking_percent = fields.Integer(
        string="Appointments (% of today's share)",
        default=100,
        required=True,
        help="100: as large a part of the visitors makes an appointment as was "
        "measured, of each product. 120: a fifth more of them.",
    )
    desk_hours = fields.Float(compute="_compute_desk_hours", string="Desk hours a week")

    _desks = models.Constraint(
        "CHECK (desk_count BETWEEN 1 AND 99)", "Between 1 and 99 desks can be open."
    )
    _booking = models.Constraint(
        "CHECK (booking_percent BETWEEN 0 AND 1000)",
        "Appointments lie between 0 and 1000 percent of today's share.",
    )
    _one_today = models.UniqueIndex(
        "(review_id) WHERE is_today", "The hours of today are there once."
    )

    @api.depends("week", "desk_count")
    def _compute_desk_hours(self):
        for one in self:
            minutes = weekly_hours.desk_minutes(one._week(), one.desk_count)
            one.desk_hours = minutes / 60

    @api.model_create_multi
    def create(self, vals_list):
        found = super().create(vals_list)
        if not self.env.su:
            found._check_drawn()
            if any(found.mapped("is_today")):
                raise UserError(
                    self.env._("The hours of today are read from the plan.")
                )
        found._forget_answers()
        return found

    def write(self, vals):
        if not self.env.su:
            self._check_drawn()
            if any(self.mapped("is_today")) and vals.keys() - {"sequence", "name"}:
                raise UserError(
                    self.env._("The hours of today are what the others are beside.")
                )
        result = super().write(vals)
        if vals.keys() - {"sequence", "name"}:
            self._forget_answers()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drawn(self):
        if self.env.su:
            return
        self._check_drawn()
        if any(self.mapped("is_today")):
            raise UserError(
                self.env._("The hours of today are what the others are beside.")
            )
        self._forget_answers()

    def _check_drawn(self):
        if any(one.review_id.state not in DRAWN_IN for one in self):
            raise UserError(
                self.env._(
                    "Alternatives are drawn after the evidence was frozen and "
                    "before the decision."
                )
            )

    def _forget_answers(self):
        """Drop what was simulated with other hours."""
        reviews_sudo = self.review_id.sudo()
        reviews_sudo.filtered("answers")._drop_answers()

    def action_open(self):
        """Open the grid of this alternative."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "municipal_appointment.municipal_review_alternative_action"
        )
        return dict(action, res_id=self.id)

    def action_duplicate(self):
        """Draw another one that begins as this one, and open its grid."""
        self.check_access("read")
        self.ensure_one()
        name = self.env._("Alternative %s", len(self.review_id.alternative_ids))
        return self.copy({"name": name, "sequence": 10}).action_open()
