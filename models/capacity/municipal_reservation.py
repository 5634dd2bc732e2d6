from contextlib import contextmanager
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import intervals
from ...engine.ticks import ORIGIN
from ..common.locking import committed
from ..common.refusal import Refusal
from ..common.transaction import Transaction

#: what is over for so many days is of no use to anybody any more
KEPT_DAYS = 30
COLUMNS = SQL(
    "resource_id, start, stop, booking_id, online, "
    "hold_key, hold_until, hold_visitor, hold_address, kind, type_id, waiting_id"
)
#: said in a transaction: that others may have booked meanwhile, and the keys of holds
#: that were given back
READ_COMMITTED = "read committed"
RELEASED = "released"


class MunicipalReservation(models.Model):
    """A time range in which a resource is taken, by a booking or by a hold.

    Time that came free and rests, and time that is offered to somebody on a waiting
    list, are holds as well: they stop everybody else, and expire.

    The one truth about taken desks. PostgreSQL itself refuses two rows that take
    the same resource at the same time, whoever asks and however many at once: the
    transactions of Odoo do not see each other, so that no check in Python could.

    Rows are written by SQL only, whenever a booking is: see ``_reserve``. Nobody
    has the right to write them in another way.
    """

    _name = "municipal.reservation"
    _description = "Reservation of a resource"
    _order = "start, resource_id"
    _rec_name = "resource_id"
    _log_access = False
    resource_id = fields.Many2one(
        comodel_name="resource.resource", required=True, ondelete="cascade"
    )
    start = fields.Datetime(string="From", required=True)
    stop = fields.Datetime(
        string="To", required=True, help="With the buffer after the visit."
    )
    booking_id = fields.Many2one(
        comodel_name="resource.booking", index="btree_not_null", ondelete="cascade"
    )
    online = fields.Boolean(help="Taken on the website, out of what it may offer.")
    # who knows the key of a hold has it: in forms, and nowhere else
    hold_key = fields.Char(index="btree_not_null", groups="base.group_system")
    hold_until = fields.Datetime(
        help="From then on it stops nobody, whether the row is still there or not."
    )
    hold_visitor = fields.Char(
        index="btree_not_null",
        groups="base.group_system",
        help="Whose hold it is.",
    )
    hold_address = fields.Char(index="btree_not_null", groups="base.group_system")
    kind = fields.Selection(
        selection=[
            ("booking", "Appointment"),
            ("hold", "Being booked"),
            ("rest", "Rests"),
            ("next", "About to be offered"),
            ("offer", "Offered to the waiting list"),
        ],
        string="Taken by",
        required=True,
        default="hold",
        help="Rests: came free, and is offered to everybody again when it has rested. "
        "About to be offered: goes to the waiting list then.",
    )
    type_id = fields.Many2one(
        comodel_name="resource.booking.type",
        string="Appointment type",
        ondelete="cascade",
        help="Of the appointment that left the time, while it rests or is offered.",
    )
    waiting_id = fields.Many2one(
        comodel_name="municipal.waiting",
        string="Offered to",
        index="btree_not_null",
        ondelete="cascade",
    )
    _never_twice = models.Constraint(
        "EXCLUDE USING gist (int4range(resource_id, resource_id, '[]') WITH &&, "
        "tsrange(start, stop) WITH &&)",
        "This slot has just been taken. Choose another one.",
    )
    _in_order = models.Constraint(
        "CHECK (start < stop)", "A reservation ends after it began."
    )
    _booking_or_hold = models.Constraint(
        "CHECK ((booking_id IS NULL) = (hold_until IS NOT NULL))",
        "A reservation is for a booking or for a hold.",
    )
    _kind_is_so = models.Constraint(
        "CHECK ((kind = 'booking') = (booking_id IS NOT NULL) "
        "AND (kind = 'offer') = (waiting_id IS NOT NULL))",
        "A reservation is what its kind says.",
    )
    _by_resource = models.Index("(resource_id, start)")

    @api.model
    def _taken(
        self, resource_ids, start, stop, ignore=None, hold_key=None, resting=True
    ):
        """Return which time of resources is taken.

        Whoever asks gets the same answer, also about bookings that they may not read.

        :param list resource_ids: of the resources
        :param datetime start: naive UTC
        :param datetime stop: naive UTC
        :param ignore: booking whose own time does not count: it is being moved
        :param hold_key: hold whose own time does not count
        :param bool resting: whether time that came free and rests counts
        :return: list of (resource id, start, stop, online) in minutes of the engine;
            what begins or ends within a minute takes the whole of it
        """
        self.env["resource.booking"].sudo()._sync_what_fits(ignore)
        spans = self._spans(resource_ids, start, stop, ignore)
        rows = self.env.execute_query(
            SQL("%s AND %s", spans, self._blocking([hold_key or "-"], resting))
        )
        return self._with_committed(rows, spans, hold_key)

    @api.model
    def _spans(self, resource_ids, start, stop, ignore=None):
        """Return the query of :meth:`_taken`, holds not looked at."""
        return SQL(
            """SELECT resource_id,
                floor(date_part('epoch', start - %(origin)s) / 60)::int,
                ceil(date_part('epoch', stop - %(origin)s) / 60)::int,
                online
            FROM municipal_reservation
            WHERE resource_id = ANY(%(resources)s)
                AND start < %(stop)s AND stop > %(start)s
                AND coalesce(booking_id, 0) != %(booking)s""",
            origin=ORIGIN,
            resources=resource_ids,
            start=start,
            stop=stop,
            booking=(ignore and ignore.id) or -1,
        )

    @api.model
    def _blocking(self, own_keys, resting=True):
        """Return the condition on rows that stop somebody now.

        :param list own_keys: of holds that do not stop them
        :param bool resting: whether time that rests stops them
        """
        return SQL(
            """(hold_until IS NULL OR hold_until > %s)
            AND coalesce(hold_key, '') != ALL(%s) AND kind != ALL(%s)""",
            fields.Datetime.now(),
            own_keys,
            [] if resting else ["rest", "next"],
        )

    @api.model
    def _active_rows(self, resources, start, stop, booking_id):
        """Return the rows that take resources within a period, but for one booking.

        :param datetime start: naive UTC
        :param datetime stop: naive UTC
        """
        bookings_sudo = self.env["resource.booking"].sudo()
        bookings_sudo._sync_what_fits(bookings_sudo.browse(booking_id))
        return self.search(
            [
                ("resource_id", "in", resources.ids),
                ("start", "<", stop),
                ("stop", ">", start),
                ("booking_id", "!=", booking_id),
                "|",
                ("hold_until", "=", False),
                ("hold_until", ">", fields.Datetime.now()),
            ]
        )

    @api.model
    def _wanted(self, which):
        """Return the query of the rows that bookings ask for.

        A booking takes its resources while it is active and has a moment that is
        not over; what is recorded after the fact takes nothing. Of several that want
        the same, who confirmed comes first, and then who was first.

        :param SQL which: condition on the bookings, as ``booking``
        """
        return SQL(
            """SELECT used.resource_resource_id AS resource_id, booking.start,
                booking.stop + make_interval(mins => coalesce(buffer_minutes, 0))
                    AS stop,
                booking.id AS booking_id, coalesce(online, FALSE) AS online,
                NULL::varchar AS hold_key, NULL::timestamp AS hold_until,
                NULL::varchar AS hold_visitor, NULL::varchar AS hold_address,
                'booking' AS kind, NULL::int AS type_id, NULL::int AS waiting_id
            FROM resource_booking booking
            JOIN resource_booking_combination_resource_resource_rel used
                ON resource_booking_combination_id = booking.combination_id
            LEFT JOIN calendar_event meeting ON meeting.id = booking.meeting_id
            WHERE booking.active AND meeting.active IS NOT FALSE
                AND booking.start < booking.stop AND booking.stop > %(now)s
                AND %(which)s
            ORDER BY booking.state = 'confirmed' DESC, booking.id""",
            now=fields.Datetime.now(),
            which=which,
        )

    @api.model
    def _insert(self, wanted, instead, before=None):
        """Take time, as far as nobody else has it.

        A hold that has expired gives way here: no job has to remove it first.

        :param SQL wanted: query of rows, as :meth:`_wanted` returns
        :param SQL instead: condition on the rows that these replace
        :param SQL before: statement to execute before
        :return: list of (booking id, resource id) that got no place
        :raise SerializationFailure: when somebody took the time after our
            transaction began
        """
        query = SQL(
            """%(before)s
            DELETE FROM municipal_reservation WHERE %(instead)s;
            DELETE FROM municipal_reservation hold USING (%(wanted)s) wanted
            WHERE hold.hold_until <= %(now)s
                AND hold.resource_id = wanted.resource_id
                AND hold.start < wanted.stop AND hold.stop > wanted.start;
            WITH wanted AS (%(wanted)s), placed AS (
                INSERT INTO municipal_reservation (%(columns)s)
                SELECT %(columns)s FROM wanted ON CONFLICT DO NOTHING
                RETURNING booking_id, resource_id, start
            )
            SELECT wanted.booking_id, wanted.resource_id FROM wanted
            LEFT JOIN placed ON placed.resource_id = wanted.resource_id
                AND placed.start = wanted.start
                AND coalesce(placed.booking_id, 0) = coalesce(wanted.booking_id, 0)
            WHERE placed.resource_id IS NULL""",
            before=before or SQL(),
            wanted=wanted,
            instead=instead,
            columns=COLUMNS,
            now=fields.Datetime.now(),
        )
        self.env.cr.execute(query, log_exceptions=False)
        self.invalidate_model(flush=False)
        return self.env.cr.fetchall()

    @api.model
    def _sync(self, bookings):
        """Let the rows of bookings say what the bookings say now.

        A hold with the key of the request of a booking becomes that booking.

        :return: as :meth:`_insert`
        """
        ids = list(bookings._ids)
        if not ids:
            return []
        earlier = SQL(
            """booking_id = ANY(%(ids)s) OR hold_key IN (
                SELECT request_key FROM resource_booking
                WHERE id = ANY(%(ids)s) AND request_key IS NOT NULL
            )""",
            ids=ids,
        )
        wanted = self._wanted(SQL("booking.id = ANY(%s)", ids))
        with self._freeing(bookings):
            return self._insert(wanted, earlier)

    @api.model
    def _give_back(self, bookings):
        """Let go of the time of bookings that are about to be deleted."""
        with self._freeing(bookings):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM municipal_reservation WHERE booking_id = ANY(%s)",
                    bookings.ids,
                )
            )
            self.invalidate_model(flush=False)

    @api.model
    def _convert_hold(self, booking):
        """Let the hold of a request become the booking that was just made of it.

        :return: whether that is all the time that the booking needs
        """
        buffer = timedelta(minutes=booking.buffer_minutes)
        self.env.cr.execute(
            SQL(
                """UPDATE municipal_reservation SET booking_id = %(booking)s,
                    hold_key = NULL, hold_until = NULL,
                    hold_visitor = NULL, hold_address = NULL,
                    kind = 'booking', type_id = NULL, waiting_id = NULL
                WHERE hold_key = %(key)s AND online = %(online)s
                    AND start = %(start)s AND stop = %(stop)s
                RETURNING resource_id""",
                booking=booking.id,
                key=booking.request_key,
                online=booking.online,
                start=booking.start,
                stop=booking.stop + buffer,
            )
        )
        became = {resource_id for (resource_id,) in self.env.cr.fetchall()}
        self.invalidate_model(flush=False)
        combination = booking.combination_id
        # may ask the database itself: what it found was read before
        return became == set(combination._desks()[combination.id].resources)

    @api.model
    def _reserve(self, bookings):
        """Take the time of bookings, or refuse.

        :raise Refusal: when another booking or a hold has it
        """
        if self._sync(bookings):
            raise self._refusal()

    @api.model
    def _refusal(self):
        return Refusal(
            self.env._(
                "This slot has just been taken or is no longer offered. "
                "Choose another one."
            ),
            "moment",
        )

    @api.model
    def _hold(self, combinations, start, stop, key, minutes, own=None, **who):
        """Take a moment for a visitor who still has to say who they are.

        :param combinations: which would do, the best one first
        :param datetime start: naive UTC
        :param datetime stop: naive UTC, the buffer included
        :param str key: becomes the ``request_key`` of the booking
        :param int minutes: how long it holds
        :param own: booking that is being moved: it does not block itself
        :param who: ``online``, ``hold_visitor``, ``hold_address``, and of an offer
            ``kind``, ``type_id``, ``waiting_id``
        :return: the combination that is held
        :raise Refusal: when every one of them has just been taken
        """
        until = fields.Datetime.now() + timedelta(minutes=minutes)
        for combination in combinations:
            resources = combination._desks()[combination.id].resources
            rows = self._ranges(resources, start, stop, own)
            if self._try_hold(rows, dict(who, hold_key=key, hold_until=until)):
                return combination
        raise self._refusal()

    @api.model
    def _ranges(self, resource_ids, start, stop, own):
        """Return (resource id, start, stop) of what a visit needs beyond its own."""
        mine = self.sudo().search([("booking_id", "=", own.id)]) if own else self
        return [
            (resource_id, *part)
            for resource_id in resource_ids
            for part in intervals.subtract(
                [(start, stop)],
                [(r.start, r.stop) for r in mine if r.resource_id.id == resource_id],
            )
        ]

    @api.model
    def _try_hold(self, ranges, hold):
        """Hold ranges of resources, all or nothing; tell whether it succeeded."""
        if not ranges:
            self._release(hold["hold_key"])
            return True
        rows = SQL(", ").join(
            SQL(
                "(%s, %s::timestamp, %s::timestamp, NULL::int, %s, %s, "
                "%s::timestamp, %s, %s, %s, %s::int, %s::int)",
                *row,
                bool(hold.get("online")),
                hold["hold_key"],
                hold["hold_until"],
                hold.get("hold_visitor"),
                hold.get("hold_address"),
                hold.get("kind", "hold"),
                hold.get("type_id"),
                hold.get("waiting_id"),
            )
            for row in ranges
        )
        wanted = SQL("SELECT * FROM (VALUES %s) AS asked (%s)", rows, COLUMNS)
        earlier = SQL("hold_key = %s", hold["hold_key"])
        try:
            # in one round trip; what is left of the savepoint ends with the transaction
            missed = self._insert(wanted, earlier, SQL("SAVEPOINT municipal_hold;"))
        except SerializationFailure:
            missed = True
        if missed:
            self.env.cr.execute("ROLLBACK TO SAVEPOINT municipal_hold")
        return not missed

    @api.model
    def _keeps(self, key, start, stop, partly=False):
        """Tell whether a hold that lives keeps this moment, and no other one.

        :param datetime start: naive UTC
        :param datetime stop: naive UTC, the buffer included
        :param bool partly: a part of the time will do: the rest is that of the booking
            that is being moved
        """
        rows = self.search_fetch(
            [("hold_key", "=", key), ("hold_until", ">", fields.Datetime.now())],
            ["start", "stop"],
        )
        if partly:
            return any(start <= row.start and row.stop <= stop for row in rows)
        return any((row.start, row.stop) == (start, stop) for row in rows)

    @api.model
    def _release(self, key):
        """Give back what is held under a key; unknown keys hold nothing."""
        self._note_released(key)
        self.env.cr.execute(
            SQL(
                "DELETE FROM municipal_reservation "
                "WHERE hold_key = %s AND booking_id IS NULL",
                key,
            )
        )
        self.invalidate_model(flush=False)

    @api.autovacuum
    def _gc_reservations(self):
        """Sweep up what stops nobody any more."""
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                "DELETE FROM municipal_reservation WHERE hold_until <= %s OR stop < %s",
                now,
                now - timedelta(days=KEPT_DAYS),
            )
        )

    # What others have committed since the present transaction began.
    #
    # A transaction of Odoo sees the database as it was at its beginning, also after it
    # has waited for another one. What that one took is read by another connection.

    @api.model
    @contextmanager
    def _looking_again(self):
        """Let :meth:`_taken` count what was promised online since we began."""
        with Transaction(self.env).during(READ_COMMITTED):
            yield

    @api.model
    def _with_committed(self, rows, spans, hold_key):
        """Return what :meth:`_taken` found, and what others took online meanwhile."""
        if not Transaction(self.env).get(READ_COMMITTED):
            return rows
        committed = self._committed(SQL("%s AND online", spans), hold_key)
        return list({*map(tuple, rows), *committed})

    @api.model
    def _committed_holds(self, address):
        """Return the keys of the holds of an address that live by now."""
        query = SQL(
            "SELECT hold_key FROM municipal_reservation WHERE hold_address = %s",
            address,
        )
        return {key for (key,) in self._committed(query)}

    @api.model
    def _committed(self, query, hold_key=None):
        """Return rows that a connection finds that begins now.

        But for what this transaction has given back, or looks for itself.
        """
        own = [*Transaction(self.env).get(RELEASED, ()), hold_key or "-"]
        return committed(
            self.env, SQL("%s AND %s", query, self._blocking(own)), "moment"
        )

    @api.model
    def _note_released(self, key):
        """Remember what we give back: others see it held until we commit."""
        Transaction(self.env).keep(RELEASED, set()).add(key)
