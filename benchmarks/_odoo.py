"""How a benchmark opens the database that ./dev/bench made for it."""

import os
from contextlib import contextmanager


@contextmanager
def environment():
    """Open the add-on's database as administrator; nothing is kept afterwards."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    database = os.environ["PGDATABASE"]
    config.parse_config(["-d", database], setup_logging=False)
    with Registry(database).cursor() as cursor:
        try:
            yield api.Environment(cursor, SUPERUSER_ID, {"tz": "Europe/Brussels"})
        finally:
            cursor.rollback()
