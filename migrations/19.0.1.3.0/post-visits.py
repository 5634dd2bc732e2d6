import logging

from psycopg2.extras import execute_values

from odoo import SUPERUSER_ID, api

from odoo.addons.municipal_appointment.engine import periods
from odoo.addons.municipal_appointment.engine.course import replay
from odoo.addons.municipal_appointment.models.visit.municipal_visit_event import (
    as_entry,
)
from odoo.addons.municipal_appointment.models.visit.municipal_visit_periods import (
    ABSENT,
    measured_values,
)
from odoo.addons.municipal_appointment.models.visit.municipal_visit_steps import plain

_logger = logging.getLogger(__name__)

#: visits whose log is kept in memory at once
BATCH = 5000
TALLIES = ("quick_counter", "phone", "mail")


def migrate(cr, version):
    """Measure all visits anew: by periods of their log, and nothing where none is."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    _withdraw_tallies(env)
    cr.execute("SELECT id FROM municipal_visit ORDER BY id")
    ids = [visit_id for (visit_id,) in cr.fetchall()]
    for start in range(0, len(ids), BATCH):
        _measure(cr, ids[start : start + BATCH])
    _logger.info("%s visits were measured by their log.", len(ids))


def _withdraw_tallies(env):
    """Tell contacts that were counted by mistake from cancelled appointments."""
    visits = env["municipal.visit"].search(
        [
            ("state", "=", "cancelled"),
            ("channel", "in", TALLIES),
            ("booking_id", "=", False),
        ]
    )
    visits.state = "withdrawn"
    visits._log(
        "corrected",
        after={
            visit: {
                "state": "withdrawn",
                "course": [
                    (step.step, plain(step.moment), step.desk, step.user)
                    for step in visit._logged_course().steps
                    if step.step == "checked_in"
                ],
            }
            for visit in visits
        },
    )
    env.flush_all()


def _measure(cr, ids):
    logs = {}
    cr.execute(
        """
        SELECT visit_id, step, moment, desk_id, user_id, after
          FROM municipal_visit_event
         WHERE visit_id = ANY(%s)
      ORDER BY id
        """,
        [ids],
    )
    for visit_id, *values in cr.fetchall():
        logs.setdefault(visit_id, []).append(as_entry(*values))
    cr.execute(
        "SELECT id, state, inaccurate, channel, planned_start, arrival"
        " FROM municipal_visit WHERE id = ANY(%s)",
        [ids],
    )
    rows = [_measured(row, logs.get(row[0], ())) for row in cr.fetchall()]
    execute_values(
        cr._obj,
        """
        UPDATE municipal_visit visit
           SET arrival = new.arrival::timestamp,
               waiting_minutes = round(new.waiting::numeric, 1),
               walking_minutes = round(new.walking::numeric, 1),
               handling_minutes = round(new.handling::numeric, 1),
               paused_minutes = round(new.paused::numeric, 1)
          FROM (VALUES %s) new (id, arrival, waiting, walking, handling, paused)
         WHERE visit.id = new.id
        """,
        rows,
        page_size=1000,
    )


def _measured(row, log):
    """Return the id of a visit, its first arrival and its minutes."""
    visit_id, state, inaccurate, channel, planned, arrival = row
    told = replay(log)
    found = periods.periods(
        () if state in ABSENT else told.steps,
        planned if channel == "appointment" else None,
    )
    values = measured_values(periods.measure(found), inaccurate)
    return visit_id, told.moments().get("checked_in", arrival), *values.values()
