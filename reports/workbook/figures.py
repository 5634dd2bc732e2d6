"""All figures of the workbook, grouped by the database."""

from collections import Counter
from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL

MEASURES = (
    "visit_id:count_distinct",
    "persons:sum",
    "quantity:sum",
    "delivered:sum",
    "waiting_minutes:avg",
    "product_minutes:avg",
    "product_minutes:count",
)
#: what visitors are grouped by, under the name that the sheets use
GROUPS = {
    "total": (),
    "channel": ("channel",),
    "product": ("product_id",),
    "day": ("day:day",),
    "day_channel": ("day:day", "channel"),
    "hour": ("hour",),
    "slot": ("weekday", "half_hour"),
    "month": ("day:month",),
    "month_channel": ("day:month", "channel"),
    "half_year": ("half_year",),
    "half_year_channel": ("half_year", "channel"),
    "half_year_service": ("half_year", "service_id"),
}
#: the same for every visit that was registered, also when nobody came
STATE_GROUPS = {
    "total": (),
    "state": ("state",),
    "day": ("day:day", "state"),
    "month": ("day:month", "state"),
    "half_year": ("half_year", "state"),
    "channel": ("channel", "state"),
}


class Group(NamedTuple):
    """The figures of one group of visits; averages are ``None`` without visits."""

    visits: int = 0
    persons: int = 0
    asked: int = 0
    delivered: int = 0
    waited: float | None = None
    alone: float | None = None
    measured: int = 0


NOTHING = Group()


class Groups(dict):
    """Figures by key; asking for a group without visits does not add it."""

    def __missing__(self, key):
        return NOTHING


class Figures:
    """The figures of a period, as far as the user may see them.

    ``came[group][key]`` holds a :class:`Group`, ``registered[group][key]`` a number
    of visits. A key is the value of the group, a tuple for more than one, and the
    empty tuple for the total. Records are keys by their id.
    """

    def __init__(self, env, domain):
        self.report = env["municipal.visit.report"]
        self.domain = Domain(domain)
        self.came_domain = self.domain & Domain("came", "=", True)
        self.came = self._read_came()
        self.registered = self._read_registered()
        self.waiting = self._spread("waiting_minutes")
        self.handling = self._spread("handling_minutes")

    def _read_came(self):
        rows = self.report._read_grouping_sets(
            self.came_domain, list(GROUPS.values()), MEASURES, order="hour"
        )
        return {
            name: Groups(
                (_key(row[: len(group)]), Group(*_zeros(row[len(group) :])))
                for row in group_rows
            )
            for (name, group), group_rows in zip(GROUPS.items(), rows, strict=True)
        }

    def _read_registered(self):
        rows = self.report._read_grouping_sets(
            self.domain,
            list(STATE_GROUPS.values()),
            ["visit_id:count_distinct"],
            order="state",
        )
        return {
            name: Counter({_key(row[:-1]): row[-1] for row in group_rows})
            for name, group_rows in zip(STATE_GROUPS, rows, strict=True)
        }

    def _spread(self, name):
        """Return how many visits were measured, their mean, median and 90th percentile.

        Nothing in the ORM computes percentiles; the query is that of a search, so
        that the user's rights hold.
        """
        query = self.report._search(self.domain)
        field = self.report._field_to_sql(self.report._table, name, query)
        [row] = self.report.env.execute_query(
            query.select(
                SQL("count(%s)", field),
                SQL("avg(%s)", field),
                SQL("percentile_cont(0.5) WITHIN GROUP (ORDER BY %s)", field),
                SQL("percentile_cont(0.9) WITHIN GROUP (ORDER BY %s)", field),
            )
        )
        return [None if value is None else float(value) for value in row]

    @property
    def visits(self):
        """The number of visitors: visits that came."""
        return self.came["total"][()].visits


def _key(values):
    keys = tuple(getattr(value, "id", value) for value in values)
    return keys[0] if len(keys) == 1 else keys


def _zeros(values):
    """Replace missing sums by nought, and leave missing averages."""
    visits, persons, asked, delivered, waited, alone, measured = values
    return (
        visits,
        persons or 0,
        asked or 0,
        delivered or 0,
        waited,
        alone,
        measured,
    )
