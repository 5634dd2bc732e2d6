"""Boards for properties, with the slow, obvious way to answer the same questions."""

from odoo.addons.municipal_appointment.engine import availability, intervals

from .properties import st

LAST = 120
#: before the day, the day itself, and after it: rows need not lie inside
anywhere = st.integers(-40, LAST + 40)
pair = st.tuples(anywhere, anywhere)
pairs = st.lists(pair, max_size=6)
#: minutes of the engine before and after its own origin
offsets = st.sampled_from([0, -1, -37, 13_000_000, -13_000_000])
resources = st.integers(0, 4)


def minutes(found):
    """Return every minute of every interval."""
    return {minute for start, stop in found for minute in range(start, stop)}


def moved(some, offset):
    return [(start + offset, stop + offset) for start, stop in some]


class Town:
    """The same desks twice: as a calendar, and as sets that are counted by minute."""

    def __init__(self, offset, opening, cuts, desks, rows):
        opening = intervals.cut(intervals.merge(opening), cuts)
        self.opening = moved(opening, offset)
        self.open = minutes(self.opening)
        self.hours = {d: moved(hours, offset) for d, (hours, _uses) in desks.items()}
        self.uses = {desk: uses for desk, (_hours, uses) in desks.items() if uses}
        self.rows = [(r, start + offset, stop + offset) for r, start, stop in rows]
        self.staffed = {
            d: minutes(hours) & self.open for d, hours in self.hours.items()
        }
        self.taken = {desk: self.taken_by(desk, self.rows) for desk in desks}
        self.desk_calendar = availability.DeskCalendar(
            self.opening, self.hours, self.uses
        )
        self.desk_calendar.take(self.rows[::2])
        self.desk_calendar.take(self.rows[1::2])

    def taken_by(self, desk, rows):
        used = self.uses.get(desk, (desk,))
        return minutes((start, stop) for r, start, stop in rows if r in used)

    def fits(self, desk, start, stop, buffer):
        visit, kept = set(range(start, stop)), set(range(start, stop + buffer))
        return visit <= self.staffed[desk] and not kept & self.taken[desk]

    def starts(self, duration, grid, buffer, within):
        """Return start -> desks, trying every moment with every desk."""
        moments = (m for pair in self.opening for m in range(*pair, grid))
        found = {
            start: [
                desk
                for desk in self.staffed
                if within.issuperset(range(start, start + duration))
                and self.fits(desk, start, start + duration, buffer)
            ]
            for start in moments
        }
        return {start: desks for start, desks in sorted(found.items()) if desks}


desks = st.dictionaries(
    resources,
    # desks that are staffed all day are what makes visits fit
    st.tuples(
        st.one_of(pairs, st.just([(-9, LAST + 9)])),
        st.sets(resources, max_size=3).map(tuple),
    ),
    max_size=4,
)
rows = st.lists(st.tuples(resources, anywhere, anywhere), max_size=8)
towns = st.builds(
    Town,
    offset=offsets,
    opening=st.one_of(pairs, st.just([(0, LAST)])),
    cuts=st.lists(st.integers(0, LAST), max_size=3),
    desks=desks,
    rows=rows,
)
