from datetime import timedelta
from urllib.parse import urlencode

from psycopg2.errors import UniqueViolation
from pytz import utc

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL, is_html_empty

from ...engine.ticks import local
from ..common.refusal import Refusal
from ..common.transaction import Transaction
from ..common.wording import day_in_words, time_in_words

#: after a moment was promised, whatever the deadline: time to see a slip of the finger
GRACE = timedelta(minutes=15)
#: state of a visit that began -> what the page of its visitor tells
UNDER_WAY = {
    "waiting": "waiting",
    "called": "called",
    "serving": "serving",
    "paused": "serving",
    "finished": "done",
    "no_show": "no_show",
    "left": "left",
}
#: said in a transaction: the keys of forms with which nobody else can book now
CLAIMED = "claimed requests"
#: states of a page of which nothing is to be expected any more
PAST = ("over", "done", "no_show", "left", "lapsed")


class ResourceBooking(models.Model):
    """What a visitor gets to see of a booking: its page, and its words in mails."""

    _inherit = "resource.booking"

    calendar_uid = fields.Char(
        readonly=True,
        copy=False,
        help="How calendars of visitors know an appointment whose file was sent by an "
        "older version.",
    )

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for booking in self.filtered("service_id"):
            booking.access_url = f"/my/appointments/{booking.id}"
        return result

    @api.model
    def _get_thread_with_access(self, thread_id, **kwargs):
        """Let nobody talk to a municipal booking by its link alone.

        Its pages show no conversation, so nobody would read what was written there,
        as often and as long as somebody likes.
        """
        thread = super()._get_thread_with_access(thread_id, **kwargs)
        if not thread.sudo().service_id or self.env.user._is_internal():
            return thread
        by_link = dict.fromkeys(("token", "hash", "pid"))
        return super()._get_thread_with_access(thread_id, **(kwargs | by_link))

    def action_cancel(self):
        """Cancel; the visitor of a municipal booking is told.

        :raise Refusal: when a municipal booking can no longer be cancelled
        """
        self.check_access("write")
        municipal = self.filtered("service_id")
        for booking in municipal:
            booking._cancel()
        others = self - municipal
        return super(ResourceBooking, others).action_cancel() if others else None

    def _withdraw(self):
        """Give back the time of cancelled municipal bookings, and keep their links.

        Who follows a link again must read that the appointment was cancelled, not
        that it never was.
        """
        self.check_access("write")
        bookings_sudo = self.sudo()
        bookings_sudo.action_unschedule()
        bookings_sudo.write({"active": False})

    def _place(self):
        """Return the name and the address of the building in one line."""
        self.ensure_one()
        return self.location_id._in_one_line()

    def _zone(self):
        """Return the zone of the place where the visitor is received."""
        self.ensure_one()
        return self.location_id._zone() if self.location_id else self.type_id._tz()

    def _appointment_start(self):
        """Return when the visit begins, or would have begun if it was cancelled."""
        return self.start or self.visit_id.planned_start

    def _local(self, moment):
        """Return a naive UTC moment in local time."""
        return local(moment, self._zone())

    def _day_in_words(self, moment=None):
        moment = moment or self._appointment_start()
        return day_in_words(self.env, self._local(moment).date()) if moment else ""

    def _time_in_words(self, moment=None):
        moment = moment or self._appointment_start()
        return time_in_words(self.env, self._local(moment)) if moment else ""

    def _free_slots_to_move(self, hold_key=None, lines=None):
        """Return to which moments the visitor can move this booking.

        Its present one is among them for other products only.

        :param str hold_key: the visitor's own hold, which stops them from nothing
        :param lines: what they come for from now on, see :meth:`_move`
        """
        others = self._other_lines(lines)
        now = utc.localize(fields.Datetime.now())
        free = self.type_id._free_slots(
            others or self._lines(),
            now,
            now + timedelta(days=self.type_id.horizon_days + 2),
            location=self.location_id,
            ignore=self,
            hold_key=hold_key,
        )
        return [start for start in free if others or start != self.start]

    def _next_release_in_words(self, lines=None):
        """Return when who finds no other moment now can find one; empty for never."""
        return self.type_id._next_release_in_words(
            lines or self._lines(), self.location_id
        )

    def _check_move(self, start, hold_key=None, lines=None):
        """Refuse a moment to which the visitor cannot move this booking.

        :param datetime start: naive UTC
        :raise Refusal:
        """
        self._check_movable_now(start, hold_key, lines)
        others = self._other_lines(lines)
        if not start or (start == self.start and not others):
            raise Refusal(self.env._("Choose another slot."), "moment")
        self._check_free(
            others or self._lines(),
            start,
            location=self.location_id,
            ignore=self,
            hold_key=hold_key,
        )

    def _hold_move(self, start, key, visitor, address, lines=None):
        """Keep the moment to which a visitor may move this booking.

        Its own time does not stop it: it may move a little, over itself.

        :return: as :meth:`_hold_slot`
        :raise Refusal: when the deadline passed or the moment is not free
        """
        self._check_movable_now(start, key, lines)
        return self._hold_slot(
            self._other_lines(lines) or self._lines(),
            start,
            key,
            visitor,
            address,
            location=self.location_id,
            own=self,
        )

    def _phone(self):
        """Return the number to call about this booking."""
        self.ensure_one()
        company = self.type_id.company_id
        return self.service_id.phone or self.location_id.phone or company.phone

    def _product_names(self, public=False):
        """Return what the visitor comes for, one text per product.

        :param bool public: neutral names for what is sensitive
        """
        names = [
            product._counted_name(quantity, public)
            for product, quantity in self._lines()
        ]
        return list(dict.fromkeys(names))

    def _bring_items(self, public=False):
        """Return what to bring, every thing once.

        :param bool public: leave out what would betray a sensitive product
        """
        products = self.line_ids.product_id
        if public:
            products = products.filtered(lambda product: not product.sensitive)
        items = [item for product in products for item in product._bring_items()]
        return list(dict.fromkeys(items))

    def _infos(self, public=False):
        """Return what is good to know, as HTML, every text once.

        :param bool public: leave out what would betray a sensitive product
        """
        products = self.line_ids.product_id
        if public:
            products = products.filtered(lambda product: not product.sensitive)
        infos = products.mapped("info")
        return [info for info in dict.fromkeys(infos) if not is_html_empty(info)]

    def _hides_bring_items(self):
        """Tell whether mails leave out things to bring."""
        return self._bring_items() != self._bring_items(public=True)

    def _page_url(self):
        """Return the address of the visitor's page, for a mail or a calendar."""
        return self.get_base_url() + self.get_portal_url()

    def _calendar_uid(self):
        """Return what identifies the appointment in the visitor's calendar for ever.

        Files that were sent before this was so keep the identity that they had.
        """
        self.ensure_one()
        if self.calendar_uid:
            return self.calendar_uid
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        return f"{self.reference}@{parameters_sudo.get_param('database.uuid')}"

    def _calendar_version(self, method="PUBLISH"):
        """Return the number by which a calendar knows what is newer (SEQUENCE)."""
        self.ensure_one()
        changes = self.visit_id.event_ids.filtered(
            lambda event: event.step in ("booked", "moved", "cancelled")
        )
        # not the first one; but who takes a cancellation back is newer than it
        first = any(event.step == "booked" for event in changes)
        return len(changes) - first + (method == "CANCEL")

    def _qr_path(self, size=180):
        """Return where the QR code is that a kiosk or a clerk scans."""
        options = {
            "barcode_type": "QR",
            "value": self.reference,
            "width": size,
            "height": size,
        }
        return f"/report/barcode/?{urlencode(options)}"

    @api.model
    def _claim_request(self, request_key):
        """Let only one request at a time book with the form of this key.

        By the same statement it is known whether the form has booked already, see
        :meth:`_find_request`.

        :raise ConcurrencyError: when another one is at it; Odoo then tries again
            in a new transaction, which finds the booking that the other made
        """
        claimed = Transaction(self.env).keep(CLAIMED, set())
        if request_key in claimed:
            return
        [[free, made]] = self.env.execute_query(
            SQL(
                """SELECT pg_try_advisory_xact_lock(hashtextextended(%(key)s, 0)),
                    EXISTS (SELECT FROM resource_booking WHERE request_key = %(key)s)
                """,
                key=request_key,
                to_flush=self._fields["request_key"],
            )
        )
        if not free:
            raise ConcurrencyError(f"Form {request_key} is being booked")
        claimed.add(request_key)
        if not made:
            self._note_unknown(request_key)

    @api.model
    def _book_once(self, lines, start, contact, request_key, **vals):
        """Book with a form that may be sent twice, also at the same time.

        The other parameters are those of :meth:`_book`.

        :raise ConcurrencyError: when the same form is being booked just now, or was
            after this transaction began: a new one finds that booking
        """
        self._claim_request(request_key)
        try:
            booking = self._book(lines, start, contact, request_key=request_key, **vals)
            self.env.flush_all()
            return booking
        except UniqueViolation as error:
            raise ConcurrencyError(str(error)) from error

    # What the page of an appointment tells its visitor, and lets them do.

    def _page_state(self):
        """Return what the visitor has to know first: how it stands with the visit.

        :return: ``cancelled``, ``coming``, ``late`` (it began, and nobody has seen the
            visitor yet), ``waiting``, ``called``, ``serving``, ``done``, ``no_show``,
            ``left`` or ``over`` (nobody knows whether the visitor came);
            ``unconfirmed``, and ``lapsed`` when nobody confirmed it in time
        """
        self.ensure_one()
        if not self.active:
            return "lapsed" if self.confirm_state == "lapsed" else "cancelled"
        if self._is_unconfirmed():
            return "unconfirmed"
        if self.visit_state in UNDER_WAY:
            return UNDER_WAY[self.visit_state]
        if not self._is_past():
            return "coming"
        return "late" if self._is_still_received() else "over"

    def _is_still_received(self):
        """Tell whether who is late finds somebody there: the same day, and open."""
        now = utc.localize(fields.Datetime.now().replace(second=0, microsecond=0))
        today = now.astimezone(self._zone()).date()
        return self._local(self._appointment_start()).date() == today and bool(
            self.type_id._open_intervals(now, now + timedelta(minutes=1))
        )

    def _is_past(self):
        """Tell whether the moment of the visit has come."""
        promised = self._appointment_start()
        return bool(promised) and promised <= fields.Datetime.now()

    def _can_cancel(self):
        """Tell whether the visitor can still say here that they do not come."""
        self.ensure_one()
        booking = self.with_context(using_portal=True)
        return bool(booking._is_expected() and booking.is_modifiable)

    def _can_move(self):
        """Tell whether the visitor can still choose another moment here."""
        certain = self._can_cancel() and not self._is_unconfirmed()
        return certain and bool(self.line_ids) and self._moves_in_time()

    def _deadline_binds(self):
        """Tell whether who asks is the visitor; staff may move at any time."""
        return bool(self.env.context.get("using_portal"))

    def _moves_in_time(self, start=None, hold_key=None, lines=None):
        """Tell whether the visitor still moves in time.

        That is before the deadline; or shortly after the moment was promised, for a
        slip of the finger; or while the other moment is kept for them.

        :param datetime start: naive UTC, of the moment that is asked
        :param str hold_key: under which that moment is kept for the visitor
        :param lines: what it is kept for
        """
        now = fields.Datetime.now()
        if not self.start or now <= self._deadline():
            return True
        if now <= self._grace_ends():
            return True
        return bool(start) and self.type_id._is_held(
            lines or self._lines(), start, self, hold_key
        )

    def _deadline(self):
        """Return until when the visitor can move this booking, naive UTC."""
        return self.start - timedelta(hours=self.type_id.modifications_deadline)

    def _grace_ends(self):
        """Return until when what was just promised can be moved, naive UTC."""
        steps_sudo = self.visit_id.sudo().event_ids
        promised = steps_sudo.filtered(lambda event: event.step in ("booked", "moved"))
        moments = promised.mapped("moment") or [self.create_date]
        return max(moments) + GRACE

    def _deadline_in_words(self):
        """Return until when the visitor can move, or nothing when that has passed."""
        if not self.start or not self._can_cancel():
            return ""
        deadline = self._deadline()
        if deadline < fields.Datetime.now():
            return ""
        return self.env._(
            "%(day)s at %(time)s",
            day=self._day_in_words(deadline),
            time=self._time_in_words(deadline),
        )

    def _bring_by_product(self):
        """Return what to bring, so that it is clear for what.

        :return: list of pairs (name of a product, things to bring); the name is empty
            for what all products ask, and for the only product
        """
        self.ensure_one()
        lists = [
            (product.name, list(dict.fromkeys(product._bring_items())))
            for product in self.line_ids.product_id
        ]
        first = lists[0][1] if lists else []
        shared = [item for item in first if all(item in own for _name, own in lists)]
        groups = [("", shared)] + [
            (name, [item for item in own if item not in shared]) for name, own in lists
        ]
        return [group for group in groups if group[1]]

    def _waiting_path(self):
        """Return the path of the waiting page of this visitor, if it lives now."""
        visit_sudo = self.visit_id.sudo()
        token = visit_sudo.access_token
        return f"/wachten/{token}" if token and visit_sudo._is_today() else ""

    def _my_list(self):
        """Return municipal bookings as their visitor looks for them.

        :return: dict of recordsets: ``coming``, the next one first; ``past``, the
            last one first; and ``all`` of both
        """
        municipal = self.filtered("service_id").sorted(
            lambda booking: (
                booking._appointment_start() or booking.create_date,
                booking.id,
            )
        )
        coming = municipal.filtered(lambda booking: booking._page_state() not in PAST)
        past = (municipal - coming)[::-1]
        return {"coming": coming, "past": past, "all": municipal}
