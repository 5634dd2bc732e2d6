from datetime import timedelta

from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from odoo import api, fields, models
from odoo.tools import SQL

#: part of the key of whatever is remembered of hours and desks
VERSION = "self.env['municipal.plan.version']._current()"
#: tells the rows that a transaction sees
KEY = SQL("concat(count(*), ' ', sum(hashint8extended(id, 0)))")
#: days after which rows are of no use: no transaction lasts so long
KEPT_DAYS = 7


class MunicipalPlanVersion(models.Model):
    """A row for every change of hours and desks: which of them a transaction sees.

    What is worked out of hours and desks is remembered under the rows that are seen by
    the transaction that worked it out. So it is right for each that sees the same rows,
    and for nobody else: in another thread, process or replica, in a transaction that
    began before a change was committed, in a trial that is taken back (with its rows),
    in a job that lives on through many commits. Nothing has to be forgotten or told.

    A change makes a row before it begins and one when it is complete: what is worked
    out in its midst is of a version that nobody sees alone.
    """

    _name = "municipal.plan.version"
    _description = "Version of hours and desks"

    key = fields.Char(compute="_compute_key")

    def _compute_key(self):
        """Tell the rows that are seen; which record is asked does not matter.

        A field, because Odoo forgets its value with a rollback, also of a savepoint.
        All rows and not the last: of two that change hours at the same time, the first
        may be committed after the second. A sum of 64-bit hashes tells any two sets of
        rows apart, and costs a third of what sorting them would.
        """
        query = SQL("SELECT %s FROM municipal_plan_version", KEY)
        [[self.key]] = self.env.execute_query(query)

    @api.model
    def _current(self):
        """Return the version that the present transaction sees; one query for each."""
        return self.browse(1).key

    @api.model
    def _note(self, key):
        """Take over the version that another statement has just told."""
        self._fields["key"]._insert_cache(self.browse(1), [key])

    @api.model
    def _new_version(self):
        """Begin a new version, unless the transaction has failed already."""
        if self.env.cr._cnx.info.transaction_status == TRANSACTION_STATUS_INERROR:
            return
        self.env.cr.execute(
            "INSERT INTO municipal_plan_version (create_uid, create_date) "
            "VALUES (%s, now() AT TIME ZONE 'UTC')",
            [self.env.uid],
        )
        self.browse(1).invalidate_recordset(["key"], flush=False)

    @api.autovacuum
    def _gc_versions(self):
        """Sweep up old rows; what is left with a new one was never seen before."""
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        old = self.search([("create_date", "<", limit)])
        if old:
            old.unlink()
            self._new_version()
