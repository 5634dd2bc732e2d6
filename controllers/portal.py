from urllib.parse import urlencode

from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request

from odoo.addons.resource_booking.controllers import portal

from ..models.refusal import Refusal
from .booking import REFUSED
from .choice import format_start, own_company, parse_day, parse_start
from .moments import MomentList
from .pages import action, page

#: what the page says after a step of the visitor, and nothing else
MESSAGES = ("booked", "moved", "cancelled")
#: PostgreSQL knows no larger identifiers
BOOKING = "<int(max=2147483647):booking_id>"


class CustomerPortal(portal.CustomerPortal):
    """The page of one appointment: by its link, or under /my when logged in.

    What is read is read by GET, what changes is changed by POST: programs that
    follow the links of a mail change nothing.
    """

    @page(f"/my/appointments/{BOOKING}")
    def appointment(self, booking_id, access_token=None, message=None, **params):
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        if not booking_sudo:
            return self._unknown_appointment()
        return self._appointment_page(booking_sudo, message)

    @page(f"/my/appointments/{BOOKING}/ics")
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

    @page(f"/my/appointments/{BOOKING}/cancel")
    def appointment_ask_cancel(self, booking_id, access_token=None, **params):
        """Ask whether the visitor is sure."""
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        if not booking_sudo:
            return self._unknown_appointment()
        if not booking_sudo._can_change():
            return self._appointment_page(booking_sudo)
        return request.render(
            "municipal_appointment.portal_appointment_cancel",
            self._appointment_values(booking_sudo),
        )

    @action(f"/my/appointments/{BOOKING}/cancel")
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

    @page(f"/my/appointments/{BOOKING}/move")
    def appointment_ask_move(self, booking_id, access_token=None, **params):
        """Offer the free moments, and then ask whether the visitor is sure."""
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        if not booking_sudo:
            return self._unknown_appointment()
        if not booking_sudo._can_change():
            return self._appointment_page(booking_sudo)
        return self._move_page(booking_sudo, params)

    @action(f"/my/appointments/{BOOKING}/move")
    def appointment_move(self, booking_id, access_token=None, **params):
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        if not booking_sudo:
            return self._unknown_appointment()
        start = parse_start(params.get("start"))
        try:
            if not start:
                raise Refusal(request.env._("Choose a moment."), "moment")
            with request.env.cr.savepoint():
                booking_sudo._move(start)
        except Refusal as refusal:
            if not booking_sudo._can_change():
                return self._appointment_page(booking_sudo, refusal=refusal)
            return self._move_page(booking_sudo, {}, refusal)
        return self._back_to_page(booking_sudo, "moved")

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
        values["error"] = refusal
        return request.render(
            "municipal_appointment.portal_appointment",
            values,
            status=REFUSED if refusal else 200,
        )

    def _appointment_values(self, booking_sudo):
        # The language of the page, not the one the appointment was made in.
        booking_sudo = booking_sudo.with_context(lang=request.env.lang)
        return {
            "booking": booking_sudo,
            "can_change": booking_sudo._can_change(),
            "past": booking_sudo._is_past(),
            "phone": booking_sudo._phone(),
        }

    def _move_page(self, booking_sudo, params, refusal=None):
        first = parse_day(params.get("from"))
        starts = booking_sudo._free_moments_to_move()
        start = parse_start(params.get("start"))
        if start in starts:
            return self._confirm_move_page(booking_sudo, start)
        if params.get("start"):
            refusal = Refusal(
                request.env._("This moment is not free. Choose another one."), "moment"
            )

        def url(anchor=None, **more):
            query = f"&{urlencode(more)}" if more else ""
            return booking_sudo.get_portal_url(
                "/move", query_string=query, anchor=anchor
            )

        here = {"from": first} if first else {}
        values = self._appointment_values(booking_sudo)
        values.update(
            moments=MomentList(
                starts,
                booking_sudo._zone(),
                booking_sudo._planned_minutes(),
                first,
                chosen=parse_day(params.get("day")),
                everything="all" in params,
            ),
            day_url=lambda day: url("moments", **here, day=day),
            all_url=lambda day: url("moments", **here, day=day, all=1),
            page_url=lambda day: url("days", **{"from": day}),
            moment_url=lambda start: url(start=start),
            error=refusal,
        )
        return request.render(
            "municipal_appointment.portal_appointment_move",
            values,
            status=REFUSED if refusal else 200,
        )

    def _confirm_move_page(self, booking_sudo, start):
        values = self._appointment_values(booking_sudo)
        booking = values["booking"]
        values.update(
            start=format_start(start),
            new_day=booking._day_in_words(start),
            new_time=booking._time_in_words(start),
        )
        return request.render(
            "municipal_appointment.portal_appointment_confirm_move", values
        )
