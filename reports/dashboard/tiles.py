"""The tiles of the dashboard: what each asks, and how its answer is laid out.

A tile is a table: rows, columns and cells, with the domain of the visits behind each.
The screen draws it, and shows the table to who asks for it. A new tile is a function
here with an entry in :data:`TILES`.
"""

from collections import Counter

from .figures import CAME_DOMAIN, CONTACTS, WAITED
from .weeks import week_name, weeks_between

#: products in a tile; all of them stand in the pivot
MOST_PRODUCTS = 12
VISITOR_CHANNELS = ("appointment", "urgent", "walk_in", "quick_counter")


def cell(values, before=None, count=None, match=()):
    """Return a cell: a value for each view, beside it what it was, and what counts."""
    return {
        "values": values,
        "before": before,
        "count": values[0] if count is None else count,
        "match": list(match),
    }


def labels(figures, name):
    """Return the labels of a selection in the language of the reader."""
    field = figures.report._fields[name]
    return dict(field._description_selection(figures.env))


def visitors_by_week(figures):
    """Return visitors by ISO week and channel, and those of an open day."""
    env = figures.env
    found = Counter()
    for now, day, channel, visitors in figures.visitors:
        if now:
            found[week_name(day), channel] += visitors
    names = labels(figures, "channel")
    shown = [c for c in VISITOR_CHANNELS if any(key[1] == c for key in found)]
    total, total_before = (daily.total() for daily in figures.daily)
    days, days_before = figures.open_days()
    return {
        "kind": "stacked",
        "title": env._("Visitors by week and channel"),
        "help": env._(
            "People who came to the building. Weeks run from Monday to Sunday and are "
            "numbered as the calendar (ISO 8601) does."
        ),
        "domain": CAME_DOMAIN,
        "views": [{"key": "visitors", "label": env._("Visitors"), "digits": 0}],
        "columns": [
            {"key": c, "label": names[c], "match": [("channel", "=", c)]} for c in shown
        ],
        "rows": [
            {
                **week,
                "cells": [cell([found.get((week["key"], c), 0)]) for c in shown],
            }
            for week in weeks_between(figures)
        ],
        "totals": [
            {
                "label": env._("Visitors"),
                **cell([total], total_before),
                "digits": 0,
            },
            {
                "label": env._("Visitors per open day"),
                **cell([_per(total, days)], _per(total_before, days_before), total),
                "digits": 1,
                "hint": env._("%(days)s open days", days=days),
            },
        ],
    }


def heat_map(figures):
    """Return visitors and waits by half-hour and weekday, per open day of each."""
    env = figures.env
    found = {
        (half_hour, weekday): (visitors, waited)
        for _now, half_hour, weekday, visitors, waited in figures.grouped(
            ["half_hour", "weekday"],
            ["visitors:sum", "waiting_minutes:avg"],
            CAME_DOMAIN,
            only_now=True,
        )
        if half_hour
    }
    opened = figures.open_times[0].half_hours
    halves = sorted({key[0] for key in found} | {key[1] for key in opened})
    weekdays = sorted(
        {key[1] for key in found} | {str(weekday) for weekday, _half in opened}
    )
    names, clocks = labels(figures, "weekday"), labels(figures, "half_hour")
    days = {weekday: figures.open_days(int(weekday))[0] for weekday in weekdays}

    def at(half_hour, weekday):
        visitors, waited = found.get((half_hour, weekday), (0, None))
        closed = not visitors and (int(weekday), half_hour) not in opened
        if closed:
            return cell([None, None], count=0)
        return cell([_per(visitors, days[weekday]), waited], count=visitors)

    return {
        "kind": "heat",
        "title": env._("Weekday and half-hour"),
        "help": env._(
            "Divided by the days on which visitors were received on that weekday, so "
            "that weekdays with holidays compare fairly. Empty: closed, and nobody "
            "came."
        ),
        "domain": CAME_DOMAIN,
        "views": [
            {
                "key": "visitors",
                "label": env._("Visitors per open day"),
                "digits": 1,
            },
            {"key": "wait", "label": env._("Mean wait (min)"), "digits": 1},
        ],
        "columns": [
            {
                "key": weekday,
                "label": names[weekday],
                "hint": env._("%(days)s open days", days=days[weekday]),
                "match": [("weekday", "=", weekday)],
            }
            for weekday in weekdays
        ],
        "rows": [
            {
                "key": half,
                "label": clocks[half],
                "match": [("half_hour", "=", half)],
                "cells": [at(half, weekday) for weekday in weekdays],
            }
            for half in halves
        ],
        "totals": [],
    }


