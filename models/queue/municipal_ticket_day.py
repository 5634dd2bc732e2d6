from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

#: nobody holds a number for longer; western and eastern zones are a day apart
KEPT_DAYS = 7


class MunicipalTicketDay(models.Model):
    """Where the ticket numbers of a service stood when a day began.

    Numbers begin with 1 again because the day is another one, not because a job ran:
    a job may come late, twice, in the middle of the day or never.
    """

    _name = "municipal.ticket.day"
    _description = "Day of ticket numbers"
    _order = "day desc, service_id"
    _log_access = False

    service_id = fields.Many2one(
        comodel_name="municipal.service", required=True, ondelete="cascade"
    )
    day = fields.Date(required=True, help="In the zone of the building.")
    before = fields.Integer(
        required=True, help="Number of the sequence before the first ticket of the day."
    )

    _once = models.UniqueIndex("(service_id, day)", "A day begins once.")

    @api.model
    def _draw(self, service, day):
        """Return the next number of a service on a day, from 1 up.

        Who draws waits for nobody: the number comes from a sequence of PostgreSQL. Only
        of two who draw the very first one of a day at the same moment the second one
        fails in PostgreSQL; Odoo runs that request again. A gap is no loss.
        """
        query = SQL(
            """WITH drawn AS MATERIALIZED (SELECT nextval(%(sequence)s) AS number),
            known AS (
                SELECT before FROM municipal_ticket_day
                WHERE service_id = %(service)s AND day = %(day)s
            ),
            begun AS (
                INSERT INTO municipal_ticket_day (service_id, day, before)
                SELECT %(service)s, %(day)s, number - 1 FROM drawn
                WHERE NOT EXISTS (SELECT FROM known)
                ON CONFLICT DO NOTHING RETURNING before
            )
            SELECT number - before
            FROM drawn, (TABLE known UNION ALL TABLE begun) AS begin""",
            sequence=f"ir_sequence_{service.sudo().ticket_sequence_id.id:03d}",
            service=service.id,
            day=day,
        )
        # that second one is no error for the log
        self.env.cr.execute(query, log_exceptions=False)
        return self.env.cr.fetchone()[0]

    @api.autovacuum
    def _gc_days(self):
        """Forget the days of which nobody holds a ticket any more."""
        before = fields.Date.today() - timedelta(days=KEPT_DAYS)
        self.env.cr.execute(
            SQL("DELETE FROM municipal_ticket_day WHERE day < %s", before)
        )
