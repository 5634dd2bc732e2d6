from datetime import timedelta
from uuid import uuid4

from odoo import fields, models

from ...engine.ticks import begin_of_day, naive_utc
from ..booking.resource_booking_lifecycle import QUIET
from ..common.refusal import Refusal

#: minutes between the moments by which somebody may say that they come
LATE_STEPS = (5, 10)
#: more of these buttons are not chosen from at a bus stop
FEW = 4
#: from when on somebody may check in by phone
CHECK_IN_FROM = timedelta(hours=1)


class ResourceBooking(models.Model):
    """What visitors do with an appointment that they have.

    They find it again, put it with their account, and take back that they cancelled it.
    """

    _inherit = "resource.booking"

    visit_since = fields.Char(related="visit_ids.since", string="Since")

    def _promise_link(self):
        """Promise visitors the link to their appointments.

        It is of use until the end of the day: who is late needs it too.
        """
        for booking in self:
            name = booking._first_mail("mail_template_booking_link")
            notice = booking._promise_mail(name)
            if not booking._is_unconfirmed():
                notice.filtered("unwritten").sudo().until = booking._end_of_day()

    def _end_of_day(self):
        """Return the end of the day of an appointment, naive UTC."""
        self.ensure_one()
        start = self._appointment_start()
        if not start:
            return False
        next_day = self._local(start).date() + timedelta(days=1)
        return naive_utc(begin_of_day(next_day, self._zone()))

    # An appointment that was made without an account, and is put with one.

    def _is_claimable(self):
        """Tell whether the citizen who is logged in may put this with their account.

        Who has the link has the appointment; but what is somebody's stays theirs.
        """
        self.ensure_one()
        return (
            self.env.user._is_portal()
            and self.active
            and not self.contact_wiped
            and not self._has_owner()
        )

    def _has_owner(self):
        """Tell whether this is in the account of somebody, or with a known contact."""
        partners_sudo = self.sudo().with_context(active_test=False).partner_ids
        return any(p.user_ids or not p.municipal_contact for p in partners_sudo)

    def _claim(self):
        """Put this appointment with the account of the citizen who is logged in.

        The contact that was made for it is nobody's afterwards, and is wiped by the
        night. How to reach the visitor about it stays what they filled in.

        :raise Refusal: when it is somebody else's
        """
        self.ensure_one()
        if not self._is_claimable():
            raise Refusal(
                self.env._("This appointment is with another account already."), "claim"
            )
        booking_sudo = self.sudo().with_context(**QUIET)
        former, mine = booking_sudo.partner_ids, self.env.user.partner_id
        booking_sudo.partner_ids = mine
        meeting = booking_sudo.meeting_id
        meeting.partner_ids = (meeting.partner_ids - former) | mine
        booking_sudo.action_confirm()

    # Who cancelled by mistake.

    def _is_restorable(self):
        """Tell whether its visitor cancelled this, and it is still to come."""
        self.ensure_one()
        start = self.visit_id.planned_start
        return bool(
            not self.active
            and self.visit_state == "cancelled"
            and self.line_ids
            and not self.contact_wiped
            and start
            and start > fields.Datetime.now()
            and self._is_cancelled_by_visitor()
        )

    def _is_cancelled_by_visitor(self):
        """Tell whether it was not staff who cancelled, for a reason of theirs."""
        last_sudo = self.visit_id.sudo().event_ids.sorted("id")[-1:]
        return last_sudo.step == "cancelled" and not last_sudo.user_id

    def _can_restore(self):
        """Tell whether the visitor can still have the slot that they gave up."""
        if not self._is_restorable():
            return False
        visit = self.visit_id
        return bool(
            self.type_id._free_desks(
                self._lines(),
                visit.planned_start,
                visit.location_id,
                by_staff=True,
                resting=False,
            )
        )

    def _restore(self):
        """Take a cancellation back: the same slot, code and visit.

        It was promised before, so neither the lead time nor what the website may give
        away is asked once more; only whether somebody else has it by now. What rests or
        waits to be offered to others, is still theirs; an offer is kept.

        :raise Refusal: when somebody has, or the visitor did not cancel it
        """
        self.ensure_one()
        if self.active:
            return
        if not self._is_restorable():
            raise Refusal(
                self.env._(
                    "This appointment cannot be taken back. Make a new one, or call us."
                ),
                "moment",
            )
        visit, key = self.visit_id, str(uuid4())
        start, place = visit.planned_start, visit.location_id
        self.type_id._take_what_rests(self._lines(), start, place)
        combination = self._hold_desk(
            self._lines(), start, key, location=place, by_staff=True
        )
        self.env["municipal.reservation"].sudo()._release(key)
        self.sudo().write(
            {"active": True, "start": start, "combination_id": combination.id}
        )

    def _former_slot(self):
        """Return the slot that fell away when this was moved, naive UTC, or nothing."""
        self.ensure_one()
        told = self.visit_id.sudo().event_ids.filtered(
            lambda event: event.step in ("booked", "moved")
        )
        moments = [
            fields.Datetime.to_datetime((event.after or {}).get("planned_start"))
            for event in told.sorted("id")
        ]
        earlier = [moment for moment in moments[:-1] if moment]
        former = earlier[-1] if earlier else None
        return former if former != self._appointment_start() else None

    # On the day itself the page is the guide.

    def _is_on_the_day(self):
        """Tell whether this appointment is today and its visitor is still expected."""
        self.ensure_one()
        visit = self.visit_id
        return bool(visit and self._is_expected() and self.start and visit._is_today())

    def _late_choices(self):
        """Return by when a visitor who is late may say that they come.

        :return: list of pairs (minutes after the slot, that moment in words)
        """
        most = self.location_id.late_minutes
        if not (most and self._is_on_the_day()):
            return []
        step = LATE_STEPS[most > FEW * LATE_STEPS[0]]
        now = fields.Datetime.now()
        moments = {
            minutes: self.start + timedelta(minutes=minutes)
            for minutes in range(step, most + 1, step)
        }
        return [
            (minutes, self._time_in_words(moment))
            for minutes, moment in moments.items()
            if moment > now
        ]

    def _announce_late(self, minutes):
        """Tell the desks that the visitor comes so many minutes after their slot.

        :raise Refusal: when that is later than the building allows
        """
        self.ensure_one()
        if minutes not in dict(self._late_choices()):
            raise Refusal(
                self.env._(
                    "This is too late to be received today. Call us, or choose another "
                    "slot."
                ),
                "moment",
            )
        late_at = self.start + timedelta(minutes=minutes)
        self.visit_id.sudo().late_at = late_at
        self.location_id.sudo()._notify_desks(True)

    def _told_late(self):
        """Return by when the visitor said that they come, in words, or nothing."""
        visit = self.visit_id
        return self._time_in_words(visit.late_at) if visit._late_time() else ""

    def _phone_check_in(self):
        """Return how somebody may check in by phone now: ``near``, ``anywhere`` or no.

        In the last hour before the slot, and as long as they are expected.
        """
        how = self.location_id.phone_check_in
        if how == "no" or not self._is_on_the_day():
            return ""
        early = fields.Datetime.now() < self.start - CHECK_IN_FROM
        visit_sudo = self.visit_id.sudo()
        return "" if early or visit_sudo._why_no_arrival(self.location_id) else how

    def _check_in_by_phone(self):
        """Let the visitor wait, as a kiosk does.

        Their phone compared where it is with where the building is: we are not told.

        :raise Refusal: when the building does not allow it, or not now
        """
        self.ensure_one()
        if self.visit_state == "waiting":
            return
        if not self._phone_check_in():
            raise Refusal(
                self.env._(
                    "You cannot check in by phone now. Do it in the building, at the "
                    "kiosk or with a colleague."
                ),
                "moment",
            )
        visits_sudo = self.env["municipal.visit"].sudo()
        visits_sudo._check_in(self.reference, self.location_id.sudo())
