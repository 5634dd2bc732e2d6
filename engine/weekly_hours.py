"""A week of opening hours that somebody draws: lines with an access, and desks.

>>> week = {"lines": [[0, 540, 720, "appointment"], [0, 720, 750, "appointment"]],
...         "desks": {"0": {"540": 1}}}
>>> problems(week), merged(week["lines"])
(set(), [[0, 540, 750, 'appointment']])
>>> hours(week["lines"]), hours(week["lines"], WALK_IN)
({0: ((540, 750),)}, {})
>>> staffed(week, 2)[0]
[((540, 750),), ((570, 750),)]
>>> open_minutes(week["lines"]), desk_minutes(week, 2)
(210, 390)

Weekdays are those of Python, times are minutes of the day, a half-hour is named by its
first minute. It is plain JSON: a screen draws it, a record keeps it.
"""

from itertools import pairwise

from . import intervals

ACCESSES = ("appointment", "walk_in", "both")
WALK_IN, APPOINTMENT = ("walk_in", "both"), ("appointment", "both")
DAY, HALF, WEEK = 1440, 30, 7
#: more desks than a town hall has
MOST_DESKS = 99


def problems(week):
    """Return what is wrong with a week, by name; nothing when it can be kept.

    ``unreadable``, ``overlap`` (two lines hold at a time) or ``desks``.
    """
    if not isinstance(week, dict) or not _readable(week.get("lines")):
        return {"unreadable"}
    found = set()
    for one, other in pairwise(sorted(week["lines"])):
        if one[0] == other[0] and other[1] < one[2]:
            found.add("overlap")
    if not _countable(week.get("desks", {})):
        found.add("desks")
    return found


def _readable(lines):
    return isinstance(lines, list) and all(
        isinstance(line, list)
        and len(line) == len(("weekday", "start", "stop", "access"))
        and all(type(number) is int for number in line[:3])
        and 0 <= line[0] < WEEK
        and 0 <= line[1] < line[2] <= DAY
        and line[3] in ACCESSES
        for line in lines
    )


def _countable(desks):
    return isinstance(desks, dict) and all(
        weekday in map(str, range(WEEK))
        and isinstance(halves, dict)
        and all(
            half in map(str, range(0, DAY, HALF))
            and type(number) is int
            and 0 <= number <= MOST_DESKS
            for half, number in halves.items()
        )
        for weekday, halves in desks.items()
    )


def merged(lines):
    """Return lines in order, of which those of one access that touch are one."""
    found = []
    for weekday, start, stop, access in sorted(lines):
        last = found[-1] if found else None
        if last and (last[0], last[2], last[3]) == (weekday, start, access):
            last[2] = stop
        else:
            found.append([weekday, start, stop, access])
    return found


def together(weeks):
    """Return the lines of several agendas as one; where they differ, both holds.

    >>> together([[[0, 540, 600, "walk_in"]], [[0, 570, 630, "appointment"]]])
    [[0, 540, 570, 'walk_in'], [0, 570, 600, 'both'], [0, 600, 630, 'appointment']]
    """
    lines = [line for week in weeks for line in week]
    found = []
    for weekday in range(WEEK):
        mine = [line for line in lines if line[0] == weekday]
        edges = sorted({edge for line in mine for edge in line[1:3]})
        for start, stop in pairwise(edges):
            held = {line[3] for line in mine if line[1] <= start and stop <= line[2]}
            if held:
                access = held.pop() if len(held) == 1 else "both"
                found.append([weekday, start, stop, access])
    return merged(found)


def hours(lines, accesses=ACCESSES):
    """Return weekday -> pairs (start, stop) in which one of some accesses holds."""
    found = {}
    for weekday, start, stop, access in lines:
        if access in accesses:
            found.setdefault(weekday, []).append((start, stop))
    return {day: tuple(intervals.merge(some)) for day, some in sorted(found.items())}


def staffed(week, desks, places=0, order=None):
    """Return weekday -> for each desk the pairs (start, stop) in which it works.

    Which desks work when there are fewer than could be: the first ones, or others.

    >>> staffed({"lines": [[0, 540, 600, "both"]], "desks": {"0": {"540": 1}}}, 2, 2,
    ...         lambda weekday, half: [1, 0])
    {0: [((570, 600),), ((540, 600),)]}

    :param int desks: of a half-hour of which the week says nothing
    :param int places: desks that there are at least
    :param order: (weekday, half-hour) -> places of desks, those first that work
    """
    most = max([desks, places, *_numbers(week)])
    found, some = {}, order or (lambda weekday, half: range(most))
    for weekday, spans in hours(week["lines"]).items():
        cells = [
            (start, stop, [*some(weekday, start // HALF * HALF)][:number])
            for span in spans
            for start, stop in _halves(*span)
            for number in [_number(week, weekday, start, desks)]
        ]
        found[weekday] = [
            tuple(intervals.merge([cell[:2] for cell in cells if desk in cell[2]]))
            for desk in range(most)
        ]
    return found


def _halves(start, stop):
    """Yield the parts of a span by half-hours of the clock."""
    while start < stop:
        end = min(stop, start // HALF * HALF + HALF)
        yield start, end
        start = end


def _number(week, weekday, start, desks):
    mine = week.get("desks", {}).get(str(weekday), {})
    return mine.get(str(start // HALF * HALF), desks)


def most_desks(week):
    """Return the most desks that a week has drawn."""
    return max(_numbers(week), default=0)


def _numbers(week):
    return [n for mine in week.get("desks", {}).values() for n in mine.values()]


def open_minutes(lines):
    """Return the minutes of a week in which doors are open."""
    return sum(b - a for spans in hours(lines).values() for a, b in spans)


def desk_minutes(week, desks):
    """Return the minutes of all desks in a week."""
    return sum(
        stop - start
        for mine in staffed(week, desks).values()
        for spans in mine
        for start, stop in spans
    )
