"""How a service receives visitors on a day, in words: what hangs on the door."""

from datetime import timedelta

from ...engine import access, intervals
from ...engine.ticks import begin_of_day, from_minutes, local
from ...models.common.wording import time_in_words


def regimes(service, types, day):
    """Return how the types of a service receive visitors on a day, one text each.

    Types that do the same are said once; without types there is nothing to say.
    """
    found = {}
    for type_ in types:
        found.setdefault(_regime(type_, day), []).append(type_.name)
    if len(found) == 1:
        return [f"{service.name}: {text}" for text in found]
    return [
        f"{service.name}, {', '.join(names)}: {text}" for text, names in found.items()
    ]


def _regime(type_, day):
    """Return how a type receives visitors on a day: each access with its hours."""
    zone, env = type_._tz(), type_.env
    begin, end = (begin_of_day(date, zone) for date in (day, day + timedelta(days=1)))
    known = type_._hours_and_closings(begin, end)
    lines = env["resource.calendar.attendance"]._fields["access"]
    parts = []
    for kind, label in lines._description_selection(env):
        spans = type_._line_intervals(
            begin, end, lambda line, kind=kind: line == kind, hours=known
        )
        if spans:
            hours = [_hours(env, span, zone) for span in intervals.merge(spans)]
            parts.append(f"{label}: {', '.join(hours)}")
            parts += _excepted(type_, kind)
    return ". ".join(parts) + "." if parts else env._("Closed.")


def _hours(env, span, zone):
    start, stop = (local(from_minutes(minute), zone) for minute in span)
    return f"{time_in_words(env, start)} – {time_in_words(env, stop)}"


def _excepted(type_, kind):
    """Return which products keep their appointments at the free walk-in."""
    if kind != access.WALK_IN:
        return []
    products = type_.product_ids.filtered(
        lambda product: product.active
        and not access.allows_walk_in(kind, product.walk_in)
    )
    if not products:
        return []
    names = ", ".join(product._public_name() for product in products)
    return [type_.env._("Then too by appointment only: %(products)s", products=names)]
