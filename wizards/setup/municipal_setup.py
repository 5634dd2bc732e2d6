from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

#: the steps, in the order in which they are asked
STEPS = [
    ("town", "Municipality"),
    ("places", "Locations"),
    ("services", "Services"),
    ("desks", "Desks"),
    ("hours", "Weekly hours"),
    ("holidays", "Holidays"),
    ("screens", "Screens"),
    ("people", "People and roles"),
    ("check", "Website and check"),
]
KEYS = [key for key, _name in STEPS]
#: days that what was typed and not yet added is kept
KEPT_DAYS = 30


class MunicipalSetup(models.TransientModel):
    """What a town has to say before its first citizen comes, asked in order.

    Nothing is kept here but what somebody types at this moment: whether a step is
    complete is looked up among the records of the town, so that somebody can stop,
    come back, or set up something elsewhere. A step is written as a whole or, when
    something in it is wrong, not at all.
    """

    _name = "municipal.setup"
    _description = "Set-up"
    _transient_max_hours = KEPT_DAYS * 24

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    step = fields.Selection(selection=STEPS, required=True, default="town")
    steps = fields.Json(
        compute="_compute_steps", help="The steps, and what each of them lacks."
    )

    @api.depends("step")
    @api.depends_context("lang")
    def _compute_steps(self):
        names = dict(self._fields["step"]._description_selection(self.env))
        for setup in self:
            lacking = {key: getattr(setup, f"_lacking_{key}")() for key in KEYS}
            setup.steps = [
                {"key": key, "name": names[key], "lacking": lacking[key]}
                for key in KEYS
            ]

    @api.depends("company_id")
    def _compute_display_name(self):
        for setup in self:
            setup.display_name = self.env._("Set-up")

    def _check_administrator(self):
        self.check_access("write")
        if not self.env.user.has_group("municipal_appointment.group_administrator"):
            raise AccessError(self.env._("Only administrators set up a municipality."))

    @api.model
    def action_open(self, step=None):
        """Open the page where somebody left it, or at what is asked for.

        :param str step: key of a step
        """
        self._check_administrator()
        setup = self.search(
            Domain("company_id", "=", self.env.company.id)
            & Domain("create_uid", "=", self.env.uid),
            order="id desc",
            limit=1,
        )
        if not setup:
            setup = self.create({})
            step = step or setup._first_lacking()
        if step in KEYS:
            setup.step = step
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "municipal_appointment.municipal_setup_action"
        )
        return dict(action, res_id=setup.id)

    def _first_lacking(self):
        return next((s["key"] for s in self.steps if s["lacking"]), "check")

    def action_next(self):
        """Write what was typed in this step, and go on to the next one."""
        self._go(KEYS[min(KEYS.index(self.step) + 1, len(KEYS) - 1)])

    def action_go(self, step):
        """Write what was typed in this step, and go to another one.

        :param str step: its key
        """
        self._go(step if step in KEYS else self.step)

    def _go(self, step):
        self._check_administrator()
        self.ensure_one()
        save = getattr(self, f"_save_{self.step}", None)
        if save:
            save()
        self.step = step

    def _own(self, model, domain=Domain.TRUE):
        """Return the records of this town of a model that has a company."""
        return self.env[model].search(
            Domain("company_id", "=", self.company_id.id) & Domain(domain)
        )

    def _begun(self):
        """Return the services that receive visitors in one way or the other."""
        return self._own("municipal.service").filtered(
            lambda s: s.appointment_enabled or s.guidance_enabled
        )

    def _begun_types(self):
        """Return their types that have products: what needs desks and hours."""
        return self._begun().type_ids.filtered("product_ids")

    def _in_words(self, records):
        """Return names for a sentence, cut where it would become a list."""
        names = records.mapped("display_name")
        more = "…" if len(names) > 3 else ""
        return ", ".join(names[:3]) + more

    def _missing_parts(self, parts):
        return (
            self.env._("Missing: %(parts)s.", parts=", ".join(parts)) if parts else ""
        )

    # Public holidays: one click, no form

    def action_add_holidays(self):
        """Close the town on the public holidays of this year and the next one."""
        self._check_administrator()
        self.ensure_one()
        year = self.company_id._today().year
        leaves = self.env["resource.calendar.leaves"]
        leaves._add_public_holidays([year, year + 1], self.company_id)

    def _holidays_missing(self):
        """Return the public holidays of the year ahead on which nothing is closed."""
        company, leaves = self.company_id, self.env["resource.calendar.leaves"]
        today = company._today()
        last = today + timedelta(days=365)
        known = {}
        for year in (today.year, today.year + 1):
            known |= leaves._public_holidays(year, self.env.lang or "nl_BE")
        return {
            day: name
            for day, name in known.items()
            if today < day <= last and leaves._missing_closing(day, name, company)
        }

    def _lacking_holidays(self):
        count = len(self._holidays_missing())
        if not count:
            return ""
        return self.env._(
            "%(count)s public holidays of the year ahead are no closings.", count=count
        )
