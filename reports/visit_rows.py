"""The rows of the figures in SQL: visits with their products, and digital figures.

Both halves have the same columns, of the same types, so that PostgreSQL reads only
what a question asks for.
"""

from odoo.tools import SQL

from ..models.visit.municipal_visit import DISTANCE_CHANNELS

#: states of a visitor who came, or of a contact that took place
CAME = ("waiting", "called", "serving", "paused", "finished", "left")
#: (fewest days before, key): how long before its day an appointment was made
LEAD_DAYS = ((0, "0"), (1, "1"), (3, "3"), (8, "8"), (15, "15"), (31, "31"))


def rows():
    """Return the query of all rows."""
    return SQL("%s UNION ALL %s", _visits(), _figures())


def _select(columns):
    return SQL(", ").join(
        SQL("%s AS %s", expression, SQL.identifier(name))
        for name, expression in columns.items()
    )


# Visits --------------------------------------------------------------------------


def _visits():
    """Return a row for each product of a visit, and one for a visit without any."""
    columns = _of_visit() | _of_line() | _measured()
    return SQL(
        """
        SELECT %(columns)s
          FROM municipal_visit visit
     LEFT JOIN municipal_visit_line line ON line.visit_id = visit.id
     LEFT JOIN municipal_location location ON location.id = visit.location_id
     LEFT JOIN res_company company ON company.id = visit.company_id
     LEFT JOIN resource_calendar calendar
            ON calendar.id = company.resource_calendar_id
    CROSS JOIN LATERAL (
        SELECT COALESCE(location.tz, calendar.tz, 'UTC')::varchar AS tz,
               visit.channel NOT IN %(distance)s AS here,
               visit.state IN %(came)s AS took_place
    ) known
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN NOT known.here THEN NULL
            WHEN visit.channel = 'urgent' AND visit.arrival IS NOT NULL
            THEN visit.arrival
            ELSE visit.expected
        END AT TIME ZONE 'UTC' AT TIME ZONE known.tz AS local
    ) moment
        """,
        columns=_select(columns),
        distance=DISTANCE_CHANNELS,
        came=CAME,
    )


def _of_visit():
    visit = ("name", "company_id", "service_id", "location_id", "desk_id", "user_id")
    visit += ("channel", "state", "arrival", "finished_at", "expected", "day")
    return {
        "visit_id": SQL("visit.id"),
        **{name: SQL.identifier("visit", name) for name in visit},
        **_of_day("visit"),
        "tz": SQL("known.tz"),
        "lead": _lead(),
        "came": SQL("known.here AND known.took_place"),
        "inaccurate": SQL("visit.inaccurate IS TRUE"),
        "called_at": SQL("COALESCE(visit.called_at, visit.started_at)"),
        "clock": SQL("to_char(moment.local, 'HH24:MI')"),
        "hour": SQL("to_char(moment.local, 'HH24')"),
        "half_hour": SQL(
            """
            to_char(moment.local, 'HH24:') || CASE
                WHEN EXTRACT(MINUTE FROM moment.local) < 30 THEN '00' ELSE '30'
            END
            """
        ),
    }


def _lead():
    """Return how long before its day an appointment was made, as a key of LEADS."""
    days = SQL(
        "visit.day - (visit.create_date AT TIME ZONE 'UTC' AT TIME ZONE known.tz)::date"
    )
    steps = [SQL("WHEN %s >= %s THEN %s", days, *step) for step in reversed(LEAD_DAYS)]
    return SQL(
        "CASE WHEN visit.channel != 'appointment' THEN NULL %s ELSE %s END::varchar",
        SQL(" ").join(steps),
        LEAD_DAYS[0][1],
    )


