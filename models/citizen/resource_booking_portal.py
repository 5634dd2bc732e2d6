from datetime import timedelta
from urllib.parse import urlencode

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL, is_html_empty

from ..common.refusal import Refusal
from ..common.wording import day_in_words, time_in_words


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
        bookings = self.sudo()
        bookings.action_unschedule()
        bookings.write({"active": False})

    def _place(self):
        """Return the name and the address of the building in one line."""
        self.ensure_one()
        return self.location_id._in_one_line()

    def _zone(self):
        """Return the zone of the place where the visitor is received."""
        self.ensure_one()
        name = self.location_id._zone_name()
        return timezone(name) if name else self.type_id._tz()

    def _promised(self):
        """Return when the visit begins, or would have begun if it was cancelled."""
        return self.start or self.visit_id.planned_start

    def _local(self, moment):
        """Return a naive UTC moment in local time."""
        return utc.localize(moment).astimezone(self._zone())

    def _day_in_words(self, moment=None):
        moment = moment or self._promised()
        return day_in_words(self.env, self._local(moment).date()) if moment else ""

    def _time_in_words(self, moment=None):
        moment = moment or self._promised()
        return time_in_words(self.env, self._local(moment)) if moment else ""

    def _free_moments_to_move(self, hold_key=None):
        """Return to which moments the visitor can move this booking.

        :param str hold_key: hold of the visitor himself, which stops him from nothing
        """
        now = utc.localize(fields.Datetime.now())
        free = self.type_id._free_moments(
            self._lines(),
            now,
            now + timedelta(days=self.type_id.horizon_days + 2),
            location=self.location_id,
            ignore=self,
            hold_key=hold_key,
        )
        return [start for start in free if start != self.start]

    def _has_moments_later(self):
        """Tell whether who finds no other moment now can find one later."""
        return self.type_id._has_moments_later(self._lines(), self.location_id)

    def _check_move(self, start, hold_key=None):
        """Refuse a moment to which the visitor cannot move this booking.

        :param datetime start: naive UTC
        :raise Refusal:
        """
        self._check_movable_now(start, hold_key)
        if not start or start == self.start:
            raise Refusal(self.env._("Choose another moment."), "moment")
        self._check_free(
            self._lines(),
            start,
            location=self.location_id,
            ignore=self,
            hold_key=hold_key,
        )

    def _hold_move(self, start, key, visitor, address):
        """Keep the moment to which a visitor may move this booking.

        Its own time does not stop it: it may move a little, over itself.

        :return: as :meth:`_hold_moment`
        :raise Refusal: when the deadline passed or the moment is not free
        """
        self._check_movable_now(start, key)
        return self._hold_moment(
            self._lines(),
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
        names = []
        for product, quantity in self._lines():
            many = quantity > 1 and not (public and product.sensitive)
            name = product._public_name() if public else product.name
            names.append(f"{name} × {quantity}" if many else name)
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
        parameters = self.env["ir.config_parameter"].sudo()
        return f"{self.reference}@{parameters.get_param('database.uuid')}"

    def _calendar_version(self, method="PUBLISH"):
        """Return the number by which a calendar knows what is newer (SEQUENCE)."""
        self.ensure_one()
        changes = self.visit_id.event_ids.filtered(
            lambda event: event.step in ("moved", "cancelled")
        )
        return len(changes) + (method == "CANCEL")

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

        :raise ConcurrencyError: when another one is at it; Odoo then tries again
            in a new transaction, which finds the booking that the other made
        """
        [[claimed]] = self.env.execute_query(
            SQL(
                "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", request_key
            )
        )
        if not claimed:
            raise ConcurrencyError(f"Form {request_key} is being booked")
