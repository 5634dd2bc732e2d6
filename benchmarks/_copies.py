"""Many bookings at once: copies of one that the ORM made, row by row.

What a booking leaves in each table is copied with all its columns, so a copy is what
the ORM would have left, whatever columns there are. Messages in the chatter are left
out: nothing that is measured reads them.
"""

import random
from collections import Counter

from _town import desks_of
from psycopg2.extras import execute_values

from odoo.tools import SQL

#: at 70 % booked
BOOKINGS_PER_DESK = 350

#: table -> column by which the rows of the example are found, the example's record
#: that it points to, and what differs in the copies
TABLES = {
    "calendar_event": (
        "id",
        "meeting",
        {"id": "c.meeting", "start": "c.start", "stop": "c.stop"},
    ),
    "calendar_attendee": ("event_id", "meeting", {"event_id": "c.meeting"}),
    "calendar_event_res_partner_rel": (
        "calendar_event_id",
        "meeting",
        {"calendar_event_id": "c.meeting"},
    ),
    "calendar_alarm_calendar_event_rel": (
        "calendar_event_id",
        "meeting",
        {"calendar_event_id": "c.meeting"},
    ),
    "resource_booking": (
        "id",
        "booking",
        {
            "id": "c.booking",
            "meeting_id": "c.meeting",
            "combination_id": "c.combination",
            "desk_id": "CASE WHEN t.desk_id IS NOT NULL THEN c.resource END",
            "start": "c.start",
            "stop": "c.stop",
            "reference": "t.reference || c.booking",
            "request_key": "t.request_key || c.booking",
        },
    ),
    "res_partner_resource_booking_rel": (
        "resource_booking_id",
        "booking",
        {"resource_booking_id": "c.booking"},
    ),
    "municipal_booking_line": ("booking_id", "booking", {"booking_id": "c.booking"}),
    "municipal_visit": (
        "id",
        "visit",
        {
            "id": "c.visit",
            "booking_id": "c.booking",
            "name": "t.name || c.booking",
            "desk_id": "c.resource",
            "planned_start": "c.start",
            "expected": "c.start",
            "day": "c.start::date",
        },
    ),
    "municipal_visit_line": (
        "visit_id",
        "visit",
        {
            "visit_id": "c.visit",
            "first_of_id": "CASE WHEN t.first_of_id IS NOT NULL THEN c.visit END",
        },
    ),
    "municipal_visit_event": ("visit_id", "visit", {"visit_id": "c.visit"}),
    "municipal_reservation": (
        "booking_id",
        "booking",
        {
            "booking_id": "c.booking",
            "resource_id": "c.resource",
            "start": "c.start",
            "stop": "c.stop",
        },
    ),
}
RECORDS = {
    "booking": "resource_booking",
    "meeting": "calendar_event",
    "visit": "municipal_visit",
}


def fill(example, moments, per_desk=BOOKINGS_PER_DESK):
    """Book a share of the moments at every desk of a type, the same in every run.

    :param example: the first booking of its type, at any of the desks
    :return: the moments at which two desks or more are still free
    """
    env, slots = example.env, []
    desks = desks_of(example.type_id)
    for number, desk in enumerate(desks):
        free = moments
        if desk in example.combination_id.resource_ids:
            free = [moment for moment in moments if moment != example.start]
        choose = random.Random(number)
        mine = choose.sample(free, per_desk - (free is not moments))
        slots += [(desk, start) for start in mine]
    env.flush_all()
    _plan(env, example, slots)
    for table in TABLES:
        _copy(env, example, table)
    env.cr.execute("DROP TABLE copies")
    env.invalidate_all()
    taken = Counter(start for _desk, start in slots)
    return [moment for moment in moments[1:] if len(desks) - taken[moment] >= 2]


def _plan(env, example, slots):
    """Write down which copies there will be, with the numbers of their records."""
    length = example.stop - example.start
    combination_of = {
        combination.resource_ids: combination.id
        for combination in example.type_id.combination_rel_ids.combination_id
    }
    env.cr.execute(
        """
        CREATE TEMPORARY TABLE copies (
            combination integer, resource integer, start timestamp, stop timestamp,
            booking integer, meeting integer, visit integer
        ) ON COMMIT DROP
        """
    )
    execute_values(
        env.cr._obj,
        "INSERT INTO copies (combination, resource, start, stop) VALUES %s",
        [
            (combination_of[desk], desk.id, start, start + length)
            for desk, start in slots
        ],
    )
    for name, table in RECORDS.items():
        if _columns(env, table):
            numbers = SQL("nextval(pg_get_serial_sequence(%s, 'id'))", table)
            column = SQL.identifier(name)
            env.cr.execute(SQL("UPDATE copies SET %s = %s", column, numbers))


def _copy(env, example, table):
    """Insert into a table what the copies have there, if there is such a table."""
    key, record, changes = TABLES[table]
    columns = [name for name in _columns(env, table) if name in changes or name != "id"]
    if not columns:
        return
    found = {
        "booking": example,
        "meeting": example.meeting_id,
        "visit": example.visit_ids if "visit_ids" in example else None,
    }[record]
    changes = {**changes, "access_token": "gen_random_uuid()::text"}
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s t, copies c WHERE t.%s = %s",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(
                SQL(changes[name]) if name in changes else SQL.identifier("t", name)
                for name in columns
            ),
            SQL.identifier(table),
            SQL.identifier(key),
            found.id or None,
        )
    )
    env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


def _columns(env, table):
    """Return the columns that are written; none when there is no such table."""
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND is_generated = 'NEVER'",
        [table],
    )
    return [name for (name,) in env.cr.fetchall()]
