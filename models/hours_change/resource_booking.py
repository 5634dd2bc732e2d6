from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import intervals
from ...engine.ticks import to_minutes
from ..hours.hours_guard import CONTEXT_KEY, UNDER_WAY


class ResourceBooking(models.Model):
    """What becomes of a booking when the hours change under it."""

    _inherit = "resource.booking"

    exception_start = fields.Datetime(
        string="Kept at",
        copy=False,
        readonly=True,
        help="The appointment time that stands although the hours changed since.",
    )
    hours_exception = fields.Boolean(
        string="Stands although the hours changed",
        compute="_compute_hours_exception",
        store=True,
        help="Another slot ends the exception: it must fit the hours again.",
    )

    @api.depends("exception_start", "start")
    def _compute_hours_exception(self):
        for booking in self:
            kept = booking.exception_start
            booking.hours_exception = bool(kept) and kept == booking.start

    def _to_check(self):
        """Leave appointments alone that were kept, and those about which is decided.

        While hours change, those that no longer fit are listed, instead of refused one
        by one.
        """
        if self.env.context.get(CONTEXT_KEY) is UNDER_WAY:
            return self.browse()
        return self.filtered(lambda booking: not booking.hours_exception)

    @api.model
    def _upcoming(self):
        """Return the model in which :meth:`_concerned` finds bookings of anybody."""
        return self.sudo().with_context(active_test=False)

    @api.model
    def _upcoming_domain(self):
        """Return the domain of appointment times to come."""
        promised = Domain("visit_ids.state", "=", "booked")
        promised |= Domain("confirm_state", "=", "asked")
        return promised & Domain(
            [
                ("service_id", "!=", False),
                ("active", "=", True),
                ("start", ">", fields.Datetime.now()),
            ]
        )

    @api.model
    def _concerned(self, scope):
        """Return the promised bookings within a domain."""
        return self.search(self._upcoming_domain() & Domain(scope))

    def _hours_conflicts(self):
        """Return why bookings do not fit: a dict to sets of reasons, where any.

        Asked of all bookings at once: the number of queries depends on types and
        combinations of products, not on bookings.
        """
        result = {}
        for type_, bookings in self.exists().grouped("type_id").items():
            span = bookings._span()
            staffed = bookings.combination_id._staffed_intervals(*span)
            for products, alike in bookings.grouped(
                lambda booking: booking.line_ids.product_id
            ).items():
                opened = type_._open_intervals(*span, products)
                for location, near in alike.grouped("location_id").items():
                    desks = type_._candidate_combinations(products, location)
                    for booking in near:
                        reasons = booking._conflicts(opened, staffed, desks)
                        if reasons:
                            result[booking] = reasons
        return result

    def _span(self):
        """Return the aware period from the first of these bookings to the last."""
        first = min(self, key=lambda booking: booking.start)
        last = max(self, key=lambda booking: booking.stop)
        return first._aware(first.start), first._aware(last.stop)

    def _conflicts(self, opened, staffed, combinations):
        """Return the reasons why this booking does not fit."""
        self.ensure_one()
        moment = to_minutes(self.start), to_minutes(self.stop)
        reasons = {"withdrawn"} if self._is_withdrawn() else set()
        if not intervals.covers(opened, *moment):
            reasons.add("closed")
        if self.combination_id not in combinations:
            reasons.add("desk")
        if not intervals.covers(staffed.get(self.combination_id, []), *moment):
            reasons.add("staff")
        return frozenset(reasons)

    def _is_withdrawn(self):
        """Tell whether nobody is received any more for what this booking is about."""
        self.ensure_one()
        about = [self.type_id, *self.line_ids.product_id, *self.location_id]
        return not all(record.active for record in about)

    def _taken_duration(self):
        """Return how long this booking takes its desk, buffer included."""
        self.ensure_one()
        return self.stop - self.start + timedelta(minutes=self.buffer_minutes)

    def _confirm_exception(self):
        """Let the appointment times stand although the hours changed, and say so."""
        self.check_access("write")
        self._check_all_changeable()
        for booking in self.sudo():
            booking.exception_start = booking.start
        return self._send_template("mail_template_booking_kept")

    def _end_exception(self):
        """Forget the exception of bookings that have another moment now.

        Whoever comes back to the former moment needs a new decision.
        """
        ended = self.filtered(
            lambda b: b.exception_start and b.exception_start != b.start
        )
        ended.sudo().exception_start = False

    def _cancel_for_hours(self):
        """Cancel because the town hall does not receive visitors then, and say so."""
        self._check_all_changeable()
        notices = self._send_template("mail_template_booking_closed")
        self._withdraw()
        return notices
