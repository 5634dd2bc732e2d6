from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

#: months of the new hours after which is told what came of them
MONTHS = 3


class MunicipalReview(models.Model):
    """What the figures say: before the decision, and three months after it."""

    _inherit = "municipal.review"

    @api.depends("evidence")
    @api.depends_context("lang")
    def _compute_evidence_html(self):
        for review in self:
            review.evidence_html = review._rendered("evidence")

    @api.depends("answers", "alternative_ids.name")
    @api.depends_context("lang")
    def _compute_answers_html(self):
        for review in self:
            review.answers_html = review._rendered("answers")

    @api.depends("effect")
    @api.depends_context("lang")
    def _compute_effect_html(self):
        for review in self:
            review.effect_html = review._rendered("effect")

    @api.depends("valid_from")
    def _compute_effect_from(self):
        for review in self:
            first = review.valid_from
            review.effect_from = first and first + relativedelta(months=MONTHS)

    def _rendered(self, name):
        """Return a part of the review as a page shows it, or nothing."""
        self.ensure_one()
        return self[name] and self.env["municipal.review.evidence"]._render(self, name)

    def action_gather(self):
        """Count the evidence of the period, again as long as it is not frozen."""
        self.check_access("write")
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("The evidence was already frozen."))
        evidence = self._in_its_town().env["municipal.review.evidence"]._evidence(self)
        self.sudo().write({"evidence": evidence, "gathered_at": fields.Datetime.now()})
        return True

    def action_show_effect(self):
        """Count what came of it: months of the new hours, and those before."""
        self.check_access("write")
        self.ensure_one()
        if self.state != "in_force":
            raise UserError(self.env._("No hours of this review are in force."))
        if self._today() < self.effect_from:
            raise UserError(
                self.env._(
                    "It is too soon to say: three months of the new hours have passed "
                    "on %(day)s.",
                    day=format_date(self.env, self.effect_from),
                )
            )
        effects = self._in_its_town().env["municipal.review.evidence"]
        self.sudo().effect = effects._effect(self)
        return True

    def _in_its_town(self):
        """Return this review with the figures of its own municipality only."""
        return self.with_context(allowed_company_ids=self.company_id.ids)
