from datetime import timedelta
from typing import NamedTuple

from psycopg2 import OperationalError
from pytz import utc

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ...engine import intervals
from ...engine.ticks import from_minutes, local, to_minutes
from ...engine.waiting_list import Slot, Wish, next_in_line, offer_end, waking
from ..common.refusal import Refusal
from ..common.transaction import Transaction
from ..visit.municipal_visit import BOOKED_BY
from .municipal_reservation import SPARE

#: people that are looked at for one slot, in the order of the list
MOST_PEOPLE = 200
TO_THE_MINUTE = timedelta(seconds=59)


class Found(NamedTuple):
    """Who is offered what."""

    waiting: models.Model
    #: naive UTC
    start: object
    until: object


class MunicipalWaiting(models.Model):
    """How time that came free goes to those who wait, one after the other.

    ``engine/waiting_list`` says who is next and until when. An offer is a hold: it
    takes the time in ``municipal.reservation``, is honoured until it ends, and expires.
    """

    _inherit = "municipal.waiting"

    @api.model
    def _cron_offer(self):
        """Pass on what nobody took in time, and offer what has rested."""
        for waiting in self._overdue():
            self._one_step(waiting, lambda w: w._end(w._why_over()))
        for waiting in self._lapsed():
            self._one_step(waiting, lambda w: w._pass_on())
        failed, reservations = set(), self.env["municipal.reservation"]
        while rows := reservations._due_to_offer().filtered(
            lambda row: row.id not in failed
        ):
            row = rows[0]
            if not self._one_step(row, self._offer_next, remaining=len(rows)):
                failed.add(row.id)

    @api.model
    def _one_step(self, record, act, remaining=1):
        """Do one thing and commit it; leave it to the next run when others are at it.

        :return: whether it was done
        """
        try:
            act(record)
            self.env.flush_all()
        except (OperationalError, ConcurrencyError):
            self.env.cr.rollback()
            self.env["municipal.reservation"]._wake_list(
                fields.Datetime.now() + timedelta(minutes=1)
            )
            return False
        self.env["ir.cron"]._commit_progress(1, remaining=remaining - 1)
        return True

    # Who leaves the list by themselves.

    @api.model
    def _overdue(self):
        """Return who waits in vain."""
        waiting_sudo = self.sudo().search([("state", "=", "waiting")])
        return waiting_sudo.filtered(lambda waiting: waiting._why_over())

    def _why_over(self):
        """Return why somebody need not wait any more; empty when they still do."""
        self.ensure_one()
        if self.earlier and not self._may_move():
            return "appointment"
        if self._is_unreachable():
            return "unreachable"
        if self.expires < self.company_id._today():
            return "expired"
        offered = all(product._is_bookable() for product in self.line_ids.product_id)
        return "" if offered and self.type_id._takes_waiting() else "withdrawn"

    def _may_move(self):
        """Tell whether the appointment of somebody can still be moved by them."""
        booking = self.booking_id
        return bool(booking and booking.start and booking._can_move())

    # Who is next.

    @api.model
    def _offer_next(self, row):
        """Offer what has rested to the first whom it suits, else to everybody.

        :param row: of ``municipal.reservation``
        """
        type_, passed_over = row.type_id, set()
        now = to_minutes(fields.Datetime.now())
        awake = waking(now, type_._quiet_hours())
        while found := self._next_for(row, awake, passed_over):
            if awake > now:
                row._rest_until(from_minutes(awake))
                return
            if found.waiting._offer(row, found.start, found.until):
                return
            passed_over.add(found.waiting.id)
        row._release(row.hold_key)

    @api.model
    def _next_for(self, row, now, passed_over):
        """Return who is offered what out of time that has rested, ``None`` for nobody.

        :param int now: when the mail leaves, in minutes of the engine
        :param passed_over: ids of people for whom it turned out to be nothing
        """
        type_ = row.type_id
        people = self._in_line(type_).filtered(lambda w: w.id not in passed_over)
        free, quiet = {}, type_._quiet_hours()

        def slots_of(wish):
            key, waiting_sudo = self._same_search(wish)
            if key not in free:
                free[key] = waiting_sudo._slots_in(row, now, quiet)
            return list(free[key])

        found = next_in_line(
            [waiting._wish() for waiting in people], slots_of, type_.waiting_offers
        )
        if not found:
            return None
        key, waiting_sudo = self._same_search(found[0])
        return Found(waiting_sudo, *free[key][found[1]])

    @api.model
    def _same_search(self, wish):
        """Return what wishes have in common of which the same slots are free.

        :return: pair (key, whose wish it is)
        """
        waiting_sudo = self.sudo().browse(wish.key)
        lines = tuple((p.id, quantity) for p, quantity in waiting_sudo._lines())
        return (lines, waiting_sudo.location_id.id), waiting_sudo

    @api.model
    def _in_line(self, type_):
        """Return who can be offered something now: one mail at a time for a person."""
        waiting_sudo = self.sudo().search(
            [
                ("type_id", "=", type_.id),
                ("state", "=", "waiting"),
                ("offers", "<", type_.waiting_offers),
            ],
            order="offers, id",
            limit=MOST_PEOPLE,
        )
        offered_sudo = self.sudo().search(
            [
                ("state", "=", "offered"),
                ("person", "in", waiting_sudo.mapped("person")),
            ]
        )
        busy = set(offered_sudo.mapped("person"))
        return waiting_sudo.filtered(
            lambda waiting: waiting.person not in busy and not waiting._why_over()
        )

    def _wish(self):
        """Return what this person waits for, as the engine knows it."""
        self.ensure_one()
        offered = map(fields.Datetime.to_datetime, self.offered_starts or ())
        return Wish(
            key=self.id,
            joined=self.id,
            offers=self.offers,
            first=self.date_from and self.date_from.toordinal() or None,
            last=self.date_to and self.date_to.toordinal() or None,
            part=self.part or "",
            before=self._slot(self.booking_id.start) if self.earlier else None,
            had=frozenset(map(self._slot, offered)),
        )

    def _slot(self, start):
        """Return a naive UTC moment as the engine knows slots of this building."""
        shown = local(start, self._zone())
        return Slot(shown.date().toordinal(), shown.hour * 60 + shown.minute)

    def _slots_in(self, row, now, quiet):
        """Return which slots for this person begin in time that has rested.

        :return: dict from the slot of the engine to (naive UTC start, end of an offer)
        """
        type_, lines = self.type_id, self._lines()
        length = timedelta(minutes=type_._visit_length(lines))
        free = type_._free_slots(
            lines,
            utc.localize(row.start),
            utc.localize(row.stop) + length + TO_THE_MINUTE,
            location=self.location_id,
            hold_key=row.hold_key,
        )
        found = {}
        for start in free:
            if row.start <= start < row.stop:
                latest = start - timedelta(hours=type_.lead_hours)
                minutes = type_.offer_minutes
                until = offer_end(now, minutes, quiet, to_minutes(latest))
                if until:
                    found[self._slot(start)] = (start, from_minutes(until))
        return found

    # An offer, and what becomes of it.

    def _offer(self, row, start, until):
        """Keep a slot for this person, and promise the mail that says so.

        :return: whether it could be kept
        """
        self.ensure_one()
        now, span = fields.Datetime.now(), (row.start, row.stop)
        resource_id, online = row.resource_id.id, row.online
        key = row._under_new_key()
        try:
            combination = self.env["resource.booking"]._hold_desk(
                self._lines(),
                start,
                key,
                minutes=(until + SPARE - now).total_seconds() / 60,
                location=self.location_id,
                own=self.booking_id if self.earlier else None,
                kind="offer",
                type_id=self.type_id.id,
                waiting_id=self.id,
            )
        except Refusal:
            return False
        self._keep_rest(key, resource_id, span, online)
        self.write(
            {
                "state": "offered",
                "offers": self.offers + 1,
                "offer_start": start,
                "offer_until": until,
                "offer_key": key,
                "offer_location_id": self.type_id._reception(combination)[1].id,
                "offered_starts": [
                    *(self.offered_starts or ()),
                    fields.Datetime.to_string(start),
                ],
            }
        )
        self._promise("offer")
        self.env["municipal.reservation"]._wake_list(until)
        return True

    def _keep_rest(self, key, resource_id, span, online):
        """Offer what is left of the time to the next one, if anything fits in it."""
        reservations_sudo = self.env["municipal.reservation"].sudo()
        held = reservations_sudo.search(
            [("hold_key", "=", key), ("resource_id", "=", resource_id)]
        )
        shortest = timedelta(minutes=min(self.type_id.product_minutes or [1]))
        taken = [(each.start, each.stop) for each in held]
        for start, stop in intervals.subtract([span], taken):
            if stop - start >= shortest:
                reservations_sudo._keep_free(
                    (resource_id, start, stop),
                    self.type_id.id,
                    "next",
                    fields.Datetime.now() + SPARE,
                    online=online,
                )

    @api.model
    def _lapsed(self):
        """Return whose offer is over: its time has passed, or its mail was lost."""
        offered_sudo = self.sudo().search([("state", "=", "offered")])
        now = fields.Datetime.now()
        return offered_sudo.filtered(
            lambda waiting: waiting.offer_until <= now or waiting._is_unreachable()
        )

    def _is_unreachable(self):
        """Tell whether the last mail to them will not arrive, such as an offer."""
        last = self.notice_ids.sorted("id")[-1:]
        return bool(last.state == "failed" and not last.next_try)

    def _pass_on(self):
        """Let somebody wait again who did not take an offer; the next one gets it."""
        self.ensure_one()
        key, lost = self.offer_key, self._is_unreachable()
        self.write({"state": "waiting", "offer_until": False, "offer_key": False})
        self.env["municipal.reservation"].sudo()._offer_again(key)
        if lost:
            self._end("unreachable")
        elif self.offers >= self.type_id.waiting_offers:
            self._end("offers")

    def _accept(self, key):
        """Take the offered slot.

        :param str key: of the offer that the page showed
        :return: the appointment; the same one when they press twice
        :raise Refusal: when the slot is not kept for them any more
        """
        self.ensure_one()
        self._lock_place()
        if self.state == "booked" and key == self.offer_key:
            return self.booking_id
        self._check_offered(key)
        before = self.booking_id.start if self.earlier else None
        with Transaction(self.env).during(BOOKED_BY, "waiting_list"):
            booking = self._take(key)
        self.write(
            {
                "state": "booked",
                "ended_at": fields.Datetime.now(),
                "booking_id": booking.id,
                "days_won": before and (before - self.offer_start).days,
            }
        )
        return booking

    def _lock_place(self):
        """Let who changes this place at the same time end first.

        Odoo then makes the later request again, which reads what the other one did.
        """
        query = SQL("SELECT FROM municipal_waiting WHERE id = %s FOR UPDATE", self.id)
        self.env.cr.execute(query, log_exceptions=False)

    def _take(self, key):
        """Make the appointment of an offer, or move the one that they have."""
        if self.earlier:
            booking = self.booking_id.with_context(using_portal=True)
            booking._move(self.offer_start, hold_key=key)
            return booking
        return self.env["resource.booking"]._book(
            self._lines(),
            self.offer_start,
            {"name": self.contact_name, "email": self.contact_email},
            location=self.offer_location_id,
            lang=self.lang,
            request_key=key,
        )

    def _check_offered(self, key):
        if self.state != "offered" or not key or key != self.offer_key:
            raise Refusal(
                self.env._(
                    "This slot is no longer kept for you: the time to answer is over."
                ),
                "moment",
            )

    def _refuse_offer(self, key):
        """Let the next one have the offered slot, and wait on."""
        self._check_offered(key)
        self._pass_on()

    def _leave(self):
        """Leave the list, once or more often."""
        if self.state in ("waiting", "offered"):
            self._end("left")
