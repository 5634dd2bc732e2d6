from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date


class MunicipalVisitChoice(models.AbstractModel):
    """A period, services and locations of which a workbook of visitors is made.

    The dialog that makes one at once and the workbook that is made in the background
    are the same to the sheets.
    """

    _name = "municipal.visit.choice"
    _description = "Choice of visits"

    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(
        string="Until", required=True, help="The last day that is counted."
    )
    service_ids = fields.Many2many(
        comodel_name="municipal.service",
        string="Services",
        help="Leave empty for all services.",
    )
    location_ids = fields.Many2many(
        comodel_name="municipal.location",
        string="Locations",
        help="Leave empty for all locations.",
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The period ends before it begins."
    )

    def _domain(self):
        """Return which rows of the figures the workbook is made of."""
        domain = Domain("day", ">=", self.date_from) & Domain("day", "<=", self.date_to)
        if self.service_ids:
            domain &= Domain("service_id", "in", self.service_ids.ids)
        if self.location_ids:
            domain &= Domain("location_id", "in", self.location_ids.ids)
        return domain & Domain("company_id", "in", self._towns().ids)

    def _towns(self):
        """Return the municipalities whose figures these are."""
        return self.env.companies

    def _owner(self):
        """Return whose figures these are: the municipality, or more than one."""
        return ", ".join(self._towns().mapped("name"))

    def _title(self):
        return self.env._("Visitors of %(owner)s", owner=self._owner())

    def _subtitle(self):
        """Return the period and the choice in one line, for under each heading."""
        self.ensure_one()
        period = self.env._(
            "%(first)s to %(last)s",
            first=format_date(self.env, self.date_from),
            last=format_date(self.env, self.date_to),
        )
        chosen = [*self.service_ids.mapped("name"), *self.location_ids.mapped("name")]
        return " · ".join([period, ", ".join(chosen) or self.env._("all services")])

    def _file_name(self):
        """Return the name of the file without its ending, with days that sort."""
        self.ensure_one()
        name = self.env._("Visitors")
        return f"{name} {self.date_from:%Y-%m-%d} - {self.date_to:%Y-%m-%d}"


def grouped(env, number):
    """Return a number as its readers write it: 150.000."""
    return env["res.lang"]._lang_get(env.user.lang).format("%d", number, grouping=True)
