"""Waiting for others: for a moment only, and then in words."""

from psycopg2.errors import LockNotAvailable
from psycopg2.pool import PoolError

from odoo.tools import SQL

from .refusal import Refusal

#: people press again sooner than this, and every one who waits keeps a connection
PATIENCE = "3s"


def wait_for_lock(env, statement, about="queue"):
    """Execute a statement that waits for a lock, for :data:`PATIENCE` at most.

    In one round trip. After a refusal the transaction goes on as it was before.

    :param SQL statement: whose result nobody needs
    :param str about: part of the request that a refusal is shown beside
    :raise Refusal: when somebody else holds the lock for longer
    """
    cr = env.cr
    query = SQL(
        """SAVEPOINT municipal_lock; SET LOCAL lock_timeout = %s; %s;
        SET LOCAL lock_timeout TO DEFAULT; RELEASE SAVEPOINT municipal_lock""",
        PATIENCE,
        statement,
    )
    try:
        cr.execute(query, log_exceptions=False)
    except LockNotAvailable as error:
        cr.execute("ROLLBACK TO SAVEPOINT municipal_lock")
        raise busy(env, about) from error


def busy(env, about="queue"):
    """Return the refusal of who would have to wait too long."""
    return Refusal(
        env._("Many people are busy with this just now. Try again in a moment."),
        about,
    )


def let_one_through(env, *names, about="queue"):
    """Let others who are busy with the same things end first, until the commit.

    What they did is seen by a connection that begins afterwards, not by this one.

    :param names: strings; two who give the same one wait for each other
    :raise Refusal: see :func:`wait_for_lock`
    """
    wait_for_lock(
        env,
        SQL(
            """SELECT pg_advisory_xact_lock(key) FROM (
                SELECT DISTINCT hashtextextended(name, 0) AS key
                FROM unnest(%s) AS name ORDER BY key
            ) AS lock""",
            list(names),
        ),
        about,
    )


def committed(env, query, about="queue"):
    """Return the rows that a connection finds that begins now.

    A transaction of Odoo sees the database as it was when it began, also after it has
    waited for others. Who asks holds a connection already: where all are in use it is
    refused, not waited for, as those who have them may wait for each other. So is a
    table that somebody holds for longer than :data:`PATIENCE`: it may be ourselves, and
    no database sees that one who waits beside us waits for us.

    While modules are installed or updated, that transaction holds tables that it
    changes, and nobody else books: it sees what there is.

    :raise Refusal: when no connection is left, or a table is held
    """
    if not env.registry.ready:
        return []
    try:
        with env.registry.cursor() as cr:
            cr.execute(SQL("SET LOCAL lock_timeout = %s; %s", PATIENCE, query))
            return cr.fetchall()
    except (LockNotAvailable, PoolError) as error:
        raise busy(env, about) from error
