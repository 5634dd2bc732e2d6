"""Measures of answers in SQL: what ``engine/satisfaction.py`` says of each group."""

from odoo.tools import SQL

from ...engine.satisfaction import SATISFIED, SURE

#: measures of a group -> what is asked of its answers
MEASURES = ("mean", "satisfied_percent", "low_percent", "high_percent")


def measure(name, answers, least):
    """Return a measure of a group; empty when the group is too small.

    :param str name: one of ``MEASURES``
    :param answers: dict of SQL: ``count``, ``total`` of the scores and ``hits``, the
        number that is satisfied
    :param least: SQL, the number of answers from which a group is shown
    """
    return SQL(
        "(CASE WHEN %(count)s >= %(least)s AND %(count)s > 0 THEN %(value)s END)"
        "::float8",
        count=answers["count"],
        least=least,
        value=_value(name, answers),
    )


def _value(name, answers):
    count = SQL("%s::float8", answers["count"])
    if name == "mean":
        return SQL("%s / %s", answers["total"], count)
    share = SQL("(%s / %s)", answers["hits"], count)
    if name == "satisfied_percent":
        return SQL("100 * %s", share)
    sign = -1 if name == "low_percent" else 1
    return SQL(
        """
        100 * LEAST(1, GREATEST(0, (
            %(share)s + %(square)s / (2 * %(count)s) + %(deviations)s * sqrt(
                GREATEST(0, %(share)s * (1 - %(share)s)) / %(count)s
                + %(square)s / (4 * %(count)s * %(count)s)
            )
        ) / (1 + %(square)s / %(count)s)))
        """,
        share=share,
        count=count,
        square=SURE**2,
        deviations=sign * SURE,
    )


def of_rows(score, key=None):
    """Return the answers of a group out of the scores of its rows.

    :param score: SQL, NULL where nobody answered
    :param key: SQL, of the answer: one that has several rows counts once
    """
    satisfied = SQL("%s >= %s", score, SATISFIED)
    if key is None:
        return {
            "count": SQL("COUNT(%s)", score),
            "total": SQL("SUM(%s)", score),
            "hits": SQL("COUNT(*) FILTER (WHERE %s)", satisfied),
        }
    known = SQL("FILTER (WHERE %s IS NOT NULL)", score)
    return {
        "count": SQL("COUNT(DISTINCT %s) %s", key, known),
        # the sum of different pairs (key, score), without the keys
        "total": SQL(
            "(SUM(DISTINCT %(key)s * 8::bigint + %(score)s) %(known)s"
            " - SUM(DISTINCT %(key)s * 8::bigint) %(known)s)",
            key=key,
            score=score,
            known=known,
        ),
        "hits": SQL("COUNT(DISTINCT %s) FILTER (WHERE %s)", key, satisfied),
    }


def daily(answers, domain, key=None):
    """Return pairs (satisfied, answers) of each day, to judge what chance does.

    Of a day they may be few: they are for ``engine/difference.py``, and never shown.

    :param answers: model whose rows are answers, with a ``day`` and a ``score``
    :param str key: column of the answer, where one has several rows
    """
    answers.check_access("read")
    table = answers._table
    key = key and SQL.identifier(table, key)
    group = of_rows(SQL.identifier(table, "score"), key)
    query = answers._search(domain)
    query.groupby = SQL.identifier(table, "day")
    return answers.env.execute_query(query.select(group["hits"], group["count"]))
