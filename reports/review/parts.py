"""What a review counts of a period: a function for each part of the evidence.

All of it is asked of the models that define these figures. A part is plain JSON, with
codes instead of words: it is kept for years and read in any language. Another part is
one more function in :data:`PARTS` and one more section of the page, which is not there
in reviews that are older than it.
"""

from collections import Counter

from odoo.fields import Domain

from ..dashboard.figures import CAME_DOMAIN, PROMISED, WAITED

#: products, and reasons, that are named
MOST = 8


def visitors(figures, _review):
    """Return visitors by weekday, per day on which visitors were received."""
    counted, _before = figures.counted("weekday", "visitors:sum", CAME_DOMAIN)
    days = {str(day): figures.open_days(day)[0] for day in range(1, 8)}
    channels, _before = figures.counted("channel", "visitors:sum", CAME_DOMAIN)
    return {
        "total": counted.total(),
        "days": figures.open_days()[0],
        "weekdays": [[day, days[day], counted[day]] for day in days],
        "channels": sorted(channels.items()),
    }


def half_hours(figures, _review):
    """Return visitors of a half-hour that was open: (weekday, half-hour) in rows."""
    hours = figures.open_times[0].half_hours
    rows = figures.grouped(
        ["weekday", "half_hour"], ["visitors:sum"], CAME_DOMAIN, only_now=True
    )
    came = {(day, half): count for _now, day, half, count in rows if half}
    found = {}
    for weekday, half in {*came, *((str(day), half) for day, half in hours)}:
        times = hours.get((int(weekday), half), 0)
        count = came.get((weekday, half), 0)
        # who comes outside the hours is counted on as many days as the weekday had
        times = times or figures.open_days(int(weekday))[0]
        found.setdefault(half, {})[weekday] = count / times if times else count
    return dict(sorted(found.items()))


def waits(figures, _review):
    known = figures.waits_by_week[True, None]
    [(_now, mean)] = figures.grouped([], ["waiting_minutes:avg"], WAITED, True)
    return {
        "known": known.known,
        "mean": mean,
        "median": known.median,
        "p90": known.p90,
        "within": known.share,
        "target": figures.target,
    }


def no_shows(figures, _review):
    states = Counter()
    for _now, state, count in figures.grouped(
        ["state"], ["visits:sum"], PROMISED, only_now=True
    ):
        states[state] += count
    return {"promised": states.total(), "missed": states["no_show"]}


def satisfaction(figures, _review):
    """Return what visitors answered: all together, and by the weekday they came.

    Of fewer answers than the town tells of only their number is kept.
    """
    found = figures.answers("weekday", next(figures.domains([]))[1])
    together = found.pop(None)
    return {
        **_answered(together),
        "asked": together.asked,
        "least": figures.env["res.company"]._evaluation_least(figures.env.companies),
        "weekdays": [
            [day, _answered(some)]
            for day, some in sorted(found.items())
            if some.answers
        ],
    }


def _answered(some):
    """Return what is told of some answers, as it is kept."""
    names = ("answers", "share", "low", "high")
    return {name: getattr(some, name) for name in names}


def access_time(figures, review):
    """Return the mean days until the third free slot, and of the slowest products."""
    times = figures.env["municipal.access.time"]
    rows = times._read_group(
        _asked(review), ["product_id"], ["third_days:avg", "nothing_free:sum"]
    )
    [(mean, none, counted)] = times._read_group(
        _asked(review), [], ["third_days:avg", "nothing_free:sum", "__count"]
    )
    slow = [(p.display_name, days, no) for p, days, no in rows if days or no]
    slow.sort(key=lambda row: (-(row[1] or 0), row[0]))
    mean = mean if counted > none else None
    return {"counted": counted, "mean": mean, "none": none, "slow": slow[:MOST]}


def capacity(figures, review):
    """Return desk hours, and which part of them was booked and used."""
    days = Domain("day", ">=", review.date_from) & Domain("day", "<=", review.date_to)
    measures = ("offered", "booked", "used", "overtime")
    [row] = figures.env["municipal.capacity"]._read_group(
        days & Domain("desk_id", "in", review._desks().ids),
        [],
        [
            *(f"{name}:sum" for name in measures),
            "booked_percent:avg",
            "used_percent:avg",
        ],
    )
    names = (*measures, "booked_percent", "used_percent")
    return {
        name: None if value is False else value
        for name, value in zip(names, row, strict=True)
    }


def unmet(figures, review):
    """Return what was asked in vain: kind, reason, how often."""
    return _demand(figures, review, Domain("kind", "!=", "outside"))


def outside(figures, review):
    """Return the contacts outside the opening hours, by how they came."""
    return _demand(figures, review, Domain("kind", "=", "outside"))


def digital(figures, _review):
    """Return the visitors who came for what the digital counter has as well."""
    came, _before = figures.counted("product_id", "visitors:sum", CAME_DOMAIN)
    products = figures.env["municipal.product"].browse(filter(None, came))
    could = [
        [product.display_name, came[product.id]]
        for product in products.filtered("digital_url")
    ]
    could.sort(key=lambda row: (-row[1], row[0]))
    return {"visitors": sum(row[1] for row in could), "products": could[:MOST]}


def notes(figures, _review):
    """Return what must be said with these figures."""
    period = figures.period
    return [
        note._sentence()
        for note in figures.notes
        if note.date <= period.last and period.first <= (note.date_to or note.date)
    ]


#: name of a part -> what counts it
PARTS = {
    "visitors": visitors,
    "half_hours": half_hours,
    "waits": waits,
    "no_shows": no_shows,
    "satisfaction": satisfaction,
    "access_time": access_time,
    "capacity": capacity,
    "unmet": unmet,
    "outside": outside,
    "digital": digital,
    "notes": notes,
}


def _asked(review):
    """Return the domain of what is counted by day, service and building."""
    domain = Domain("day", ">=", review.date_from) & Domain("day", "<=", review.date_to)
    domain &= Domain("service_id", "in", review.service_ids.ids)
    if review.location_id:
        domain &= Domain("location_id", "in", [review.location_id.id, False])
    return domain


def _demand(figures, review, kinds):
    rows = figures.env["municipal.demand"]._read_group(
        _asked(review) & kinds,
        ["kind", "reason"],
        ["times:sum"],
        order="times:sum desc",
    )
    return [[kind, reason, times] for kind, reason, times in rows]
