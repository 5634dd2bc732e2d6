from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    municipal_retention_days = fields.Integer(
        string="Keep contact data",
        default=90,
        help="Days after the day of a visit on which the name, e-mail address and "
        "phone number of its booking are wiped. The visit stays and is counted.",
    )

    _municipal_retention_positive = models.Constraint(
        "CHECK (municipal_retention_days >= 1)",
        "Contact data is kept for at least one day.",
    )
