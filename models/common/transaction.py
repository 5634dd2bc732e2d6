"""What belongs to a transaction: what is so while it lasts, and what it sets off.

Jobs are woken as ``ir.cron._trigger`` does, by one statement for all that a transaction
wakes, and without looking up the jobs and their settings, which takes longer than the
rows: citizens wait for it.
"""

import logging
from contextlib import contextmanager
from threading import Timer

from psycopg2 import Error

from odoo import fields
from odoo.tools import SQL, OrderedSet

_logger = logging.getLogger(__name__)
KEY = "municipal_appointment"
#: gathered until the commit: (id of a job, moment, whether a row is needed in any case)
GATHERED = "municipal jobs to wake"
#: seconds after a commit in which others may commit, of whom one message tells, too
SOON = 0.5
#: database -> the timer that tells of jobs to run in it
_timers = {}


class Transaction:
    """What this add-on knows for as long as a transaction of the database lasts.

    For what parameters cannot carry, because code of Odoo or upstream stands between
    who says it and who asks. Not in ``cr.cache`` itself: that lives as long as a
    connection is borrowed, and a job that commits after each row, or a page that begins
    again after a refusal, would find there what was so in an earlier one. What a
    callback gathers until the commit is in ``cr.precommit.data``, as in Odoo.

    For example::

        with Transaction(self.env).during("moving", self.ids):
            ...
        Transaction(self.env).get("moving")  # None: it is over
    """

    def __init__(self, env):
        self._cr = env.cr

    def get(self, name, default=None):
        """Return what was said in this transaction."""
        return self._cr.cache.get(KEY, {}).get(name, default)

    def keep(self, name, value):
        """Say something until the transaction ends, or return what was said before."""
        return self._known().setdefault(name, value)

    @contextmanager
    def during(self, name, value=True):
        """Say something during a block; within another one, that is so again after."""
        before = self._known().get(name)
        self._known()[name] = value
        try:
            yield
        finally:
            self._known().pop(name, None)
            if before is not None:
                self._known()[name] = before

    def _known(self):
        if KEY not in self._cr.cache:
            self._cr.cache[KEY] = {}
            for end in (self._cr.postcommit, self._cr.postrollback):
                end.add(self._forget)
        return self._cr.cache[KEY]

    def _forget(self):
        self._cr.cache.pop(KEY, None)


def writes(method):
    """Decorate a method that writes, and overrides one that only reads.

    Odoo gives a call from outside a cursor that cannot write when the method says
    ``@api.readonly``, in whichever class: on a server with a replica it would fail,
    log an error, and be tried again.
    """
    method._readonly = False
    return method


def wake_at(env, xmlid, moments):
    """Let a job run at moments to come, each of them once.

    Another one that wakes it then has woken it for us, too.

    :param moments: naive UTC
    """
    _gather(env, xmlid, moments, in_any_case=False)


def wake_now(env, xmlid):
    """Let a job run as soon as this transaction is committed.

    In any case: a row that is there may be that of a run which does not see us.
    """
    _gather(env, xmlid, [fields.Datetime.now()], in_any_case=True)
    env.cr.postcommit.add(lambda: _notify_soon(env["ir.cron"]))


def _gather(env, xmlid, moments, in_any_case):
    """Note when a job is to run; a savepoint that is taken back does not lose it."""
    data = env.cr.precommit.data
    if GATHERED not in data:
        data[GATHERED] = OrderedSet()
        env.cr.precommit.add(lambda: _insert(env))
    cron_id = env["ir.model.data"]._xmlid_to_res_id(xmlid, raise_if_not_found=True)
    data[GATHERED].update((cron_id, moment, in_any_case) for moment in moments)


def _insert(env):
    """Write when jobs are to run."""
    # what is gathered after this has a callback of its own
    gathered = env.cr.precommit.data.pop(GATHERED)
    if gathered:
        crons, moments, needed = map(list, zip(*gathered, strict=True))
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


def _notify_soon(crons):
    """Tell the processes that run jobs, after the answer, that there is work.

    Odoo opens a new connection for it each time (to another database, where all such
    processes listen), which takes as long as many statements, and meanwhile nobody in
    this process gets a connection or gives one back. So it is done once for all who
    book in a moment. The rows are committed by then; processes that are not told look
    for them within a minute.
    """
    timer = _timers.get(crons.env.cr.dbname)
    # one from before this process was forked never tells
    if not (timer and timer.is_alive()):
        timer = _timers[crons.env.cr.dbname] = Timer(SOON, _notify, [crons])
        timer.daemon = True
        timer.start()


def _notify(crons):
    # before the message: it does not tell of those who commit after it
    _timers.pop(crons.env.cr.dbname, None)
    try:
        crons._notifydb()
    except Error:
        _logger.warning("Nobody could be told of jobs to run", exc_info=True)
