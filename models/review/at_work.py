"""How many desks were really at work in the period of a review, out of the log."""

from collections import Counter, defaultdict
from statistics import fmean

from odoo.tools import SQL

from ...engine import at_work, weekly_hours
from ..forecast.measured_town import IN_LINE

HELPED = ("walking", "serving", "paused")


def learnt(review, since, lines):
    """Return what the log tells of the desks, or nothing where it knows of none.

    Of who stood in a line for these services: a desk that helps somebody else meanwhile
    is not there for them.

    :param since: the day on which the hours changed last
    :param lines: these hours, as lines of a week
    """
    desks = review._desks()._for_queue()
    days, groups = _days(review, since, {desk.id for desk in desks})
    serves = {
        (service, product): {
            desk.id for desk in desks if desk.receives(service, {product})
        }
        for service, product in groups
    }
    return at_work.learn(days, serves, weekly_hours.hours(lines))


def week_of(review, since, lines):
    """Return the desks of today's hours, as the grid has them: usual, and others.

    :return: pair (number, weekday -> half-hour -> number where it is another)
    """
    found = learnt(review, since, lines)
    if not found:
        return max(1, len(review._desks())), {}
    numbers = found.numbers()
    there = [number for halves in numbers.values() for number in halves.values()]
    usual = max(1, round(fmean(there)))
    open_ = weekly_hours.hours(lines)
    desks = {
        str(weekday): {str(h): n for h, n in halves.items() if n != usual}
        for weekday, halves in numbers.items()
        if weekday in open_
    }
    return usual, {weekday: mine for weekday, mine in desks.items() if mine}


def _days(review, since, desks):
    """Return the days of the engine, and how many waited of each group."""
    helped, waited, groups = defaultdict(list), defaultdict(list), Counter()
    for day, kind, start, stop, desk, service, product in _periods(review, since):
        if kind == "waiting":
            groups[service, product] += 1
            waited[day].append(((service, product), start, stop))
        elif desk in desks:
            helped[day].append((desk, start, stop))
    days = [
        at_work.Day(day.weekday(), helped[day], waited[day])
        for day in sorted({*helped, *waited})
    ]
    return days, groups


def _periods(review, since):
    """Return the measured periods of the visits, in local minutes of their day."""
    review.env.flush_all()
    place = review.location_id
    return review.env.execute_query(
        SQL(
            """
            SELECT visit.day, period.kind,
                   EXTRACT(EPOCH FROM local.start - visit.day) / 60,
                   EXTRACT(EPOCH FROM local.stop - visit.day) / 60,
                   period.desk_id, period.service_id, line.product_id
              FROM municipal_visit visit
              JOIN municipal_visit_period period ON period.visit_id = visit.id
         LEFT JOIN municipal_location location ON location.id = visit.location_id
         LEFT JOIN res_company company ON company.id = visit.company_id
         LEFT JOIN resource_calendar calendar
                ON calendar.id = company.resource_calendar_id
        CROSS JOIN LATERAL (
                SELECT period.start AT TIME ZONE 'UTC' AT TIME ZONE zone.name AS start,
                       period.stop AT TIME ZONE 'UTC' AT TIME ZONE zone.name AS stop
                  FROM (SELECT COALESCE(location.tz, calendar.tz, 'UTC') AS name) zone
            ) local
              JOIN LATERAL (
                SELECT product_id
                  FROM municipal_visit_line line
                 WHERE line.visit_id = visit.id
              ORDER BY line.id
                 LIMIT 1
            ) line ON TRUE
             WHERE visit.day BETWEEN %(since)s AND %(last)s
               AND visit.company_id = %(company)s
               AND visit.service_id IN %(services)s
               AND visit.channel IN %(channels)s
               AND period.minutes IS NOT NULL AND period.kind IN %(kinds)s
               AND (%(place)s IS NULL OR visit.location_id = %(place)s)
            """,
            since=since,
            last=review.date_to,
            company=review.company_id.id,
            services=tuple(review.service_ids.ids),
            channels=IN_LINE,
            kinds=("waiting", *HELPED),
            place=place.id or None,
        )
    )
