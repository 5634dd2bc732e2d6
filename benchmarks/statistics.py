"""What the questions of a manager cost on a million visits.

The usual questions and every favourite that we ship, each asked of the report model as
its pivot asks it, and of PostgreSQL in the best SQL that we could write for the same
answer, in the same run. Both must answer alike. Then the dashboard as it opens.

The seconds depend on what else the machine does, and its load is told with them. What
does not are the processor seconds of the database when it works with one process.
"""

import argparse
import os
from operator import truediv

from _favourites import favourites
from _history import multiply
from _measure import best, database_seconds
from _odoo import environment
from _questions import QUESTIONS, same
from _report import report, table

LIMITS = {
    "worst_ratio_to_sql": ("<=", 2),
    "worst_seconds": ("<=", 1),
    "dashboard_seconds": ("<=", 0.5),
}


def ask(env, question):
    model = env["municipal.visit.report"]
    return model._read_group(question.domain, question.groupby, question.aggregates)


def answer(env, question):
    env.cr.execute(question.sql)
    return env.cr.fetchall()


def processor(env, action):
    """Return the processor seconds of the database without helpers."""
    env.cr.execute("SET max_parallel_workers_per_gather = 0; SET jit = off")
    env.invalidate_all()
    before = database_seconds(env)
    action()
    spent = database_seconds(env) - before
    env.cr.execute("RESET max_parallel_workers_per_gather; RESET jit")
    return spent


def compare(env, question, asked, agree, runs):
    """Return the seconds of both, taking turns, and processor seconds of ours."""
    ours, theirs = [], []
    for _run in range(runs):
        spent, mine = best(asked, env.invalidate_all, 1)
        ours.append(spent)
        spent, right = best(lambda: answer(env, question), env.invalidate_all, 1)
        theirs.append(spent)
    if not agree(mine, right):
        raise AssertionError(f"{question.name}: {mine[:5]} is not {right[:5]}")
    return min(ours), min(theirs), processor(env, asked)


def all_questions(env, runs):
    """Return what every question costs: see :func:`compare`."""
    found = {
        question.name: compare(
            env, question, lambda q=question: ask(env, q), same, runs
        )
        for question in QUESTIONS
    }
    report_model = env["municipal.visit.report"]
    for each in favourites(env)[0]:
        found[f"★ {each.name}"] = compare(
            env, each, lambda e=each: e.ask(report_model), each.agrees, runs
        )
    return found


def dashboard(env, runs):
    """Return the seconds until a manager has what the dashboard shows when it opens."""
    manager = env.ref("base.user_admin")
    model = env["municipal.visit.report"].with_user(manager)
    return best(lambda: model.dashboard({}), env.invalidate_all, runs)[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with environment(keep=True) as env:
        visits = multiply(env, options.visits)
    with environment() as env:
        found = all_questions(env, options.runs)
        opened = dashboard(env, options.runs)
        others = favourites(env)[1]
    table(
        ("question", "seconds", "SQL", "ratio", "processor"),
        {
            name: (
                round(ours, 3),
                round(theirs, 3),
                round(ours / theirs, 2),
                round(spent, 2),
            )
            for name, (ours, theirs, spent) in found.items()
        },
    )
    ours, theirs, spent = zip(*found.values(), strict=True)
    report(
        {
            "visits": visits,
            "questions": len(found),
            "favourites_without_sql": len(others),
            "load": round(os.getloadavg()[2], 1),
            "worst_ratio_to_sql": round(max(map(truediv, ours, theirs)), 2),
            "worst_seconds": round(max(ours), 3),
            "worst_seconds_of_sql": round(max(theirs), 3),
            "worst_processor_seconds": round(max(spent), 2),
            "dashboard_seconds": round(opened, 3),
        },
        LIMITS,
    )


if __name__ == "__main__":
    main()
