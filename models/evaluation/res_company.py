from odoo import api, fields, models


class ResCompany(models.Model):
    """Whether visitors are asked how it was, and how sparingly."""

    _inherit = "res.company"

    municipal_evaluation = fields.Boolean(
        string="Ask visitors how it was",
        help="After a visit the waiting page on the phone asks one question, and some "
        "of those who left a mail address get a link to it.",
    )
    municipal_evaluation_share = fields.Integer(
        string="Share of visits that is asked by mail",
        default=25,
        help="In percent of the visits with a mail address. 0: nobody is mailed.",
    )
    municipal_evaluation_months = fields.Integer(
        string="Months between two mails to a person",
        default=6,
        help="Who was asked by mail is left alone for so long, whatever service they "
        "visit. To know it, a fingerprint of the address is kept for that time, from "
        "which the address cannot be read.",
    )
    municipal_evaluation_hours = fields.Integer(
        string="Hours after the visit",
        default=2,
        help="So long after the end of the visit the mail leaves.",
    )
    municipal_evaluation_days = fields.Integer(
        string="Days to answer",
        default=14,
        help="So long after the visit its question can be answered, and the answer "
        "changed.",
    )

    _municipal_evaluation_limits = models.Constraint(
        "CHECK (municipal_evaluation_share BETWEEN 0 AND 100 "
        "AND municipal_evaluation_months BETWEEN 1 AND 24 "
        "AND municipal_evaluation_hours BETWEEN 1 AND 48 "
        "AND municipal_evaluation_days BETWEEN 1 AND 60)",
        "Visitors are asked in 0 to 100 % of the visits, once in 1 to 24 months, 1 to "
        "48 hours after the visit, and can answer for 1 to 60 days.",
    )

    @api.model
    def _evaluation_least(self, companies):
        """Return of how many answers together something is told: the strictest town."""
        return max(companies.sudo().mapped("municipal_open_data_least"), default=5)
