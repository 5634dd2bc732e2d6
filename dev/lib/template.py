"""What every copy of the template database should have. Argument: the database."""

import sys

from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.tools import config
from odoo.tools.misc import file_path

# Debian's Odoo lacks this file; the backend would report that in every page.
MISSING = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def is_missing():
    try:
        file_path(MISSING)
    except FileNotFoundError:
        return True
    return False


config.parse_config(["--no-http"], setup_logging=True)
with Registry(sys.argv[1]).cursor() as cr:
    if is_missing():
        Environment(cr, SUPERUSER_ID, {})["ir.asset"].create(
            {
                "name": "Left out of Debian's Odoo",
                "bundle": "web.assets_backend",
                "directive": "remove",
                "path": MISSING,
            }
        )
