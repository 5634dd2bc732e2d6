"""What was offered, booked and used, grouped by the database."""

from collections import Counter, defaultdict
from typing import NamedTuple

from odoo.fields import Domain

#: what minutes are grouped by, under the name that the sheets use
GROUPS = {
    "total": (),
    "slot": ("weekday", "half_hour"),
    "desk": ("desk_id",),
    "day": ("day:day",),
    "desk_weekday": ("desk_id", "weekday"),
}


class Minutes(NamedTuple):
    """The minutes of one group; what nobody measured is ``None``."""

    offered: int = 0
    booked: int = 0
    used: float | None = None
    overtime: float | None = None
    #: of what was offered: the minutes of which it is known how they were used
    measured: int = 0
    #: days with something offered, and those of them that were measured
    days: int = 0
    measured_days: int = 0

    @property
    def booked_share(self):
        return self.booked / self.offered if self.offered else None

    @property
    def used_share(self):
        known = self.used is not None and self.measured
        return self.used / self.measured if known else None

    @property
    def used_per_hour(self):
        return None if self.used_share is None else 60 * self.used_share

    @property
    def used_per_day(self):
        known = self.used is not None and self.measured_days
        return self.used / self.measured_days if known else None

    @property
    def numbers(self):
        """Return what can be added up, in the order of the columns."""
        return self.offered, self.booked, self.used, self.overtime


NOTHING = Minutes()


def together(groups):
    """Return the minutes of days as one; what no day measured stays unknown."""
    columns = list(zip(*groups, strict=True))
    return Minutes(*(_added(column) for column in columns)) if columns else NOTHING


def _added(column):
    known = [value for value in column if value is not None]
    return sum(known) if known else None


class CapacityFigures:
    """``groups[name][key]`` holds :class:`Minutes`; records are keys themselves."""

    def __init__(self, env, domain):
        self.model = env["municipal.capacity"]
        offered = domain & Domain("offered", ">", 0)
        known = offered & Domain("used", "!=", False)
        sums = [f"{name}:sum" for name in ("offered", "booked", "used", "overtime")]
        minutes = self._read(domain, sums)
        days = self._read(offered, ["day:count_distinct"])
        measured = self._read(known, ["offered:sum", "day:count_distinct"])
        self.groups = {
            name: {
                key: _minutes(
                    values, measured[name].get(key, (0, 0)), days[name].get(key, (0,))
                )
                for key, values in minutes[name].items()
            }
            for name in GROUPS
        }

    def _read(self, domain, measures):
        found = self.model._read_grouping_sets(domain, list(GROUPS.values()), measures)
        return {
            name: {row[: len(group)]: row[len(group) :] for row in rows}
            for (name, group), rows in zip(GROUPS.items(), found, strict=True)
        }

    @property
    def total(self):
        return self.groups["total"].get((), NOTHING)

    def by(self, name):
        """Return the groups of one name, by their only key."""
        return {key: group for (key,), group in self.groups[name].items()}

    def overtime_by_weekday(self):
        """Return the minutes of each desk with overtime, by weekday."""
        found = defaultdict(Counter)
        for (desk, weekday), group in self.groups["desk_weekday"].items():
            if group.overtime:
                found[desk][weekday] += group.overtime
        return found


def _minutes(values, measured, days):
    offered, booked, *known = values
    used, overtime = (None if value is False else value for value in known)
    return Minutes(
        offered or 0,
        booked or 0,
        used,
        overtime,
        measured[0] or 0,
        days[0],
        measured[1],
    )
