"""Writes the visits of the history, thousands at a time."""

import csv
from io import StringIO

from odoo.tools import SQL

from ..models.visit.municipal_visit_period import COLUMNS

VISIT = (
    "id name channel state service_id location_id company_id desk_id user_id persons "
    "planned_start arrival called_at started_at finished_at expected day "
    "half_hour lead_days "
    "booked_at booked_by product_count left_stage "
    "ticket ticket_day inaccurate "
    "waiting_minutes walking_minutes handling_minutes paused_minutes"
).split()
LINE = "id visit_id product_id quantity delivered reason first_of_id".split()
EVENT = "id visit_id step moment user_id desk_id".split()
# Without users: half a million foreign keys less to check.
LOG = "create_date write_date".split()
PERIOD = list(COLUMNS)


def store(env, visits):
    """Write visits with their lines and their log, in order of their logs."""
    visits.sort(key=lambda visit: visit.events[0][1])
    visit_ids = _new_ids(env, "municipal_visit", len(visits))
    lines = [
        (visit_id, *line, None if number else visit_id)
        for visit_id, visit in zip(visit_ids, visits, strict=True)
        for number, line in enumerate(visit.lines)
    ]
    logged = [
        (visit_id, visit.promise.desk, *event)
        for visit_id, visit in zip(visit_ids, visits, strict=True)
        for event in visit.events
    ]
    begun = {
        visit_id: visit.events[0][1]
        for visit_id, visit in zip(visit_ids, visits, strict=True)
    }
    logged.sort(key=lambda event: event[3])
    copy(
        env,
        "municipal_visit",
        VISIT + LOG,
        (
            (visit_id, *_visit_values(visit), *_stamps(visit))
            for visit_id, visit in zip(visit_ids, visits, strict=True)
        ),
    )
    copy(
        env,
        "municipal_visit_line",
        LINE + LOG,
        (
            (line_id, *line, begun[line[0]], begun[line[0]])
            for line_id, line in zip(
                _new_ids(env, "municipal_visit_line", len(lines)), lines, strict=True
            )
        ),
    )
    copy(
        env,
        "municipal_visit_event",
        EVENT + LOG,
        (
            (event_id, visit_id, step, moment, user, desk, moment, moment)
            for event_id, (visit_id, desk, step, moment, user) in zip(
                _new_ids(env, "municipal_visit_event", len(logged)), logged, strict=True
            )
        ),
    )
    copy(
        env,
        "municipal_visit_period",
        PERIOD,
        (
            (visit_id, *period)
            for visit_id, visit in zip(visit_ids, visits, strict=True)
            for period in visit.stored_periods()
        ),
    )


def _visit_values(visit):
    """Return the values of a visit after its id, in the order of ``VISIT``."""
    promise = visit.promise
    counter = promise.counter
    return (
        visit.name,
        promise.channel,
        visit.state,
        counter.service_id,
        counter.location_id or None,
        counter.company_id,
        promise.desk,
        visit.user_id,
        visit.persons,
        visit.planned_start,
        visit.arrival,
        visit.called_at,
        visit.started_at,
        visit.finished_at,
        visit.expected,
        promise.day.date,
        visit.half_hour,
        visit.lead_days,
        *visit.booked(),
        len(visit.lines),
        visit.left_stage(),
        visit.ticket,
        promise.day.date if visit.ticket else None,
        visit.inaccurate,
        *visit.measured(),
    )


def _stamps(visit):
    moments = [moment for _step, moment, _user in visit.events]
    return moments[0], moments[-1]


def _new_ids(env, table, count):
    """Reserve ids, so that lines and log can be written without asking back."""
    rows = env.execute_query(
        SQL(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) "
            "FROM generate_series(1, %s)",
            table,
            count,
        )
    )
    return [new_id for (new_id,) in rows]


def copy(env, table, columns, rows):
    """Write rows by COPY: the history has half a million of them."""
    buffer = StringIO()
    csv.writer(buffer).writerows(rows)
    buffer.seek(0)
    env.cr.copy_expert(
        f"COPY {table} ({', '.join(columns)}) FROM STDIN WITH (FORMAT csv)", buffer
    )


def analyze(env, tables):
    """Let PostgreSQL know how much there is since."""
    for table in tables:
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
