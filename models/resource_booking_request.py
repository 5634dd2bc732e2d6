from datetime import timedelta

from pytz import utc

from odoo import Command, api, models

from .contact import clean_contact
from .refusal import Refusal


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
        :param datetime start: naive UTC, one of the free moments
        :param dict contact: ``name``, ``email``, ``phone`` as typed; ``None`` for a
            visitor who stands at the desk
        :param location: only desks in this building
        :param bool by_staff: whether a clerk books
        :param vals: further values: ``channel``, ``lang``, ``request_key``
        :return: the booking; the earlier one when ``request_key`` was used before
        :raise Refusal: in words for the visitor; nothing was written then
        """
        known = self._find_request(vals.get("request_key"))
        if known:
            return known
        self.env["municipal.product"]._check_lines(lines, by_staff)
        vals.update(self._contact_values(contact, vals.get("lang")))
        type_ = lines[0][0].type_id
        free = self._free_at(type_, lines, start, location=location, by_staff=by_staff)
        booking = self.create(
            dict(
                vals,
                type_id=type_.id,
                combination_id=free[0].id,
                start=start,
                line_ids=[
                    Command.create({"product_id": product.id, "quantity": quantity})
                    for product, quantity in lines
                ],
            )
        )
        booking.action_confirm()
        booking._send_template("mail_template_booking_confirmation")
        return booking

    @api.model
    def _find_request(self, request_key):
        """Return the booking that this form already made, if it was sent before."""
        if not request_key:
            return self.browse()
        everything = self.with_context(active_test=False)
        return everything.search([("request_key", "=", request_key)], limit=1)

    @api.model
    def _contact_values(self, contact, lang):
        """Return the booking values of a checked contact, with its partner.

        Every booking gets a contact of its own, unless the citizen is logged in:
        taking over a contact because of the same address would let anybody who
        knows an address see or change somebody else's data.
        """
        if contact is None:
            return {}
        contact = clean_contact(self.env, contact)
        partner = self.env.user.partner_id if self.env.user._is_portal() else None
        if not partner:
            partner = (
                self.env["res.partner"]
                .sudo()
                .create(
                    {
                        "name": contact["name"],
                        "email": contact["email"],
                        "phone": contact["phone"],
                        "lang": lang,
                        "municipal_contact": True,
                    }
                )
            )
        return {
            "contact_name": contact["name"],
            "contact_email": contact["email"],
            "contact_phone": contact["phone"],
            "partner_ids": [Command.set(partner.ids)],
        }

    @api.model
    def _free_at(self, type_, lines, start, **kwargs):
        """Return the combinations that are free at a moment, or refuse.

        :param datetime start: naive UTC
        :param kwargs: as in ``_free_moments`` of the type
        """
        start_dt = utc.localize(start)
        minutes = self.env["municipal.product"]._visit_minutes(lines)
        end_dt = start_dt + timedelta(minutes=minutes)
        free = type_._free_moments(lines, start_dt, end_dt, **kwargs)
        if start not in free:
            raise Refusal(
                self.env._(
                    "This moment has just been taken or is no longer offered. "
                    "Choose another one."
                ),
                "moment",
            )
        return free[start]

    def _move(self, start, by_staff=False):
        """Move a booking to another free moment, keeping its code and its visit.

        :param datetime start: naive UTC
        :raise Refusal: when the deadline passed or the moment is not free
        """
        self.ensure_one()
        self._check_changeable()
        if start == self.start:
            return
        free = self._free_at(
            self.type_id,
            self._lines(),
            start,
            location=self.location_id,
            by_staff=by_staff,
            ignore=self,
        )
        self.write({"start": start, "combination_id": free[0].id})

    def _cancel(self):
        """Cancel a booking and tell the visitor.

        :raise Refusal: when the deadline passed or the visitor has arrived
        """
        self.ensure_one()
        self._check_changeable()
        self._send_template("mail_template_booking_cancelled")
        self.action_cancel()

    def _check_changeable(self):
        """Refuse to change what is past, under way or beyond the deadline."""
        if not self.active or self.visit_state != "booked":
            raise Refusal(
                self.env._("This appointment can no longer be changed."), "moment"
            )
        if not self.is_modifiable:
            raise Refusal(
                self.env._(
                    "This appointment begins too soon to change it here. "
                    "Call us if you cannot come."
                ),
                "moment",
            )

    def _send_template(self, name):
        """Mail the visitor in his language, if he left an address."""
        template = self.env.ref(f"municipal_appointment.{name}")
        for booking in self.filtered("contact_email"):
            template.sudo().send_mail(
                booking.id,
                email_values=booking._mail_values(name),
                email_layout_xmlid="municipal_appointment.mail_layout",
            )
