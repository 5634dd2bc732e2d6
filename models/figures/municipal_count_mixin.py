from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL


class MunicipalCountMixin(models.AbstractModel):
    """What is counted by day, without persons and without a row that all wait for.

    Each count is a row of its own: who adds to one row of many clicks fails in
    PostgreSQL as often as somebody else did so at the same moment. The rows of a day
    that is over everywhere are added up at night, to one for each combination of what
    it is counted for. An heir says what that is, and calls both from methods that say
    what they count::

        class MunicipalExample(models.Model):
            _inherit = ["municipal.count.mixin"]
            _counted = "uses"
            _counted_for = ("day", "product_id")
    """

    _name = "municipal.count.mixin"
    _description = "Counted by day"

    #: field with the number
    _counted = None
    #: columns that keep numbers apart, ``day`` among them
    _counted_for = ()

    @api.model
    def _add_count(self, values):
        """Count one more.

        :param dict values: of every column; what is empty is ``None``
        """
        query = SQL(
            "INSERT INTO %s (%s) VALUES %s",
            SQL.identifier(self._table),
            SQL(", ").join(map(SQL.identifier, [*values, self._counted])),
            (*values.values(), 1),
        )
        self.env.cr.execute(query)
        self.invalidate_model([self._counted])

    @api.model
    def _fold_days(self):
        """Add up the rows of each day that is over everywhere."""
        self.flush_model()
        before = fields.Date.today() - timedelta(days=1)
        self.env.cr.execute(
            SQL(
                """WITH several AS (
                    SELECT array_agg(id) AS ids, min(id) AS kept,
                        sum(%(number)s) AS number
                    FROM %(table)s WHERE day < %(before)s
                    GROUP BY %(columns)s HAVING count(*) > 1
                ), summed AS (
                    UPDATE %(table)s AS kept SET %(number)s = several.number
                    FROM several WHERE kept.id = several.kept
                )
                DELETE FROM %(table)s AS one USING several
                WHERE one.id = ANY(several.ids) AND one.id != several.kept""",
                number=SQL.identifier(self._counted),
                table=SQL.identifier(self._table),
                columns=SQL(", ").join(map(SQL.identifier, self._counted_for)),
                before=before,
            )
        )
        self.invalidate_model(flush=False)
