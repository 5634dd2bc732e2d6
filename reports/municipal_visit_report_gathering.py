from odoo import api, models
from odoo.tools import SQL, Query

from .visit_gathering import (
    GATHERED,
    Gathered,
    Sums,
    can_gather,
    of_context,
    percentiles,
    period_of_day,
)


class MunicipalVisitReport(models.Model):
    """Lets a question be answered out of small groups: see ``visit_gathering``."""

    _inherit = "municipal.visit.report"

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Return the small groups instead of the rows that they were made of.

        The filter and the rules of the user chose these rows already.
        """
        if gathered := of_context(self.env.context):
            return Query(self.env, self._table, SQL("(%s)", gathered.rows))
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _gathered(self, domain, ways, specs, aggregates):
        """Return the model with the small groups of a question in its context.

        It is this model itself when they would not do, or when nothing is found.

        :param ways: how the rows of visits lie in the groups: a set of ``Counting``
        :param specs: what is grouped by
        :param aggregates: what is asked, to sort by and to choose groups by too
        """
        if not can_gather(ways, specs, aggregates):
            return self
        query = self._search(domain)
        if query.is_empty():
            return self
        groups = self._small_groups(query, specs, aggregates)
        sums = [Sums(spec, ways, self._of_query(query)) for spec in aggregates]
        found = {}
        for each in sums:
            found |= each.columns()
        query.groupby = SQL(", ").join(groups.values()) if groups else None
        rows = query.select(
            *[
                SQL("%s AS %s", expression, SQL.identifier(name))
                for name, expression in (groups | found).items()
            ]
        )
        combined = {each.spec: each.combined(self._table) for each in sums}
        return self.with_context(**{GATHERED: Gathered(rows, combined)})

    @api.model
    def _small_groups(self, query, specs, aggregates):
        """Return what rows are first grouped by: name of a column -> expression."""
        field = self._of_query(query)
        groups = {name: field(name) for name in (s.partition(":")[0] for s in specs)}
        if period := period_of_day(specs):
            groups["day"] = self._read_group_groupby(self._table, period, query)
        for name in percentiles(aggregates)[:1]:
            groups["value"] = SQL("%s::float8", field(name))
        return groups

    @api.model
    def _of_query(self, query):
        """Return the function that gives a field in the SQL of a query."""
        return lambda name: self._field_to_sql(self._table, name, query)
