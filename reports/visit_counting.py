"""How the measures of a visit are added up over rows of its products.

What belongs to a visit (persons, minutes) stands on every row of it. Most questions
leave visits whole; then its first row says it all and figures are plain sums. Only who
filters or groups by what differs between the rows of a visit makes visits distinct.
"""

from enum import Enum

from odoo.tools import SQL

from .visit_rows import OF_LINE, ONLY_CAME

#: measures of a visit and not of its products -> parts of one in which they are added
#: up exactly: minutes in milliseconds
ONCE = {
    "persons": 1,
    "lead_days": 1,
    "within_target": 1,
    "no_show_percent": 1,
    "waiting_minutes": 60000,
    "waiting_median": 60000,
    "waiting_p90": 60000,
    "walking_minutes": 60000,
    "handling_minutes": 60000,
    "late_minutes": 60000,
}
#: measures whose sum counts visits, or contacts that are no visits
COUNTED = ("visits", "visitors", "contacts", "waits_known", "left_early", "moved")
#: measure -> which share of the visits lies below it
PERCENTILES = {"waiting_median": 0.5, "waiting_p90": 0.9}
#: aggregates that say the same however often a visit is repeated
REPEATABLE = ("min", "max", "count_distinct", "bool_and", "bool_or")
#: parts of a measure that is counted in a pair: see :func:`distinct`
VISIT, ONE, ABOVE_ZERO = SQL("1e40"), SQL("1e25"), SQL("1e12")

#: in the context: how the rows of visits lie in groups, and which columns are needed
COUNTING = "municipal_counting"
COLUMNS = "municipal_columns"


class Counting(Enum):
    """Which rows of a visit are in a group."""

    #: all of them, and the question needs the first one only
    FIRST = 1
    #: all of them
    WHOLE = 2
    #: at most one
    SINGLE = 3
    #: some of them: which, only the database sees
    SOME = 4


def counting(domain, groupby, aggregates):
    """Return how the rows of visits lie in the groups of a question.

    :param Domain domain: the filter, rules of the user included
    :param groupby: what is grouped by, as ``_read_group`` takes it
    :param aggregates: what is asked, to sort by and to choose groups by too
    """
    if "product_id" in groupby or _names_one_product(domain):
        return Counting.SINGLE
    asked = {_field(spec) for spec in groupby}
    asked |= {_field(condition.field_expr) for condition in domain.iter_conditions()}
    if asked & {*OF_LINE, "display_name"}:
        return Counting.SOME
    return Counting.FIRST if all(map(_on_first, aggregates)) else Counting.WHOLE


def columns(domain, specs):
    """Return the columns that a question needs, ``None`` when that is not known.

    Among them is :data:`ONLY_CAME` when the filter says so.

    :param Domain domain: the filter, rules of the user included
    :param specs: all that is grouped by, asked, sorted by
    """
    named = {_field(spec) for spec in specs} - {"__count"}
    for condition in _parts(domain):
        if not _is_condition(condition):
            return None
        named.add(_field(condition.field_expr))
    if "display_name" in named:
        return None
    if _is_of_who_came(domain):
        named.add(ONLY_CAME)
    return frozenset(named | {"id", "visit_id", "first", "product_count"})


def of_context(context):
    """Return the way of counting and the columns that a question put in a context.

    What comes from outside is neither: JSON has no such values.
    """
    way, wanted = context.get(COUNTING), context.get(COLUMNS)
    return (
        way if isinstance(way, Counting) else None,
        wanted if isinstance(wanted, frozenset) else None,
    )


def _parts(domain):
    """Yield the conditions of a filter, and what is neither condition nor operator."""
    operator = getattr(domain, "OPERATOR", None)
    if operator in ("&", "|"):
        for child in domain.children:
            yield from _parts(child)
    elif operator == "!":
        yield from _parts(domain.child)
    elif not (domain.is_true() or domain.is_false()):
        yield domain


def _is_condition(part):
    """Tell whether a part of a filter compares a field: other parts say nothing."""
    return hasattr(part, "field_expr")


def _field(spec):
    return spec.partition(":")[0].partition(".")[0]


def _names_one_product(domain):
    """Tell whether a filter holds for one product only: a visit lists it once."""
    return any(
        condition.field_expr == "product_id"
        and condition.operator in ("=", "in")
        and _is_one(condition.value)
        for condition in _necessary(domain)
    )


def is_of_few_rows(domain):
    """Tell whether a filter leaves the few rows with a reason, or one of them."""
    return any(
        condition.field_expr == "reason"
        and (
            (condition.operator in ("=", "in") and condition.value)
            or (condition.operator == "!=" and condition.value is False)
        )
        for condition in _necessary(domain)
    )


def _is_of_who_came(domain):
    return any(
        (condition.field_expr, condition.operator) == ("came", "=")
        and condition.value is True
        for condition in _necessary(domain)
    )


def _necessary(domain):
    """Return the conditions that every row fulfils that a filter lets through."""
    together = getattr(domain, "OPERATOR", None) == "&"
    return filter(_is_condition, domain.children if together else [domain])


def _is_one(value):
    """Tell whether this is one id; a name may be that of several products."""
    values = [value] if isinstance(value, int | str) else list(value or ())
    return len(values) == 1 and isinstance(values[0], int)


def _on_first(spec):
    name, _colon, function = spec.partition(":")
    if name == "__count" or (name in COUNTED and function == "sum"):
        return True
    if name in ONCE and function in ("sum", "avg", "count"):
        return True
    return name not in OF_LINE and function in REPEATABLE


def distinct(visit, value, parts):
    """Return the sum and the number of values of the distinct visits of a group.

    A visit for two products has two rows with the same value, and only ``DISTINCT``
    sees which of them are in a group. PostgreSQL has it for values and not for pairs,
    so a pair becomes one number: the visit in front (different for every visit, and
    thrown away again by the remainder), then a 1 that counts it, then its value in
    whole parts, made so large that none is below zero.
    """
    total = SQL(
        "SUM(DISTINCT %s * %s + %s + %s + round(%s * %s)::bigint)",
        visit,
        VISIT,
        ONE,
        ABOVE_ZERO,
        value,
        parts,
    )
    count = SQL("div(mod(%s, %s), %s)", total, VISIT, ONE)
    amount = SQL("(mod(%s, %s) - %s * %s) / %s", total, ONE, count, ABOVE_ZERO, parts)
    return amount, count


def distinct_percentile(share, visit, value, parts):
    """Return a percentile of the values of the distinct visits of a group."""
    return SQL(
        """
        (
            SELECT percentile_cont(%(share)s)
                   WITHIN GROUP (ORDER BY mod(pair, 1e15) / %(parts)s)
              FROM unnest(
                    array_agg(DISTINCT %(visit)s * 1e15 + round(%(value)s * %(parts)s))
                ) AS pair
        )
        """,
        share=share,
        visit=visit,
        value=value,
        parts=parts,
    )
