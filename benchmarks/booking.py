"""What one appointment costs, beside upstream: statements, and milliseconds.

Eight desks with 350 bookings each. Both sides write everything up to the commit: the
booking, and its meeting in the calendar with attendee and reminder. Ours writes the
visit with its products and its log, and the reservation, on top. What upstream alone
does, a note in the chatter and a follower, is switched off to compare, and so is its
invitation by mail; upstream as it comes is a line of its own, and so is what a citizen
who is not known yet adds: a contact, and the mail of confirmation with a calendar file.
"""

import gc
import json
import sys
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from statistics import mean

from _copies import fill
from _measure import counted, seconds
from _odoo import environment
from _report import report
from _town import (
    OPEN_DAYS,
    book_known,
    book_upstream,
    make_municipal_type,
    make_partner,
    make_upstream_type,
    next_month,
    slots_on,
    weekdays,
)
from _upstream import asked_upstream

DESKS, MOMENTS = 8, 10
#: at each of the moments
RUNS = 4
CONTACT = {"name": "An Peeters", "email": "an@example.com", "phone": ""}
#: what ours leaves out too
WITHOUT_CHATTER = {"mail_create_nolog": True, "mail_create_nosubscribe": True}
#: ends of the names of the figures, in the order in which they are measured
LINES = (
    "",
    "_upstream",
    "_upstream_as_it_comes",
    "_new_citizen",
    "_upstream_type_with_us",
)
LIMITS = {"queries": ("<=", 35), "ratio_to_upstream": (">=", 4)}


@contextmanager
def website():
    """Open the database in the way of the website: a visitor, with all rights."""
    with environment() as env:
        yield env(user=env.ref("base.public_user").id, su=True)


def crowd(book):
    """Fill the desks around, the first booking through the ORM.

    :param book: books a moment
    :return: some moments, spread over the month, at which desks are free
    """
    moments = slots_on(weekdays(*next_month())[:OPEN_DAYS])
    free = fill(book(moments[0]), moments)
    return [free[len(free) * number // MOMENTS] for number in range(MOMENTS)]


@contextmanager
def undone(env):
    """Take back what is done inside, and begin as a request does.

    Caches of records are empty, and the environments of what was done before are gone:
    Odoo looks through all that are left whenever it needs one.
    """
    env.flush_all()
    env.invalidate_all()
    gc.collect()
    env.cr.execute("SAVEPOINT one_appointment")
    yield
    env.cr.execute("ROLLBACK TO SAVEPOINT one_appointment")
    env.transaction.clear()
    env.cr.precommit.clear()
    env.cr.postcommit.clear()


def complete(env, book, moment):
    """Book, and do what else belongs to the transaction."""
    book(moment)
    env.flush_all()
    env.cr.precommit.run()


def measure(env, books, what, moment):
    """Return for each way of booking its milliseconds, or its statements.

    :param what: ``time`` or ``count``
    """
    answers = []
    for book in books:
        with undone(env):
            if what == "time":
                spent, _none = seconds(partial(complete, env, book, moment))
                answers.append(spent * 1000)
            else:
                with counted(env) as statements:
                    complete(env, book, moment)
                answers.append(statements)
    return answers


def municipal(env):
    """Return moments, how who is known books with us, and how a new citizen does."""
    product, partner = make_municipal_type(env, DESKS), make_partner(env)
    known = partial(book_known, product, partner)

    def citizen(moment):
        env["resource.booking"]._book([(product, 1)], moment, CONTACT, lang="nl_BE")

    return crowd(known), [known, citizen]


def upstream(env):
    """Return how an upstream type is booked: as far as ours goes, and as it comes."""
    type_, partner = make_upstream_type(env, DESKS), make_partner(env)
    book = partial(book_upstream, type_, partner)
    crowd(book)
    return [partial(book, **WITHOUT_CHATTER), book]


def serve_upstream():
    """Answer the questions of the process that measures our add-on."""
    with website() as env:
        books = upstream(env)
        for question in sys.stdin:
            what, moment = question.split()
            answer = measure(env, books, what, datetime.fromisoformat(moment))
            print(json.dumps(answer), flush=True)


def show_statements(title, statements):
    """Print what the statements are about, most of them first."""
    print(f"\n{title}: {sum(statements.values())} statements")
    for subject, count in sorted(statements.items(), key=lambda item: -item[1]):
        print(f"{count:>6}  {subject}")


def rounds():
    """Measure both sides in turn, at the same moments; then the lines beside.

    Not among them: mails, above all, leave environments behind, among which Odoo looks
    for each one that it needs afterwards. A request begins with few of them.

    :return: for each line its time, the mean of the shortest ones of all moments; and
        its statements at every moment
    """
    with asked_upstream(__file__) as ask, website() as env:
        moments, books = municipal(env)
        books.append(upstream(env)[0])

        def both(what, moment):
            ours = measure(env, books[:1], what, moment)
            return ours + ask(f"{what} {moment.isoformat()}")

        times, statements = [], []
        for way in (both, partial(measure, env, books[1:])):
            times += means(way, moments)
            counts = [way("count", at) for at in moments]
            statements += zip(*counts, strict=True)
    return times, statements


def means(way, moments):
    """Return of each line the mean of the shortest times of all moments."""
    shortest = [
        map(min, zip(*[way("time", at) for _ in range(RUNS)], strict=True))
        for at in moments
    ]
    return list(map(mean, zip(*shortest, strict=True)))


def main():
    times, statements = rounds()
    milliseconds = dict(zip(LINES, times, strict=True))
    queries = dict(zip(LINES, statements, strict=True))
    show_statements("One appointment", queries[""][0])
    show_statements("One appointment of upstream", queries["_upstream"][0])
    print()
    figures = {
        f"ratio_to{name}": round(milliseconds[name] / milliseconds[""], 2)
        for name in ("_upstream", "_upstream_as_it_comes")
    }
    for name in LINES:
        most = max(sum(statements.values()) for statements in queries[name])
        figures[f"queries{name}"] = most
        figures[f"milliseconds{name}"] = round(milliseconds[name], 2)
    report(figures, LIMITS)


if __name__ == "__main__":
    if "--upstream" in sys.argv:
        serve_upstream()
    else:
        main()
