"""What a piece of work costs: seconds, and statements to the database."""

import os
import re
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

VERB = re.compile(r"\w+")
TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE)\s+(\w+)", re.I)


def seconds(action):
    """Return how long an action takes, and what it returns."""
    started = time.perf_counter()
    result = action()
    return time.perf_counter() - started, result


def best(action, prepare, runs):
    """Return the shortest time of several runs, and the last answer.

    :param prepare: called before each run and not counted, so that no run finds the
        answer of the one before
    """
    times = []
    for _run in range(runs):
        prepare()
        spent, result = seconds(action)
        times.append(spent)
    return min(times), result


def database_seconds(env):
    """Return the processor seconds that the database took so far for this connection.

    They depend less on what else the machine does. Told when the database is on it.
    """
    env.cr.execute("SELECT pg_backend_pid()")
    path = Path(f"/proc/{env.cr.fetchone()[0]}/stat")
    if not path.exists():
        return float("nan")
    user, system = path.read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def counted(env):
    """Collect the statements that are sent to the database meanwhile.

    :return: a counter, by verb and first table
    """
    found = Counter()
    execute = type(env.cr).execute

    def counting(cursor, query, *args, **kwargs):
        found[_subject(getattr(query, "code", query))] += 1
        return execute(cursor, query, *args, **kwargs)

    with patch.object(type(env.cr), "execute", counting):
        yield found


def _subject(query):
    verb = VERB.search(query).group().upper()
    table = TABLE.search(query.replace('"', ""))
    return f"{verb} {table.group(1)}" if table else verb
