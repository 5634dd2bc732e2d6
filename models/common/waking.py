"""Waking scheduled jobs, by one statement for all that a transaction wakes.

As ``ir.cron._trigger`` does, without looking up the jobs and their settings, which takes
longer than the rows: citizens wait for it.
"""

import logging
from threading import Thread

from psycopg2 import Error

from odoo import fields
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

#: gathered until the commit: pairs (id of a job, moment)
GATHERED = "municipal jobs to wake"


def wake_at(env, xmlid, moments):
    """Let a job run at moments to come, each of them once.

    Another one that wakes it then has woken it for us, too.

    :param moments: naive UTC
    """
    data = env.cr.precommit.data
    if GATHERED not in data:
        data[GATHERED] = []
        env.cr.precommit.add(lambda: _insert(env, []))
    data[GATHERED] += [(_cron_id(env, xmlid), moment) for moment in moments]


def wake_now(env, xmlid):
    """Let a job run as soon as this transaction is committed.

    In any case: a row that is there may be that of a run which does not see us.
    """
    _insert(env, [(_cron_id(env, xmlid), fields.Datetime.now())])
    env.cr.postcommit.add(lambda: Thread(target=_notify, args=[env["ir.cron"]]).start())


def _insert(env, in_any_case):
    """Write what was gathered so far, and rows that are needed in any case."""
    gathered = env.cr.precommit.data.get(GATHERED) or []
    rows = [(*row, True) for row in in_any_case] + [(*row, False) for row in gathered]
    gathered.clear()
    if rows:
        crons, moments, needed = map(list, zip(*rows, strict=True))
        env.cr.execute(
            SQL(
                """INSERT INTO ir_cron_trigger (cron_id, call_at)
                SELECT job, moment
                FROM unnest(%s, %s::timestamp[], %s) AS woken (job, moment, needed)
                WHERE needed OR NOT EXISTS (
                    SELECT FROM ir_cron_trigger known
                    WHERE known.call_at = moment AND known.cron_id = job
                )""",
                crons,
                moments,
                needed,
            )
        )


def _notify(crons):
    """Tell the processes that run jobs that there is something to do.

    Beside the answer, not before it: Odoo opens a new connection for it each time (to
    another database, where all such processes listen), which takes as long as a third
    of a booking. The rows are committed by then; processes that are not told look for
    them within a minute.
    """
    try:
        crons._notifydb()
    except Error:
        _logger.warning("Nobody could be told of jobs to run", exc_info=True)


def _cron_id(env, xmlid):
    return env["ir.model.data"]._xmlid_to_res_id(xmlid, raise_if_not_found=True)
