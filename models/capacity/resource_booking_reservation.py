from contextlib import contextmanager

from odoo import api, fields, models
from odoo.tools import OrderedSet

from .booking_fields import CHANGING, TAKING

UNSETTLED = "municipal.reservation.unsettled"


class ResourceBooking(models.Model):
    """Every booking takes its time through ``municipal.reservation``.

    Both doors through which values of a booking reach the database are watched, so
    that no way of changing it goes past: forms, imports, drags in a calendar,
    methods of the stock, values that Odoo computes from the meeting. Reservations
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
        bookings._unsettle()
        return bookings

    def _write_multi(self, vals_list):
        """Remember when the database learns of another moment or desk."""
        result = super()._write_multi(vals_list)
        concerned = zip(self, vals_list, strict=True)
        self.browse(b.id for b, vals in concerned if vals.keys() & TAKING)._unsettle()
        return result

    @api.model
    def _unsettled(self):
        """Return the bookings whose reservations are yet to follow."""
        return self.browse(self.env.cr.precommit.data.get(UNSETTLED, ()))

    def _unsettle(self):
        """See to it that reservations follow, before anything is committed at the last.

        Not at once: Odoo writes a new start before it has chosen the desk for it.
        """
        precommit = self.env.cr.precommit
        if self and UNSETTLED not in precommit.data:
            precommit.data[UNSETTLED] = OrderedSet()
            precommit.add(self.browse()._settle)
        if self:
            precommit.data[UNSETTLED].update(self._ids)

    @api.model
    @contextmanager
    def _settled_after(self):
        """Settle when the outermost of nested changes of bookings is complete."""
        cache = self.env.cr.cache
        outermost = not cache.get(CHANGING)
        cache[CHANGING] = True
        try:
            yield
        finally:
            if outermost:
                del cache[CHANGING]
        if outermost:
            self._settle()

    @api.model
    def _settle(self):
        """Take the time of every booking that changed, or refuse.

        While modules are being updated there is nobody to refuse: bookings that
        overlapped before there were reservations are listed then, not in the way.

        :raise Refusal: when another booking or a hold has it
        """
        self.flush_model(TAKING)
        self.env["calendar.event"].flush_model(["active"])
        unsettled = self._unsettled()
        if unsettled:
            self.env.cr.precommit.data[UNSETTLED].clear()
            reservations = self.env["municipal.reservation"].sudo()
            take = reservations._reserve if self.pool.ready else reservations._renew
            take(unsettled)

    def _settle_hold(self):
        """Let the hold of which a booking was made become its reservation.

        What does not match it as it stands is left to :meth:`_settle`.
        """
        self.ensure_one()
        self.flush_recordset()
        if self.env["municipal.reservation"].sudo()._become(self):
            self.env.cr.precommit.data[UNSETTLED].discard(self.id)

    @api.model
    def _settle_what_fits(self, ignore=None):
        """Let reservations follow as far as they can while bookings are being changed.

        Only those whose values have reached the database: others are not complete.

        :param ignore: booking that is being changed just now
        """
        others = self._unsettled() - (ignore or self)
        if others:
            left = self.env["municipal.reservation"].sudo()._renew(others)
            settled = set(others._ids) - {booking_id for booking_id, _resource in left}
            self.env.cr.precommit.data[UNSETTLED] -= settled

    def _reserve_again(self):
        """Reserve anew after a change of what bookings stand on.

        :raise Refusal: when another booking or a hold has the time
        """
        self.sudo().filtered(
            lambda b: b.stop and b.stop > fields.Datetime.now()
        )._unsettle()
        self._settle()
