"""The rows of the figures in SQL: visits with their products, and figures of others.

These are figures of the digital counter and of an earlier system. All parts have the
same columns, of exactly the same types: only then does PostgreSQL take them apart and
read no more than a question asks for. Who asks for the first row of each visit does not
read the table of lines at all, but for what stands in it.
"""

from odoo.tools import SQL

from ..models.common.wording import half_hours
from ..models.visit.municipal_visit import DISTANCE_CHANNELS

#: states of a visitor who came, or of a contact that took place; first what most are
CAME = ("finished", "left", "waiting", "called", "serving", "paused")
#: beside names of columns: the filter leaves only visitors who came
ONLY_CAME = "only who came"
HERE = SQL("visit.channel NOT IN %s", DISTANCE_CHANNELS)
TOOK_PLACE = SQL("visit.state IN %s", CAME)
#: days from booking to visit with which the groups of ``lead`` begin
LEADS = (0, 1, 3, 8, 15, 29)
#: parts of a day in their order, as the selections of the report name them; there is
#: none with the number 0
HALF_HOURS = [name for name, _label in half_hours()]
HOURS = [name[:2] for name in HALF_HOURS[::2]]
#: what differs between the rows of one visit
OF_LINE = ("id", "product_id", "quantity", "delivered", "reason", "first")


def rows(wanted=None, first=False):
    """Return the query of all rows.

    :param wanted: names of columns; all of them if left out. PostgreSQL carries along
        each column that it is given, even where nobody asks for it. With
        :data:`ONLY_CAME` among them, rows of who did not come may say anything.
    :param bool first: only the first row of each visit, and all figures
    """
    parts = [_visits(wanted, first), _figures(wanted), _history(wanted)]
    return SQL(" UNION ALL ").join(parts)


def _select(columns, wanted):
    return SQL(", ").join(
        SQL("%s AS %s", expression, SQL.identifier(name))
        for name, expression in columns.items()
        if wanted is None or name in wanted
    )


# Visits --------------------------------------------------------------------------


def _visits(wanted, first):
    """Return a row for each product of a visit, and one for a visit without any."""
    columns = _of_visit() | _of_line() | _measured()
    # the filter looks at it once; each measure would look again
    only_came = wanted is not None and ONLY_CAME in wanted
    # unique: PostgreSQL leaves the join out where nobody asks for a line
    key = "first_of_id" if first else "visit_id"
    return SQL(
        f"""
        SELECT %(columns)s
          FROM municipal_visit visit
     LEFT JOIN municipal_visit_line line ON line.{key} = visit.id
     LEFT JOIN municipal_service service ON service.id = visit.service_id
     LEFT JOIN municipal_location location ON location.id = visit.location_id
     LEFT JOIN res_company company ON company.id = visit.company_id
     LEFT JOIN resource_calendar calendar
            ON calendar.id = company.resource_calendar_id
    CROSS JOIN LATERAL (
        SELECT COALESCE(location.tz, calendar.tz, 'UTC')::varchar AS tz,
               %(here)s AS here,
               %(took_place)s AS took_place
    ) known
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN NOT known.here THEN NULL
            WHEN visit.channel = 'urgent' AND visit.arrival IS NOT NULL
            THEN visit.arrival
            ELSE visit.expected
        END AT TIME ZONE 'UTC' AT TIME ZONE known.tz AS local
    ) moment
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN visit.channel = 'appointment' AND visit.booked_at IS NOT NULL
             AND visit.day IS NOT NULL
            THEN visit.lead_days
        END AS days
    ) booked
        """,
        columns=_select(columns, wanted),
        here=SQL("TRUE") if only_came else HERE,
        took_place=SQL("TRUE") if only_came else TOOK_PLACE,
    )


