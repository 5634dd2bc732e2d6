from uuid import uuid4

from odoo import Command, api, fields, models

from ...engine.reference import (
    is_plain,
    normalize_reference,
    scanned_references,
    without_signs,
)
from ..common.refusal import Refusal
from ..common.wording import day_in_words, time_in_words

#: the visitor of such a visit has been helped, or is not expected any more
ENDED = ("finished", "cancelled")
#: from these a visitor can arrive
ARRIVES = ("booked", "no_show", "left")


class MunicipalVisit(models.Model):
    """How a visitor enters the queue: with the code of a booking, or with a ticket."""

    _inherit = "municipal.visit"

    ticket_day = fields.Date(
        readonly=True,
        copy=False,
        help="The day on which the ticket number was given: on another day it is worth "
        "nothing.",
    )

    # numbers from before this field was there may exist twice
    _ticket_once = models.UniqueIndex(
        "(location_id, ticket_day, ticket) WHERE ticket_day IS NOT NULL",
        "This number was given to somebody else today. Try again.",
    )

    @api.model
    def _take_ticket(self, lines, location, request_key=None, by_staff=False, **vals):
        """Let somebody without appointment wait.

        :param lines: list of pairs (product, quantity)
        :param location: building in which they stand
        :param str request_key: made when the button was shown; pressed twice, it
            gives one ticket
        :param bool by_staff: a clerk decides about limits themselves
        :param vals: further values: ``screen_id``, ``priority``
        :return: the visit, waiting
        :raise Refusal: in words for the visitor; nothing was written then
        """
        known = self._find_ticket(request_key)
        if known:
            return known
        self._check_ticket(lines, location, by_staff)
        service = lines[0][0].service_id
        number, now = self._new_number(service, location), fields.Datetime.now()
        visit = self.create(
            {
                **vals,
                **number,
                "name": number["ticket"],
                "channel": self._ticket_channel(lines),
                "state": "waiting",
                "arrival": now,
                "waiting_since": now,
                "service_id": service.id,
                "location_id": location.id,
                "request_key": request_key,
                "line_ids": [
                    Command.create({"product_id": product.id, "quantity": quantity})
                    for product, quantity in lines
                ],
            }
        )
        visit._log("checked_in")
        visit._announce("checked_in")
        return visit

    @api.model
    def _find_ticket(self, request_key):
        return request_key and self.search([("request_key", "=", request_key)], limit=1)

    @api.model
    def _ticket_channel(self, lines):
        products = self.env["municipal.product"].union(*[line[0] for line in lines])
        return "quick_counter" if products._are_quick() else "walk_in"

    @api.model
    def _check_ticket(self, lines, location, by_staff):
        """Refuse a ticket that leads to nothing, and say what to do instead.

        :raise Refusal:
        """
        if not lines:
            raise Refusal(self.env._("Choose at least one product."), "products")
        for product, quantity in lines:
            product._check_walk_in(quantity, location, by_staff)
        services = {product.service_id for product, _quantity in lines}
        if len(services) > 1:
            raise Refusal(
                self.env._(
                    "This is dealt with at different desks: take a ticket for each."
                ),
                "products",
            )
        if not by_staff:
            services.pop()._check_ticket_limit(location)

    @api.model
    def _check_in(self, text, location, screen=None):
        """Let somebody with an appointment wait.

        :param str text: the code as it was typed, or what the QR code holds
        :return: the visit, waiting; the same one when they were checked in before
        :raise Refusal: in words for the visitor
        """
        visit = self._find_code(text)
        visit._check_arrival(location)
        if visit.state in ARRIVES:
            vals = {"location_id": location.id, "screen_id": screen and screen.id}
            visit._take_step("checked_in", **vals)
        return visit

    @api.model
    def _new_number(self, service, location):
        """Return the values of a visit that gets a ticket number now."""
        day = (location or service.company_id)._today()
        return {
            "ticket": service._next_ticket(day),
            "ticket_day": day,
            "access_token": str(uuid4()),
        }

    def _has_number_of_today(self):
        """Tell whether the ticket of this visit can be called today.

        Whose arrival was a mistake keeps it for the same day; on the next day others
        have it.
        """
        self.ensure_one()
        today = self._local(fields.Datetime.now()).date()
        return bool(self.ticket) and self.ticket_day == today

    @api.model
    def _find_code(self, text):
        """Return the visit of a code; refuse one that is unknown."""
        visit = self._search_code(text)
        if not visit and self._is_code_unconfirmed(text):
            raise Refusal(
                self.env._(
                    "This appointment was not confirmed yet. Open the link in our "
                    "mail, or ask a colleague at the desk."
                ),
                "code",
            )
        if not visit:
            raise Refusal(
                self.env._(
                    "We do not know this code. Look at your confirmation, or ask a "
                    "colleague at the desk."
                ),
                "code",
            )
        return visit

    @api.model
    def _is_code_unconfirmed(self, text):
        """Tell whether a code is of an appointment that holds only when confirmed."""
        if not is_plain(text or ""):
            return False
        code = normalize_reference(text or "")
        booking = self.env["resource.booking"]
        found = code and booking.search([("reference", "=", code)], limit=1)
        return bool(found) and found._is_unconfirmed()

    @api.model
    def _search_code(self, text):
        """Return the visit whose booking has a code, nothing if there is none.

        :raise Refusal: when a scanner has other keys than its computer, and what it
            meant cannot be told from somebody else's code
        """
        text = text or ""
        if is_plain(text):
            return self._with_code(normalize_reference(text))
        meant = scanned_references(text)
        visits = self.union(*map(self._with_code, meant)) if meant else self
        others = self._with_code(without_signs(text)) if meant else self
        if meant and (len(visits) != 1 or others - visits):
            raise Refusal(
                self.env._(
                    "The code was not read well: the scanner is set to another "
                    "keyboard than this computer. Type the code instead, and tell "
                    "the administrator."
                ),
                "code",
            )
        return visits

    @api.model
    def _with_code(self, code):
        if not code:
            return self.browse()
        booking = (
            self.env["resource.booking"]
            .with_context(active_test=False)
            .search([("reference", "=", code)], limit=1)
        )
        # the visit of a booking that was deleted keeps its code, with its promise
        promised = [("name", "=", code), ("planned_start", "!=", False)]
        return booking.visit_ids[:1] or self.search(promised, limit=1)

    def _check_arrival(self, location):
        """Refuse who is at the wrong place, on the wrong day, or was here before."""
        words = self._why_no_arrival(location)
        if words:
            raise Refusal(
                self.env._("%(why)s Ask a colleague at the desk.", why=words), "code"
            )

    def _why_no_arrival(self, location):
        """Return in words why somebody cannot wait here now; empty if they can."""
        self.ensure_one()
        booking = self.booking_id
        gone = not booking.active if booking else bool(self.planned_start)
        if self.state in ENDED or (gone and self.state in ARRIVES):
            return self.env._("This appointment was cancelled, or you were helped.")
        if not self._is_today():
            moment = self._local(self.planned_start or self.expected)
            return self.env._(
                "This appointment is on %(day)s at %(time)s.",
                day=day_in_words(self.env, moment.date()),
                time=time_in_words(self.env, moment),
            )
        if self.location_id and self.location_id != location:
            return self.env._(
                "This appointment is in another building: %(place)s.",
                place=self.location_id.sudo()._in_one_line(),
            )
        if not (self.ticket or self.service_id.guidance_enabled):
            return self.env._(
                "You do not have to check in for this: take a seat, we come and get "
                "you."
            )
        return ""
