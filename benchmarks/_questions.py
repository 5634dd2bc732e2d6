"""The usual questions about visits, each with hand-written SQL for the same answer."""

from typing import NamedTuple

from odoo.tools import SQL

CAME = """
    v.state IN ('waiting', 'called', 'serving', 'paused', 'finished', 'left')
    AND v.channel NOT IN ('phone', 'mail', 'digital')
"""
CLOCK = [f"{half // 2:02}:{half % 2 * 30:02}" for half in range(48)]
#: 1 to 48, as the visit keeps it
HALF_HOUR = f"('{{{','.join(CLOCK)}}}'::text[])[v.half_hour]"
HOUR = f"(ARRAY{[time[:2] for time in CLOCK[::2]]})[(v.half_hour + 1) / 2]"
HALF_YEAR = """
    to_char({day}, 'YYYY')
    || CASE WHEN EXTRACT(MONTH FROM {day}) < 7 THEN ' H1' ELSE ' H2' END
"""
came = ("came", "=", True)


class Question(NamedTuple):
    name: str
    domain: list
    groupby: list
    aggregates: list
    sql: SQL


def same(mine, right):
    """Tell whether both answered alike, in whatever order."""
    return sorted(map(_plain, mine)) == sorted(map(_plain, right))


def _plain(row):
    return tuple(_text(value) for value in row)


def _text(value):
    value = getattr(value, "id", value)
    if value is None or value is False or value == 0:
        return ""
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return value if isinstance(value, str) else f"{float(value):.2f}"


def _question(name, domain, groupby, aggregates, sql):
    return Question(name, domain, groupby, aggregates, SQL(sql.replace("%", "%%")))


