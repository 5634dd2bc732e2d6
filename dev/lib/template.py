"""Run in Odoo's shell on a new template database: what every copy should have."""

from odoo.tools.misc import file_path

# Debian's Odoo lacks this file; the backend would report that in every page.
MISSING = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"

try:
    file_path(MISSING)
except FileNotFoundError:
    env["ir.asset"].create(  # noqa: F821 (the shell's environment)
        {
            "name": "Left out of Debian's Odoo",
            "bundle": "web.assets_backend",
            "directive": "remove",
            "path": MISSING,
        }
    )
env.cr.commit()  # noqa: F821
