"""What a dashboard and a page for the college count: each question one GROUP BY.

Every question is asked for a period and the one beside it at once. Measures are those
of the figures (``municipal.visit.report``), so that a tile, a pivot and a list agree.
"""

from collections import Counter, defaultdict
from functools import cached_property
from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL

from ..visit_rows import CAME

CAME_DOMAIN = [("came", "=", True)]
#: appointments that were kept, and that were not
PROMISED = [("channel", "=", "appointment"), ("state", "in", [*CAME, "no_show"])]
WAITED = [("came", "=", True), ("waiting_minutes", "!=", False)]
CONTACTS = [("contacts", ">", 0)]


class Waits(NamedTuple):
    """Waits of some visitors: their number, and the minutes of the middle one."""

    measured: int = 0
    median: float | None = None
    p90: float | None = None
    in_time: int = 0

    @property
    def share(self):
        return self.in_time / self.measured if self.measured else None


class Figures:
    """The figures of two periods, for a service and a location or for all."""

    def __init__(self, env, period, before, service=None, location=None):
        self.env = env
        self.period, self.before = period, before
        self.service = service or env["municipal.service"]
        self.location = location or env["municipal.location"]
        self.report = env["municipal.visit.report"]

    @property
    def scope(self):
        """Return the domain of the service and the location, without days."""
        domain = []
        if self.service:
            domain.append(("service_id", "=", self.service.id))
        if self.location:
            domain.append(("location_id", "=", self.location.id))
        return domain

    def _query(self, domain):
        days = Domain.OR([self.period.domain(), self.before.domain()])
        return self.report._search(days & Domain(self.scope) & Domain(domain))

    def _columns(self, names, query):
        """Return whether a row is of the period itself, and other columns."""
        table = query.table
        day = self.report._field_to_sql(table, "day", query)
        first, last = self.period
        return [
            SQL("%s BETWEEN %s AND %s", day, first, last),
            *(self.report._field_to_sql(table, name, query) for name in names),
        ]

    def grouped(self, names, measures, domain):
        """Return rows (of the period itself?, *groups, *measures) of one query."""
        query = self._query(domain)
        groups = self._columns(names, query)
        counted = [self.report._read_group_select(one, query) for one in measures]
        query.groupby = SQL(", ").join(groups)
        return self.env.execute_query(query.select(*groups, *counted))

    def counted(self, name, measure, domain):
        """Return Counters of a measure by one field: of the period and before."""
        found = {True: Counter(), False: Counter()}
        for now, key, amount in self.grouped([name], [measure], domain):
            found[now][key] += amount or 0
        return found[True], found[False]

    # Days ------------------------------------------------------------------------

    @cached_property
    def daily(self):
        """Return the visitors of each day on which somebody came: now and before."""
        return self.counted("day", "visitors:sum", CAME_DOMAIN)

    @cached_property
    def _types(self):
        domain = Domain("company_id", "in", self.env.companies.ids)
        domain &= Domain("service_id", "in" if self.service else "!=", self.service.ids)
        if self.location:
            domain &= Domain("location_ids", "in", [*self.location.ids, False])
        return self.env["resource.booking.type"].search(domain)

    @cached_property
    def open_times(self):
        """Return what the hours say of both periods."""
        periods = (self.period, self.before)
        return [self._types._open_time(*period) for period in periods]

    def open_days(self, weekday=None):
        """Return on how many days visitors were received: now and before.

        A day on which visitors came was open, whatever the hours say: they may not
        go so far back.
        """
        return [
            hours.days(weekday, daily)
            for hours, daily in zip(self.open_times, self.daily, strict=True)
        ]

    def open_dates(self):
        """Return these days themselves, in order."""
        return [
            sorted(hours.dates.union(daily))
            for hours, daily in zip(self.open_times, self.daily, strict=True)
        ]

    # Waits -----------------------------------------------------------------------

    @cached_property
    def target(self):
        """Return the longest wait, in minutes, that the town publishes."""
        locations = self.location or self.env["municipal.location"].search(
            [("company_id", "in", self.env.companies.ids)]
        )
        return min(locations.mapped("queue_maximum"), default=0)

    def waits(self, name):
        """Return the waits by a field, and those of the whole: now and before.

        A visit for two products has one wait: percentiles are of visits.
        """
        query = self._query(WAITED)
        now, group = self._columns([name], query)
        visit, minutes = (
            self.report._field_to_sql(query.table, field, query)
            for field in ("visit_id", "waiting_minutes")
        )
        once = query.select(
            SQL("DISTINCT %s AS now", now),
            SQL("%s AS key", group),
            SQL("%s AS visit", visit),
            SQL("%s AS minutes", minutes),
        )
        found = defaultdict(Waits)
        for now, whole, key, *waits in self.env.execute_query(_percentiles(once, self)):
            found[now, None if whole else key] = Waits(*waits)
        return found

    @cached_property
    def waits_by_week(self):
        return self.waits("week")

    # What must be said -------------------------------------------------------------

    @cached_property
    def notes(self):
        """Return the breaks, estimates and events of both periods, in order."""
        breaks = self.env["municipal.series.break"]
        first = min(self.period.first, self.before.first)
        last = max(self.period.last, self.before.last)
        services = breaks.service_id.union(self.service)
        domain = breaks._domain_in_period(first, last, services)
        return breaks.search(domain, order="date, kind, id")


def _percentiles(once, figures):
    """Return the query of percentiles of each group, and of all of a period."""
    return SQL(
        """
        SELECT now, GROUPING(key), key, count(*),
               percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes)::float8,
               percentile_cont(0.9) WITHIN GROUP (ORDER BY minutes)::float8,
               count(*) FILTER (WHERE minutes <= %s)
          FROM (%s) once
      GROUP BY GROUPING SETS ((now, key), (now))
        """,
        figures.target,
        once,
    )
