"""The town halls of the benchmarks: desks, one kind of appointment, weekly hours.

The same hall is made for upstream and for our add-on, as far as upstream knows the
things in it.
"""

from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from pytz import timezone, utc

from odoo import Command, fields

ZONE = timezone("Europe/Brussels")
#: 24 moments of twenty minutes on each weekday, so 504 in a month
HOURS = ((8, 12), (13, 17))
MINUTES = 20
OPEN_DAYS = 21
WEEKDAYS = range(5)


def next_month():
    """Return the aware beginning and end of the next calendar month."""
    today = datetime.now(ZONE).date().replace(day=1)
    first, last = (today + relativedelta(months=months) for months in (1, 2))
    return tuple(local(day) for day in (first, last))


def local(day, hour=0):
    """Return the aware moment at which an hour of a local day begins."""
    return ZONE.localize(datetime(day.year, day.month, day.day, hour))


def weekdays(start_dt, end_dt):
    """Return the days from Monday to Friday in a period."""
    days = (end_dt.date() - start_dt.date()).days
    every = (start_dt.date() + timedelta(days=number) for number in range(days))
    return [day for day in every if day.weekday() < 5]


def slots_on(days, hours=HOURS, minutes=MINUTES):
    """Return the naive UTC moments that the weekly hours offer on some days."""
    return [
        local(day, begin).astimezone(utc).replace(tzinfo=None)
        + timedelta(minutes=offset)
        for day in days
        for begin, end in hours
        for offset in range(0, (end - begin) * 60 - minutes + 1, minutes)
    ]


def close_long_months(calendar, days):
    """Close the weekdays that a month has more than others.

    A month then has the same number of moments in every run.
    """
    calendar.env["resource.calendar.leaves"].create(
        [
            {
                "name": "Closed",
                "calendar_id": calendar.id,
                "date_from": local(day).astimezone(utc).replace(tzinfo=None),
                "date_to": local(day, 23).astimezone(utc).replace(tzinfo=None),
                "time_type": "leave",
            }
            for day in days[OPEN_DAYS:]
        ]
    )


def make_calendar(env, hours=HOURS, days=WEEKDAYS, **line):
    """Create weekly hours, the same ones from Monday to Friday.

    The holidays of the demo town hall are taken away: a month is the same in every
    run, and on both sides.

    :param line: further values of the lines
    """
    env["resource.calendar.leaves"].search([]).unlink()
    lines = [
        Command.create(
            {
                "name": f"{day} {begin}",
                "dayofweek": str(day),
                "hour_from": begin,
                "hour_to": end,
                "day_period": "morning" if begin < 12 else "afternoon",
                **line,
            }
        )
        for day in days
        for begin, end in hours
    ]
    return env["resource.calendar"].create(
        {
            "name": "Benchmark",
            "tz": ZONE.zone,
            "attendance_ids": [Command.clear(), *lines],
        }
    )


def _type_values(env, calendar, minutes):
    return {
        "name": "Benchmark",
        "resource_calendar_id": calendar.id,
        "combination_assignment": "sorted",
        "duration": minutes / 60,
        "slot_duration": minutes / 60,
        "modifications_deadline": 1,
        "alarm_ids": [Command.set(_alarm(env).ids)],
    }


def _alarm(env):
    """Return a reminder, as both kinds of appointments have."""
    return env["calendar.alarm"].create(
        {
            "name": "One day before",
            "alarm_type": "email",
            "interval": "days",
            "duration": 1,
        }
    )


def make_upstream_type(env, desks, minutes=MINUTES):
    """Create an upstream type with its resources, each one a combination."""
    calendar = make_calendar(env)
    resources = env["resource.resource"].create(
        [
            {
                "name": f"Desk {number}",
                "resource_type": "material",
                "calendar_id": calendar.id,
                "tz": ZONE.zone,
            }
            for number in range(desks)
        ]
    )
    combinations = env["resource.booking.combination"].create(
        [{"resource_ids": [Command.set(resource.ids)]} for resource in resources]
    )
    return env["resource.booking.type"].create(
        {
            **_type_values(env, calendar, minutes),
            "combination_rel_ids": [
                Command.create({"combination_id": combination.id})
                for combination in combinations
            ],
        }
    )


def make_municipal_type(env, desks, hours=HOURS, minutes=MINUTES, calendar=None):
    """Create a municipal type with its desks, in a building of its own.

    :param calendar: other weekly hours than those from Monday to Friday
    :return: its one product, through which everything else is found
    """
    location = env["municipal.location"].create({"name": "Benchmark", "tz": ZONE.zone})
    services = env["municipal.service"].with_context(active_test=False)
    service = services.create(
        {"name": "Benchmark", "code": f"{services.search_count([]):02}"}
    )
    type_ = env["resource.booking.type"].create(
        {
            **_type_values(env, calendar or make_calendar(env, hours), minutes),
            "service_id": service.id,
            "location_ids": [Command.set(location.ids)],
            "published": True,
        }
    )
    env["resource.resource"].create(
        [
            {
                "name": f"Desk {number}",
                "is_desk": True,
                "desk_number": str(number),
                "location_id": location.id,
                "tz": ZONE.zone,
                "desk_type_ids": [Command.set(type_.ids)],
            }
            for number in range(desks)
        ]
    )
    return env["municipal.product"].create(
        {
            "name": "Benchmark",
            "type_id": type_.id,
            "duration": minutes,
            "published": True,
        }
    )


def allow_holds(env, holds=1_000_000):
    """Set how many moments may be kept for one address: all the visitors share it."""
    env["res.company"].search([]).municipal_holds_per_address = holds


def open_only(type_, first, last):
    """Let a type be open from one day to another, and never else."""
    type_.env["municipal.opening"].create(
        {
            "name": "Benchmark",
            "type_id": type_.id,
            "calendar_id": type_.resource_calendar_id.id,
            "date_from": fields.Date.to_date(first),
            "date_to": fields.Date.to_date(last),
        }
    )


def desks_of(type_):
    """Return the desks, or the resources, that receive a type."""
    return type_.combination_rel_ids.combination_id.resource_ids


def book_upstream(type_, partner, start, **context):
    """Book in the way of upstream: create, and confirm; no invitation is mailed."""
    quiet = {"no_mail_to_attendees": True, "using_portal": True, **context}
    booking = type_.env["resource.booking"].with_context(**quiet)
    booking = booking.create(
        {
            "type_id": type_.id,
            "partner_ids": [Command.set(partner.ids)],
            "duration": type_.duration,
            "start": start,
        }
    )
    booking.action_confirm()
    return booking


def book_known(product, partner, start):
    """Book, in the one way of our add-on, for somebody who is known already."""
    return product.env["resource.booking"]._book(
        [(product, 1)], start, partner_ids=[Command.set(partner.ids)]
    )


def make_partner(env):
    return env["res.partner"].create({"name": "An Peeters", "email": "an@example.com"})
