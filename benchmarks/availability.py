"""How fast the free slots of a month are found, beside upstream and bare SQL.

The same bookings are made at 10, 40 and 100 desks, 350 at each: 70 % of its time. The
upstream has them in a database without our add-on and answers with the month of its own
calendar page; bare SQL fetches the rows that hold the answer, and computes nothing.
"""

import json
import sys

from _copies import BOOKINGS_PER_DESK, fill
from _measure import best, counted
from _odoo import environment
from _report import report
from _town import (
    OPEN_DAYS,
    book_known,
    book_upstream,
    close_long_months,
    desks_of,
    make_municipal_type,
    make_partner,
    make_upstream_type,
    next_month,
    slots_on,
    weekdays,
)
from _upstream import measure_upstream
from pytz import utc

SIZES = (10, 40, 100)
RUNS = 20
#: upstream takes a minute for a hundred desks
STOCK_RUNS = {10: 5, 40: 2, 100: 1}
FETCH = """
    SELECT resource_id, start, stop
      FROM municipal_reservation
     WHERE resource_id = ANY(%s) AND start < %s AND stop > %s
"""
LIMITS = {
    "ratio_to_upstream_40": (">=", 200),
    "ratio_to_sql_40": ("<=", 3),
    "more_queries_at_100_desks": ("==", 0),
    "answers_unlike_upstream": ("==", 0),
}


def book_month(type_, book):
    """Book 350 moments of the month at each desk; the first one through the ORM.

    :param book: books a moment for a partner
    """
    days = weekdays(*next_month())
    close_long_months(type_.resource_calendar_id, days)
    moments = slots_on(days[:OPEN_DAYS])
    fill(book(make_partner(type_.env), moments[0]), moments)


def ours(desks):
    """Measure the free slots of a municipal type, and the bare fetch."""
    period = next_month()
    with environment() as env:
        product = make_municipal_type(env, desks)
        book_month(product.type_id, lambda *asked: book_known(product, *asked))
        resources = desks_of(product.type_id)
        start, stop = (moment.astimezone(utc) for moment in period)

        def ask():
            return product.type_id._free_slots([(product, 1)], *period)

        def fetch():
            env.cr.execute(FETCH, [resources.ids, stop, start])
            return env.cr.fetchall()

        ask()
        spent, free = best(ask, env.invalidate_all, RUNS)
        bare, rows = best(fetch, env.invalidate_all, RUNS)
        env.invalidate_all()
        with counted(env) as queries:
            ask()
    assert len(rows) == desks * BOOKINGS_PER_DESK, len(rows)
    return {
        "seconds": spent,
        "sql": bare,
        "queries": queries.total(),
        "moments": len(free),
    }


def upstream(desks):
    """Measure the month of upstream's calendar page, for a booking without moment."""
    start_dt, _end_dt = next_month()
    with environment() as env:
        type_ = make_upstream_type(env, desks)
        book_month(type_, lambda *asked: book_upstream(type_, *asked))
        pending = env["resource.booking"].create(
            {"type_id": type_.id, "partner_ids": make_partner(env)}
        )
        env.flush_all()

        def ask():
            return pending._get_calendar_context(start_dt.year, start_dt.month)

        spent, answer = best(ask, env.invalidate_all, STOCK_RUNS[desks])
    days = [day for day in answer["slots"] if day.month == start_dt.month]
    moments = sum(len(answer["slots"][day]) for day in days)
    return {"seconds": spent, "moments": moments}


def figures_of(desks, mine, theirs):
    """Return the figures of one size, under names that end in the number of desks."""
    bookings = desks * BOOKINGS_PER_DESK
    figures = {
        "bookings": bookings,
        "upstream_ms": round(theirs["seconds"] * 1000),
        "ours_ms": round(mine["seconds"] * 1000, 2),
        "sql_ms": round(mine["sql"] * 1000, 2),
        "ratio_to_upstream": round(theirs["seconds"] / mine["seconds"], 1),
        "ratio_to_sql": round(mine["seconds"] / mine["sql"], 2),
        "microseconds_per_booking": round(mine["seconds"] / bookings * 1e6, 2),
        "queries": mine["queries"],
        "free_slots": mine["moments"],
    }
    return {f"{name}_{desks}": value for name, value in figures.items()}


def main():
    upstreams = measure_upstream(__file__)
    answers = {desks: ours(desks) for desks in SIZES}
    figures, differ = {}, 0
    for desks, mine in answers.items():
        theirs = upstreams[str(desks)]
        figures.update(figures_of(desks, mine, theirs))
        differ += mine["moments"] != theirs["moments"]
    few, many = answers[SIZES[0]], answers[SIZES[-1]]
    figures["more_queries_at_100_desks"] = many["queries"] - few["queries"]
    figures["answers_unlike_upstream"] = differ
    report(figures, LIMITS)


if __name__ == "__main__":
    if "--upstream" in sys.argv:
        print(json.dumps({desks: upstream(desks) for desks in SIZES}))
    else:
        main()