QUESTIONS = [
    _question(
        "visitors and persons",
        [came],
        [],
        ["visitors:sum", "persons:sum"],
        f"SELECT count(*), sum(persons) FROM municipal_visit v WHERE {CAME}",
    ),
    _question(
        "product and month",
        [came],
        ["product_id", "day:month"],
        ["visitors:sum"],
        f"""
        SELECT line.product_id, date_trunc('month', v.day), count(*)
          FROM municipal_visit v
     LEFT JOIN municipal_visit_line line ON line.visit_id = v.id
         WHERE {CAME} GROUP BY 1, 2
        """,
    ),
    _question(
        "product and month, 12 months",
        [came, ("day", ">=", "2024-01-01"), ("day", "<", "2025-01-01")],
        ["product_id", "day:month"],
        ["visitors:sum"],
        f"""
        SELECT line.product_id, date_trunc('month', v.day), count(*)
          FROM municipal_visit v
     LEFT JOIN municipal_visit_line line ON line.visit_id = v.id
         WHERE {CAME} AND v.day >= '2024-01-01' AND v.day < '2025-01-01'
      GROUP BY 1, 2
        """,
    ),
    _question(
        "month, all columns of the pivot",
        [came],
        ["day:month"],
        ["visitors:sum", "__count"],
        f"""
        SELECT date_trunc('month', v.day), count(*), sum(greatest(v.product_count, 1))
          FROM municipal_visit v WHERE {CAME} GROUP BY 1
        """,
    ),
    _question(
        "weekday and half-hour",
        [came],
        ["weekday", "half_hour"],
        ["visitors:sum"],
        f"""
        SELECT EXTRACT(ISODOW FROM v.day)::integer::text, {HALF_HOUR}, count(*)
          FROM municipal_visit v WHERE {CAME} GROUP BY 1, 2
        """,
    ),
    _question(
        "Tuesdays since July by half-hour",
        [came, ("weekday", "=", "2"), ("day", ">=", "2024-07-01")],
        ["half_hour"],
        ["visitors:sum"],
        f"""
        SELECT {HALF_HOUR}, count(*) FROM municipal_visit v
         WHERE {CAME} AND v.day >= '2024-07-01' AND EXTRACT(ISODOW FROM v.day) = 2
      GROUP BY 1
        """,
    ),
    _question(
        "contacts by half-year and channel",
        [("contacts", ">", 0)],
        ["half_year", "channel"],
        ["contacts:sum"],
        f"""
        SELECT half_year, channel, sum(contacts)::bigint FROM (
            SELECT {HALF_YEAR.format(day="v.day")} AS half_year, v.channel,
                   count(*) AS contacts
              FROM municipal_visit v
             WHERE v.state IN (
                'waiting', 'called', 'serving', 'paused', 'finished', 'left'
             )
          GROUP BY 1, 2
         UNION ALL
            SELECT {HALF_YEAR.format(day="f.day")}, 'digital', sum(f.count)
              FROM municipal_digital_figure f WHERE f.count > 0 GROUP BY 1
        ) both_kinds GROUP BY 1, 2
        """,
    ),
    _question(
        "mean wait by hour",
        [came],
        ["hour"],
        ["waiting_minutes:avg", "waits_known:sum"],
        f"""
        SELECT {HOUR}, avg(v.waiting_minutes),
               count(v.waiting_minutes)
          FROM municipal_visit v WHERE {CAME} GROUP BY 1
        """,
    ),
    _question(
        "median and p90 of waits by service",
        [came],
        ["service_id"],
        ["waiting_median:avg", "waiting_p90:avg"],
        f"""
        SELECT v.service_id,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY v.waiting_minutes),
               percentile_cont(0.9) WITHIN GROUP (ORDER BY v.waiting_minutes)
          FROM municipal_visit v WHERE {CAME} GROUP BY 1
        """,
    ),
    _question(
        "p90 of waits by hour",
        [came],
        ["hour"],
        ["waiting_p90:avg"],
        f"""
        SELECT {HOUR},
               percentile_cont(0.9) WITHIN GROUP (ORDER BY v.waiting_minutes)
          FROM municipal_visit v WHERE {CAME} GROUP BY 1
        """,
    ),
    _question(
        "waits within the target by service",
        [came],
        ["service_id"],
        ["within_target:avg"],
        f"""
        SELECT v.service_id,
               100 * avg((v.waiting_minutes <= s.wait_target_minutes)::integer)
          FROM municipal_visit v JOIN municipal_service s ON s.id = v.service_id
         WHERE {CAME} GROUP BY 1
        """,
    ),
    _question(
        "visits by state, service, month",
        [("visits", ">", 0)],
        ["state", "service_id", "day:month"],
        ["visits:sum"],
        """
        SELECT v.state, v.service_id, date_trunc('month', v.day), count(*)
          FROM municipal_visit v GROUP BY 1, 2, 3
        """,
    ),
    _question(
        "visits by state and days booked before",
        [("channel", "=", "appointment")],
        ["lead", "state"],
        ["visits:sum"],
        """
        SELECT NULLIF(width_bucket(
                    CASE WHEN v.booked_at IS NOT NULL THEN v.lead_days END,
                    ARRAY[0, 1, 3, 8, 15, 29]
               ), 0)::text, v.state, count(*)
          FROM municipal_visit v
         WHERE v.channel = 'appointment' GROUP BY 1, 2
        """,
    ),
    _question(
        "minutes by product",
        [came],
        ["product_id"],
        ["product_minutes:avg", "product_minutes:count"],
        f"""
        SELECT line.product_id, avg(v.handling_minutes) FILTER (
                    WHERE v.state = 'finished' AND v.product_count = 1
               ),
               count(v.handling_minutes) FILTER (
                    WHERE v.state = 'finished' AND v.product_count = 1
               )
          FROM municipal_visit v
     LEFT JOIN municipal_visit_line line ON line.visit_id = v.id
         WHERE {CAME} GROUP BY 1
        """,
    ),
    _question(
        "persons and waits by product",
        [came],
        ["product_id"],
        ["persons:sum", "waiting_minutes:avg"],
        f"""
        SELECT line.product_id, sum(v.persons), avg(v.waiting_minutes)
          FROM municipal_visit v
     LEFT JOIN municipal_visit_line line ON line.visit_id = v.id
         WHERE {CAME} GROUP BY 1
        """,
    ),
    _question(
        "who left, by stage",
        [("left_stage", "!=", False)],
        ["left_stage"],
        ["visits:sum"],
        """
        SELECT v.left_stage, count(*) FROM municipal_visit v
         WHERE v.left_stage IS NOT NULL
           AND v.channel NOT IN ('phone', 'mail', 'digital')
      GROUP BY 1
        """,
    ),
    _question(
        "minutes late by service",
        [came],
        ["service_id"],
        ["late_minutes:avg"],
        f"""
        SELECT v.service_id, avg(
                   EXTRACT(EPOCH FROM v.arrival - v.planned_start) / 60
               ) FILTER (
                    WHERE v.channel = 'appointment' AND v.inaccurate IS NOT TRUE
               )
          FROM municipal_visit v WHERE {CAME} GROUP BY 1
        """,
    ),
]
