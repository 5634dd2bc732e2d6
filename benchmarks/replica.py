"""Which database answers what, when Odoo has a replica beside the primary.

A real streaming replica of the database server, and an Odoo that knows it. Visitors look
at free moments: only the replica is asked for taken time. One books: only the primary is
written. Then the replica is stopped from following, so that it shows a moment which was
taken meanwhile: whoever wants that one is told kindly, and nothing is booked twice.
"""

import time
from datetime import datetime

from _integrity import Checks
from _odoo import environment
from _replica import query
from _town import make_municipal_type

LOOKS = 50
TAKEN = "municipal_reservation"
#: PostgreSQL counts what a session did at the latest when it is idle for so long
COUNTED_SECONDS = 12
LIMITS = {
    "reads_of_primary_by_looking": ("==", 0),
    "writes_of_primary_by_looking": ("==", 0),
    "booked": ("==", 1),
    "stale_moment_refused": ("==", 1),
    "doubles": ("==", 0),
    "faults": ("==", 0),
    "errors_5xx": ("==", 0),
}
READS = f"""
    SELECT coalesce(seq_scan, 0) + coalesce(idx_scan, 0)
      FROM pg_stat_user_tables WHERE relname = '{TAKEN}'
"""
WRITES = f"""
    SELECT n_tup_ins + n_tup_upd + n_tup_del
      FROM pg_stat_user_tables WHERE relname = '{TAKEN}'
"""


def make_town():
    """Make one desk; return its page with moments, and how to check it."""
    since = datetime.utcnow().replace(microsecond=0)
    with environment(keep=True) as env:
        product = make_municipal_type(env, 1)
        return f"/afspraak/moment?q_{product.id}=1&all=1", Checks(
            product.type_id.id, since
        )


class Counts:
    """What the two databases were asked and told about taken time since then."""

    def __init__(self, replica):
        self._replica = replica
        self._before = self._now()

    def _now(self):
        time.sleep(COUNTED_SECONDS)
        return (
            self._replica.statements_about(TAKEN),
            query(READS),
            query(WRITES),
        )

    def since(self, what):
        """Return the counts under names that say what was done meanwhile."""
        before, self._before = self._before, self._now()
        names = ("statements_of_replica", "reads_of_primary", "writes_of_primary")
        return {
            f"{name}_by_{what}": now - then
            for name, now, then in zip(names, self._before, before, strict=True)
        }
