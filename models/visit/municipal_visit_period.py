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


#: column -> its type in PostgreSQL
COLUMNS = {
    "visit_id": "integer",
    "number": "integer",
    "kind": "varchar",
    "start": "timestamp",
    "stop": "timestamp",
    "minutes": "numeric",
    "desk_id": "integer",
    "user_id": "integer",
    "service_id": "integer",
    "company_id": "integer",
}


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
    def _store(self, found):
        """Let visits have these periods and no others, in one statement.

        What stays as it was is not written.

        :param dict found: id of a visit -> list of :class:`StoredPeriod`
        """
        if not found:
            return
        rows = [(visit, *period) for visit, known in found.items() for period in known]
        self.env.cr.execute(
            SQL(
                """
                WITH gone AS (
                    DELETE FROM municipal_visit_period old
                     USING unnest(%(ids)s::integer[], %(counts)s::integer[])
                        AS kept (visit_id, count)
                     WHERE old.visit_id = kept.visit_id AND old.number > kept.count
                )
                INSERT INTO municipal_visit_period AS stored (%(columns)s)
                     SELECT * FROM unnest(%(values)s)
                ON CONFLICT (visit_id, number) DO UPDATE
                        SET (%(columns)s) = ROW(%(new)s)
                      WHERE (%(old)s) IS DISTINCT FROM (%(new)s)
                """,
                ids=list(found),
                counts=[len(known) for known in found.values()],
                columns=SQL(", ").join(map(SQL.identifier, COLUMNS)),
                old=_of("stored"),
                new=_of("excluded"),
                values=_arrays(rows),
            )
        )
        self.invalidate_model(flush=False)
        self.env["municipal.visit"].invalidate_model(["period_ids"], flush=False)


def _of(table):
    return SQL(", ").join(SQL.identifier(table, name) for name in COLUMNS)


def _arrays(rows):
    """Return rows as one array for each column: the statement is always the same."""
    columns = zip(*rows, strict=True) if rows else [()] * len(COLUMNS)
    return SQL(", ").join(
        SQL(f"%s::{kind}[]", list(values))
        for kind, values in zip(COLUMNS.values(), columns, strict=True)
    )
