from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.common.transaction import Transaction
from .visit_counting import (
    COLUMNS,
    COUNTED,
    COUNTING,
    ONCE,
    PERCENTILES,
    Counting,
    columns,
    counting,
    distinct,
    distinct_percentile,
    is_of_few_rows,
    of_context,
)
from .visit_gathering import GATHERED, percentiles
from .visit_gathering import of_context as gathered_of_context

#: said in a transaction: the database knows that much is added up
AT_ONCE = "figures_at_once"


class MunicipalVisitReport(models.Model):
    """Adds up what belongs to a visit once in each group, in the cheapest exact way."""

    _inherit = "municipal.visit.report"

    @api.model
    def _read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        self._answer_at_once()
        asked = [*aggregates, *_terms(order, groupby), *_chosen(having)]
        whole = self._with_rules(domain)
        way = counting(whole, groupby, asked)
        report = self._asked(way, columns(whole, [*groupby, *asked]))
        if percentiles(asked):
            report = report._gathered(domain, {way}, groupby, asked)
        return super(MunicipalVisitReport, report)._read_group(
            domain, groupby, aggregates, having, offset, limit, order
        )

    @api.model
    def _answer_at_once(self):
        """Let the database join in memory and not compile, until the transaction ends.

        As PostgreSQL comes, it has 4 MB for what it joins, less than the visits of a
        year, and compiles such a question, which takes as long as answering it.
        """
        transaction = Transaction(self.env)
        if not transaction.get(AT_ONCE):
            self.env.cr.execute("SET LOCAL jit = off; SET LOCAL work_mem = '32MB'")
            transaction.keep(AT_ONCE, True)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        """Ask for all groups together, or else for those counted in one way."""
        self._answer_at_once()
        whole, ways = self._with_rules(domain), {}
        for number, groupby in enumerate(grouping_sets):
            way = counting(whole, groupby, aggregates)
            ways.setdefault(way, []).append(number)
        if Counting.SOME in ways and is_of_few_rows(whole):
            # to find these rows costs more than to make their visits distinct
            ways = {Counting.SOME: range(len(grouping_sets))}
        report = self._together(domain, set(ways), grouping_sets, aggregates, order)
        if gathered_of_context(report.env.context):
            return super(MunicipalVisitReport, report)._read_grouping_sets(
                domain, grouping_sets, aggregates, order
            )
        result = [[] for _groupby in grouping_sets]
        for way, numbers in ways.items():
            asked = [grouping_sets[number] for number in numbers]
            specs = _specs(asked)
            sort = _order_without(_specs(grouping_sets) - specs, order)
            named = [*specs, *aggregates, *_terms(sort, specs)]
            report = self._asked(way, columns(whole, named))
            found = super(MunicipalVisitReport, report)._read_grouping_sets(
                domain, asked, aggregates, sort
            )
            for number, rows in zip(numbers, found, strict=True):
                result[number] = rows
        return result

    @api.model
    def _together(self, domain, ways, grouping_sets, aggregates, order):
        """Return the model for all groups at once, over small groups if it can be.

        Only where the smallest of them is asked anyhow, as in a pivot: what many
        different groups have in common may be as many as the rows.
        """
        if Counting.SINGLE in ways and Counting.FIRST in ways:
            # rows of all products are read anyhow
            ways = ways - {Counting.FIRST} | {Counting.WHOLE}
        specs = [*dict.fromkeys(spec for groupby in grouping_sets for spec in groupby)]
        if set(specs) not in map(set, grouping_sets):
            return self
        asked = [*aggregates, *_terms(order, specs)]
        way = Counting.FIRST if ways == {Counting.FIRST} else Counting.WHOLE
        wanted = columns(self._with_rules(domain), [*specs, *asked])
        return self._asked(way, wanted)._gathered(domain, ways, specs, asked)

    @api.model
    def _with_rules(self, domain):
        """Return a filter with what the rules of the user add to it."""
        rules = self.env["ir.rule"]._compute_domain(self._name, "read")
        return Domain(domain) & Domain(rules)

    @api.model
    def _of_first_rows(self, domain, names):
        """Return the model for a query that reads the first row of each visit.

        :param domain: leaves visits whole: no product, nothing else of one row
        :param names: fields that are read
        """
        return self._asked(Counting.FIRST, columns(self._with_rules(domain), names))

    @api.model
    def _asked(self, way, wanted):
        return self.with_context(**{COUNTING: way, COLUMNS: wanted})

    @api.model
    def _read_group_postprocess_groupby(self, groupby_spec, raw_values):
        return super(
            MunicipalVisitReport, self._afterwards()
        )._read_group_postprocess_groupby(groupby_spec, raw_values)

    @api.model
    def _read_group_postprocess_aggregate(self, aggregate_spec, raw_values):
        return super(
            MunicipalVisitReport, self._afterwards()
        )._read_group_postprocess_aggregate(aggregate_spec, raw_values)

    @api.model
    def _afterwards(self):
        """Return the model without a question: records of answers ask again."""
        return self.with_context(**{COUNTING: None, COLUMNS: None, GATHERED: None})

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Count what belongs to a visit once in each group, whatever its products."""
        if gathered := gathered_of_context(self.env.context):
            return gathered.combined[aggregate_spec]
        way = of_context(self.env.context)[0] or Counting.SOME
        name, _colon, function = aggregate_spec.partition(":")
        if name in COUNTED and function == "sum":
            return self._count_once(way, name, query)
        if name in PERCENTILES and function == "avg":
            return self._percentile(way, name, query)
        if name in ONCE and function in ("sum", "avg", "count"):
            return self._once(way, name, function, query)
        if aggregate_spec == "__count" and way is Counting.FIRST:
            count = self._field_to_sql(self._table, "product_count", query)
            return SQL("COALESCE(SUM(GREATEST(%s, 1)), 0)::bigint", count)
        if aggregate_spec == "visit_id:count_distinct" and way is not Counting.SOME:
            visit = self._field_to_sql(self._table, "visit_id", query)
            return SQL("COUNT(%s)%s", visit, self._of_first(way, query))
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _of_first(self, way, query):
        """Return the condition on the rows that are added up."""
        if way is not Counting.WHOLE:
            return SQL()
        first = self._field_to_sql(self._table, "first", query)
        return SQL(" FILTER (WHERE %s)", first)

    @api.model
    def _once(self, way, name, function, query):
        """Return the sum, mean or number of values of the visits of a group."""
        value = self._field_to_sql(self._table, name, query)
        if way is Counting.SOME:
            visit = self._field_to_sql(self._table, "visit_id", query)
            amount, count = distinct(visit, value, ONCE[name])
        else:
            which = self._of_first(way, query)
            amount = SQL("SUM(%s)%s", value, which)
            count = SQL("COUNT(%s)%s", value, which)
            if function == "avg":
                return SQL("(AVG(%s)%s)::float8", value, which)
        if function == "count":
            return SQL("COALESCE(%s, 0)::bigint", count)
        if function == "avg":
            return SQL("(%s / %s)::float8", amount, count)
        kind = SQL("bigint" if ONCE[name] == 1 else "float8")
        return SQL("(%s)::%s", amount, kind)

    @api.model
    def _count_once(self, way, name, query):
        """Return the number of different visits, and of contacts that are no visits."""
        value = self._field_to_sql(self._table, name, query)
        if way is not Counting.SOME:
            return SQL("COALESCE(SUM(%s)%s, 0)", value, self._of_first(way, query))
        visit = self._field_to_sql(self._table, "visit_id", query)
        return SQL(
            "(COUNT(DISTINCT %(visit)s) FILTER (WHERE %(value)s IS NOT NULL) "
            "+ COALESCE(SUM(%(value)s) FILTER (WHERE %(visit)s IS NULL), 0))",
            visit=visit,
            value=value,
        )

    @api.model
    def _percentile(self, way, name, query):
        """Return the value below which a share of the visits of a group lies."""
        value = self._field_to_sql(self._table, name, query)
        if way is Counting.SOME:
            visit = self._field_to_sql(self._table, "visit_id", query)
            return distinct_percentile(PERCENTILES[name], visit, value, ONCE[name])
        return SQL(
            "percentile_cont(%s) WITHIN GROUP (ORDER BY %s)%s",
            PERCENTILES[name],
            value,
            self._of_first(way, query),
        )


def _terms(order, groupby):
    """Return what is sorted by, besides the groups."""
    parts = [part.split()[0] for part in (order or "").split(",") if part.strip()]
    return [term for term in parts if term not in groupby]


def _chosen(having):
    """Return what groups are chosen by."""
    return [term[0] for term in having if isinstance(term, list | tuple)]


def _specs(grouping_sets):
    return {spec for groupby in grouping_sets for spec in groupby}


def _order_without(specs, order):
    """Return an order without what a group is not grouped by."""
    parts = [part.strip() for part in (order or "").split(",")]
    kept = [part for part in parts if part and part.split()[0] not in specs]
    return ",".join(kept) or None
