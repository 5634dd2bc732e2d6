from odoo import fields, models


class ResCompany(models.Model):
    """Who gets the workbook of each month, and what a town gives away."""

    _inherit = "res.company"

    municipal_monthly = fields.Boolean(
        string="Workbook of each month",
        help="In the first days of a month the workbook of visitors of the past month "
        "is made, and those who get it are sent a link.",
    )
    municipal_monthly_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="municipal_monthly_user_rel",
        string="Who gets the workbook",
        help="Managers of this town. Who is none gets nothing.",
    )
    municipal_monthly_service_ids = fields.Many2many(
        comodel_name="municipal.service",
        relation="municipal_monthly_service_rel",
        string="Services in the workbook",
        help="Leave empty for all services.",
    )
    municipal_monthly_made = fields.Date(
        string="Last month of which it was made", readonly=True, copy=False
    )
    municipal_open_data = fields.Boolean(
        string="Publish numbers of visitors",
        help="Anybody finds how many contacts there were for each month, service, "
        "product and channel, at /open-data/bezoekers.csv.",
    )
    municipal_open_data_least = fields.Integer(
        string="Smallest number that is published",
        default=5,
        help="A smaller number is left empty: it might tell who came.",
    )

    _municipal_open_data_least = models.Constraint(
        "CHECK (municipal_open_data_least >= 3)",
        "At least 3 visitors make a number that may be published.",
    )
