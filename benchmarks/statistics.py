"""What the usual questions of a manager cost on a million visits.

Each is asked of the report model as its pivot asks it, and of PostgreSQL in the best
SQL that we could write for the same answer, in the same run. Both must answer alike.
"""

import argparse

from _history import multiply
from _measure import best
from _odoo import environment
from _questions import QUESTIONS, same
from _report import report, table

LIMITS = {"worst_ratio_to_sql": ("<=", 2), "worst_seconds": ("<=", 1)}


def ask(env, question):
    model = env["municipal.visit.report"]
    return model._read_group(question.domain, question.groupby, question.aggregates)


def answer(env, question):
    env.cr.execute(question.sql)
    return env.cr.fetchall()


def compare(env, question, runs):
    """Return the seconds of both, taking turns."""
    ours, theirs = [], []
    for _run in range(runs):
        spent, mine = best(lambda: ask(env, question), env.invalidate_all, 1)
        ours.append(spent)
        spent, right = best(lambda: answer(env, question), env.invalidate_all, 1)
        theirs.append(spent)
    if not same(mine, right):
        raise AssertionError(f"{question.name}: {mine[:5]} is not {right[:5]}")
    return min(ours), min(theirs)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with environment(keep=True) as env:
        visits = multiply(env, options.visits)
    with environment() as env:
        rows, ratios, seconds = {}, {}, {}
        for question in QUESTIONS:
            ours, theirs = compare(env, question, options.runs)
            ratios[question.name] = ours / theirs
            seconds[question.name] = ours
            rows[question.name] = (
                round(ours, 3),
                round(theirs, 3),
                round(ours / theirs, 2),
            )
    table(("question", "seconds", "SQL", "ratio"), rows)
    report(
        {
            "visits": visits,
            "questions": len(rows),
            "worst_ratio_to_sql": round(max(ratios.values()), 2),
            "worst_seconds": round(max(seconds.values()), 3),
        },
        LIMITS,
    )


if __name__ == "__main__":
    main()
