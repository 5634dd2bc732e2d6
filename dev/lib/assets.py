"""Make the style sheets and scripts of the pages before a database is copied.

The first visitor of a copy, and every browser test, finds them there. Two visitors
who would make them at the same time disturb each other. Argument: the database.
"""

import sys

from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.tools import config

config.parse_config(["--no-http"], setup_logging=True)
with Registry(sys.argv[1]).cursor() as cr:
    env = Environment(cr, SUPERUSER_ID, {})
    pages = env["ir.qweb"]
    pages._pregenerate_assets_bundles()
    for website in env["website"].search([]):
        pages.with_context(website_id=website.id)._pregenerate_assets_bundles()
