from odoo import api, fields, models
from odoo.tools import SQL

from ..models.visit.minutes import Minutes


class MunicipalClerkFigure(models.Model):
    """How many visitors a colleague helped in a month, where a town wants to know.

    The only place in which figures are by colleague. The database itself leaves out
    every town that did not switch it on, and every row with too few visits: there is no
    filter and no export that brings them back.
    """

    _name = "municipal.clerk.figure"
    _description = "Figures per colleague"
    _auto = False
    _order = "month desc, service_id, user_id"
    _rec_name = "user_id"
    _depends = {
        "municipal.visit": ["channel", "company_id", "day", "state"],
        "municipal.visit.period": [
            "kind",
            "minutes",
            "service_id",
            "user_id",
            "visit_id",
        ],
        "res.company": ["municipal_per_clerk", "municipal_per_clerk_least"],
    }

    month = fields.Date(readonly=True, help="Its first day.")
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    service_id = fields.Many2one(comodel_name="municipal.service", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Received by", readonly=True
    )
    visits = fields.Integer(
        string="Visits measured",
        readonly=True,
        help="Visitors whom the colleague helped, and whose times are known. Who was "
        "forwarded counts with each colleague.",
    )
    minutes = Minutes(
        string="At the desk (min)",
        readonly=True,
        aggregator="avg",
        digits=(6, 1),
        help="Mean minutes in which the colleague helped a visitor; pauses are not in "
        "it. How long a visit takes depends on what it is for.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT min(period.id) AS id,
                   date_trunc('month', visit.day)::date AS month,
                   visit.company_id, period.service_id, period.user_id,
                   count(DISTINCT visit.id)::integer AS visits,
                   sum(period.minutes) / count(DISTINCT visit.id) AS minutes
              FROM municipal_visit_period period
              JOIN municipal_visit visit ON visit.id = period.visit_id
              JOIN res_company company ON company.id = visit.company_id
             WHERE company.municipal_per_clerk AND visit.state = 'finished'
               AND period.kind = 'serving' AND period.minutes IS NOT NULL
               AND period.user_id IS NOT NULL
          GROUP BY date_trunc('month', visit.day), visit.company_id,
                   period.service_id, period.user_id,
                   company.municipal_per_clerk_least
            HAVING count(DISTINCT visit.id) >= company.municipal_per_clerk_least
            """
        )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Weigh the mean of each row by its visits."""
        if aggregate_spec != "minutes:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "(SUM(%(minutes)s * %(visits)s) / NULLIF(SUM(%(visits)s), 0))::float8",
            minutes=self._field_to_sql(self._table, "minutes", query),
            visits=self._field_to_sql(self._table, "visits", query),
        )
