"""A municipality of which nothing is there but an administrator."""

import base64

from odoo import Command
from odoo.tests import new_test_user
from odoo.tools.misc import file_open

ADDON = "municipal_appointment"


def create_new_town(cls, lang="en_US"):
    """Let there be a company that somebody has just made, and who sets it up.

    As after an installation: no building, no services, no website of its own; the IT
    department has set up the mail server. In a database without demo data it is the
    company that the installation made, with its services and its website.
    """
    install_language(cls.env, lang)
    cls.town = first_company(cls.env, lang) or cls.env["res.company"].create(
        {"name": "My Company"}
    )
    cls.town.name = "My Company"
    cls.it = new_test_user(
        cls.env,
        "test_it",
        groups=f"base.group_system,{ADDON}.group_administrator",
        company_id=cls.town.id,
        company_ids=[Command.set(cls.town.ids)],
        lang=lang,
        tz=False,
    )
    cls.it.odoobot_state = "disabled"
    cls.env["ir.mail_server"].create({"name": "Test", "smtp_host": "mail.example.com"})


def first_company(env, lang):
    """Return the company of a database without demo data, in a language."""
    installed = env["ir.module.module"].search([("name", "=", ADDON)])
    company = env.ref("base.main_company")
    if installed.demo:
        return company.browse()
    # as whoever makes a database in that language has it
    website = env["website"].search([("company_id", "=", company.id)])
    language = env["res.lang"]._lang_get(lang)
    website.write({"language_ids": language.ids, "default_lang_id": language.id})
    return company


def install_language(env, lang):
    """Let a language be there, with the texts of this add-on and of the browser."""
    env["res.lang"]._activate_lang(lang)
    env["ir.module.module"]._load_module_terms([ADDON], [lang])


def logo():
    with file_open(f"{ADDON}/demo/logo.png", "rb") as file:
        return base64.b64encode(file.read())
