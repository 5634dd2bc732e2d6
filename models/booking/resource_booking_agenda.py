from contextlib import contextmanager
from datetime import timedelta

from dateutil.rrule import DAILY, rrule

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import intervals
from ...engine.ticks import to_minutes
from ..common.refusal import Refusal
from ..common.transaction import Transaction

#: said in a transaction: which bookings move as one change
MOVING = "moving"
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
    """What staff do with a booking in the agenda: drag it, correct it, receive it."""

    _inherit = "resource.booking"

    visit_is_today = fields.Boolean(related="visit_ids.is_today")
    desk_number = fields.Char(related="desk_id.desk_number")
    visit_event_ids = fields.One2many(
        related="visit_ids.event_ids", string="Log of the visit"
    )

    def _moving(self, vals):
        """Return the municipal bookings to which these values give another moment."""
        start = fields.Datetime.to_datetime(vals.get("start"))
        if not start:
            return self.browse()
        return self.filtered(lambda b: b.service_id and b.start != start)

    def _check_movable(self, start):
        """Refuse to drag what is cancelled or over, or into the past.

        The agenda of who drags may be older than what happened since.
        """
        if self and start < fields.Datetime.now():
            raise Refusal(
                self.env._("This slot has passed. Choose a later one."), "moment"
            )
        for booking in self:
            gone = not booking.active or booking.visit_state == "cancelled"
            if gone and not self.env.su:
                raise Refusal(
                    self.env._(
                        "%(booking)s was cancelled: it cannot be moved any more. Make "
                        "a new appointment.",
                        booking=booking.display_name,
                    ),
                    "moment",
                )
            if booking.visit_state not in (False, "booked", "cancelled"):
                raise Refusal(
                    self.env._(
                        "%(booking)s can no longer be moved: the visitor has arrived "
                        "or the appointment is over.",
                        booking=booking.display_name,
                    ),
                    "moment",
                )

    def _notify_of_slot(self, promised):
        """Mail visitors their moment; who had one before, that it changed.

        Who moves many bookings together tells their visitors at the end.
        """
        told = self - self._moving_together()
        (told & promised)._send_template("mail_template_booking_moved")
        (told - promised)._send_template("mail_template_booking_confirmation")

    def _sync_visitor_partner(self):
        """Let the contact that we made for a booking follow a correction."""
        for booking in self.filtered("contact_name"):
            partner_sudo = booking.sudo().partner_ids.filtered("municipal_contact")[:1]
            # what changed is in the log of the booking, and should be in no other
            partner_sudo.with_context(tracking_disable=True).write(
                {
                    "name": booking.contact_name,
                    "email": booking.contact_email,
                    "phone": booking.contact_phone,
                }
            )

    def _check_scheduling(self):
        """Say in the words of the agenda why a moment cannot be promised."""
        municipal = self.filtered("service_id")
        super(ResourceBooking, self - municipal)._check_scheduling()
        for booking in municipal._to_check().filtered(lambda b: not b._is_held()):
            try:
                super(ResourceBooking, booking)._check_scheduling()
            except ValidationError as error:
                raise Refusal(booking._why_not(), "moment") from error

    def _why_not(self):
        """Return why this booking cannot be received at its moment."""
        self.ensure_one()
        products = self.line_ids.product_id
        start, stop = self._aware(self.start), self._aware(self.stop)
        opened = self.type_id._open_intervals(start, stop, products)
        whys = [product._why_not(self.start) for product in products]
        place = {
            "booking": self.display_name,
            "day": self._day_in_words(self.start),
            "time": self._time_in_words(self.start),
            "why": next(filter(None, whys), ""),
        }
        if intervals.covers(opened, to_minutes(start), to_minutes(stop)):
            return self.env._(
                "%(booking)s does not fit on %(day)s at %(time)s: no desk is free.",
                **place,
            )
        return self.env._(
            "%(booking)s does not fit on %(day)s at %(time)s: its products are not "
            "received by appointment then. %(why)s",
            **place,
        ).strip()

    def action_confirm(self):
        """Confirm municipal bookings on behalf of the visitor, who chose the moment.

        Their meetings are private, so that only the system writes them.
        """
        municipal = self.filtered("service_id")
        municipal.check_access("write")
        for booking in municipal.sudo().filtered("meeting_id"):
            booking._confirm_attendance()
        others = self - municipal
        return super(ResourceBooking, others).action_confirm() if others else None

    def _confirm_attendance(self):
        """Accept the meeting for the visitor; colleagues answer for themselves."""
        resources = self.combination_id.resource_ids
        missing = (
            self.partner_ids | resources.user_id.partner_id
        ) - self.meeting_id.partner_ids
        if missing:
            self.meeting_id.partner_ids |= missing
        visitors = self.meeting_id.attendee_ids.filtered(
            lambda attendee: attendee.partner_id in self.partner_ids
        )
        visitors.filtered(lambda a: a.state != "accepted").write({"state": "accepted"})

    def action_unschedule(self):
        """Take a plain booking off the calendar; an appointment is moved or cancelled.

        :raise Refusal: when somebody would leave a visitor without a moment
        """
        self.check_access("write")
        if not self.env.su and any(booking.service_id for booking in self):
            raise Refusal(
                self.env._(
                    "An appointment has a slot: move it to another one, or cancel "
                    "it, so that the visitor is told."
                ),
                "moment",
            )
        return super().action_unschedule()

    def action_cancel_appointment(self):
        """Cancel, and tell the visitor."""
        self.check_access("write")
        self._cancel()

    def action_move_appointment(self):
        """Open the dialog that offers the free slots to move this booking to."""
        self.check_access("write")
        self.ensure_one()
        self._check_movable_now()
        dialog = self.env.ref(
            "municipal_appointment.municipal_booking_request_view_form_move"
        )
        return {
            "name": self.env._("Move %(booking)s", booking=self.display_name),
            "type": "ir.actions.act_window",
            "res_model": "municipal.booking.request",
            "views": [(dialog.id, "form")],
            "target": "new",
            "context": {"default_booking_id": self.id},
        }

    def action_send_confirmation(self):
        """Mail the confirmation again, to a corrected address for instance."""
        self.check_access("write")
        self.ensure_one()
        if not self.contact_email:
            raise Refusal(
                self.env._("Fill in the e-mail address of the visitor first."), "email"
            )
        self._send_template(self._first_mail("mail_template_booking_confirmation"))

    def action_arrive(self):
        self.check_access("write")
        self.visit_id.action_arrive()

    def action_start(self):
        self.check_access("write")
        self.visit_id.action_start()

    def action_finish(self):
        self.check_access("write")
        return self.visit_id.action_finish()

    def action_miss(self):
        self.check_access("write")
        self.visit_id.action_miss()

    def action_leave(self):
        self.check_access("write")
        self.visit_id.action_leave()

    def _local_day(self):
        """Return the day of this booking in the zone of its hours, if it has one."""
        return bool(self.start) and self._aware(self.start).date()

    def _action_open(self):
        """Return the action that shows this booking in the form of the agenda."""
        self.ensure_one()
        form = self.env.ref(
            "municipal_appointment.resource_booking_view_form_municipal"
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(form.id, "form")],
        }

    def action_open_visit(self):
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "municipal.visit",
            "res_id": self.visit_id.id,
            "view_mode": "form",
        }

    @api.model
    def get_unusual_days(self, date_from, date_to=None):
        """Tell the calendar on which days no municipal type receives anybody.

        :return: dict from ISO day to whether that day is closed
        """
        types = self.env["resource.booking.type"].search([("service_id", "!=", False)])
        begin, end = (
            fields.Datetime.context_timestamp(
                self, fields.Datetime.to_datetime(moment) or fields.Datetime.now()
            )
            for moment in (date_from, date_to or date_from)
        )
        opened = {day for type_ in types for day in type_._open_days(begin, end)}
        shown = rrule(DAILY, begin.date(), until=(end - timedelta(seconds=1)).date())
        return {
            day.date().isoformat(): bool(types) and day.date() not in opened
            for day in shown
        }

    # What becomes of many bookings at once, when their hours change.

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
        moving = Transaction(self.env).during(MOVING, self._ids)
        with self._syncing_reservations(), moving:
            yield
            self.flush_model()

    @api.model
    def _moving_together(self):
        """Return the bookings that are being moved as one change."""
        return self.browse(Transaction(self.env).get(MOVING, ()))

    def _check_all_changeable(self):
        for booking in self:
            booking._check_changeable()
