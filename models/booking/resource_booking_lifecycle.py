from contextlib import contextmanager, nullcontext
from datetime import timedelta
from uuid import uuid4

from odoo import Command, api, fields, models

from ...engine.access import may_book
from ...engine.fair_use import person_mail
from ...engine.reference import new_reference
from ..common.inside import Inside
from ..common.refusal import Refusal
from ..common.transaction import Transaction, wake_at

#: the visitor gets the mails of their municipality, and nobody any others
QUIET = {
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "tracking_disable": True,
    "no_mail_to_attendees": True,
    "skip_attendee_notification": True,
    "skip_contact_description": True,
}
#: context key: the meeting of a booking that is being made is there already
BORN_WITH_MEETING = "municipal_born_with_meeting"
#: context key: who has accepted a meeting from the beginning
VISITORS = "municipal_visitors"
#: said in a transaction: the key of the hold out of which a booking is made
HELD = "held"
#: likewise: keys of requests that have made no booking yet
UNKNOWN = "unknown requests"


class ResourceBooking(models.Model):
    """How visitors and clerks ask for a moment: book, move, cancel."""

    _inherit = "resource.booking"

    @api.model
    def _book(
        self, lines, start, contact=None, *, location=None, by_staff=False, **vals
    ):
        """Promise a moment for products to a visitor.

        The one way to book for website, portal and clerks. Either everything is
        there afterwards (booking, visit, log, meeting) or nothing.

        :param lines: list of pairs (product, quantity)
        :param datetime start: naive UTC, one of the free slots
        :param dict contact: ``name``, ``email``, ``phone`` as typed, see
            :func:`.contact.clean_contact`; ``None`` for a visitor at the desk
        :param location: only desks in this building
        :param bool by_staff: whether a clerk books
        :param vals: further values: ``channel``, ``lang``, ``request_key``; ``remark``
            and ``client_name`` as typed; ``by_link``, see :meth:`_judge`; ``held``,
            whether a visitor keeps the moment under that key, as far as they know
        :return: the booking; the earlier one when ``request_key`` was used before
        :raise Refusal: in words for the visitor; nothing was written then
        """
        known = self._find_request(vals.get("request_key"))
        if known:
            return known
        self.env["municipal.product"]._check_lines(lines, by_staff)
        company = lines[0][0].company_id
        asked = self._asked_of(lines, by_staff)
        who = self._clean_asked(contact, vals.pop("remark", ""), asked, company)
        asked_of_person = {key: vals.pop(key, "") for key in ("client_name", "by_link")}
        held = vals.pop("held", False)
        if not by_staff:
            vals.update(self._judge(lines, start, who, **asked_of_person))
        vals.update(self._contact_values(who, vals.get("lang"), company))
        key = vals.setdefault("request_key", str(uuid4()))
        type_ = lines[0][0].type_id
        combination = held and type_._held_combination(lines, start, location, key)
        if not combination:
            combination = self._hold_desk(
                lines, start, key, location=location, by_staff=by_staff
            )
        vals["online"] = not by_staff
        with self._holding(key):
            booking = self._create_booked(lines, start, combination, vals)
        booking._promise_mail(booking._first_mail("mail_template_booking_confirmation"))
        return booking

    @api.model
    def _hold_desk(
        self, lines, start, key, *, minutes=1, by_staff=False, own=None, **kwargs
    ):
        """Take the best free desk at a moment, before anything is written about it.

        :param datetime start: naive UTC
        :param str key: of the request
        :param own: booking that is being moved
        :param kwargs: ``location``, and who holds it
        :return: the combination
        :raise Refusal: when the moment is not free
        """
        turn = (
            nullcontext() if by_staff else self._online_quota_locked(lines, start, own)
        )
        with turn:
            return self._hold_free_desk(
                lines, start, key, minutes, by_staff, own, **kwargs
            )

    @api.model
    def _hold_free_desk(
        self, lines, start, key, minutes, by_staff, own, location=None, **who
    ):
        type_ = lines[0][0].type_id
        free = type_._free_desks(
            lines, start, location, by_staff, ignore=own, hold_key=key
        )
        if not free:
            promised = type_._is_held(lines, start, own, key)
            self._refuse(lines, start, location, by_staff or promised)
        length = type_._visit_length(lines, own)
        stop = start + timedelta(minutes=length + type_.buffer_minutes)
        reservations_sudo = self.env["municipal.reservation"].sudo()
        who.setdefault("online", not by_staff)
        return reservations_sudo._hold(free, start, stop, key, minutes, own, **who)

    @contextmanager
    def _holding(self, key):
        """Spare a booking, while it is made, the checks that its hold has passed.

        Upstream checks again and again whether a booking fits, after every value
        that changes. What is held under the key of the booking was free a moment ago
        and has been its own since then.
        """
        held = Transaction(self.env).during(HELD, key)
        with self._syncing_reservations(), held:
            yield
            self.flush_model()

    def _is_held(self):
        """Tell whether this booking has its time: checks of upstream are spared.

        It is being made out of a hold, or moves with others to free slots.
        """
        held = Transaction(self.env).get(HELD)
        made = bool(held) and self.request_key == held
        return made or self.id in self._moving_together()._ids

    @api.model
    def _find_request(self, request_key):
        """Return the booking that this form already made, if it was sent before."""
        unknown = Transaction(self.env).keep(UNKNOWN, set())
        # a transaction sees nothing of others that it did not see before
        if not request_key or request_key in unknown:
            return self.browse()
        everything = self.with_context(active_test=False)
        found = everything.search([("request_key", "=", request_key)], limit=1)
        if not found:
            self._note_unknown(request_key)
        return found

    @api.model
    def _note_unknown(self, request_key):
        """Note that no request has made a booking with this key, as far as we see."""
        Transaction(self.env).keep(UNKNOWN, set()).add(request_key)

    @api.model
    def _note_request(self, request_key):
        """Note that a request makes its booking: from now on it can be found."""
        Transaction(self.env).keep(UNKNOWN, set()).discard(request_key)

    @api.model
    def _contact_values(self, contact, lang, company):
        """Return the booking values of a checked contact, with its partner.

        Every booking gets a contact of its own, unless the citizen is logged in:
        taking over a contact because of the same address would let anybody who
        knows an address see or change somebody else's data.

        :param dict contact: see :meth:`_clean_asked`; nothing for a visitor at the desk
        :param company: the municipality, which alone sees the contact
        """
        if contact is None:
            return {}
        partner = self.env.user.partner_id if self.env.user._is_portal() else None
        if not partner:
            partner = self._new_contact(contact, lang, company)
        return {
            "contact_name": contact["name"],
            "contact_email": contact["email"],
            "contact_phone": contact["phone"],
            "remark": contact["remark"],
            "partner_ids": [Command.set(partner.ids)],
        }

    @api.model
    def _new_contact(self, contact, lang, company):
        """Return a contact for one booking, see :meth:`_contact_values`."""
        partners_sudo = self.env["res.partner"].sudo().with_context(**QUIET)
        partner_sudo = partners_sudo.create(
            {
                "name": contact["name"],
                "email": contact["email"],
                "phone": contact["phone"],
                "lang": lang,
                "municipal_contact": True,
                "partner_share": True,
                "company_id": company.id,
                # what Odoo would work out for a salesperson
                "user_id": False,
            }
        )
        # nobody logs in with what was made this moment: Odoo would look for users
        self.env.remove_to_compute(partner_sudo._fields["partner_share"], partner_sudo)
        return partner_sudo

    @api.model
    def _check_free(self, lines, start, location=None, by_staff=False, **mine):
        """Refuse a moment that is not free.

        :param datetime start: naive UTC
        The other parameters are those of ``_free_desks`` of the type.
        :raise Refusal:
        """
        type_ = lines[0][0].type_id
        if not type_._free_desks(lines, start, location, by_staff, **mine):
            promised = type_._is_held(lines, start, **mine)
            self._refuse(lines, start, location, by_staff or promised)

    @api.model
    def _refuse(self, lines, start, location, unlimited):
        """Say why a moment cannot be had, or that somebody else was faster.

        :param bool unlimited: a clerk asks, or who keeps the moment already: neither
            is too early nor too late for it
        :raise Refusal: always
        """
        for product, _quantity in lines:
            if not may_book(product._offer(start, location).book, unlimited):
                why = product._why_not(start, location)
                raise Refusal(
                    self.env._("%(why)s Choose another slot.", why=why), "moment"
                )
        raise self.env["municipal.reservation"]._refusal()

    def _move(self, start, by_staff=False, hold_key=None, lines=None):
        """Move a booking to another free slot, keeping its code and its visit.

        :param datetime start: naive UTC
        :param str hold_key: under which the moment is kept for the visitor
        :param lines: what the visitor comes for from now on, as in :meth:`_book`; what
            they came for before if left out
        :raise Refusal: when the deadline passed or the moment is not free
        """
        self.ensure_one()
        self.check_access("write")
        self._check_movable_now(start, hold_key, lines)
        others = self._other_lines(lines, by_staff)
        if start == self.start and not others:
            return
        if not by_staff:
            self._judge_move(start, others or self._lines())
        key = hold_key or str(uuid4())
        combination = self._hold_desk(
            others or self._lines(),
            start,
            key,
            location=self.location_id,
            by_staff=by_staff,
            own=self,
        )
        self.env["municipal.reservation"].sudo()._release(key)
        stays = start == self.start
        moment = {"start": start, "combination_id": combination.id}
        self.sudo().write({**moment, **self._values_of(others)})
        if stays:
            # the same moment for something else: nothing else tells the visitor
            self._send_template("mail_template_booking_confirmation")

    def _other_lines(self, lines, by_staff=False):
        """Return products that are not those of this booking, or nothing.

        :raise Refusal: when they cannot be booked, or are received elsewhere
        """
        self.ensure_one()
        if lines is None or dict(lines) == dict(self._lines()):
            return []
        self.env["municipal.product"]._check_lines(lines, by_staff)
        if any(product.type_id != self.type_id for product, _pieces in lines):
            raise Refusal(
                self.env._(
                    "This is not received together with your appointment. Make "
                    "another appointment for it."
                ),
                "products",
            )
        return lines

    @api.model
    def _values_of(self, lines):
        """Return what a booking says of other products, nothing for none."""
        if not lines:
            return {}
        minutes = self.env["municipal.product"]._visit_minutes(lines)
        products = [
            Command.create({"product_id": product.id, "quantity": quantity})
            for product, quantity in lines
        ]
        return {"line_ids": [Command.clear(), *products], "duration": minutes / 60}

    def _cancel(self):
        """Cancel a booking and tell the visitor.

        :raise Refusal: when the appointment began or the visitor has arrived
        """
        self.ensure_one()
        self.check_access("write")
        self._check_changeable()
        self._send_template("mail_template_booking_cancelled")
        self._withdraw()

    def _check_changeable(self):
        """Refuse to change what is under way, over or cancelled.

        Who cannot come may say so until the appointment begins: the desk is free for
        somebody else then.
        """
        if not self._is_expected():
            raise Refusal(
                self.env._("This appointment can no longer be changed."), "moment"
            )
        if not self.is_modifiable:
            raise Refusal(
                self.env._(
                    "This appointment can no longer be changed here. "
                    "Call us if you cannot come."
                ),
                "moment",
            )

    def _check_movable_now(self, start=None, hold_key=None, lines=None):
        """Refuse to move what cannot be changed, or not any more by its visitor.

        :param datetime start: naive UTC, of the moment that is asked
        :param str hold_key: under which that moment is kept for the visitor
        :param lines: what it is kept for, if not for what the booking has
        """
        self._check_changeable()
        if not self.line_ids:
            raise Refusal(
                self.env._(
                    "This appointment names no product, so that nobody knows how long "
                    "it takes. Call us to move it."
                ),
                "moment",
            )
        if self._deadline_binds() and self._is_unconfirmed():
            raise Refusal(
                self.env._(
                    "Confirm this appointment first, with the link in our mail. Then "
                    "you can move it."
                ),
                "moment",
            )
        in_time = self._moves_in_time(start, hold_key, lines)
        if self._deadline_binds() and not in_time:
            raise Refusal(
                self.env._(
                    "It is too late to move this appointment here. You can still "
                    "cancel it, or call us."
                ),
                "moment",
            )

    # A booking that is born with its meeting, out of what is known beforehand.
    #
    # Upstream makes the booking first and a meeting out of it, computes the booking
    # again out of the meeting, and writes it once more.

    @api.model
    def _create_booked(self, lines, start, combination, vals):
        """Make the booking of a desk that is held, with its meeting.

        :param lines: list of pairs (product, quantity)
        :param datetime start: naive UTC
        :param dict vals: further values
        """
        # of the town that receives, not of whoever asks: defaults are those of a town,
        # and Odoo would read all of a user to know theirs
        town = lines[0][0].type_id.company_id
        quiet = self.with_company(town).with_context(**QUIET)
        vals = {
            **vals,
            **self._booked_values(lines, start, combination),
            "person_mail": person_mail(vals.get("contact_email")) or False,
        }
        visitors = self._visitors_in(vals.get("partner_ids", ()))
        meeting = quiet.sudo()._meet(lines[0][0].type_id, combination, visitors, vals)
        vals["meeting_id"] = meeting.id
        booking = quiet.with_context(**{BORN_WITH_MEETING: Inside()}).create(vals)
        booking._convert_hold()
        return booking.with_env(self.env)

    @api.model
    def _booked_values(self, lines, start, combination):
        """Return what Odoo would compute of a booking, and what it rests on."""
        type_ = lines[0][0].type_id
        minutes = type_._visit_length(lines)
        desk, location = type_._reception(combination)
        return {
            "type_id": type_.id,
            "combination_id": combination.id,
            "desk_id": desk.id,
            "location_id": location.id,
            "location": location._in_one_line() or type_.location,
            "videocall_location": type_.videocall_location,
            "reference": new_reference(),
            "start": start,
            "stop": start + timedelta(minutes=minutes),
            "duration": minutes / 60,
            "buffer_minutes": type_.buffer_minutes,
            "service_id": type_.service_id.id,
            "hours_exception": False,
            "user_id": False,
            "state": "confirmed",
            "line_ids": [
                Command.create({"product_id": product.id, "quantity": quantity})
                for product, quantity in lines
            ],
        }

    def _visit_to_come(self):
        """Return what Odoo would compute of a visit that has only been booked.

        It takes them over: these fields are not read-only by themselves, only in forms.
        """
        self.ensure_one()
        return {
            "company_id": self.type_id.company_id.id,
            "expected": self.start,
            "day": self.start and self._local(self.start).date(),
            # nobody has come: nothing is measured
            "waiting_minutes": None,
            "walking_minutes": None,
            "handling_minutes": None,
            "paused_minutes": 0,
            "left_stage": False,
        }

    @api.model
    def _visitors_in(self, commands):
        """Return the partners whom a new booking gets."""
        partners = self.env["res.partner"]
        for command, partner_id, ids in commands:
            partners |= partners.browse(ids if command == Command.SET else partner_id)
        return partners

    @api.model
    def _meet(self, type_, combination, visitors, vals):
        """Make the meeting of a booking to come, which its visitors have accepted."""
        persons = combination._desks()[combination.id].persons
        colleagues = self.env["resource.resource"].browse(persons).user_id.partner_id
        partners = visitors | colleagues
        alarm_ids, minutes = type_._reminders()
        meeting = {
            **self._discreet(vals["reference"], type_.company_id),
            **{key: vals[key] for key in ("start", "stop", "duration", "location")},
            "videocall_location": vals["videocall_location"],
            "alarm_ids": [Command.set(alarm_ids)],
            "partner_ids": [Command.set(partners.ids)],
            "user_id": False,
            "show_as": "busy",
            "event_tz": type_.tz,
            # a meeting of its own, not one about another record
            "res_model_id": False,
            "res_id": False,
        }
        if type_.requester_advice:
            meeting["description"] = type_.requester_advice
        # all that is asked of a contact, which has many more fields
        visitors.fetch(["active", "email", "name"])
        events = self.env["calendar.event"].with_context(
            default_partner_ids=partners.ids, **{VISITORS: Inside(visitors.ids)}
        )
        remembered = self._wake_reminders(vals["start"], minutes)
        return events.with_context(dont_notify=remembered).create(meeting)

    @api.model
    def _wake_reminders(self, start, minutes):
        """Let the job of the reminders run in time, as upstream does for a meeting.

        Upstream looks for the job and for the reminders each time.

        :param datetime start: naive UTC
        :param minutes: before it, of each reminder
        :return: whether it was done; else it is left to upstream
        """
        moments = [start - timedelta(minutes=each) for each in minutes or ()]
        if minutes is None or min(moments, default=start) <= fields.Datetime.now():
            return False
        wake_at(self.env, "calendar.ir_cron_scheduler_alarm", moments)
        return True
