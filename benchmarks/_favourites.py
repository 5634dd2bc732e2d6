"""The favourites that we ship, each with hand-written SQL for the same answer.

Both answer all that the pivot shows: cells, rows, columns and total, with each measure
and the number of rows behind it. In SQL that is one statement with grouping sets.
"""

from ast import literal_eval
from typing import NamedTuple

from _questions import CAME, HALF_HOUR, HALF_YEAR, HOUR, same

from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

NAMES = "visit_report_question_"
HERE = "v.channel NOT IN ('phone', 'mail', 'digital')"
WAITED = f"{CAME} AND v.waiting_minutes IS NOT NULL"
MADE = "v.channel = 'appointment'"
WEEKDAY = "EXTRACT(ISODOW FROM v.day)::integer::text"
DAYS = "(CASE WHEN v.booked_at IS NOT NULL THEN v.lead_days END)"
LEAD = f"NULLIF(width_bucket({DAYS}, ARRAY[0, 1, 3, 8, 15, 29]), 0)::text"
LATE = "EXTRACT(EPOCH FROM v.arrival - v.planned_start) / 60"
TARGET = "JOIN municipal_service s ON s.id = v.service_id"
WAITS = "within group (order by v.waiting_minutes)"
FIRST = "v.line_id IS NULL OR v.first_of_id IS NOT NULL"
ROWS, VISITS = "sum(greatest(v.product_count, 1))", "count(*)"


def month(period="month"):
    return f"date_trunc('{period}', v.day)"


class Pivot(NamedTuple):
    """A favourite in SQL."""

    groups: list
    measures: list
    where: str
    #: further columns of a row that measures need
    columns: str = ""
    tables: str = ""
    #: the first group is the product: totals over products count visits once
    products: bool = False

    def sql(self):
        names = [f"g{number}" for number in range(len(self.groups))]
        sets = {"()", *names}
        if len(names) > 1:
            sets.add(f"({', '.join(names)})")
        chosen = [
            f"{key} AS {name}" for key, name in zip(self.groups, names, strict=True)
        ]
        if self.products:
            chosen += ["line.id AS line_id", "line.first_of_id", "line.quantity"]
            chosen += ["line.visit_id"]
        lines = "LEFT JOIN municipal_visit_line line ON line.visit_id = v.id"
        chosen += [self.columns] if self.columns else []
        return f"""
            SELECT {", ".join([*names, *map(self._once, self.measures), self._rows()])}
              FROM (
                SELECT v.persons, v.waiting_minutes, v.handling_minutes, v.state,
                       v.product_count, {", ".join(chosen)}
                  FROM municipal_visit v {lines if self.products else ""}
                       {self.tables}
                 WHERE {self.where}
              ) v
          GROUP BY GROUPING SETS ({", ".join(sorted(sets))})
        """

    def _rows(self):
        return VISITS if self.products else ROWS

    def _once(self, measure):
        if not self.products or "visit_id" in measure or "quantity" in measure:
            return measure
        return f"""
            CASE WHEN GROUPING(g0) = 0 THEN {measure}
                 ELSE {measure} FILTER (WHERE {FIRST}) END
        """


