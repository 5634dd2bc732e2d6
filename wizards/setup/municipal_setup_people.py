from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...models.common.contact import check_contact
from ...models.common.transaction import writes

ADDON = "municipal_appointment"
ROLES = [
    ("receptionist", "Receptionist"),
    ("clerk", "Clerk"),
    ("manager", "Manager"),
    ("administrator", "Administrator"),
    ("auditor", "Auditor"),
]
#: each of the other roles has the first of these
ALONE = ("receptionist", "auditor")


class MunicipalSetup(models.TransientModel):
    """Who works here, and what goes on the website when all is ready."""

    _inherit = "municipal.setup"

    user_ids = fields.Many2many(comodel_name="res.users", compute="_compute_users")
    person_name = fields.Char(string="Name of the colleague")
    person_email = fields.Char(string="E-mail")
    person_role = fields.Selection(
        selection=ROLES, string="Role", default="clerk", required=True
    )
    makes_users = fields.Boolean(compute="_compute_makes_users")
    problem_ids = fields.Many2many(
        comodel_name="municipal.problem", compute="_compute_problems"
    )
    ready_count = fields.Integer(compute="_compute_ready")

    @api.depends("company_id", "step")
    def _compute_users(self):
        groups = [self.env.ref(f"{ADDON}.group_{role}").id for role in ALONE]
        for setup in self:
            setup.user_ids = self.env["res.users"].search(
                Domain("company_ids", "in", setup.company_id.ids)
                & Domain("all_group_ids", "in", groups)
                & Domain("share", "=", False)
            )

    @api.depends_context("uid")
    def _compute_makes_users(self):
        self.makes_users = self.env["res.users"].has_access("create")

    def action_add_person(self):
        """Give a colleague an account, and mail them how to log in."""
        self._check_administrator()
        self.ensure_one()
        users = self.env["res.users"]
        if not users.has_access("create"):
            raise UserError(
                self.env._("Only those who give access rights add colleagues.")
            )
        name = (self.person_name or "").strip()
        if not name or not self.person_email:
            raise ValidationError(self.env._("Fill in the name and the e-mail."))
        typed = {"email": self.person_email}
        email = check_contact(self.env, typed, self.company_id)["email"]
        known_sudo = users.with_context(active_test=False).sudo()
        if known_sudo.search_count([("login", "=", email)], limit=1):
            raise ValidationError(
                self.env._("There is an account for %(email)s already.", email=email)
            )
        users.create(
            {
                "name": name,
                "login": email,
                "email": email,
                "lang": self.env.lang,
                "tz": self._locations()[:1].tz or self.place_tz,
                "company_id": self.company_id.id,
                "company_ids": [Command.set(self.company_id.ids)],
                "group_ids": [
                    Command.set(self.env.ref(f"{ADDON}.group_{self.person_role}").ids)
                ],
            }
        )
        self.write({"person_name": False, "person_email": False})

    def _save_people(self):
        if self.person_name or self.person_email:
            self.action_add_person()

    def _lacking_people(self):
        """Somebody besides the one who sets up receives the visitors."""
        others = self.user_ids - self.env.user
        others = others.filtered(lambda u: u.has_group(f"{ADDON}.group_clerk"))
        return "" if others else self.env._("Nobody but you works with it yet.")

    # The website, and what is still wrong

    @api.depends("step", "company_id")
    def _compute_ready(self):
        """Counted in the last step only: it takes a moment, and comes last."""
        for setup in self:
            shown = setup.step == "check"
            setup.ready_count = shown and len(setup._ready_products())

    def _ready_products(self):
        """Return what could be put on the website with its type, and is not yet.

        That its type is not there yet keeps no product back: both go on together.
        """
        types = self._begun_types().filtered(
            lambda t: not any(each.needed for each in t._missing())
        )
        return types.product_ids.filtered(
            lambda p: not p.published
            and not any(
                each.needed and each.key != "type_published" for each in p._missing()
            )
        )

    def action_publish_ready(self):
        """Put on the website everything for which nothing is missing."""
        self._check_administrator()
        self.ensure_one()
        products = self._ready_products()
        products.type_id.filtered(lambda t: not t.published).action_publish()
        products.action_publish()

    @writes
    def web_read(self, specification):
        """Show the page; in its last step what is wrong now is written down anew."""
        return super().web_read(specification)

    @api.depends("step", "company_id")
    def _compute_problems(self):
        """Look in the last step only, as above."""
        for setup in self:
            town = setup.with_context(allowed_company_ids=setup.company_id.ids)
            shown = setup.step == "check"
            problems = town.env["municipal.problem"]
            setup.problem_ids = problems._write_down() if shown else problems

    def _lacking_check(self):
        """Return how much is wrong; where nobody looked, nothing is green."""
        env = self.env
        if self.step != "check":
            return env._("Looked up in this step.")
        if not any(self._begun_types().mapped("published")):
            return env._("Nothing is on the website yet.")
        count = len(self.problem_ids)
        return env._("%(count)s things need attention.", count=count) if count else ""
