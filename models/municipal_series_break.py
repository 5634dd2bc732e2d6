from odoo import fields, models


class MunicipalSeriesBreak(models.Model):
    """A day from which figures are counted otherwise than before.

    Figures from both sides of such a day must not be compared without a word:
    reports and workbooks print the breaks that fall in their period.
    """

    _name = "municipal.series.break"
    _description = "Break in the figures"
    _order = "date desc"

    name = fields.Char(
        string="What changed",
        required=True,
        translate=True,
        help="In one sentence, as a manager will read it under the figures.",
    )
    date = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    service_id = fields.Many2one(
        comodel_name="municipal.service",
        ondelete="cascade",
        index=True,
        help="Leave empty when the figures of every service changed.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
