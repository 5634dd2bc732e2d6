import logging

from odoo import SUPERUSER_ID, api

from odoo.addons.municipal_appointment.engine import periods
from odoo.addons.municipal_appointment.engine.course import replay
from odoo.addons.municipal_appointment.models.visit.municipal_visit_event import (
    as_entry,
)
from odoo.addons.municipal_appointment.models.visit.municipal_visit_periods import (
    ABSENT,
    stored_periods,
)

_logger = logging.getLogger(__name__)

#: visits whose log is kept in memory at once
BATCH = 5000
#: where visitors were who left: the last period of their visit
LEFT = """
    UPDATE municipal_visit visit
       SET left_stage = CASE last.kind WHEN 'paused' THEN 'serving' ELSE last.kind END
      FROM (
        SELECT DISTINCT ON (visit_id) visit_id, kind
          FROM municipal_visit_period
      ORDER BY visit_id, number DESC
      ) last
     WHERE visit.id = last.visit_id AND visit.state IN ('left', 'no_show')
"""


def migrate(cr, version):
    """Store the periods of all visits, out of their log."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute("SELECT id FROM municipal_visit ORDER BY id")
    ids = [visit_id for (visit_id,) in cr.fetchall()]
    for start in range(0, len(ids), BATCH):
        env["municipal.visit.period"]._store(_periods(cr, ids[start : start + BATCH]))
    cr.execute(LEFT)
    cr.execute("ANALYZE municipal_visit_period")
    _logger.info("The periods of %s visits were stored.", len(ids))


def _periods(cr, ids):
    """Return the periods of visits: id -> what is stored of each of them."""
    logs = _logs(cr, ids)
    cr.execute(
        """
        SELECT id, inaccurate, service_id, company_id,
               CASE WHEN channel = 'appointment' THEN planned_start END
          FROM municipal_visit
         WHERE id = ANY(%s)
        """,
        [ids],
    )
    found = {}
    for visit_id, inaccurate, service, company, planned in cr.fetchall():
        told = replay(logs.get(visit_id, ()))
        steps = told.steps if told.state not in ABSENT else ()
        found[visit_id] = stored_periods(
            periods.periods(steps, planned), inaccurate, service, company
        )
    return found


def _logs(cr, ids):
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
    return logs