PRODUCT = "line.product_id"
MEDIAN, NINE_OF_TEN = (f"percentile_cont({share}) {WAITS}" for share in (0.5, 0.9))
KNOWN = "count(v.waiting_minutes)"
REASON = "count(DISTINCT v.visit_id)"
#: a figure of the digital counter is a row, and many contacts
CONTACTS = f"""
    SELECT channel, quarter, sum(contacts), sum(rows)
      FROM (
        SELECT v.channel, {month("quarter")} AS quarter, count(*) AS contacts,
               {ROWS} AS rows
          FROM municipal_visit v
         WHERE v.state IN ('waiting', 'called', 'serving', 'paused', 'finished', 'left')
      GROUP BY 1, 2
     UNION ALL
        SELECT 'digital', date_trunc('quarter', f.day), sum(f.count), count(*)
          FROM municipal_digital_figure f WHERE f.count > 0 GROUP BY 2
      ) both_kinds
  GROUP BY GROUPING SETS ((), channel, quarter, (channel, quarter))
"""
PIVOTS = {
    "channel": CONTACTS,
    "half_year_service": Pivot(
        ["v.service_id", HALF_YEAR.format(day="v.day")],
        [VISITS, "sum(v.persons)"],
        CAME,
    ),
    "product_month": Pivot([PRODUCT, month()], [VISITS], CAME, products=True),
    "weekday_half_hour": Pivot([HALF_HOUR, WEEKDAY], [VISITS], CAME),
    "weekday_half_hour_wait": Pivot(
        [HALF_HOUR, WEEKDAY], [MEDIAN, NINE_OF_TEN, KNOWN], WAITED
    ),
    "product_hour": Pivot([PRODUCT, HOUR], [VISITS], CAME, products=True),
    "tuesdays": Pivot(
        [HALF_HOUR, month("quarter")],
        [VISITS, MEDIAN, NINE_OF_TEN],
        f"{CAME} AND EXTRACT(ISODOW FROM v.day) = 2",
    ),
    "longest_waits": Pivot(
        [PRODUCT], [NINE_OF_TEN, MEDIAN, KNOWN], WAITED, products=True
    ),
    "within_target": Pivot(
        ["v.service_id", month()],
        ["100 * avg((v.waiting_minutes <= v.target)::integer)", KNOWN],
        WAITED,
        "s.wait_target_minutes AS target",
        TARGET,
    ),
    "no_show_product": Pivot(
        [PRODUCT, WEEKDAY], [VISITS], "v.state = 'no_show'", products=True
    ),
    "outcome_lead": Pivot(
        [LEAD, "v.state"], [VISITS], f"{MADE} AND v.day < current_date"
    ),
    "cancelled_lead": Pivot(
        [LEAD, "v.service_id"],
        [VISITS, "avg(v.days)"],
        "v.state = 'cancelled'",
        f"CASE WHEN {MADE} THEN {DAYS} END AS days",
    ),
    "booked_by": Pivot(
        ["v.booked_by", month("quarter")],
        [VISITS, "avg(v.days)"],
        MADE,
        f"{DAYS} AS days",
    ),
    "desk_use": Pivot(
        ["v.desk_id", WEEKDAY],
        [VISITS, "avg(v.handling_minutes) FILTER (WHERE v.state = 'finished')"],
        CAME,
    ),
    "without_appointment": Pivot(
        ["""to_char(v.day, 'IYYY" W"IW')""", "v.channel"],
        [VISITS],
        f"{CAME} AND v.channel IN ('urgent', 'walk_in', 'quick_counter')",
    ),
    "digital": Pivot(
        [PRODUCT, "v.channel"],
        [REASON, "sum(v.quantity)"],
        "line.reason = 'digital'",
        products=True,
    ),
    "not_delivered": Pivot(
        [PRODUCT, "line.reason"],
        [REASON, "sum(v.quantity)"],
        "line.reason IS NOT NULL",
        products=True,
    ),
    "left": Pivot(
        [HALF_HOUR, "v.left_stage"],
        [VISITS],
        f"v.left_stage IS NOT NULL AND {HERE}",
    ),
    "late": Pivot(
        ["v.service_id", WEEKDAY],
        ["avg(v.late)", VISITS],
        f"{CAME} AND {MADE} AND v.inaccurate IS NOT TRUE AND v.arrival IS NOT NULL",
        f"{LATE} AS late",
    ),
    "product_minutes": Pivot(
        [PRODUCT],
        ["avg(v.handling_minutes)", VISITS],
        f"{CAME} AND v.state = 'finished' AND v.product_count = 1"
        " AND v.handling_minutes IS NOT NULL",
        products=True,
    ),
}


class Favourite(NamedTuple):
    """A favourite of the database, and its SQL."""

    name: str
    domain: list
    sets: list
    aggregates: list
    sql: SQL

    def ask(self, report):
        return report._read_grouping_sets(self.domain, self.sets, self.aggregates)

    def agrees(self, mine, right):
        """Tell whether both answered alike."""
        specs = max(self.sets, key=len)
        rows = []
        for groupby, found in zip(self.sets, mine, strict=True):
            for row in found:
                keys = dict(zip(groupby, row, strict=False))
                rows.append((*map(keys.get, specs), *row[len(groupby) :]))
        return same(rows, right)


def favourites(env):
    """Return the favourites for which there is SQL, and the names of the others."""
    data = env["ir.model.data"].search(
        [("model", "=", "ir.filters"), ("name", "=like", f"{NAMES}%")], order="id"
    )
    found, others = [], []
    for line in data:
        pivot = PIVOTS.get(line.name.removeprefix(NAMES))
        favourite = env["ir.filters"].browse(line.res_id)
        if pivot:
            found.append(_favourite(env, favourite, pivot))
        else:
            others.append(favourite.name)
    return found, others


def _favourite(env, favourite, pivot):
    context = literal_eval(favourite.context)
    rows, columns = context["pivot_row_groupby"], context["pivot_column_groupby"]
    report = env["municipal.visit.report"]
    measures = [
        f"{name}:{report._fields[name].aggregator}"
        for name in context["pivot_measures"]
    ]
    sets = [[], rows, columns, rows + columns] if columns else [[], rows]
    return Favourite(
        favourite.name,
        safe_eval(favourite.domain),
        sets,
        [*measures, "__count"],
        SQL((pivot if isinstance(pivot, str) else pivot.sql()).replace("%", "%%")),
    )
