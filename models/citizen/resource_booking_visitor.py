from datetime import timedelta

from pytz import utc

from odoo import fields, models

#: after a moment was promised, whatever the deadline: time to see a slip of the finger
GRACE = timedelta(minutes=15)
#: state of a visit that began -> what the page of its visitor tells
UNDER_WAY = {
    "waiting": "waiting",
    "called": "called",
    "serving": "serving",
    "paused": "serving",
    "finished": "done",
    "missed": "missed",
    "left": "left",
}


class ResourceBooking(models.Model):
    """What the page of an appointment tells its visitor, and lets them do."""

    _inherit = "resource.booking"

    def _page_state(self):
        """Return what the visitor has to know first: how it stands with the visit.

        :return: ``cancelled``, ``coming``, ``late`` (it began, and nobody has seen the
            visitor yet), ``waiting``, ``called``, ``serving``, ``done``, ``missed``,
            ``left`` or ``over`` (nobody knows whether the visitor came)
        """
        self.ensure_one()
        if not self.active:
            return "cancelled"
        if self.visit_state in UNDER_WAY:
            return UNDER_WAY[self.visit_state]
        if not self._is_past():
            return "coming"
        return "late" if self._is_still_received() else "over"

    def _is_still_received(self):
        """Tell whether who is late finds somebody there: the same day, and open."""
        now = utc.localize(fields.Datetime.now().replace(second=0, microsecond=0))
        today = now.astimezone(self._zone()).date()
        return self._local(self._promised()).date() == today and bool(
            self.type_id._open_intervals(now, now + timedelta(minutes=1))
        )

    def _is_past(self):
        """Tell whether the moment of the visit has come."""
        promised = self._promised()
        return bool(promised) and promised <= fields.Datetime.now()

    def _can_cancel(self):
        """Tell whether the visitor can still say here that they do not come."""
        self.ensure_one()
        booking = self.with_context(using_portal=True)
        expected = booking.active and booking.visit_state == "booked"
        return bool(expected and booking.is_modifiable)

    def _can_move(self):
        """Tell whether the visitor can still choose another moment here."""
        return self._can_cancel() and bool(self.line_ids) and self._moves_in_time()

    def _deadline_binds(self):
        """Tell whether who asks is the visitor; staff may move at any time."""
        return bool(self.env.context.get("using_portal"))

    def _moves_in_time(self, start=None, hold_key=None):
        """Tell whether the visitor still moves in time.

        That is before the deadline; or shortly after the moment was promised, for a
        slip of the finger; or while the other moment is kept for them.

        :param datetime start: naive UTC, of the moment that is asked
        :param str hold_key: under which that moment is kept for the visitor
        """
        now = fields.Datetime.now()
        if not self.start or now <= self._deadline():
            return True
        if now <= self._grace_ends():
            return True
        return bool(start) and self.type_id._is_promised(
            self._lines(), start, self, hold_key
        )

    def _deadline(self):
        """Return until when the visitor can move this booking, naive UTC."""
        return self.start - timedelta(hours=self.type_id.modifications_deadline)

    def _grace_ends(self):
        """Return until when what was just promised can be moved, naive UTC."""
        steps = self.visit_id.sudo().event_ids
        promised = steps.filtered(lambda event: event.step in ("booked", "moved"))
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
        visit = self.visit_id.sudo()
        token = visit.access_token
        return f"/wachten/{token}" if token and visit._is_today() else ""

    def _my_list(self):
        """Return municipal bookings as their visitor looks for them.

        :return: dict of recordsets: ``coming``, the next one first; ``past``, the
            last one first; and ``all`` of both
        """
        municipal = self.filtered("service_id").sorted(
            lambda booking: (booking._promised() or booking.create_date, booking.id)
        )
        coming = municipal.filtered(
            lambda booking: booking._page_state() not in ("over", "done", "missed")
        )
        past = (municipal - coming)[::-1]
        return {"coming": coming, "past": past, "all": municipal}
