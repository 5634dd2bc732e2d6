"""The past seven days of the demo town hall, and how far today has come.

Nobody can book a moment that has passed, so these bookings are made and their
visits told afterwards, step by step along the life cycle of a visit.
"""

from datetime import timedelta

from pytz import utc

from odoo import Command, fields

from ..engine.lifecycle import next_state
from ..models.visit.municipal_visit_steps import MOMENT_FIELDS
from .agenda import draw_wishes, local_day

DAYS = 7
NO_SHOW = 0.06


def fill(env, rng, clerks):
    """Book what has passed, and tell how it went until now.

    :return: the bookings
    """
    now = utc.localize(fields.Datetime.now())
    bookings = env["resource.booking"]
    for offset in range(1 - DAYS, 1):
        for wish in draw_wishes(env, rng, offset):
            first, last = local_day(wish.type_, offset)
            free = wish.type_._slots(wish.lines, first, last)
            past = sorted(start for start in free if utc.localize(start) < now)
            # one hour of a day of eight hours gets an eighth of its visitors
            if past and rng.random() < len(past) / len(free):
                start = rng.choice(past)
                bookings += _book(bookings, wish, start, free[start][0])
    story = Story(rng, clerks)
    for booking in bookings.sorted("start"):
        story.tell(booking.visit_id)
    return bookings


def _book(bookings, wish, start, combination):
    company = wish.type_.company_id
    who = bookings._clean_asked(wish.contact, "", {}, company)
    booking = bookings.create(
        {
            **bookings._contact_values(who, "nl_BE", company),
            "lang": "nl_BE",
            "type_id": wish.type_.id,
            "combination_id": combination.id,
            "start": start,
            "line_ids": [
                Command.create({"product_id": product.id, "quantity": quantity})
                for product, quantity in wish.lines
            ],
        }
    )
    booking.action_confirm()
    return booking


class Story:
    """Tells what became of visits, told in the order of their promised times."""

    def __init__(self, rng, clerks):
        self.rng = rng
        self.clerks = clerks
        self.desk_free = {}

    def tell(self, visit):
        """Take a visit through the steps that lie before now."""
        now = fields.Datetime.now()
        steps = self._came(visit) if self.rng.random() > NO_SHOW else _missed(visit)
        done = [(step, moment) for step, moment in steps if moment <= now]
        vals = {MOMENT_FIELDS[step]: at for step, at in done if step in MOMENT_FIELDS}
        vals["state"] = visit.state
        for step, _moment in done:
            vals["state"] = next_state(vals["state"], step)
        clerk = self.clerks[visit.desk_id.id % len(self.clerks)]
        if "started_at" in vals:
            vals["user_id"] = clerk.id
        visit.write(vals)
        if visit.state == "finished":
            for line in visit.line_ids:
                line.delivered = line.quantity
        _log(visit, done, clerk)
        minutes = self.rng.randint(90, 20000)
        _age_booking(visit, visit.planned_start - timedelta(minutes=minutes))

    def _came(self, visit):
        """Return the steps of a visitor who is helped when the desk is free."""
        planned, desk = visit.planned_start, visit.desk_id
        arrival = planned - timedelta(seconds=self.rng.randint(-60, 600))
        started = max(arrival, planned, self.desk_free.get(desk, planned))
        started += timedelta(seconds=self.rng.randint(0, 240))
        seconds = visit.booking_id.duration * 3600 * self.rng.uniform(0.6, 1.0)
        finished = started + timedelta(seconds=int(seconds))
        self.desk_free[desk] = finished
        return [("checked_in", arrival), ("started", started), ("finished", finished)]


def _missed(visit):
    return [("no_show", visit.planned_start + timedelta(minutes=30))]


def _log(visit, steps, clerk):
    visit.env["municipal.visit.event"].create(
        [
            {
                "visit_id": visit.id,
                "step": step,
                "moment": moment,
                "user_id": clerk.id,
                "desk_id": visit.desk_id.id,
            }
            for step, moment in steps
        ]
    )


def _age_booking(visit, moment):
    """Say in the log that the booking is older than the demo.

    The log lets nobody change it: a demo has to go past it.
    """
    visit.env.flush_all()
    visit.env.cr.execute(
        """
        UPDATE municipal_visit_event SET moment = %s
         WHERE visit_id = %s AND step = 'booked'
        """,
        [moment, visit.id],
    )
    visit.event_ids.invalidate_recordset(["moment"])
