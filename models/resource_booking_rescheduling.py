import base64
from contextlib import contextmanager

from odoo import Command, api, models

from .resource_booking_portal import WITH_CALENDAR_FILE

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
        :raise Refusal: when a booking can no longer be moved
        """
        self.check_access("write")
        self._check_all_changeable()
        others = self.filtered(lambda booking: targets[booking][0] != booking.start)
        with self._changing_together():
            self._read_together()
            for booking in self:
                start, combination = targets[booking]
                booking.sudo().write(
                    {"start": start, "combination_id": combination.id}
                )
        others._send_together("mail_template_booking_moved")

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

    def _is_held(self):
        """Spare bookings the checks of the stock while they move to free moments."""
        return self.id in self._moving_together()._ids or super()._is_held()

    def _check_all_changeable(self):
        for booking in self:
            booking._check_changeable()

    def _send_together(self, name):
        """Mail many visitors, each in his language, by the queue of mails."""
        reachable = self.filtered("contact_email")
        template = self.env.ref(f"municipal_appointment.{name}").sudo()
        mails = template.send_mail_batch(
            reachable.ids, email_layout_xmlid="municipal_appointment.mail_layout"
        )
        if name in WITH_CALENDAR_FILE:
            self._attach_calendar_files(mails)

    @api.model
    def _attach_calendar_files(self, mails):
        """Give mails about moments the calendar file of their booking."""
        bookings = self.browse(mails.mapped("res_id"))
        pairs = [
            (mail.mail_message_id, booking)
            for mail, booking in zip(mails, bookings, strict=True)
            if booking.meeting_id
        ]
        files = self.env["ir.attachment"].sudo()
        files = files.create(
            [
                {
                    "name": f"{booking.reference}.ics",
                    "datas": base64.b64encode(booking._ics_file()),
                    "type": "binary",
                    "res_model": message._name,
                    "res_id": message.id,
                }
                for message, booking in pairs
            ]
        )
        for (message, _booking), file in zip(pairs, files, strict=True):
            message.sudo().attachment_ids = [Command.link(file.id)]
