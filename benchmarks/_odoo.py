"""How a benchmark opens the database that ./dev/bench made for it."""

import os
from contextlib import contextmanager


@contextmanager
def environment(keep=False):
    """Open the add-on's database as administrator.

    :param bool keep: commit at the end, for what a server is to serve; else nothing
        is kept afterwards
    """
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    database = os.environ["PGDATABASE"]
    config.parse_config(["-d", database], setup_logging=False)
    registry = Registry(database)
    with registry.cursor() as cursor:
        try:
            yield api.Environment(cursor, SUPERUSER_ID, {"tz": "Europe/Brussels"})
            if keep:
                cursor.commit()
                registry.signal_changes()
        finally:
            cursor.rollback()
