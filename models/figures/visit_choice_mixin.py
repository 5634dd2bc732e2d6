from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date

KINDS = [
    ("visitors", "Visitors"),
    ("capacity", "Capacity of the desks"),
    ("demand", "Demand and access"),
    ("compare", "Before and after"),
]


class MunicipalVisitChoice(models.AbstractModel):
    """A period, services and locations of which a workbook of figures is made.

    The dialog that makes one at once and the workbook that is made in the background
    are the same to the sheets.
    """

    _name = "municipal.visit.choice"
    _description = "Choice of visits"

    kind = fields.Selection(
        selection=KINDS, string="Workbook", required=True, default="visitors"
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(
        string="Until", required=True, help="The last day that is counted."
    )
    before_from = fields.Date(
        string="Before, from", help="The period that is put beside the other one."
    )
    before_to = fields.Date(string="Before, until")
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

    _before_comes_first = models.Constraint(
        "CHECK (kind != 'compare' OR (before_from <= before_to "
        "AND before_to < date_from AND before_from IS NOT NULL "
        "AND before_to IS NOT NULL))",
        "The period before ends before the other one begins, and both have a first "
        "and a last day.",
    )

    def _builder(self):
        """Return the report that makes a workbook of this kind."""
        return self.env[f"report.municipal_appointment.{self.kind}_xlsx"]

    def _periods(self):
        """Return the periods of which figures are in the workbook, in their order."""
        period = (self.date_from, self.date_to)
        if self.kind != "compare":
            return [period]
        return [(self.before_from, self.before_to), period]

    def _days(self):
        """Return the first and the last day that figures of the workbook are about."""
        periods = self._periods()
        return periods[0][0], periods[-1][1]

    def _domain(self):
        """Return which rows of the figures the workbook is made of."""
        inside = Domain.OR(
            Domain("day", ">=", first) & Domain("day", "<=", last)
            for first, last in self._periods()
        )
        return inside & self._scope()

    def _scope(self):
        """Return the domain of the choice, without days."""
        domain = Domain.TRUE
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

    def _kind_name(self):
        """Return what the workbook is about, in two or three words."""
        field = self._fields["kind"]
        return dict(field._description_selection(self.env))[self.kind]

    def _title(self):
        if self.kind == "visitors":
            return self.env._("Visitors of %(owner)s", owner=self._owner())
        return f"{self._kind_name()} · {self._owner()}"

    def _subtitle(self):
        """Return the period and the choice in one line, for under each heading."""
        self.ensure_one()
        texts = [
            self.env._(
                "%(first)s to %(last)s",
                first=format_date(self.env, first),
                last=format_date(self.env, last),
            )
            for first, last in self._periods()
        ]
        period = texts[-1]
        if len(texts) > 1:
            period = self.env._(
                "%(period)s, beside %(before)s", period=period, before=texts[0]
            )
        chosen = [*self.service_ids.mapped("name"), *self.location_ids.mapped("name")]
        return " · ".join([period, ", ".join(chosen) or self.env._("all services")])

    def _file_name(self):
        """Return the name of the file without its ending, with days that sort."""
        self.ensure_one()
        name = self._kind_name()
        return f"{name} {self.date_from:%Y-%m-%d} - {self.date_to:%Y-%m-%d}"


def grouped(env, number):
    """Return a number as its readers write it: 150.000."""
    return env["res.lang"]._lang_get(env.user.lang).format("%d", number, grouping=True)