def products(figures):
    """Return the products asked most, and how long each takes at a desk."""
    env = figures.env
    found, before = {}, Counter()
    for now, product, visitors, minutes in figures.grouped(
        ["product_id"], ["visitors:sum", "product_minutes:avg"], CAME_DOMAIN
    ):
        if now:
            found[product] = visitors, minutes
        else:
            before[product] = visitors
    most = sorted(found, key=lambda product: (-found[product][0], product or 0))
    most = most[:MOST_PRODUCTS]
    # names of products that are archived, too
    named = env["municipal.product"].browse(filter(None, most))
    names = {product.id: product.display_name for product in named}
    return {
        "kind": "bars",
        "title": env._("Products"),
        "help": env._(
            "Visitors who came for it; who came for two products stands with both. "
            "Minutes are of visits for that product only."
        ),
        "domain": CAME_DOMAIN,
        "views": [
            {"key": "visitors", "label": env._("Visitors"), "digits": 0},
            {"key": "minutes", "label": env._("Minutes at the desk"), "digits": 1},
        ],
        "columns": [{"key": "product", "label": env._("Visitors"), "match": []}],
        "rows": [
            {
                "key": product,
                "label": names.get(product, env._("No product")),
                "match": [("product_id", "=", product or False)],
                "cells": [cell(list(found[product]), before[product])],
            }
            for product in most
        ],
        "totals": [],
    }


def waits_by_week(figures):
    """Return the median and the ninetieth percentile of waits, week by week."""
    env, found = figures.env, figures.waits_by_week
    now, before = found[True, None], found[False, None]

    def cells(waits):
        return [
            cell([waits.median], count=waits.known),
            cell([waits.p90], count=waits.known),
        ]

    names = (env._("Half waited at most"), env._("Nine in ten waited at most"))
    return {
        "kind": "lines",
        "title": env._("Waits by week"),
        "help": env._(
            "In minutes, of visitors whose times are known: the median, and the time "
            "within which nine in ten were helped. The dashed line is the "
            "target of the service."
        ),
        "domain": WAITED,
        "target": figures.target,
        "views": [{"key": "minutes", "label": env._("Minutes"), "digits": 1}],
        "columns": [
            {"key": key, "label": name, "match": []}
            for key, name in zip(("median", "p90"), names, strict=True)
        ],
        "rows": [
            {**week, "cells": cells(found[True, week["key"]])}
            for week in weeks_between(figures)
        ],
        "totals": [
            {
                "label": name,
                **cell([value], was, now.known),
                "digits": 1,
                "unit": "min",
            }
            for name, value, was in zip(
                names,
                (now.median, now.p90),
                (before.median, before.p90),
                strict=True,
            )
        ],
    }


def in_time_by_week(figures):
    """Return which share of the visitors were helped within the target."""
    env, found = figures.env, figures.waits_by_week
    in_time = [("within_target", "=", 100)]

    def share(waits, before=None):
        return cell([waits.share], before, waits.in_time)

    now, before = found[True, None], found[False, None]
    label = env._("Helped within the target")
    if figures.target:
        label = env._("Helped within %(minutes)s minutes", minutes=figures.target)
    return {
        "kind": "stacked",
        "title": label,
        "help": env._("Of the visitors whose wait is known, as a share of them."),
        "domain": WAITED + in_time,
        "views": [{"key": "share", "label": env._("Share"), "percent": True}],
        "columns": [{"key": "share", "label": label, "match": []}],
        "rows": [
            {**week, "cells": [share(found[True, week["key"]])]}
            for week in weeks_between(figures)
        ],
        "totals": [{"label": label, **share(now, before.share), "percent": True}],
    }


