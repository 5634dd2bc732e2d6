"""Which database answers what, when Odoo has a replica beside the primary.

A real streaming replica of the database server, and an Odoo that knows it. Visitors
look at free slots: only the replica is asked which time is taken. One books: only
the primary is written. Then the replica is held back, so that it shows a moment that
was taken meanwhile: whoever wants that one is told so, and nothing is booked twice.
"""

import time

import requests
from _integrity import Checks
from _odoo import environment
from _replica import query, replicating
from _report import report
from _server import serving
from _town import allow_holds, make_municipal_type
from _visitor import Visitor, percentile

from odoo import fields

LOOKS, BOOKERS = 50, 10
TAKEN = "municipal_reservation"
#: a session tells PostgreSQL what it counted after ten idle seconds at the latest
COUNTED_SECONDS = 12
#: what Odoo logs when a page that only reads wanted to write
RETRIED = "retrying with a read/write cursor"
#: what the primary did with the table of taken time
COUNTERS = {
    "reads_of_primary": "coalesce(seq_scan, 0) + coalesce(idx_scan, 0)",
    "writes_of_primary": "n_tup_ins + n_tup_upd + n_tup_del",
}
LIMITS = {
    "statements_of_replica_looking": (">=", LOOKS),
    "reads_of_primary_looking": ("==", 0),
    "writes_of_primary_looking": ("==", 0),
    "writes_of_primary_booking": (">=", 1),
    "stale_slot_offered": ("==", 1),
    "stale_slot_refused": ("==", 1),
    "health_told_lag": ("==", 1),
    "health_told_end_of_lag": ("==", 1),
    "booked": ("==", 2),
    "doubles": ("==", 0),
    "faults": ("==", 0),
    "pages_retried_on_primary": ("==", 0),
    "errors_5xx": ("==", 0),
}


def make_town():
    """Make one desk; return the path of its moments, and how to check it."""
    since = fields.Datetime.now()
    with environment(keep=True) as env:
        product = make_municipal_type(env, 1)
        allow_holds(env)
        path = f"/afspraak/moment?q_{product.id}=1&all=1"
        token = env["municipal.health"]._new_token()
        return path, Checks(product.type_id.id, since), token


class Counts:
    """What the databases were asked and told about taken time."""

    def __init__(self, replica):
        self._replica = replica
        self._last = self._now()

    def _now(self):
        time.sleep(COUNTED_SECONDS)
        table = f"FROM pg_stat_user_tables WHERE relname = '{TAKEN}'"
        return {
            "statements_of_replica": self._replica.statements_about(TAKEN),
            **{
                name: query(f"SELECT {counter} {table}")
                for name, counter in COUNTERS.items()
            },
        }

    def since_then(self, doing):
        """Return what was added meanwhile, under names that say by what."""
        before, self._last = self._last, self._now()
        return {f"{name}_{doing}": self._last[name] - before[name] for name in before}


def look(visitors, path):
    """Let each visitor open the page with the free slots; return the last one."""
    return [visitor.open(path) for visitor in visitors][-1]


def bytes_behind(server, token):
    """Return what ``/municipal/health`` says that the replica has still to read."""
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.get(f"{server.url}/municipal/health", headers=headers, timeout=60)
    return answer.json()["replica"]["lag_bytes"]


def book_stale(replica, visitors, path, behind):
    """Let two visitors want one moment while the replica does not follow.

    :param behind: function that returns how far the server says that it is behind
    :return: whether the second one was still offered it, and was refused it
    """
    first, second = visitors
    replica.administer("SELECT pg_wal_replay_pause()")
    try:
        start, step = sorted(first.open(path).moments().items())[0]
        first.book(step)
        offered = second.open(path).moments().get(start)
        page = offered and second.book(offered)
        lag = behind()
    finally:
        replica.administer("SELECT pg_wal_replay_resume()")
    return {
        "stale_slot_offered": int(bool(offered)),
        "stale_slot_refused": int(bool(page and page.taken and not page.booked)),
        "stale_refusal_with_nearest": int(bool(page and page.alternatives())),
        "health_told_lag": int(bool(lag)),
        "health_told_end_of_lag": int(_falls_below(replica, behind, lag)),
    }


def _falls_below(replica, behind, lag):
    """Tell whether the server says soon that the replica has read what it should."""
    replica.catch_up()
    return behind() < lag


def lags(replica, visitors, path):
    """Return how many seconds the replica needs to know of each booking."""
    found = []
    for visitor in visitors:
        moments = visitor.open(path).moments()
        visitor.book(moments[max(moments)])
        found.append(replica.catch_up())
    return sorted(found)


def measure(replica, server):
    """Return the figures; the visitors of each part have browsers of their own."""
    path, checks, token = make_town()
    visitors = [Visitor(server.url, number) for number in range(LOOKS + 3 + BOOKERS)]
    look(visitors[-1:], path)
    replica.catch_up()
    counts = Counts(replica)
    last = look(visitors[:LOOKS], path)
    figures = counts.since_then("looking")
    visitors[0].book(sorted(last.moments().items())[-1][1])
    figures.update(counts.since_then("booking"))
    replica.catch_up()
    figures.update(
        book_stale(replica, visitors[1:3], path, lambda: bytes_behind(server, token))
    )
    replica.catch_up()
    figures.update(checks.figures())
    behind = lags(replica, visitors[LOOKS : LOOKS + BOOKERS], path)
    requests = [request for visitor in visitors for request in visitor.requests]
    return {
        **figures,
        "looking_p50_ms": round(percentile(_seconds(requests, "moments"), 50) * 1000),
        "lag_p50_ms": round(percentile(behind, 50) * 1000, 1),
        "lag_max_ms": round(behind[-1] * 1000, 1),
        "errors_5xx": sum(request.status >= 500 for request in requests),
    }


def _seconds(requests, name):
    return sorted(request.seconds for request in requests if request.name == name)


def main():
    with replicating() as replica:
        options = ["--db_replica_host=127.0.0.1", f"--db_replica_port={replica.port}"]
        with serving(*options) as server:
            figures = measure(replica, server)
            figures["pages_retried_on_primary"] = server.logged(RETRIED)
            figures["errors_logged"] = server.errors()
    report({"looks": LOOKS, **figures}, LIMITS)


if __name__ == "__main__":
    main()
