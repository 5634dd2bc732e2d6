"""What must hold in the database after a rush, whatever happened during it.

Asked in SQL and not through the models: a mistake in the code that is measured cannot
hide itself.
"""

import os
import time
from contextlib import closing

import psycopg2

#: the live bookings of the type under test, and the resources that each of them takes
BOOKED = """
    WITH booked AS (
        SELECT booking.id, booking.start, booking.stop, booking.meeting_id,
               used.resource_resource_id AS resource_id
          FROM resource_booking booking
          JOIN resource_booking_combination_resource_resource_rel used
            ON used.resource_booking_combination_id = booking.combination_id
         WHERE booking.type_id = %(type)s AND booking.active
           AND booking.start IS NOT NULL
    )
"""
#: name -> query that counts what must not be there
FAULTS = {
    "doubles": """
        SELECT count(*) FROM booked one JOIN booked other
            ON one.resource_id = other.resource_id AND one.id < other.id
           AND one.start < other.stop AND one.stop > other.start
    """,
    "bookings_without_reservation": """
        SELECT count(*) FROM booked WHERE NOT EXISTS (
            SELECT FROM municipal_reservation kept
             WHERE kept.booking_id = booked.id
               AND kept.resource_id = booked.resource_id
               AND kept.start = booked.start AND kept.stop = booked.stop)
    """,
    "reservations_without_booking": """
        SELECT count(*) FROM municipal_reservation kept
          JOIN resource_booking_combination_resource_resource_rel used
            ON used.resource_resource_id = kept.resource_id
          JOIN resource_booking_type_combination_rel offered
            ON offered.combination_id = used.resource_booking_combination_id
         WHERE offered.type_id = %(type)s AND kept.hold_until IS NULL
           AND NOT EXISTS (
            SELECT FROM booked
             WHERE kept.booking_id = booked.id
               AND kept.resource_id = booked.resource_id
               AND kept.start = booked.start AND kept.stop = booked.stop)
    """,
    "bookings_without_meeting": """
        SELECT count(*) FROM booked LEFT JOIN calendar_event meeting
            ON meeting.id = booked.meeting_id AND meeting.active
           AND meeting.start = booked.start AND meeting.stop = booked.stop
         WHERE meeting.id IS NULL
    """,
    "bookings_without_visit": """
        SELECT count(*) FROM booked LEFT JOIN municipal_visit visit
            ON visit.booking_id = booked.id AND visit.state = 'booked'
           AND visit.planned_start = booked.start
         WHERE visit.id IS NULL
    """,
    "visits_without_booking": """
        SELECT count(*) FROM municipal_visit visit
          JOIN resource_booking_type type ON type.service_id = visit.service_id
         WHERE type.id = %(type)s AND visit.state = 'booked'
           AND NOT EXISTS (SELECT FROM booked WHERE booked.id = visit.booking_id)
    """,
    "meetings_without_booking": """
        SELECT count(*) FROM calendar_event meeting
         WHERE meeting.active AND meeting.create_date >= %(since)s
           AND NOT EXISTS (
            SELECT FROM resource_booking booking
             WHERE booking.active AND booking.meeting_id = meeting.id)
    """,
}


class Checks:
    """Count the faults around one type.

    :param int type_id: of the appointments
    :param since: naive UTC moment before anybody booked
    """

    def __init__(self, type_id, since):
        self._params = {"type": type_id, "since": since}

    def figures(self):
        """Return how many are booked, and how often each rule is broken."""
        found = {
            name: count(BOOKED + query, self._params) for name, query in FAULTS.items()
        }
        return {
            "booked": count(BOOKED + "SELECT count(*) FROM booked", self._params),
            "doubles": found.pop("doubles"),
            "faults": sum(found.values()),
            **found,
        }


def rows(query, params=()):
    """Return what the database answers, asked past Odoo."""
    with closing(psycopg2.connect(dbname=os.environ["PGDATABASE"])) as connection:
        cursor = connection.cursor()
        cursor.execute(query, params)
        return cursor.fetchall()


def count(query, params=()):
    """Return the number that is the answer."""
    [[number]] = rows(query, params)
    return number


def wait_for_backends(seconds=30):
    """Wait until PostgreSQL noticed that the server is gone, and took back its work."""
    ours = f"odoo-{os.getpid()}"
    with closing(psycopg2.connect(dbname="postgres")) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        for _attempt in range(seconds * 10):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = %s AND application_name != %s",
                [os.environ["PGDATABASE"], ours],
            )
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.1)
    raise SystemExit("The backends of the killed server do not end.")
