from odoo import fields, models


class ResCompany(models.Model):
    """How far ahead a town looks."""

    _inherit = "res.company"

    municipal_forecast_weeks = fields.Integer(
        string="Weeks ahead",
        default=9,
        help="Visitors are expected for so many weeks, anew every night. Nine weeks "
        "reach to the end of the next month on every day.",
    )

    _municipal_forecast_weeks = models.Constraint(
        "CHECK (municipal_forecast_weeks BETWEEN 1 AND 52)",
        "Visitors are expected for 1 to 52 weeks ahead.",
    )
