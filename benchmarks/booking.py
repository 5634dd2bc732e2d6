"""What one appointment costs, beside the stock: statements, and milliseconds.

Eight desks with 350 bookings each. Both sides write everything up to the commit: the
booking, its meeting in the calendar with attendee and reminder, and the tracking in the
chatter. The stock is spared its invitation by mail; ours writes the visit with its
products and its log, and the reservation, on top. What a citizen who is not known yet
adds (a contact, the mail of confirmation with a calendar file) is a line of its own.
"""

import json
import sys
from contextlib import contextmanager

from _copies import fill
from _measure import counted, seconds
from _odoo import environment
from _report import report
from _stock import measure_stock
from _town import (
    OPEN_DAYS,
    book_known,
    book_stock,
    make_municipal_type,
    make_partner,
    make_stock_type,
    moments_on,
    next_month,
    weekdays,
)

DESKS = 8
RUNS = 40
CONTACT = {"name": "An Peeters", "email": "an@example.com", "phone": ""}
LIMITS = {"queries": ("<=", 35), "ratio_to_stock": (">=", 4)}


@contextmanager
def website():
    """Open the database in the way of the website: a visitor, with all rights."""
    with environment() as env:
        yield env(user=env.ref("base.public_user").id, su=True)


def crowd(book):
    """Fill the desks around, the first booking through the ORM.

    :param book: books a moment
    :return: a moment in the middle of it all
    """
    moments = moments_on(weekdays(*next_month())[:OPEN_DAYS])
    fill(book(moments[0]), moments)
    return moments[len(moments) // 2]


@contextmanager
def undone(env):
    """Take back what is done inside, and begin with empty caches of records."""
    env.flush_all()
    env.invalidate_all()
    env.cr.execute("SAVEPOINT one_appointment")
    yield
    env.cr.execute("ROLLBACK TO SAVEPOINT one_appointment")
    env.transaction.clear()
    env.cr.precommit.clear()
    env.cr.postcommit.clear()


def cost(env, book):
    """Return the statements and the shortest time of booking, up to the commit."""

    def complete():
        book()
        env.flush_all()
        env.cr.precommit.run()

    times = []
    for _run in range(RUNS):
        with undone(env):
            times.append(seconds(complete)[0])
    with undone(env), counted(env) as statements:
        complete()
    return {
        "queries": statements.total(),
        "milliseconds": min(times) * 1000,
        "statements": statements,
    }


def municipal():
    """Measure an appointment of somebody who is known, and of a new citizen."""
    with website() as env:
        product, partner = make_municipal_type(env, DESKS), make_partner(env)

        def citizen():
            Booking = env["resource.booking"]
            Booking._book([(product, 1)], moment, CONTACT, lang="nl_BE")

        moment = crowd(lambda start: book_known(product, partner, start))
        known = cost(env, lambda: book_known(product, partner, moment))
        return known, cost(env, citizen)


def stock():
    """Measure an appointment of a stock type, with or without our add-on."""
    with website() as env:
        type_, partner = make_stock_type(env, DESKS), make_partner(env)
        moment = crowd(lambda start: book_stock(type_, partner, start))
        return cost(env, lambda: book_stock(type_, partner, moment))


def show_statements(title, measured):
    """Print what the statements are about, most of them first."""
    print(f"\n{title}: {measured['queries']} statements")
    for subject, count in sorted(measured["statements"].items(), key=lambda i: -i[1]):
        print(f"{count:>6}  {subject}")


def main():
    # The peer before and after ours: the machine may have become slower or faster.
    peers = [measure_stock(__file__)]
    known, citizen = municipal()
    helped = stock()
    peers.append(measure_stock(__file__))
    peer = min(peers, key=lambda measured: measured["milliseconds"])
    show_statements("One appointment", known)
    show_statements("One appointment of the stock", peer)
    print()
    figures = {"queries": known["queries"], "queries_stock": peer["queries"]}
    figures["milliseconds"] = round(known["milliseconds"], 2)
    figures["milliseconds_stock"] = round(peer["milliseconds"], 2)
    ratio = peer["milliseconds"] / known["milliseconds"]
    figures["ratio_to_stock"] = round(ratio, 2)
    for name, measured in (("stock_type_with_us", helped), ("new_citizen", citizen)):
        figures[f"queries_{name}"] = measured["queries"]
        figures[f"milliseconds_{name}"] = round(measured["milliseconds"], 2)
    report(figures, LIMITS)


if __name__ == "__main__":
    if "--stock" in sys.argv:
        print(json.dumps(stock()))
    else:
        main()
