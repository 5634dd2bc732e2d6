"""How figures are added up in two steps: of many rows, and of what came out of these.

PostgreSQL shares a plain ``GROUP BY`` among its processes, and neither grouping sets
nor percentiles: whoever opens a pivot would wait for one process that sorts a million
rows for each of its totals. So rows are added up first by all that a question groups
by, and the few thousand sums that come out of it as the question wants them.

A percentile has no sums. What it needs is how often each value is there: waits are
measured in tenths of a minute, so that a million of them are some hundred values.
"""

from typing import NamedTuple

from odoo.tools import SQL

from .visit_counting import COUNTED, ONCE, PERCENTILES, Counting

#: in the context: the small groups, instead of rows of visits
GATHERED = "municipal_gathered"
#: fields with few values, so that there are far fewer groups than rows
FEW_VALUES = {
    "booked_by",
    "break_id",
    "came",
    "channel",
    "company_id",
    "day",
    "desk_id",
    "half_hour",
    "half_year",
    "hour",
    "inaccurate",
    "lead",
    "left_stage",
    "location_id",
    "product_id",
    "reason",
    "service_id",
    "state",
    "tz",
    "user_id",
    "week",
    "weekday",
}
#: what belongs to each row, and not to its visit
PIECES = ("quantity:sum", "delivered:sum")
#: of visits with one row only
ALONE = ("product_minutes:avg", "product_minutes:sum", "product_minutes:count")
#: periods that begin with a day: whoever cuts them twice has the same day
PERIODS = ("week", "month", "quarter", "year")


class Gathered(NamedTuple):
    """Sums by all that a question groups by, and what its figures are made of them."""

    #: the query of the small groups
    rows: SQL
    #: aggregate, as the ORM names it -> expression over the small groups
    combined: dict


def of_context(context):
    """Return what was gathered; JSON has no such values."""
    found = context.get(GATHERED)
    return found if isinstance(found, Gathered) else None


def can_gather(ways, specs, aggregates):
    """Tell whether figures can be made of smaller groups.

    :param ways: how the rows of visits lie in the groups: :class:`Counting`
    :param specs: what is grouped by
    :param aggregates: what is asked, to sort by and to choose groups by too
    """
    if Counting.SOME in ways or not all(map(_is_sum, aggregates)):
        return False
    days = {spec for spec in specs if spec.partition(":")[0] == "day"}
    if percentiles(aggregates) and days and not period_of_day(specs):
        return False
    return FEW_VALUES.issuperset(spec.partition(":")[0] for spec in specs)


def percentiles(aggregates):
    """Return the measures of which a percentile is asked; all are of one value."""
    names = [spec.partition(":")[0] for spec in aggregates]
    return [name for name in names if name in PERCENTILES]


def period_of_day(specs):
    """Return the one period by which days are grouped, if there is one."""
    days = {spec for spec in specs if spec.partition(":")[0] == "day"}
    spec = days.pop() if len(days) == 1 else ""
    return spec if spec.partition(":")[2] in PERIODS else None


def _is_sum(spec):
    name, _colon, function = spec.partition(":")
    return (
        spec in ("__count", "visit_id:count_distinct", *PIECES, *ALONE)
        or (name in COUNTED and function == "sum")
        or (name in PERCENTILES and function == "avg")
        or (name in ONCE and function in ("sum", "avg", "count"))
    )


class Sums:
    """The sums that an aggregate needs of small groups, and what it makes of them.

    :param str spec: the aggregate, as the ORM names it
    :param ways: how the rows of visits lie in the groups that are asked
    :param field: function that returns a field of the report in SQL
    """

    def __init__(self, spec, ways, field):
        self.name, _colon, self.function = spec.partition(":")
        self.spec, self.ways, self.field = spec, ways, field

    def columns(self):
        """Return the columns of the small groups: name -> expression."""
        found = {}
        for kind, expression in self._parts().items():
            if self._of_rows():
                found[self._column(kind)] = expression
                continue
            if Counting.WHOLE in self.ways:
                where = SQL("%s FILTER (WHERE %s)", expression, self.field("first"))
                found[self._column(kind, first=True)] = where
            if self.ways - {Counting.WHOLE}:
                found[self._column(kind)] = expression
        return found

    def combined(self, table):
        """Return the aggregate over small groups.

        Groups of a product have one row of each visit. The others, in the same
        query, have all of them, and the first one counts.
        """
        if self._of_rows() or Counting.WHOLE not in self.ways:
            return self._combine(table, first=False)
        first = self._combine(table, first=True)
        if self.ways == {Counting.WHOLE}:
            return first
        return SQL(
            "CASE WHEN GROUPING(%s) = 0 THEN %s ELSE %s END",
            SQL.identifier(table, "product_id"),
            self._combine(table, first=False),
            first,
        )

    def _of_rows(self):
        return self.spec in ("__count", *PIECES, *ALONE)

    def _column(self, kind, first=False):
        return f"{kind}_{'first_' if first else ''}{self.name}"

    def _parts(self):
        """Return what is added up of rows, by kind."""
        if self.spec == "__count":
            return {"sum": self._number_of_rows()}
        value = self.field(self.name)
        count, total = SQL("COUNT(%s)", value), SQL("SUM(%s)", value)
        if self._is_number():
            return {"count": count}
        if self.name in ONCE or self.spec in ALONE:
            return {"sum": total, "count": count}
        return {"sum": total}

    def _is_number(self):
        """Tell whether only a number of values is needed of rows."""
        asked = self.function == "count" or self.spec == "visit_id:count_distinct"
        return asked or (self.name in PERCENTILES and self.function == "avg")

    def _number_of_rows(self):
        if Counting.FIRST not in self.ways:
            return SQL("COUNT(*)")
        return SQL("SUM(GREATEST(%s, 1))", self.field("product_count"))

    def _combine(self, table, first):
        def column(kind):
            return SQL.identifier(table, self._column(kind, first))

        if self.name in PERCENTILES and self.function == "avg":
            share = PERCENTILES[self.name]
            return percentile(share, SQL.identifier(table, "value"), column("count"))
        if self._is_number():
            return SQL("COALESCE(SUM(%s), 0)::bigint", column("count"))
        total = SQL("SUM(%s)", column("sum"))
        if self.function == "avg":
            number = SQL("NULLIF(SUM(%s), 0)", column("count"))
            return SQL("(%s / %s)::float8", total, number)
        if self.name in ONCE:
            kind = SQL("bigint" if ONCE[self.name] == 1 else "float8")
            return SQL("(%s)::%s", total, kind)
        if self.spec in ALONE:
            return total
        if self.spec in PIECES:
            return SQL("(%s)::bigint", total)
        return SQL("COALESCE(%s, 0)::bigint", total)


def percentile(share, value, count):
    """Return a percentile of values that are there so many times.

    As ``percentile_cont`` has it: between the two values beside the place, with as
    much of each as it is near.
    """
    return SQL(
        """
        (
            SELECT low + (high - low) * (place - floor(place))
              FROM (
                SELECT max(place) AS place,
                       min(value) FILTER (WHERE up_to > floor(place)) AS low,
                       min(value) FILTER (WHERE up_to > ceil(place)) AS high
                  FROM (
                    SELECT value,
                           SUM(number) OVER (ORDER BY value) AS up_to,
                           %(share)s::float8 * (SUM(number) OVER () - 1)::float8
                        AS place
                      FROM unnest(array_agg(%(value)s), array_agg(%(count)s))
                        AS given (value, number)
                  ) AS placed
              ) AS found
        )
        """,
        share=share,
        value=value,
        count=count,
    )
