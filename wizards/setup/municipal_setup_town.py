import re
from urllib.parse import urlsplit

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from ...models.common.contact import check_contact
from .municipal_problem import is_public
from .municipal_problem_town import UNNAMED

HOST = re.compile(r"(?!-)[\w-]+(\.[\w-]+)+", re.UNICODE)


class MunicipalSetup(models.TransientModel):
    """What a municipality is called, how it is reached, and where its website is.

    Written when the form is saved, with the rights of who does: a company and its
    website are changed by who runs the database.
    """

    _inherit = "municipal.setup"

    runs_database = fields.Boolean(compute="_compute_runs_database")
    name = fields.Char(
        related="company_id.name", readonly=False, string="Name of the municipality"
    )
    logo = fields.Binary(
        compute="_compute_logo",
        inverse="_inverse_logo",
        help="On the website, in mails, on screens and tickets.",
    )
    phone = fields.Char(related="company_id.phone", readonly=False)
    email = fields.Char(
        related="company_id.email",
        readonly=False,
        string="Sender of mails",
        help="Mails to visitors come from this address, unless their service has one "
        "of its own. What they answer arrives there.",
    )
    website_id = fields.Many2one(comodel_name="website", compute="_compute_website")
    website_name = fields.Char(
        compute="_compute_website",
        inverse="_inverse_website",
        string="Name of the website",
    )
    website_domain = fields.Char(
        compute="_compute_website",
        inverse="_inverse_website",
        string="Address of the website",
        help="As citizens type it, and as it stands in mails: afspraken.gemeente.be.",
    )
    website_lang_id = fields.Many2one(
        comodel_name="res.lang",
        compute="_compute_website",
        inverse="_inverse_website",
        string="Language of the website",
        help="What citizens read first. More languages: in the settings of the "
        "website.",
    )
    privacy_confirmed = fields.Boolean(
        compute="_compute_statements",
        inverse="_inverse_statements",
        string="We read the privacy statement, and it is right",
    )
    accessibility_status = fields.Selection(
        related="company_id.municipal_accessibility_status",
        readonly=False,
        string="Accessibility: what we found",
    )

    @api.depends_context("uid")
    def _compute_runs_database(self):
        self.runs_database = self.env.user.has_group("base.group_system")

    @api.depends("company_id")
    def _compute_logo(self):
        for setup in self:
            company = setup.company_id
            setup.logo = not company.uses_default_logo and company.logo

    def _inverse_logo(self):
        for setup in self.filtered("logo"):
            setup.company_id.logo = setup.logo
            setup.website_id.logo = setup.logo

    @api.depends("company_id")
    def _compute_website(self):
        for setup in self:
            website = self.env["website"].search(
                [("company_id", "=", setup.company_id.id)], limit=1
            )
            setup.website_id = website
            setup.website_name = website.name
            setup.website_domain = website.domain
            setup.website_lang_id = website.default_lang_id

    def _inverse_website(self):
        """Write the website of a town; one that has none gets one of its own."""
        typed = {
            setup: (setup.website_name, setup.website_domain, setup.website_lang_id)
            for setup in self
        }
        for setup, (name, domain, lang) in typed.items():
            values = {
                "name": name or setup.company_id.name,
                "domain": setup._clean_domain(domain),
            }
            website = self.env["website"].search(
                [("company_id", "=", setup.company_id.id)], limit=1
            )
            lang = lang or website.default_lang_id or setup._own_language()
            values["default_lang_id"] = lang.id
            if lang not in website.language_ids:
                values["language_ids"] = [Command.link(lang.id)]
            if website:
                website.write(values)
            else:
                website.create(values | setup._new_website(lang))

    def _new_website(self, lang):
        company = self.company_id
        values = {"company_id": company.id, "language_ids": [Command.set(lang.ids)]}
        return values if company.uses_default_logo else values | {"logo": company.logo}

    def _own_language(self):
        return self.env["res.lang"]._lang_get(self.env.lang or self.env.user.lang)

    def _clean_domain(self, typed):
        """Return an address as Odoo keeps it, or nothing.

        :raise ValidationError: for what no browser could open
        """
        typed = (typed or "").strip().rstrip("/")
        if not typed:
            return False
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        host = parts.hostname or ""
        right = HOST.fullmatch(host) and parts.scheme in {"http", "https"}
        if not right or parts.path or parts.query:
            raise ValidationError(
                self.env._(
                    "“%(typed)s” is no address of a website. Write it like "
                    "afspraken.gemeente.be.",
                    typed=typed,
                )
            )
        return parts.geturl()

    @api.constrains("name", "email", "phone")
    def _check_town(self):
        """Say at once what nobody could read, mail or call."""
        for company in self.company_id:
            if not (company.name or "").strip():
                raise ValidationError(
                    self.env._("Fill in the name of the municipality.")
                )
            typed = {"email": company.email, "phone": company.phone}
            check_contact(self.env, typed, company)

    @api.depends("company_id")
    def _compute_statements(self):
        for setup in self:
            setup.privacy_confirmed = not setup.company_id._statement_missing("privacy")

    def _inverse_statements(self):
        for setup in self:
            company = setup.company_id
            today = setup.privacy_confirmed and company._today()
            if setup.privacy_confirmed == company._statement_missing("privacy"):
                company.municipal_privacy_confirmed = today

    def _save_check(self):
        """Whoever says how accessible the pages are, says it today."""
        company = self.company_id
        if (
            company.municipal_accessibility_status
            and not company.municipal_accessibility_confirmed
        ):
            company.municipal_accessibility_confirmed = company._today()

    def _lacking_town(self):
        """Return what is missing, in a sentence, or nothing."""
        company, env = self.company_id.sudo(), self.env
        website = self.website_id
        host = urlsplit(website.domain or "").hostname or ""
        missing = [
            words
            for words, lacks in (
                (env._("name"), company.name in UNNAMED),
                (env._("logo"), company.uses_default_logo),
                (env._("phone"), not company.phone),
                (env._("sender of mails"), not company.email),
                (env._("address of the website"), not is_public(host)),
            )
            if lacks
        ]
        return self._missing_parts(missing)
