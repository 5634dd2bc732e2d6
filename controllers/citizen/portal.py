from functools import partial
from urllib.parse import urlencode

from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request

from odoo.addons.resource_booking.controllers import portal

from ...models.common.refusal import Refusal
from ..booking.holds import Holds, give_back, known_key
from ..booking.slots import SlotList
from ..common.choice import format_start, own_company, parse_day, parse_start
from ..common.pages import action, clean_token, page, show

#: what the page says after a step of the visitor, and nothing else
MESSAGES = ("booked", "moved", "cancelled")
#: PostgreSQL knows no larger identifiers
BOOKING = "<int(max=2147483647):booking_id>"


class CustomerPortal(portal.CustomerPortal):
    """The page of one appointment: by its link, or under /my when logged in.

    What is read is read by GET, what changes is changed by POST: programs that
    follow the links of a mail change nothing.
    """

    @page(f"/my/appointments/{BOOKING}", secret=True)
    def appointment(self, booking_id, access_token=None, message=None, **params):
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        if not booking_sudo:
            return self._unknown_appointment()
        return self._appointment_page(booking_sudo, message)

    @page(f"/my/appointments/{BOOKING}/ics", secret=True)
    def appointment_ics(self, booking_id, access_token=None, **params):
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        content = booking_sudo and booking_sudo.meeting_id and booking_sudo._ics_file()
        if not content:
            return self._unknown_appointment()
        name = f"{booking_sudo.reference}.ics"
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "text/calendar; charset=utf-8"),
                ("Content-Disposition", content_disposition(name)),
            ],
        )

    @page(f"/my/appointments/{BOOKING}/cancel", secret=True)
    def appointment_ask_cancel(self, booking_id, access_token=None, **params):
        """Ask whether the visitor is sure."""
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        if not booking_sudo:
            return self._unknown_appointment()
        if not booking_sudo._can_cancel():
            return self._appointment_page(booking_sudo)
        values = self._appointment_values(booking_sudo)
        return show("portal_appointment_cancel", values)

    @action(f"/my/appointments/{BOOKING}/cancel", secret=True)
    def appointment_cancel(self, booking_id, access_token=None, **params):
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        if not booking_sudo:
            return self._unknown_appointment()
        try:
            if booking_sudo.active:
                booking_sudo._cancel()
        except Refusal as refusal:
            return self._appointment_page(booking_sudo, refusal=refusal)
        return self._back_to_page(booking_sudo, "cancelled")

    @page(f"/my/appointments/{BOOKING}/move", secret=True)
    def appointment_ask_move(self, booking_id, access_token=None, **params):
        """Offer the free slots, and then ask whether the visitor is sure."""
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        if not booking_sudo:
            return self._unknown_appointment()
        if "start" not in params:
            if not booking_sudo._can_move():
                return self._appointment_page(booking_sudo)
            return self._move_page(booking_sudo, params)
        start = parse_start(params["start"])
        key = start and self._holds(booking_sudo).key(start)
        try:
            booking_sudo._check_move(start, key)
        except Refusal as refusal:
            return self._move_refused(booking_sudo, params, refusal)
        return self._confirm_move_page(booking_sudo, start)

    @action(f"/my/appointments/{BOOKING}/moment", secret=True)
    def appointment_choose_slot(self, booking_id, access_token=None, **params):
        """Keep the chosen moment for the visitor, and ask whether they are sure."""
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        if not booking_sudo:
            return self._unknown_appointment()
        start = parse_start(params.get("start"))
        try:
            self._keep(booking_sudo, start)
        except Refusal as refusal:
            return self._move_refused(booking_sudo, params, refusal)
        query = f"&{urlencode({'start': format_start(start)})}"
        return request.redirect(
            booking_sudo.get_portal_url("/move", query_string=query)
        )

    @action(f"/my/appointments/{BOOKING}/other", secret=True)
    def appointment_give_back(self, booking_id, access_token=None, **params):
        """Give back the moment that was kept; the visitor chooses another one."""
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        if not booking_sudo:
            return self._unknown_appointment()
        give_back(params.get("request_key"))
        return request.redirect(booking_sudo.get_portal_url("/move"))

    @action(f"/my/appointments/{BOOKING}/move", secret=True)
    def appointment_move(self, booking_id, access_token=None, **params):
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        if not booking_sudo:
            return self._unknown_appointment()
        start = parse_start(params.get("start"))
        key = known_key(params.get("request_key"))
        try:
            if not start:
                raise Refusal(request.env._("Choose a slot."), "moment")
            booking_sudo._move(start, hold_key=key)
        except Refusal as refusal:
            return self._move_refused(booking_sudo, params, refusal)
        self._holds(booking_sudo).done(key)
        return self._back_to_page(booking_sudo, "moved")

    @page("/my/appointments/<path:unknown>", secret=True)
    def appointment_unknown(self, **params):
        return self._unknown_appointment()

    def _holds(self, booking_sudo):
        return Holds(f"move {booking_sudo.id}")

    def _keep(self, booking_sudo, start):
        """Keep a moment instead of the one that the visitor chose before."""
        if not start:
            raise Refusal(request.env._("Choose a slot."), "moment")
        hold = partial(booking_sudo._hold_move, start)
        self._holds(booking_sudo).keep(hold, start)

    def _move_refused(self, booking_sudo, params, refusal):
        """Show the right page again; nothing has changed.

        What others have just taken is only seen by a new transaction.
        """
        request.env.cr.rollback()
        if not booking_sudo._can_move():
            return self._appointment_page(booking_sudo, refusal=refusal)
        return self._move_page(booking_sudo, params, refusal)

    def _get_appointment_sudo(self, booking_id, access_token):
        """Return the booking if the visitor may see it, else nothing.

        Whether a booking exists is nobody's business: a wrong link and an unknown
        number get the same answer.
        """
        try:
            booking_sudo = self._get_booking_sudo(booking_id, access_token)
        except (AccessError, MissingError):
            return None
        return booking_sudo.service_id and booking_sudo

    def _document_check_access(self, model_name, document_id, access_token=None):
        """Take a token that cannot be right for none at all.

        Odoo compares tokens in a way that knows ASCII only, and fails on others.
        """
        return super()._document_check_access(
            model_name, document_id, clean_token(access_token)
        )

    def _unknown_appointment(self):
        return request.render(
            "municipal_appointment.portal_appointment_unknown",
            {"company": own_company()},
            status=404,
        )

    def _back_to_page(self, booking_sudo, message):
        return request.redirect(
            booking_sudo.get_portal_url(query_string=f"&message={message}")
        )

    def _appointment_page(self, booking_sudo, message=None, refusal=None):
        values = self._appointment_values(booking_sudo)
        values["message"] = message if message in MESSAGES else None
        return show("portal_appointment", values, refusal)

    def _appointment_values(self, booking_sudo):
        # The language of the page, not the one the appointment was made in.
        booking_sudo = booking_sudo.with_context(lang=request.env.lang)
        url = booking_sudo.get_portal_url()
        return {
            "booking": booking_sudo,
            "state": booking_sudo._page_state(),
            "phone": booking_sudo._phone(),
            "again_url": self._again_url(booking_sudo),
            "printed_url": request.httprequest.host_url + url.lstrip("/"),
        }

    @staticmethod
    def _again_url(booking_sudo):
        """Return where the same can be booked once more, as far as it still can."""
        lines = booking_sudo._lines()
        if not lines or not all(product._is_bookable() for product, _pieces in lines):
            return "/afspraak"
        query = {f"q_{product.id}": pieces for product, pieces in lines}
        return f"/afspraak/moment?{urlencode(query)}"

    def _move_page(self, booking_sudo, params, refusal=None):
        first = parse_day(params.get("from"))
        lost = parse_start(params.get("start"))
        holds = self._holds(booking_sudo)
        free = booking_sudo._free_slots_to_move(holds.chosen_key)
        starts = [moment for moment in free if moment != lost]
        day = lost and booking_sudo._local(lost).date()

        def url(anchor, **more):
            query = f"&{urlencode(more)}"
            return booking_sudo.get_portal_url(
                "/move", query_string=query, anchor=anchor
            )

        here = {"from": first} if first else {}
        values = self._appointment_values(booking_sudo)
        values.update(
            moments=SlotList(
                starts,
                booking_sudo._zone(),
                booking_sudo._planned_minutes(),
                first,
                chosen=parse_day(params.get("day")) or day,
                everything="all" in params,
            ),
            day_url=lambda day: url("moments", **here, day=day),
            all_url=lambda day: url("moments", **here, day=day, all=1),
            page_url=lambda day: url("days", **{"from": day}),
            next_release=not starts and booking_sudo._next_release_in_words(),
            slot_action=f"/my/appointments/{booking_sudo.id}/moment",
        )
        return show("portal_appointment_move", values, refusal)

    def _confirm_move_page(self, booking_sudo, start):
        values = self._appointment_values(booking_sudo)
        booking = values["booking"]
        hold = self._holds(booking_sudo).state(start)
        query = f"&{urlencode({'start': format_start(start)})}"
        values.update(
            start=format_start(start),
            page_url=booking.get_portal_url("/move", query_string=query),
            hold=hold,
            until=hold.until and booking._time_in_words(hold.until),
            new_day=booking._day_in_words(start),
            new_time=booking._time_in_words(start),
        )
        return show("portal_appointment_confirm_move", values)
