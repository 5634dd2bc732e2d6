from functools import partial
from urllib.parse import urlencode

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request
from odoo.tools import consteq

from odoo.addons.resource_booking.controllers import portal

from ...models.common.refusal import Refusal
from ..booking.holds import Holds, give_back, known_key
from ..booking.slots import SlotList, asked_part
from ..common.choice import (
    Choice,
    format_start,
    own_company,
    parse_day,
    parse_start,
)
from ..common.pages import action, clean_token, page, show
from ..common.remembered import begin_again
from ..common.sender import carried_visitor
from ..common.typed import once_more

#: what the page says after a step of the visitor, and nothing else
MESSAGES = (
    "booked",
    "moved",
    "changed",
    "cancelled",
    "restored",
    "claimed",
    "confirmed",
    "late",
)
#: PostgreSQL knows no larger identifiers
BOOKING = "<int(max=2147483647):booking_id>"


class Wish:
    """What a visitor who moves an appointment comes for from now on.

    :param dict params: ``q_<id>`` for the pieces of every product; without them it
        stays what it was
    """

    def __init__(self, params):
        self._choice = Choice(params)
        self.products = self._choice.products
        #: as in ``_book``; nothing where the products stay what they were
        self.lines = self._choice.lines if self.products else None

    def names(self):
        return self._choice.names()

    def minutes(self, booking, refusal):
        """Return how long the visit takes, as far as it can be received."""
        lines = None if refusal else self.lines
        return booking.type_id._visit_length(lines or booking._lines(), booking)

    def query(self, **more):
        """Return the parameters that lead to this wish, and more, for an address."""
        asked = {f"q_{product.id}": pieces for product, pieces in self.lines or ()}
        return "".join(f"&{urlencode({k: v})}" for k, v in {**asked, **more}.items())


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
        start, wish = parse_start(params["start"]), Wish(params)
        key = start and self._holds(booking_sudo, wish).key(start)
        try:
            booking_sudo._check_move(start, key, wish.lines)
        except Refusal as refusal:
            return self._move_refused(booking_sudo, params, refusal)
        return self._confirm_move_page(booking_sudo, start, wish)

    @action(f"/my/appointments/{BOOKING}/moment", secret=True)
    def appointment_choose_slot(self, booking_id, access_token=None, **params):
        """Keep the chosen moment for the visitor, and ask whether they are sure."""
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        if not booking_sudo:
            return self._unknown_appointment()
        start, wish = parse_start(params.get("start")), Wish(params)
        key = known_key(params.get("request_key")) if "look" in params else None
        try:
            if key:
                # how it stands with the slot, where no session tells
                booking_sudo._check_move(start, key, wish.lines)
            else:
                self._keep(booking_sudo, start, wish)
        except Refusal as refusal:
            return self._move_refused(booking_sudo, params, refusal)
        if key or carried_visitor():
            # the next page would not know whose slot this is
            return self._confirm_move_page(booking_sudo, start, wish, key)
        query = wish.query(start=format_start(start))
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
        query = Wish(params).query()
        return request.redirect(
            booking_sudo.get_portal_url("/move", query_string=query)
        )

    @action(f"/my/appointments/{BOOKING}/move", secret=True)
    def appointment_move(self, booking_id, access_token=None, **params):
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        if not booking_sudo:
            return self._unknown_appointment()
        start, wish = parse_start(params.get("start")), Wish(params)
        key = known_key(params.get("request_key"))
        message = "changed" if start == booking_sudo.start else "moved"
        try:
            if not start:
                raise Refusal(request.env._("Choose a slot."), "moment")
            booking_sudo._move(start, hold_key=key, lines=wish.lines)
        except Refusal as refusal:
            return self._move_refused(booking_sudo, params, refusal)
        self._holds(booking_sudo, wish).done(key)
        return self._back_to_page(booking_sudo, message)

    @page("/my/appointments/<path:unknown>", secret=True)
    def appointment_unknown(self, **params):
        return self._unknown_appointment()

    def _holds(self, booking_sudo, wish):
        return Holds(f"move {booking_sudo.id}{wish.query()}")

    def _keep(self, booking_sudo, start, wish):
        """Keep a moment instead of the one that the visitor chose before."""
        if not start:
            raise Refusal(request.env._("Choose a slot."), "moment")
        hold = partial(booking_sudo._hold_move, start, lines=wish.lines)
        self._holds(booking_sudo, wish).keep(hold, start)

    def _move_refused(self, booking_sudo, params, refusal):
        """Show the right page again; nothing has changed."""
        begin_again()
        if not booking_sudo._can_move():
            return self._appointment_page(booking_sudo, refusal=refusal)
        return self._move_page(booking_sudo, params, refusal)

    def _get_appointment_sudo(self, booking_id, access_token):
        """Return the booking if the visitor may see it, else nothing.

        Whether a booking exists is nobody's business: a wrong link and an unknown
        number get the same answer.
        """
        try:
            booking_sudo = self._document_check_access(
                "resource.booking", booking_id, access_token
            )
        except (AccessError, MissingError):
            return None
        # as upstream, without looking up the hours of the type for their zone
        booking_sudo = booking_sudo.with_context(
            using_portal=True, tz=booking_sudo.type_id.tz
        )
        # what the visitor does is not what the system does: neither in the log nor for
        # who is logged in
        booking_sudo = booking_sudo.with_user(request.env.user).sudo()
        return booking_sudo.service_id and booking_sudo

    def _document_check_access(self, model_name, document_id, access_token=None):
        """Take a token that cannot be right for none at all.

        Odoo compares tokens in a way that knows ASCII only, and fails on others.
        """
        token = clean_token(access_token)
        if model_name == "resource.booking" and request.env.user._is_public():
            document_sudo = self._by_token_sudo(document_id, token)
            if document_sudo:
                return document_sudo
        return super()._document_check_access(model_name, document_id, token)

    @staticmethod
    def _by_token_sudo(booking_id, token):
        """Return the appointment of a link, as its visitor opens it.

        By one statement: Odoo first looks for the groups that may read it without a
        token, to say so in a refusal that nobody reads.
        """
        bookings_sudo = request.env["resource.booking"].with_user(SUPERUSER_ID)
        found_sudo = bookings_sudo.with_context(active_test=False).search_fetch(
            [("id", "=", booking_id)]
        )
        right = consteq(found_sudo.access_token or "", token) if token else False
        return bookings_sudo.browse(found_sudo.ids if right else ())

    def _stranger(self, booking_id, access_token=None, **params):
        """Show the page again: nothing has changed."""
        booking_sudo = self._get_appointment_sudo(booking_id, access_token)
        if not booking_sudo:
            return self._unknown_appointment()
        return self._appointment_page(booking_sudo, refusal=once_more())

    def _unknown_appointment(self):
        return request.render(
            "municipal_appointment.portal_appointment_unknown",
            {"company": own_company()},
            status=404,
        )

    def _back_to_page(self, booking_sudo, message):
        query = message and f"&message={message}"
        return request.redirect(booking_sudo.get_portal_url(query_string=query))

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
        """Show the free slots, at first those near the slot that the visitor has."""
        first = parse_day(params.get("from"))
        lost = parse_start(params.get("start"))
        wish, starts = Wish(params), []
        try:
            key = self._holds(booking_sudo, wish).chosen_key
            free = booking_sudo._free_slots_to_move(key, wish.lines)
            starts = [moment for moment in free if moment != lost]
        except Refusal as wrong:
            refusal = refusal or wrong
        near = lost or booking_sudo.start
        day = near and booking_sudo._local(near).date()

        def url(anchor, **more):
            return booking_sudo.get_portal_url(
                "/move", query_string=wish.query(**more), anchor=anchor
            )

        part = asked_part(params)
        kept = {"part": part} if part else {}
        here = {**kept, "from": first} if first else kept
        values = self._appointment_values(booking_sudo)
        values.update(self._wish_values(values["booking"], wish, refusal))
        values.update(
            moments=SlotList(
                starts,
                booking_sudo._zone(),
                wish.minutes(booking_sudo, refusal),
                first,
                chosen=parse_day(params.get("day")) or day,
                everything="all" in params,
                part=part,
            ),
            part_url=lambda name: url("days", **{"part": name} if name else {}),
            day_url=lambda day: url("moments", **here, day=day),
            all_url=lambda day: url("moments", **here, day=day, all=1),
            page_url=lambda day: url("days", **kept, **{"from": day}),
            next_release=not (starts or refusal)
            and booking_sudo._next_release_in_words(wish.lines),
            slot_action=f"/my/appointments/{booking_sudo.id}/moment?{wish.query()}",
        )
        return show("portal_appointment_move", values, refusal)

    @staticmethod
    def _wish_values(booking, wish, refusal):
        """Return what the page shows of the products, and of others with them."""
        chosen = dict(wish.lines or booking._lines())
        offered = booking.line_ids.product_id
        offered |= (wish.products or offered)[:1]._combinable_products() | wish.products
        return {
            "offered": offered,
            "pieces": chosen,
            "wrong_products": bool(refusal) and refusal.about == "products",
        }

    def _confirm_move_page(self, booking_sudo, start, wish, key=None):
        values = self._appointment_values(booking_sudo)
        booking = values["booking"]
        hold = self._holds(booking_sudo, wish).state(start, key)
        query = wish.query(start=format_start(start))
        others = booking._other_lines(wish.lines)
        values.update(
            wish_query=wish.query(),
            other_names=others and wish.names(),
            start=format_start(start),
            page_url=booking.get_portal_url("/move", query_string=query),
            hold=hold,
            until=hold.until and booking._time_in_words(hold.until),
            new_day=booking._day_in_words(start),
            new_time=booking._time_in_words(start),
        )
        return show("portal_appointment_confirm_move", values)
