from datetime import timedelta
from uuid import uuid4

from odoo import Command, api, models
from odoo.tools import SQL, hmac

from ...engine.fair_use import person_mail
from ...engine.waiting_list import PARTS
from ..common.contact import clean_contact
from ..common.locking import committed, let_one_through
from ..common.refusal import Refusal
from .municipal_waiting import ACTIVE

#: wishes of one person at the same time
MOST_WISHES = 5


class MunicipalWaiting(models.Model):
    """How somebody comes on the waiting list."""

    _inherit = "municipal.waiting"

    @api.model
    def _join(
        self, lines, contact, *, location=None, lang=None, by_staff=False, **wish
    ):
        """Put somebody on the waiting list, and promise them a mail that says so.

        :param lines: list of pairs (product, quantity)
        :param dict contact: ``name`` and ``email`` as typed
        :param location: only this building
        :param bool by_staff: whether a clerk does it, to whom a refusal is said
        :param wish: ``date_from``, ``date_to`` (dates), ``part`` of the day
        :raise Refusal: in words for the visitor; nothing was written then
        """
        self.env["municipal.product"]._check_lines(lines)
        type_ = lines[0][0].type_id
        self._check_open(type_)
        contact = clean_contact(
            self.env, contact, phone_enough=False, company=type_.company_id
        )
        values = {"location_id": location and location.id, "lang": lang}
        values.update(self._cleaned(type_, wish))
        return self._enter(lines, contact, values, by_staff)

    @api.model
    def _join_earlier(self, booking, email="", **wish):
        """Put somebody on the list who has an appointment and wants an earlier one.

        :param str email: as typed, of who gave none for the appointment
        :raise Refusal: see :meth:`_join`
        """
        if not booking._can_ask_earlier():
            raise Refusal(
                self.env._("There is no waiting list for this appointment now."),
                "moment",
            )
        contact = {
            "name": booking.contact_name,
            "email": booking.contact_email or email,
        }
        company = booking.type_id.company_id
        contact = clean_contact(self.env, contact, phone_enough=False, company=company)
        values = self._cleaned(booking.type_id, wish)
        day = booking._local(booking.start).date()
        values.update(
            expires=min(values["expires"], day),
            earlier=True,
            booking_id=booking.id,
            location_id=booking.location_id.id,
            lang=booking.lang,
        )
        return self._enter(booking._lines(), contact, values)

    @api.model
    def _check_open(self, type_):
        if not type_._takes_waiting():
            raise Refusal(
                self.env._("There is no waiting list for this. Call us instead."),
                "products",
            )

    @api.model
    def _cleaned(self, type_, wish):
        """Return the values of what somebody waits for, and until when.

        :raise Refusal: when no day could ever suit
        """
        env, first, last = self.env, wish.get("date_from"), wish.get("date_to")
        today = type_.company_id._today()
        end = today + timedelta(days=type_.waiting_days)
        if last and last < today:
            why = env._("The last day has passed. Choose a later one.")
            raise Refusal(why, "date_to")
        if first and last and first > last:
            raise Refusal(env._("The first day comes after the last one."), "date_from")
        if first and first > end:
            why = env._(
                "You can wait for %(days)s days at most. Choose an earlier day.",
                days=type_.waiting_days,
            )
            raise Refusal(why, "date_from")
        return {
            "date_from": first,
            "date_to": last,
            "part": wish.get("part") if wish.get("part") in PARTS else False,
            "expires": min(last or end, end),
        }

    @api.model
    def _enter(self, lines, contact, values, by_staff=False):
        """Write somebody down, unless they wait for the same already."""
        type_ = lines[0][0].type_id
        person = self._fingerprint(contact["email"])
        wants = self._wants(lines, values.get("booking_id"))
        self._check_once(person, wants, by_staff)
        waiting = self.sudo().create(
            {
                **values,
                "type_id": type_.id,
                "contact_name": contact["name"],
                "contact_email": contact["email"],
                "person": person,
                "wants": wants,
                "access_token": str(uuid4()),
                "line_ids": [
                    Command.create({"product_id": product.id, "quantity": quantity})
                    for product, quantity in lines
                ],
            }
        )
        waiting._promise("joined")
        return waiting

    @api.model
    def _fingerprint(self, email):
        """Return by what a person is known of whom the address is wiped.

        The same person as for the limits of appointments, in whatever writing.
        """
        mail = person_mail(email)
        return hmac(self.env(su=True), "municipal waiting list", mail)

    @api.model
    def _wants(self, lines, booking_id):
        """Return what somebody waits for, as two who want the same write it."""
        products = sorted(product.id for product, _quantity in lines)
        return f"{','.join(map(str, products))} {booking_id or ''}".strip()

    @api.model
    def _check_once(self, person, wants, by_staff=False):
        """Refuse who waits for the same already, or for very much.

        Forms that are sent at the same time wait for each other, and look again.
        """
        let_one_through(self.env, f"waiting list {person}", about="email")
        self.flush_model(["person", "wants", "state"])
        query = SQL(
            "SELECT id, wants FROM municipal_waiting "
            "WHERE person = %s AND state = ANY(%s)",
            person,
            list(ACTIVE),
        )
        known = dict({*self.env.execute_query(query), *committed(self.env, query)})
        twice, many = self._once_words(by_staff)
        if wants in known.values():
            raise Refusal(twice, "email")
        if len(known) >= MOST_WISHES:
            raise Refusal(many, "email")

    @api.model
    def _once_words(self, by_staff):
        """Return what is said to who waits for the same already, and for very much."""
        if by_staff:
            return (
                self.env._("The visitor is on the waiting list for this already."),
                self.env._(
                    "The visitor is on %(most)s waiting lists already.",
                    most=MOST_WISHES,
                ),
            )
        return (
            self.env._(
                "You are on the waiting list for this already. The mail that you "
                "got has the link to your place."
            ),
            self.env._(
                "You are on %(most)s waiting lists already. Leave one of them first.",
                most=MOST_WISHES,
            ),
        )