def _of_visit():
    visit = ("name", "company_id", "service_id", "location_id", "desk_id")
    visit += ("channel", "state", "arrival", "finished_at", "expected", "day")
    visit += ("booked_by",)
    return {
        "visit_id": SQL("visit.id"),
        **{name: SQL.identifier("visit", name) for name in visit},
        **_of_day("visit"),
        "tz": SQL("known.tz"),
        "came": SQL("%s AND %s", TOOK_PLACE, HERE),
        "inaccurate": SQL("visit.inaccurate IS TRUE"),
        "left_stage": SQL("CASE WHEN known.here THEN visit.left_stage END"),
        "changed_by": _changed_by(),
        "called_at": SQL("COALESCE(visit.called_at, visit.started_at)"),
        "clock": SQL("to_char(moment.local, 'HH24:MI')"),
        "hour": SQL("(%s::text[])[(visit.half_hour + 1) / 2]", HOURS),
        "half_hour": SQL("(%s::text[])[visit.half_hour]", HALF_HOURS),
        "product_count": SQL("COALESCE(visit.product_count, 0)"),
        "lead": SQL(
            "NULLIF(width_bucket(booked.days, %s::integer[]), 0)::text", list(LEADS)
        ),
    }


def _changed_by():
    """Return who moved or cancelled an appointment last, out of its log."""
    return SQL(
        """
        (
            SELECT CASE WHEN event.user_id IS NULL THEN 'citizen' ELSE 'clerk' END
              FROM municipal_visit_event event
             WHERE event.visit_id = visit.id AND event.step IN ('moved', 'cancelled')
          ORDER BY event.moment DESC, event.id DESC
             LIMIT 1
        )::varchar
        """
    )


