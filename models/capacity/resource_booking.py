from contextlib import contextmanager
from datetime import timedelta
from ipaddress import ip_address, ip_network

from odoo import api, fields, models
from odoo.tools import OrderedSet, hmac

from ..common.contact import clean_contact
from ..common.locking import let_one_through
from ..common.transaction import Transaction
from .booking_fields import CHANGING, TAKING

UNSYNCED = "municipal.reservation.unsynced"


class ResourceBooking(models.Model):
    """Every booking takes its time through ``municipal.reservation``.

    Both doors through which values of a booking reach the database are watched, so
    that no way of changing it goes past: forms, imports, drags in a calendar,
    methods of upstream, values that Odoo computes from the meeting. Reservations
    follow when the change is complete: after ``create`` or ``write`` of a booking or
    its meeting, before somebody looks for free time, and before the commit.
    """

    _inherit = "resource.booking"

    online = fields.Boolean(
        readonly=True,
        copy=False,
        help="Promised on the website, out of what it may offer.",
    )
    buffer_minutes = fields.Integer(
        string="Buffer",
        compute="_compute_buffer_minutes",
        store=True,
        precompute=True,
        readonly=False,
        help="Minutes after the visit in which its desk is not promised to anybody.",
    )
    reservation_ids = fields.One2many(
        comodel_name="municipal.reservation", inverse_name="booking_id"
    )

    @api.depends("type_id")
    def _compute_buffer_minutes(self):
        """Take over the buffer of the type; what was promised keeps its own."""
        for booking in self:
            booking.buffer_minutes = booking.type_id.buffer_minutes

    @api.model
    def _create(self, data_list):
        bookings = super()._create(data_list)
        bookings._mark_unsynced()
        return bookings

    def _write_multi(self, vals_list):
        """Remember when the database learns of another moment or desk."""
        result = super()._write_multi(vals_list)
        concerned = zip(self, vals_list, strict=True)
        self.browse(
            b.id for b, vals in concerned if vals.keys() & TAKING
        )._mark_unsynced()
        return result

    @api.model
    def _unsynced(self):
        """Return the bookings whose reservations are yet to follow."""
        return self.browse(self.env.cr.precommit.data.get(UNSYNCED, ()))

    def _mark_unsynced(self):
        """See to it that reservations follow, before anything is committed at the last.

        Not at once: Odoo writes a new start before it has chosen the desk for it.
        """
        precommit = self.env.cr.precommit
        if self and UNSYNCED not in precommit.data:
            precommit.data[UNSYNCED] = OrderedSet()
            precommit.add(self.browse()._sync_reservations)
        if self:
            precommit.data[UNSYNCED].update(self._ids)

    @api.model
    @contextmanager
    def _syncing_reservations(self):
        """Settle when the outermost of nested changes of bookings is complete."""
        transaction = Transaction(self.env)
        outermost = not transaction.get(CHANGING)
        with transaction.during(CHANGING):
            yield
        if outermost:
            self._sync_reservations()

    @api.model
    def _sync_reservations(self):
        """Take the time of every booking that changed, or refuse.

        While modules are being updated there is nobody to refuse: bookings that
        overlapped before there were reservations are listed then, not in the way.

        :raise Refusal: when another booking or a hold has it
        """
        self.flush_model(TAKING)
        self.env["calendar.event"].flush_model(["active"])
        unsynced = self._unsynced()
        if unsynced:
            self.env.cr.precommit.data[UNSYNCED].clear()
            reservations_sudo = self.env["municipal.reservation"].sudo()
            if self.pool.ready:
                reservations_sudo._reserve(unsynced)
            else:
                reservations_sudo._sync(unsynced)

    def _convert_hold(self):
        """Let the hold of which a booking was made become its reservation.

        What does not match it as it stands is left to :meth:`_sync_reservations`.
        """
        self.ensure_one()
        self.flush_recordset()
        if self.env["municipal.reservation"].sudo()._convert_hold(self):
            self.env.cr.precommit.data[UNSYNCED].discard(self.id)

    @api.model
    def _sync_what_fits(self, ignore=None):
        """Let reservations follow as far as they can while bookings are being changed.

        Only those whose values have reached the database: others are not complete.

        :param ignore: booking that is being changed just now
        """
        others = self._unsynced() - (ignore or self)
        if others:
            left = self.env["municipal.reservation"].sudo()._sync(others)
            settled = set(others._ids) - {booking_id for booking_id, _resource in left}
            self.env.cr.precommit.data[UNSYNCED] -= settled

    def _reserve_again(self):
        """Reserve again after a change of what bookings stand on.

        :raise Refusal: when another booking or a hold has the time
        """
        self.sudo().filtered(
            lambda b: b.stop and b.stop > fields.Datetime.now()
        )._mark_unsynced()
        self._sync_reservations()

    # How a moment is kept for a visitor who still has to say who they are.

    @api.model
    def _hold_slot(self, lines, start, key, visitor, address, location=None, own=None):
        """Keep a moment for a visitor only, for some minutes; or keep it longer.

        Beyond the cap of the visitor their oldest hold is given back. When very many
        are held from one address, nothing is held: the visitor can still book, as
        long as nobody is faster.

        :param lines: list of pairs (product, quantity)
        :param datetime start: naive UTC
        :param str key: unguessable; becomes the ``request_key`` of the booking
        :param str visitor: unguessable, the same for one browser
        :param str address: IP address of the browser
        :param own: booking that is being moved
        :return: until when it is kept, naive UTC, or ``None`` when the cap of the
            address is reached
        :raise Refusal: when the moment is not free
        """
        company = lines[0][0].company_id
        self._make_room_for_hold(visitor, key, company.municipal_holds_per_visitor)
        many = company._keeps_no_more(address)
        address = self._hold_address(address)
        where = {"location": location, "own": own}
        most = 0 if many else company.municipal_holds_per_address
        if self._is_crowded(address, key, most):
            self.env["municipal.reservation"].sudo()._release(key)
            self._check_free(lines, start, location=location, ignore=own)
            return None
        now = fields.Datetime.now()
        # no longer than until the moment itself, or the promise could not be kept
        left = (start - now).total_seconds() / 60
        minutes = min(company.municipal_hold_minutes, left)
        who = {"hold_visitor": visitor, "hold_address": address}
        self._hold_desk(lines, start, key, minutes=minutes, **where, **who)
        return now + timedelta(minutes=minutes)

    @api.model
    def _make_room_for_hold(self, visitor, key, most):
        """Give back the oldest holds of a visitor until one more is allowed.

        :param str key: of the hold to come, which does not count
        """
        rows = self._live_holds("hold_visitor", visitor).sorted("hold_until")
        keys = [
            other for other in dict.fromkeys(rows.mapped("hold_key")) if other != key
        ]
        for other in keys[: max(0, len(keys) - most + 1)]:
            self.env["municipal.reservation"].sudo()._release(other)

    @api.model
    def _is_crowded(self, address, key, most):
        """Tell whether one more hold would be too many for an address."""
        keys = set(self._live_holds("hold_address", address).mapped("hold_key"))
        if address and len(keys - {key}) < most:
            keys |= self._holds_made_just_now(address)
        return len(keys - {key}) >= most

    @api.model
    def _held_until(self, key):
        """Return until when a moment is kept under a key, or nothing if it is not.

        Who knows the key is the visitor: it is in their form, and nowhere else.
        """
        rows = self._live_holds("hold_key", key)
        return min(rows.mapped("hold_until"), default=None)

    @api.model
    def _find_same(self, request_key, start, contact):
        """Return the booking of an earlier form, if it asked for the same again.

        Who goes back after booking, and confirms once more, wants no second one.

        :param datetime start: naive UTC
        :param dict contact: as typed
        """
        earlier = self._find_request(request_key)
        company = earlier.type_id.company_id
        typed = (
            clean_contact(self.env, contact, company=company) if earlier.active else {}
        )
        same = all(typed[key] == (earlier[f"contact_{key}"] or "") for key in typed)
        return earlier if typed and earlier.start == start and same else self.browse()

    @api.model
    def _live_holds(self, field, value):
        """Return the rows of holds that still stop others."""
        reservations_sudo = self.env["municipal.reservation"].sudo()
        if not value:
            return reservations_sudo
        return reservations_sudo.search_fetch(
            [(field, "=", value), ("hold_until", ">", fields.Datetime.now())],
            ["hold_key", "hold_until"],
        )

    @api.model
    def _hold_address(self, address):
        """Return an address as it is kept: unreadable, and the network of a home.

        A home has one IPv4 address, but 2^64 of IPv6.
        """
        try:
            ip = ip_address(address or "")
        except ValueError:
            return None
        if ip.version == 6:
            ip = ip_network((ip, 64), strict=False)
        return hmac(self.env(su=True), "municipal-hold", str(ip))

    # Whoever takes from what is limited does so one at a time.
    #
    # Simultaneous requests do not see each other: each would take the last desk that
    # the website may give away, or one more hold than an address may have. So they wait
    # for each other, and look again at what the others have committed meanwhile.

    @api.model
    @contextmanager
    def _online_quota_locked(self, lines, start, own=None):
        """Take online from what is limited while nobody else does.

        :param own: booking that is being moved
        """
        type_ = lines[0][0].type_id
        if not type_._limits_online():
            yield
            return
        type_._lock_online_quota(lines, start, own)
        with self.env["municipal.reservation"].sudo()._looking_again():
            yield

    @api.model
    def _holds_made_just_now(self, address):
        """Return the holds of an address, also those committed since we began."""
        let_one_through(self.env, address, about="moment")
        return self.env["municipal.reservation"].sudo()._committed_holds(address)
