"""A town of the engine out of visits: what a simulation of some services starts from.

learnt = measured_town.learn(types, location, first, last)
learnt.known.town, learnt.known.reason
"""

from collections import Counter
from datetime import timedelta
from typing import NamedTuple

from odoo.fields import Domain

from ...engine import forecast_calendar, what_if_learn
from ...engine.open_time import HALF_HOUR
from . import hours_known

#: columns of the figures of which a visit is made
COLUMNS = ("day", "clock", "product_id", "channel", "state", "waiting_minutes")
COLUMNS += ("walking_minutes", "handling_minutes", "arrival", "expected", "finished_at")
#: who stands in no line is not simulated: contacts, and the quick counter
IN_LINE = ("appointment", "urgent", "walk_in")
ENDED = ("finished", "left", "no_show")
#: days of which the hours are those that are usual
USUAL = timedelta(days=27)


class Measured(NamedTuple):
    """What was learnt of some services."""

    #: of ``engine.what_if_learn``
    known: what_if_learn.Learnt
    #: weekday -> visitors of the figures who come on a usual day
    usual: dict


def learn(types, location, first, last):
    """Return what visits tell, of days since the hours changed last.

    :param types: all of the services that are asked about
    :param location: the building, or none for all
    :param first: first local day that may count
    :param last: last one
    """
    breaks = [day for day in hours_known.regimes(types).breaks if day <= last]
    first = max([first, *breaks])
    places = location or types.location_ids
    rows = visits(types.service_id, location, first, last, places)
    dates = types._open_time(first, last).dates
    days = list(forecast_calendar.registered(dates, Counter(r.day for r in rows)))
    products = {
        product.id: (
            product.service_id.id,
            product.duration,
            product.walk_in == "quick_counter",
        )
        for product in types.product_ids
    }
    opening = weekly(hours_known.half_hours(types, max(first, last - USUAL), last))
    known = what_if_learn.learn(rows, days, opening, products)
    return Measured(known, _usual(rows, days))


def weekly(half_hours):
    """Return weekday -> pairs (start, stop), out of day -> open half-hours.

    >>> from datetime import date
    >>> weekly({date(2026, 1, 5): [540, 570], date(2026, 1, 12): [780]})
    {0: ((540, 600), (780, 810))}
    """
    halves = {}
    for day, minutes in half_hours.items():
        halves.setdefault(day.weekday(), set()).update(minutes)
    return {weekday: _pairs(sorted(some)) for weekday, some in sorted(halves.items())}


def _pairs(halves):
    pairs = []
    for half in halves:
        if pairs and pairs[-1][1] == half:
            pairs[-1] = pairs[-1][0], half + HALF_HOUR
        else:
            pairs.append((half, half + HALF_HOUR))
    return tuple(pairs)


def _usual(rows, days):
    """Return weekday -> visitors who came on a usual day."""
    came = Counter(row.day.weekday() for row in rows if not row.no_show)
    number = Counter(day.weekday() for day in days)
    return {weekday: came[weekday] / number[weekday] for weekday in number}


def visits(services, location, first, last, places):
    """Return the visits of the figures as the engine measures a town by them.

    :param location: the building, or none for all
    :param first: first local day
    :param last: last one
    :param places: buildings, of which the minutes between two visitors are learnt
    """
    domain = Domain("first", "=", True) & Domain("channel", "in", IN_LINE)
    domain &= Domain("state", "in", ENDED) & Domain("product_id", "!=", False)
    domain &= Domain("day", ">=", first) & Domain("day", "<=", last)
    domain &= Domain("service_id", "in", services.ids)
    if location:
        domain &= Domain("location_id", "=", location.id)
    report = services.env["municipal.visit.report"]
    query = report._search(domain)
    columns = [report._field_to_sql(query.table, name, query) for name in COLUMNS]
    between = _between(places)
    return [
        _measured(row, between)
        for row in services.env.execute_query(query.select(*columns))
    ]


def _between(places):
    """Return the minutes from the end of a visit to the next call."""
    learnt = [place._handling().between for place in places]
    return sum(learnt) / len(learnt) if learnt else 1.0


def _measured(row, between):
    day, clock, product, channel, state, wait, walking, handling, *moments = row
    arrival, expected, finished = moments
    if state == "left" and wait is None and arrival and finished:
        wait = (finished - arrival).total_seconds() / 60
    promised = channel == "appointment"
    early = None
    if promised and arrival and expected:
        early = (expected - arrival).total_seconds() / 60
    hour, minute = clock.split(":")
    return what_if_learn.Measured(
        day=day,
        minute=60 * int(hour) + int(minute),
        product=product,
        minutes=float(handling + (walking or 0)) + between if handling else None,
        appointment=promised or channel == "urgent",
        wait=None if wait is None else float(wait),
        left=state == "left",
        no_show=state == "no_show",
        early=early,
    )
