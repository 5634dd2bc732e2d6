"""The peer: a database with Odoo's and the community's own modules, without ours.

``./dev/bench`` names the database that has them in ``STOCK_TEMPLATE``.
"""

import json
import os
import subprocess
import sys
from contextlib import closing, contextmanager

import psycopg2
from psycopg2 import sql


def administer(statement, *names):
    """Run one statement outside the databases that it is about."""
    with closing(psycopg2.connect(dbname="postgres")) as connection:
        connection.autocommit = True
        identifiers = [sql.Identifier(name) for name in names]
        connection.cursor().execute(sql.SQL(statement).format(*identifiers))


@contextmanager
def stock_database():
    """Make a database with the stock modules, and drop it at the end."""
    name = f"{os.environ['PGDATABASE']}_stock"
    administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    administer("CREATE DATABASE {} TEMPLATE {}", name, os.environ["STOCK_TEMPLATE"])
    try:
        yield name
    finally:
        administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def measure_stock(script, *arguments):
    """Run a script on the stock, in a process that never loads our add-on.

    :return: what the last line of its output says, as JSON
    """
    with stock_database() as name:
        done = subprocess.run(
            [sys.executable, script, "--stock", *arguments],
            env={**os.environ, "PGDATABASE": name},
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
    return json.loads(done.stdout.splitlines()[-1])
