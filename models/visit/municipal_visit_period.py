from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine import periods
from .minutes import Minutes

KINDS = [
    (periods.WAITING, "Waiting"),
    (periods.WALKING, "Called, on the way"),
    (periods.SERVING, "At the desk"),
    (periods.PAUSED, "Paused"),
]


class StoredPeriod(NamedTuple):
    """The columns of a period besides its visit, with ``None`` for what is unknown."""

    number: int
    kind: str
    start: object
    stop: object
    minutes: float | None
    desk_id: int | None
    user_id: int | None
    service_id: int | None
    company_id: int | None


COLUMNS = ("visit_id", *StoredPeriod._fields)


class MunicipalVisitPeriod(models.Model):
    """A part of a visit in which its visitor waits, walks, is served or is paused.

    Written with every line of the log, out of the log; nobody else writes it. Figures
    about time are sums over these rows.
    """

    _name = "municipal.visit.period"
    _inherit = ["municipal.clerk.guard"]
    _description = "Period of a visit"
    _order = "visit_id, number"
    _rec_name = "kind"
    # who did it, and when, is in the log
    _log_access = False

    visit_id = fields.Many2one(
        comodel_name="municipal.visit",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    number = fields.Integer(
        required=True, readonly=True, aggregator=None, help="In their order, from 1."
    )
    kind = fields.Selection(selection=KINDS, required=True, readonly=True)
    start = fields.Datetime(required=True, readonly=True)
    stop = fields.Datetime(readonly=True, help="Empty while it lasts.")
    minutes = Minutes(
        readonly=True,
        aggregator="sum",
        digits=(8, 2),
        help="The periods of one kind add up to what the visit says. Empty where the "
        "visit says nothing: times that are not reliable, the wait of who left "
        "without being called, a visit that has not ended.",
    )
    desk_id = fields.Many2one(
        comodel_name="resource.resource",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Who waits is at none.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Received by",
        readonly=True,
        ondelete="restrict",
    )
    service_id = fields.Many2one(
        comodel_name="municipal.service",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="The service that the visitor was with then: who is forwarded waits for "
        "the next one.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )

    # the index of visits, too: every step writes it
    _once = models.UniqueIndex("(visit_id, number)")

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._refuse()

    @api.model
    def _refuse(self):
        raise UserError(
            self.env._("The periods of a visit follow its log: correct the visit.")
        )

    def _plain(self):
        """Return the columns of a period, as the log would have them."""
        values = (self[name] for name in StoredPeriod._fields)
        return StoredPeriod(
            *(
                value.id or None
                if isinstance(value, models.BaseModel)
                else None
                if value is False
                else value
                for value in values
            )
        )

    @api.model
    def _store(self, found, grown=False):
        """Let visits have these periods and no others.

        What stays as it was is not written.

        :param dict found: id of a visit -> list of :class:`StoredPeriod`
        :param bool grown: none of the visits has fewer periods than are stored, except
            those that have none
        """
        fewer = {
            visit: len(known) for visit, known in found.items() if not (grown and known)
        }
        if fewer:
            self._cut(fewer)
        rows = [(visit, *period) for visit, known in found.items() for period in known]
        if rows:
            self.env.cr.execute(_upsert(rows))
        self.invalidate_model(flush=False)
        self.env["municipal.visit"].invalidate_model(["period_ids"], flush=False)

    @api.model
    def _cut(self, counts):
        """Delete the periods of visits beyond so many.

        :param dict counts: id of a visit -> how many it keeps
        """
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM municipal_visit_period old
                 USING (VALUES %s) AS kept (visit_id, count)
                 WHERE old.visit_id = kept.visit_id AND old.number > kept.count
                """,
                _values(counts.items()),
            )
        )


def _list(table=None):
    """Return the columns as SQL, in their order."""
    of = [table] if table else []
    return SQL(", ").join(SQL.identifier(*of, name) for name in COLUMNS)


#: the columns by themselves, as they are stored, as they shall be
NAMES, OLD, NEW = _list(), _list("stored"), _list("excluded")


def _upsert(rows):
    """Return the statement that stores periods.

    Rows as values: to plan for arrays of them takes longer than to write them, and
    every step of a visitor waits for it.

    :param rows: of all :data:`COLUMNS`
    """
    return SQL(
        """
        INSERT INTO municipal_visit_period AS stored (%(names)s) VALUES %(rows)s
        ON CONFLICT (visit_id, number) DO UPDATE
                SET (%(names)s) = ROW(%(new)s)
              WHERE (%(old)s) IS DISTINCT FROM (%(new)s)
        """,
        names=NAMES,
        rows=_values(rows),
        old=OLD,
        new=NEW,
    )


def _values(rows):
    return SQL(", ").join(SQL("%s", tuple(row)) for row in rows)
