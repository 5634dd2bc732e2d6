"""Make the style sheets and scripts of the pages before a database is copied.

The first visitor of a copy, and every browser test, finds them there. Two visitors
who would make them at the same time disturb each other. Argument: the database.
"""

import sys

from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.tools import config

WEBSITE = ("web.assets_frontend_minimal", "web.assets_frontend_lazy")
STYLES = ("web.assets_frontend",)
BACKEND = ("web.assets_web",)


def make(pages, scripts, styles):
    for name in scripts:
        pages._get_asset_bundle(name, css=False, js=True).js()
    for name in styles:
        pages._get_asset_bundle(name, css=True, js=False).css()


config.parse_config(["--no-http"], setup_logging=True)
with Registry(sys.argv[1]).cursor() as cr:
    env = Environment(cr, SUPERUSER_ID, {})
    make(env["ir.qweb"], BACKEND, BACKEND)
    for website in env["website"].search([]):
        make(env["ir.qweb"].with_context(website_id=website.id), WEBSITE, STYLES)
