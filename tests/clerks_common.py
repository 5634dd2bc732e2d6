"""Visitors whom a colleague helped."""

from datetime import datetime, timedelta

START = datetime(2026, 9, 1, 7, 0)


def helped(town, user, number, minutes=10, desk=0, **values):
    """Let a colleague help so many visitors in September, each for some minutes."""
    moments = [START + timedelta(hours=each) for each in range(number)]
    visits = town.env["municipal.visit"].create(
        [
            {
                "name": f"HELPED-{user.id}-{each}",
                "channel": "walk_in",
                "state": "finished",
                "service_id": town.service.id,
                "location_id": town.location.id,
                "user_id": user.id,
                "desk_id": town.desks[desk].id,
                "arrival": moment,
                "started_at": moment,
                "finished_at": moment + timedelta(minutes=minutes),
                **values,
            }
            for each, moment in enumerate(moments)
        ]
    )
    late = {"checked_in": 0, "called": 0, "started": 0, "finished": minutes}
    town.env["municipal.visit.event"].create(
        [
            {
                "visit_id": visit.id,
                "step": step,
                "moment": visit.arrival + timedelta(minutes=after),
                "desk_id": step != "checked_in" and visit.desk_id.id,
                "user_id": user.id,
            }
            for visit in visits
            for step, after in late.items()
        ]
    )
    town.env.flush_all()
    return visits