def _of_day(table):
    """Return what follows from the day: periods in the calendar and in the series."""
    return {
        name: SQL(text, *[SQL.identifier(table)] * text.count("%s"))
        for name, text in {
            "weekday": "EXTRACT(ISODOW FROM %s.day)::integer::text",
            "week": """to_char(%s.day, 'IYYY" W"IW')""",
            "half_year": """
                to_char(%s.day, 'YYYY')
                || CASE WHEN EXTRACT(MONTH FROM %s.day) < 7 THEN ' H1' ELSE ' H2' END
            """,
            "break_id": """
                (
                    SELECT series_break.id
                      FROM municipal_series_break series_break
                     WHERE series_break.kind = 'break'
                       AND series_break.company_id = %s.company_id
                       AND (
                            series_break.service_id = %s.service_id
                            OR series_break.service_id IS NULL
                       )
                       AND series_break.date <= %s.day
                  ORDER BY series_break.date DESC, series_break.id DESC
                     LIMIT 1
                )
            """,
        }.items()
    }


def _of_line():
    """Return the columns of the line; ids of three kinds of rows never clash."""
    return {
        "id": SQL("COALESCE(line.id * 3, visit.id * 3 + 1)"),
        "product_id": SQL("line.product_id"),
        "quantity": SQL("line.quantity"),
        "delivered": SQL("COALESCE(line.delivered, 0)"),
        "reason": SQL("line.reason"),
        # evaluated only where it is asked for, unlike a join
        "product_count": SQL(
            "(SELECT count(*) FROM municipal_visit_line other "
            "WHERE other.visit_id = visit.id)"
        ),
    }


def _measured():
    """Return what belongs to the visit, on every row of it: see the measures.

    Minutes that nobody measured are NULL in the visit already.
    """
    handled = SQL("known.here AND visit.state = 'finished'")
    alone = SQL(
        "line.id IS NOT NULL AND NOT EXISTS (SELECT FROM municipal_visit_line other "
        "WHERE other.visit_id = visit.id AND other.id != line.id)"
    )
    minutes = SQL("visit.handling_minutes")
    return {
        "visits": SQL("1"),
        "visitors": SQL("CASE WHEN known.here AND known.took_place THEN 1 END"),
        "contacts": SQL("CASE WHEN known.took_place THEN 1 END"),
        "persons": SQL("CASE WHEN known.here THEN visit.persons END"),
        **{
            name: SQL(
                "CASE WHEN known.here AND known.took_place THEN %s END",
                SQL.identifier("visit", name),
            )
            for name in ("waiting_minutes", "walking_minutes")
        },
        "handling_minutes": SQL("CASE WHEN %s THEN %s END", handled, minutes),
        "product_minutes": SQL(
            "CASE WHEN %s AND %s THEN %s END", handled, alone, minutes
        ),
    }


# Figures of the digital counter --------------------------------------------------


def _figures():
    """Return a row for each figure: contacts of a day, without hour or building."""
    nothing = {
        "integer": ("visit_id", "location_id", "desk_id", "user_id"),
        "varchar": ("name", "tz", "lead", "reason"),
        "timestamp": ("arrival", "finished_at", "expected", "called_at"),
        "text": ("clock", "hour", "half_hour"),
        "numeric": (
            "waiting_minutes",
            "walking_minutes",
            "handling_minutes",
            "product_minutes",
        ),
    }
    columns = {
        name: SQL(f"NULL::{kind}") for kind, names in nothing.items() for name in names
    }
    columns |= {
        name: SQL.identifier("figure", name)
        for name in ("company_id", "service_id", "product_id", "day")
    }
    columns |= _of_day("figure")
    columns |= {
        "id": SQL("figure.id * 3 + 2"),
        "channel": SQL("'digital'::varchar"),
        "state": SQL("'finished'::varchar"),
        "came": SQL("FALSE"),
        "inaccurate": SQL("TRUE"),
        "quantity": SQL("figure.count"),
        "delivered": SQL("figure.count"),
        "product_count": SQL("1::bigint"),
        "visits": SQL("NULL::integer"),
        "visitors": SQL("NULL::integer"),
        "contacts": SQL("figure.count"),
        "persons": SQL("NULL::integer"),
    }
    order = _of_visit() | _of_line() | _measured()
    return SQL(
        "SELECT %s FROM municipal_digital_figure figure WHERE figure.count > 0",
        _select({name: columns[name] for name in order}),
    )
