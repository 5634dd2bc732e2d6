"""Jobs that come back after the database was away.

In threaded mode (``workers = 0``) Odoo runs scheduled jobs in threads that end for ever
when PostgreSQL cannot be reached for a moment: pages come back by themselves, but from
then on no mail leaves, nobody is reminded and no night run ends the day, without a sign
of it anywhere. Here the loop of such a thread begins again instead.

It holds for threads that begin after this add-on was loaded: name the database
(``db_name``), or load the add-on with the server (``server_wide_modules``).
"""

import logging
import time
from functools import wraps

import psycopg2

from odoo.service.server import ThreadedServer

_logger = logging.getLogger(__name__)

#: seconds until the database is tried again
PAUSE = 5


def coming_back(run):
    """Return the loop of a thread for jobs, which outlives the database."""

    @wraps(run)
    def cron_thread(self, number):
        while True:
            try:
                return run(self, number)
            except psycopg2.Error as error:
                _logger.warning(
                    "The database is away (%s): cron%d tries again in %d seconds",
                    str(error).partition("\n")[0],
                    number,
                    PAUSE,
                )
                time.sleep(PAUSE)

    return cron_thread


ThreadedServer.cron_thread = coming_back(ThreadedServer.cron_thread)
