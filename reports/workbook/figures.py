"""All figures of the workbook, grouped by the database."""

from collections import Counter
from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL

MEASURES = (
    "visitors:sum",
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
    "hour": ("hour",),
    "slot": ("weekday", "half_hour"),
    "month": ("day:month",),
    "half_year": ("half_year",),
    "half_year_service": ("half_year", "service_id"),
}
#: the same for contacts through every channel, of which only the number is known
CONTACT_GROUPS = {
    "total": (),
    "channel": ("channel",),
    "product": ("product_id",),
    "day": ("day:day",),
    "day_channel": ("day:day", "channel"),
    "month": ("day:month",),
    "month_channel": ("day:month", "channel"),
    "half_year": ("half_year",),
    "half_year_channel": ("half_year", "channel"),
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
    """The figures of one group of visitors; what was not measured is ``None``."""

    visitors: int = 0
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

    ``came[group][key]`` holds a :class:`Group` of visitors, ``contacts[group][key]`` a
    number of contacts, ``registered[group][key]`` one of visits, whatever became of
    them. A key is the value of the group, a tuple for more than one, and the empty
    tuple for the total. Records are keys by their id.
    """

    def __init__(self, env, domain):
        self.report = env["municipal.visit.report"]
        self.domain = Domain(domain)
        self.came = self._read_came()
        self.contacts = self._read_numbers(CONTACT_GROUPS, "contacts")
        self.registered = self._read_numbers(STATE_GROUPS, "visits")
        self.waiting = self._spread("waiting_minutes")
        self.handling = self._spread("handling_minutes")

    def _read_came(self):
        domain = self.domain & Domain("came", "=", True)
        rows = self.report._read_grouping_sets(
            domain, list(GROUPS.values()), MEASURES, order="hour"
        )
        return {
            name: Groups(
                (_key(row[: len(group)]), _group(row[len(group) :]))
                for row in group_rows
            )
            for (name, group), group_rows in zip(GROUPS.items(), rows, strict=True)
        }

    def _read_numbers(self, groups, measure):
        domain = self.domain & Domain(measure, ">", 0)
        rows = self.report._read_grouping_sets(
            domain, list(groups.values()), [f"{measure}:sum"]
        )
        return {
            name: Counter({_key(row[:-1]): row[-1] for row in group_rows})
            for name, group_rows in zip(groups, rows, strict=True)
        }

    def _spread(self, name):
        """Return how many visits were measured, their mean, median and 90th percentile.

        Nothing in the ORM computes percentiles; the query is that of a search, so
        that the user's rights hold. A period with its services and buildings leaves
        visits whole: the first row of each says it all.
        """
        report = self.report._of_first_rows(self.domain, [name])
        query = report._search(self.domain)
        value = report._field_to_sql(report._table, name, query)
        [row] = report.env.execute_query(
            SQL(
                """
                SELECT count(value),
                       avg(value),
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY value),
                       percentile_cont(0.9) WITHIN GROUP (ORDER BY value)
                  FROM (%s) AS measured (value)
                """,
                query.select(value),
            )
        )
        return [None if value is None else float(value) for value in row]

    @property
    def visitors(self):
        """The number of visitors: visits of people who came to the building."""
        return self.came["total"][()].visitors


def _key(values):
    keys = tuple(getattr(value, "id", value) for value in values)
    return keys[0] if len(keys) == 1 else keys


def _group(values):
    """Replace missing sums by zero; a mean of nothing is no zero."""
    visitors, persons, asked, delivered, waited, alone, measured = values
    return Group(
        visitors,
        persons or 0,
        asked or 0,
        delivered or 0,
        None if waited is False else waited,
        None if alone is False else alone,
        measured,
    )
