"""Visitors who took a ticket and still wait, whenever the demo is made.

The clerk of the demo finds somebody to call at once.
"""

from datetime import timedelta

from odoo import fields

from .agenda import ref

# product -> minutes ago
TICKETS = {
    "eid_request": 38,
    "kids_id_request": 21,
    "certificate": 9,
    "passport_collect": 4,
}


def fill(env):
    """Let some visitors wait in the town hall."""
    location = ref(env, "location_town_hall_demo")
    visits = env["municipal.visit"].with_user(ref(env, "user_clerk_demo")).sudo()
    for code, minutes in TICKETS.items():
        lines = [(ref(env, f"product_{code}"), 1)]
        visit = visits._take_ticket(lines, location, by_staff=True)
        moment = fields.Datetime.now() - timedelta(minutes=minutes)
        # a ticket of yesterday is over at midnight
        _age(visit, max(moment, location._start_of_today()))


def _age(visit, moment):
    """Say that a visitor came earlier; the log lets nobody change it otherwise."""
    visit.write({"arrival": moment, "waiting_since": moment})
    visit.env.flush_all()
    visit.env.cr.execute(
        "UPDATE municipal_visit_event SET moment = %s WHERE visit_id = %s",
        [moment, visit.id],
    )
    visit.event_ids.invalidate_recordset(["moment"])
    visit._keep_periods()
