from contextlib import contextmanager

from odoo import api, models

MOVING = "municipal.moving"
READ_BY_MOVES = (
    "booking_activity_ids.calendar_event_id",
    "categ_ids.name",
    "meeting_id.activity_ids.date_deadline",
    "meeting_id.alarm_ids.alarm_type",
    "meeting_id.attendee_ids.partner_id",
    "meeting_id.categ_ids.name",
    "meeting_id.name",
    "meeting_id.partner_ids.name",
    "meeting_id.resource_booking_ids.active",
    "partner_ids.name",
    "visit_ids.event_ids.step",
    "visit_ids.line_ids.quantity",
)


class ResourceBooking(models.Model):
    """What becomes of many bookings at once, when their hours change."""

    _inherit = "resource.booking"

    def _move_together(self, targets):
        """Give bookings other moments, or other desks at their moments.

        Visitors get a mail about another moment. At which desk they are helped they
        see when they come.

        :param dict targets: from booking to a pair (naive UTC start, combination),
            which is free for it: the checks of a single move are spared
        :return: the notices to the visitors
        :raise Refusal: when a booking can no longer be moved
        """
        self.check_access("write")
        self._check_all_changeable()
        others = self.filtered(lambda booking: targets[booking][0] != booking.start)
        with self._changing_together():
            self._read_together()
            for booking in self:
                start, combination = targets[booking]
                booking.sudo().write({"start": start, "combination_id": combination.id})
        return others._send_template("mail_template_booking_moved")

    def _read_together(self):
        """Read at once what every move looks at; one by one it is asked again."""
        for path in READ_BY_MOVES:
            self.sudo().mapped(path)

    @contextmanager
    def _changing_together(self):
        """Move bookings as one change: reservations follow when all have moved."""
        cache = self.env.cr.cache
        with self._settled_after():
            cache[MOVING] = set(self._ids)
            try:
                yield
                self.flush_model()
            finally:
                del cache[MOVING]

    @api.model
    def _moving_together(self):
        """Return the bookings that are being moved as one change."""
        return self.browse(self.env.cr.cache.get(MOVING, ()))

    def _check_all_changeable(self):
        for booking in self:
            booking._check_changeable()
