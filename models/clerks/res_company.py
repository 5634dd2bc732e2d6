from odoo import fields, models

#: with fewer visits a mean is chance, and tells of single visitors
LEAST = 10


class ResCompany(models.Model):
    """Whether a town counts by colleague, and from how many visits on."""

    _inherit = "res.company"

    municipal_per_clerk = fields.Boolean(
        string="Figures per colleague",
        help="Managers see how many visitors each colleague helped in a month, and how "
        "long that took. Off unless an administrator switches it on: agree on it with "
        "your staff first.",
    )
    municipal_per_clerk_least = fields.Integer(
        string="Fewest visits of a colleague that are shown",
        default=30,
        help="A colleague with fewer measured visits for a service in a month is not "
        "shown.",
    )

    _municipal_per_clerk_least = models.Constraint(
        f"CHECK (municipal_per_clerk_least >= {LEAST})",
        "At least 10 visits make a figure about a colleague.",
    )