def no_show_by_week(figures):
    """Return which share of the appointments nobody came for, week by week."""
    rows = weeks_between(figures)
    title = figures.env._("No-shows by week")
    return _no_shows(figures, rows, title, "stacked", lambda day, lead: week_name(day))


def no_show_by_lead(figures):
    """Return the same by how long before an appointment was made."""
    names = labels(figures, "lead")
    rows = [
        {"key": key, "label": name, "match": [("lead", "=", key)]}
        for key, name in names.items()
    ]
    title = figures.env._("No-shows by how long before it was booked")
    return _no_shows(figures, rows, title, "bars", lambda day, lead: lead)


def _no_shows(figures, rows, title, kind, key_of):
    env = figures.env
    made = {True: Counter(), False: Counter()}
    missed = {True: Counter(), False: Counter()}
    for now, day, lead, state, visits in figures.promised:
        key = key_of(day, lead)
        made[now][key] += visits
        if state == "no_show":
            missed[now][key] += visits
    shares = [
        _per(missed[now].total(), made[now].total(), digits=None)
        for now in (True, False)
    ]
    share = {"label": env._("No-shows"), "percent": True}
    return {
        "kind": kind,
        "title": title,
        "help": env._(
            "Of the appointments that were not cancelled, the share for which nobody "
            "came."
        ),
        "domain": [("channel", "=", "appointment"), ("state", "=", "no_show")],
        "views": [{"key": "share", "label": env._("Share"), "percent": True}],
        "columns": [{"key": "share", "label": env._("No-shows"), "match": []}],
        "rows": [
            {
                **row,
                "cells": [_missed(missed, made, row["key"])],
            }
            for row in rows
        ],
        "totals": [
            {**share, **cell([shares[0]], shares[1], missed[True].total())},
        ]
        if kind == "stacked"
        else [],
    }


def _missed(missed, made, key):
    now, before = (_per(missed[n][key], made[n][key], None) for n in (True, False))
    return cell([now], before, missed[True][key])


def contacts(figures):
    """Return all contacts by channel: also who phoned, wrote or clicked."""
    env = figures.env
    now, before = figures.counted("channel", "contacts:sum", CONTACTS)
    names = labels(figures, "channel")
    return {
        "kind": "bars",
        "title": env._("Contacts by channel"),
        "help": env._("Visitors, and contacts by phone, by mail and digital."),
        "domain": CONTACTS,
        "views": [{"key": "contacts", "label": env._("Contacts"), "digits": 0}],
        "columns": [{"key": "contacts", "label": env._("Contacts"), "match": []}],
        "rows": [
            {
                "key": channel,
                "label": name,
                "match": [("channel", "=", channel)],
                "cells": [cell([now[channel]], before[channel])],
            }
            for channel, name in names.items()
            if now[channel] or before[channel]
        ],
        "totals": [
            {
                "label": env._("Contacts"),
                **cell([now.total()], before.total()),
                "digits": 0,
            }
        ],
    }


def _per(amount, by, digits=4):
    """Return a quotient, or nothing of nothing: it is not 0."""
    if not by:
        return None
    return amount / by if digits is None else round(amount / by, digits)


#: name -> question, in the order of the screen
TILES = {
    "visitors": visitors_by_week,
    "heat": heat_map,
    "waits": waits_by_week,
    "in_time": in_time_by_week,
    "products": products,
    "contacts": contacts,
    "no_show_week": no_show_by_week,
    "no_show_lead": no_show_by_lead,
}
