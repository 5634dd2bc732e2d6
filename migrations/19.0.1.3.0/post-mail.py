from odoo import SUPERUSER_ID, Command, api
from odoo.tools import SQL


def migrate(cr, version):
    """Remind visitors before the deadline, of what is booked already too."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    early = env.ref("municipal_appointment.calendar_alarm_two_days_before")
    day = env.ref("municipal_appointment.calendar_alarm_day_before")
    types = env["resource.booking.type"].with_context(active_test=False)
    types = types.search([("service_id", "!=", False), ("alarm_ids", "in", day.ids)])
    late = types.filtered(
        lambda type_: type_.reminder_too_late and type_.modifications_deadline < 48
    )
    if not late:
        return
    late.alarm_ids = [Command.link(early.id)]
    env.execute_query(
        SQL(
            """
            INSERT INTO calendar_alarm_calendar_event_rel
                        (calendar_event_id, calendar_alarm_id)
            SELECT booking.meeting_id, %s FROM resource_booking booking
             WHERE booking.type_id IN %s AND booking.meeting_id IS NOT NULL
               AND booking.start > now() AT TIME ZONE 'UTC'
            ON CONFLICT DO NOTHING RETURNING 1
            """,
            early.id,
            late._ids,
        )
    )
