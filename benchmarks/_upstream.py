"""The peer: a database with Odoo's and the community's own modules, without ours.

``./dev/bench`` names the database that has them in ``STOCK_TEMPLATE``.
"""

import json
import os
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from psycopg2 import sql

#: starts a script of this folder as ``./dev/bench`` does
LAUNCHER = Path(__file__).parent / "launch/benchmark.py"


def administer(statement, *names):
    """Run one statement outside the databases that it is about."""
    with closing(psycopg2.connect(dbname="postgres")) as connection:
        connection.autocommit = True
        identifiers = [sql.Identifier(name) for name in names]
        connection.cursor().execute(sql.SQL(statement).format(*identifiers))


@contextmanager
def upstream_database():
    """Make a database with upstream modules, and drop it at the end."""
    name = f"{os.environ['PGDATABASE']}_upstream"
    administer("DROP DATABASE IF EXISTS {}", name)
    administer("CREATE DATABASE {} TEMPLATE {}", name, os.environ["STOCK_TEMPLATE"])
    try:
        yield name
    finally:
        administer("DROP DATABASE IF EXISTS {}", name)


def make_upstream(script, name):
    """Let a script fill an upstream database that is there; return what it says.

    :return: its last line, as JSON
    """
    answer = subprocess.run(
        [sys.executable, str(LAUNCHER), script, "--upstream"],
        env={**os.environ, "PGDATABASE": name},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return json.loads(answer.stdout.splitlines()[-1])


@contextmanager
def upstream_process(script):
    """Run a script on upstream, in a process that never loads our add-on.

    :return: its standard input and output
    """
    with upstream_database() as name:
        process = subprocess.Popen(
            [sys.executable, str(LAUNCHER), script, "--upstream"],
            env={**os.environ, "PGDATABASE": name},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield process.stdin, process.stdout
        finally:
            process.stdin.close()
            process.wait()


def measure_upstream(script):
    """Return what a script that runs on upstream says in its last line, as JSON."""
    with upstream_process(script) as (_questions, answers):
        return json.loads(answers.readlines()[-1])


@contextmanager
def asked_upstream(script):
    """Let a script on upstream wait, and answer each question with a line of JSON.

    Measuring both sides in turn keeps the ratio fair while the machine becomes slower
    and faster.

    :return: a function that sends a word and returns the answer
    """
    with upstream_process(script) as (questions, answers):

        def ask(word):
            print(word, file=questions, flush=True)
            return json.loads(answers.readline())

        yield ask