def _of_day(table):
    """Return what follows from the day: periods in the calendar and in the series."""
    return {
        name: SQL(text, *[SQL.identifier(table)] * text.count("%s"))
        for name, text in {
            # the first of January of the year 1 is a Monday
            "weekday": """
                ('{1,2,3,4,5,6,7}'::text[])[1 + (%s.day - DATE '0001-01-01') %% 7]
            """,
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
    """Return the columns of the line; ids of four kinds of rows never clash."""
    return {
        "id": SQL("COALESCE(line.id * 4, visit.id * 4 + 1)"),
        "product_id": SQL("line.product_id"),
        "quantity": SQL("line.quantity"),
        "delivered": SQL("COALESCE(line.delivered, 0)"),
        "reason": SQL("line.reason"),
        "first": SQL("line.id IS NULL OR line.first_of_id IS NOT NULL"),
    }


def _measured():
    """Return what belongs to the visit, on every row of it: see the measures.

    Minutes that nobody measured are NULL in the visit already.
    """
    visitor = SQL("known.here AND known.took_place")
    handled = SQL("known.here AND visit.state = 'finished'")
    waited, minutes = SQL("visit.waiting_minutes"), SQL("visit.handling_minutes")
    return {
        "visits": SQL("1"),
        **{
            name: SQL("CASE WHEN %s THEN %s END", condition, value)
            for name, (condition, value) in {
                "visitors": (visitor, SQL("1")),
                "contacts": (SQL("known.took_place"), SQL("1")),
                "persons": (SQL("known.here"), SQL("visit.persons")),
                "waiting_minutes": (visitor, waited),
                "waiting_median": (visitor, waited),
                "waiting_p90": (visitor, waited),
                "waits_known": (visitor, SQL("CASE WHEN %s >= 0 THEN 1 END", waited)),
                "within_target": (visitor, _within_target(waited)),
                "walking_minutes": (visitor, SQL("visit.walking_minutes")),
                "handling_minutes": (handled, minutes),
                "product_minutes": (
                    SQL("%s AND visit.product_count = 1", handled),
                    minutes,
                ),
                "late_minutes": (visitor, _late_minutes()),
            }.items()
        },
        "lead_days": SQL("booked.days"),
        "no_show_percent": _no_show_percent(),
        "moved": SQL(
            """
            CASE WHEN EXISTS (
                SELECT FROM municipal_visit_event event
                 WHERE event.visit_id = visit.id AND event.step = 'moved'
            ) THEN 1 END
            """
        ),
        "left_early": SQL(
            "CASE WHEN known.here AND visit.left_stage IN ('waiting', 'walking') "
            "THEN 1 END"
        ),
    }


def _within_target(waited):
    """Return 100 or 0 for a wait that is known: the mean is the share in percent."""
    return SQL(
        "CASE WHEN %(waited)s <= service.wait_target_minutes THEN 100 "
        "WHEN %(waited)s >= 0 THEN 0 END::numeric",
        waited=waited,
    )


def _no_show_percent():
    """Return 100 or 0 for an appointment that was missed or kept: as above."""
    return SQL(
        "CASE WHEN visit.channel != 'appointment' THEN NULL "
        "WHEN visit.state = 'no_show' THEN 100 "
        "WHEN known.took_place THEN 0 END::numeric"
    )


def _late_minutes():
    """Return minutes from the appointment time to the arrival: early is below zero."""
    return SQL(
        """
        CASE WHEN visit.channel = 'appointment' AND visit.inaccurate IS NOT TRUE
             THEN date_part('epoch', visit.arrival - visit.planned_start) / 60
        END
        """
    )


# Figures of the digital counter --------------------------------------------------


def _figures(wanted):
    """Return a row for each figure: contacts of a day, without hour or building."""
    columns = _of_figure() | {
        "id": SQL("figure.id * 4 + 2"),
        "channel": SQL("'digital'::varchar"),
        "came": SQL("FALSE"),
        "quantity": SQL("figure.count"),
        "delivered": SQL("figure.count"),
        "product_count": SQL("1"),
        "contacts": SQL("figure.count"),
    }
    return SQL(
        "SELECT %s FROM municipal_digital_figure figure WHERE figure.count > 0",
        _select(_in_order(columns), wanted),
    )


def _of_figure():
    """Return the columns that mean the same for every figure: of no single visit."""
    nothing = {
        "integer": (
            "visit_id",
            "location_id",
            "desk_id",
            "quantity",
            "delivered",
            "product_count",
            "visits",
            "visitors",
            "persons",
            "waits_known",
            "lead_days",
            "left_early",
            "moved",
        ),
        "varchar": ("name", "tz", "booked_by", "changed_by", "reason", "left_stage"),
        "timestamp": ("arrival", "finished_at", "expected", "called_at"),
        "text": ("clock", "hour", "half_hour", "lead"),
        "numeric": (
            "waiting_minutes",
            "waiting_median",
            "waiting_p90",
            "within_target",
            "walking_minutes",
            "handling_minutes",
            "product_minutes",
            "no_show_percent",
        ),
        "float8": ("late_minutes",),
    }
    columns = {
        name: SQL(f"NULL::{kind}") for kind, names in nothing.items() for name in names
    }
    columns |= {
        name: SQL.identifier("figure", name)
        for name in ("company_id", "service_id", "product_id", "day")
    }
    return {
        **columns,
        **_of_day("figure"),
        "state": SQL("'finished'::varchar"),
        "inaccurate": SQL("TRUE"),
        "first": SQL("TRUE"),
    }


def _in_order(columns):
    """Return columns in the order of those of visits: parts meet by their place."""
    order = _of_visit() | _of_line() | _measured()
    return {name: columns[name] for name in order}


# Figures of an earlier system ----------------------------------------------------


def _history(wanted):
    """Return a row for each figure that was taken over: visitors of a day or an hour.

    How many pieces they asked for, how many people came along and how long they waited
    is not known: it is empty.
    """
    here = SQL("figure.channel NOT IN %s", DISTANCE_CHANNELS)
    columns = _of_figure() | {
        "id": SQL("figure.id * 4 + 3"),
        "channel": SQL("figure.channel"),
        "came": here,
        "hour": SQL("figure.hour::text"),
        "half_hour": SQL("figure.half_hour::text"),
        "visitors": SQL("CASE WHEN %s THEN figure.count END", here),
        "contacts": SQL("figure.count"),
    }
    return SQL(
        """
        SELECT %s
          FROM municipal_history_figure figure
          JOIN municipal_history_import history
            ON history.id = figure.import_id AND history.state = 'done'
        """,
        _select(_in_order(columns), wanted),
    )
