from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import intervals
from ..capacity.municipal_reservation import COLUMNS

#: how long before its end a rest becomes an offer, and how long after its end an offer
#: still stops others: the job that looks after both may be a minute late
SPARE = timedelta(minutes=3)
#: said until the commit: what came free
FREED = "municipal.reservation.freed"
CRON = "municipal_appointment.ir_cron_waiting_list"


class MunicipalReservation(models.Model):
    """Time that came free: it rests, and is offered to who waits for it."""

    _inherit = "municipal.reservation"

    @api.model
    @contextmanager
    def _freeing(self, bookings):
        """Watch what time bookings let go of: the one place where time comes free.

        Cancelled, moved, shortened, deleted, whoever did it and however: what they
        reserved before and do not reserve afterwards rests, if their type wants it.
        """
        before = self._resting_spans(bookings)
        yield
        if before:
            after = self._resting_spans(bookings)
            for key, spans in before.items():
                for start, stop in intervals.subtract(spans, after.get(key, [])):
                    self._came_free(key, start, stop)

    @api.model
    def _resting_spans(self, bookings):
        """Return what bookings have reserved from now on, of types that let it rest.

        :return: dict (type id, resource id, online) -> list of (start, stop)
        """
        if not bookings:
            return {}
        self.env["resource.booking.type"].flush_model(["rest_minutes", "waiting_list"])
        rows = self.env.execute_query(
            SQL(
                """SELECT type.id, own.resource_id, own.online,
                    greatest(own.start, %(now)s), own.stop
                FROM municipal_reservation own
                JOIN resource_booking booking ON booking.id = own.booking_id
                JOIN resource_booking_type type ON type.id = booking.type_id
                WHERE booking.id = ANY(%(ids)s) AND own.stop > %(now)s
                    AND (type.rest_minutes > 0 OR type.waiting_list)""",
                ids=list(bookings._ids),
                now=fields.Datetime.now(),
            )
        )
        spans = {}
        for type_id, resource_id, online, start, stop in rows:
            key = (type_id, resource_id, bool(online))
            spans.setdefault(key, []).append((start, stop))
        return spans

    @api.model
    def _came_free(self, key, start, stop):
        """Remember what came free until the end of the transaction.

        Not at once: who moves many appointments gives the time of one to the next.

        :param key: triple (type id, resource id, online)
        """
        data = self.env.cr.precommit.data
        if FREED not in data:
            data[FREED] = []
            self.env.cr.precommit.add(self._let_rest)
        data[FREED].append((key, start, stop))

    @api.model
    def _let_rest(self):
        """Let time rest that came free and that nobody has taken since."""
        for (type_id, resource_id, online), *span in self.env.cr.precommit.data.pop(
            FREED, ()
        ):
            taken = self.search(
                [
                    ("resource_id", "=", resource_id),
                    ("start", "<", span[1]),
                    ("stop", ">", span[0]),
                ]
            )
            taken = [(row.start, row.stop) for row in taken]
            for start, stop in intervals.subtract([tuple(span)], taken):
                self._rest(type_id, (resource_id, start, stop), online)

    @api.model
    def _rest(self, type_id, span, online):
        """Let time rest, and let the job of the waiting list know in time.

        :param span: triple (resource id, start, stop)
        """
        type_ = self.env["resource.booking.type"].browse(type_id)
        minutes = type_._rest_minutes(span[1])
        waits = self.env["municipal.waiting"]._somebody_waits(type_)
        kind = "next" if waits and type_._draws_for_list() else "rest"
        if kind == "rest" and not minutes:
            return
        ends = fields.Datetime.now() + timedelta(minutes=minutes)
        until = ends + SPARE if kind == "next" else ends
        self._keep_free(span, type_id, kind, until, online=online)
        if kind == "next":
            self._wake_list(ends)

    @api.model
    def _keep_free(self, span, type_id, kind, until, online=False):
        """Take time for nobody, unless somebody has it already.

        :param span: triple (resource id, start, stop)
        """
        query = SQL(
            """INSERT INTO municipal_reservation (%s) VALUES (
                %s, %s, %s, NULL, %s, %s, %s, NULL, NULL, %s, %s, NULL
            ) ON CONFLICT DO NOTHING""",
            COLUMNS,
            *span,
            online,
            str(uuid4()),
            until,
            kind,
            type_id,
        )
        # who took it just now is not seen: Odoo begins again, which is no error
        self.env.cr.execute(query, log_exceptions=False)
        self.invalidate_model(flush=False)

    @api.model
    def _wake_list(self, moment=None):
        """Let the job of the waiting list run at a moment, naive UTC, or at once."""
        self.env.ref(CRON).sudo()._trigger(moment)

    @api.model
    def _due_to_offer(self):
        """Return what is offered to the waiting list now, or soon enough."""
        soon = fields.Datetime.now() + SPARE
        return self.sudo().search(
            [("kind", "=", "next"), ("hold_until", "<=", soon)], order="start, id"
        )

    def _under_new_key(self):
        """Give what rests a key that nobody knows yet, and return it."""
        self.ensure_one()
        key = str(uuid4())
        # other connections see the old one until we commit
        self._note_released(self.hold_key)
        self.env.cr.execute(
            SQL(
                "UPDATE municipal_reservation SET hold_key = %s WHERE id = %s",
                key,
                self.id,
            )
        )
        self.invalidate_recordset(flush=False)
        return key

    def _rest_until(self, moment):
        """Let what is about to be offered rest longer: at night nobody is mailed."""
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                "UPDATE municipal_reservation SET hold_until = %s WHERE id = %s",
                moment + SPARE,
                self.id,
            )
        )
        self.invalidate_recordset(flush=False)
        self._wake_list(moment)

    @api.model
    def _offer_again(self, key):
        """Let time that somebody did not take be offered to the next one at once."""
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """UPDATE municipal_reservation
                SET kind = 'next', waiting_id = NULL, hold_until = %s
                WHERE hold_key = %s AND kind = 'offer'""",
                now + SPARE,
                key,
            )
        )
        self.invalidate_model(flush=False)
        self._wake_list(now)

    @api.model
    def _stop_offering(self, waiting):
        """Free what is kept for people beside the offer that they have."""
        waiting_sudo = waiting.sudo()
        self.env.cr.execute(
            SQL(
                """DELETE FROM municipal_reservation
                WHERE kind = 'offer' AND waiting_id = ANY(%s)
                    AND hold_key != ALL(%s)""",
                waiting_sudo.ids,
                [key for key in waiting_sudo.mapped("offer_key") if key],
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _stop_resting(self, resources, start, stop):
        """Free what rests in a period for everybody: somebody urgent needs it.

        What is offered to a person is theirs until they answer.

        :param datetime start: naive UTC
        :param datetime stop: naive UTC
        """
        self.env.cr.execute(
            SQL(
                """DELETE FROM municipal_reservation
                WHERE kind IN ('rest', 'next') AND start < %s AND stop > %s
                    AND resource_id = ANY(%s)""",
                stop,
                start,
                resources.ids,
            )
        )
        self.invalidate_model(flush=False)
