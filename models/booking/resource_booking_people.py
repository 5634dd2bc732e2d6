from odoo import api, fields, models

from ..common.contact import clean_contact, clean_remark
from ..common.inside import Inside
from ..common.refusal import Refusal
from .resource_booking import CONTACT_FIELDS
from .resource_booking_lifecycle import BORN_WITH_MEETING

#: what people change of an appointment that is still to come: its moment, its desk
#: and its products, each with the checks that belong to it
PLAN_FIELDS = frozenset({"start", "stop", "duration", "combination_id", "line_ids"})
#: besides, they correct at any time how to reach the visitor; and who switches an
#: appointment off cancels it
WRITTEN_BY_PEOPLE = PLAN_FIELDS | {
    *CONTACT_FIELDS,
    "contact_phone_local",
    "lang",
    "active",
}


class ResourceBooking(models.Model):
    """What people may change of a municipal booking, whichever door they take.

    A form, an import and a program that calls this server come to the same ``write``.
    Everything else of a booking is written by booking, moving and cancelling alone, so
    that desk, visit, log, meeting and mails never tell different stories. A field that
    is not named here is refused; plain bookings are left to upstream.
    """

    _inherit = "resource.booking"

    def _check_made_by_book(self):
        """Refuse municipal bookings that people make field by field.

        :raise Refusal:
        """
        if not (self.env.su or Inside.of(self.env, BORN_WITH_MEETING)):
            raise Refusal(
                self.env._(
                    "Make an appointment with “New appointment”: it looks for a free "
                    "desk and tells the visitor."
                ),
                "moment",
            )

    def _written_by_people(self, vals):
        """Return what is left to write after what people may change was looked at.

        :raise Refusal: when it is not theirs to change, or not any more
        """
        if self.env.su:
            return vals
        self._check_type(vals)
        municipal = self.filtered("service_id")
        if not municipal:
            return vals
        municipal.check_access("write")
        municipal._check_fields(vals)
        if vals.keys() & PLAN_FIELDS:
            municipal._check_plan(vals)
        if "active" in vals:
            municipal._switch(vals["active"])
            if municipal == self:
                vals = {key: value for key, value in vals.items() if key != "active"}
        return vals

    def _check_type(self, vals):
        """Refuse to turn a plain booking into an appointment of a town hall."""
        type_sudo = self.env["resource.booking.type"].sudo().browse(vals.get("type_id"))
        if type_sudo.service_id:
            self._check_made_by_book()

    def _check_fields(self, vals):
        """Refuse to write what is not in the list."""
        refused = sorted(vals.keys() - WRITTEN_BY_PEOPLE)
        if refused:
            names = [self._fields[name].string for name in refused if name in self]
            raise Refusal(
                self.env._(
                    "This is not changed by hand in an appointment: %(fields)s. Move "
                    "it, cancel it or make a new one.",
                    fields=", ".join(names or refused),
                ),
                "fields",
            )

    def _check_plan(self, vals):
        """Refuse to plan again what is cancelled, under way or over, or nonsense."""
        moment = vals.keys() & {"start", "stop", "duration"}
        for booking in self:
            start = fields.Datetime.to_datetime(vals.get("start"))
            if moment and not (vals.get("start", True) and vals.get("duration", True)):
                raise Refusal(self.env._("An appointment has a slot."), "moment")
            if start and start != booking.start:
                booking._check_movable(start)
            booking._check_changeable()
            if "combination_id" in vals:
                booking._check_desk(vals["combination_id"])

    def _check_desk(self, combination_id):
        """Refuse a desk that does not receive these products in this building.

        The visitor was told in which building.
        """
        self.ensure_one()
        if combination_id == self.combination_id.id:
            return
        desks = self.type_id._candidate_combinations(
            self.line_ids.product_id, location=self.location_id
        )
        if combination_id not in desks.ids:
            raise Refusal(
                self.env._(
                    "This desk does not receive %(booking)s: choose one in the same "
                    "building that serves its products.",
                    booking=self.display_name,
                ),
                "desk",
            )

    def _switch(self, active):
        """Cancel what is archived; what was cancelled does not come back.

        :raise Refusal: when it is too late for either
        """
        if not active:
            for booking in self.filtered("active"):
                booking._cancel()
        elif not all(booking.active for booking in self):
            raise Refusal(
                self.env._(
                    "A cancelled appointment does not come back: its slot may be "
                    "somebody else's by now. Make a new appointment."
                ),
                "moment",
            )

    def _check_deletable(self):
        """Refuse to delete an appointment for which somebody is still expected."""
        promised = self.filtered(lambda b: b.service_id and b._is_expected())
        if promised and not self.env.su:
            raise Refusal(
                self.env._(
                    "Somebody is still expected for %(booking)s: cancel it first, so "
                    "that the visitor is told.",
                    booking=promised[0].display_name,
                ),
                "moment",
            )

    # Products

    def _follow_products(self, with_duration=True):
        """Let the duration follow the products; people keep to what can be combined.

        :raise Refusal: when these products are not received together
        """
        for booking in self:
            if not self.env.su:
                lines = booking._lines()
                self.env["municipal.product"]._check_lines(lines, by_staff=True)
            if with_duration and booking.line_ids:
                booking.sudo().duration = booking._planned_minutes() / 60

    def _after_lines(self):
        """Let everything follow when product lines were changed on their own."""
        municipal = self.exists().filtered("service_id")
        with self._syncing_reservations():
            municipal._follow_products()
            municipal.visit_ids.sudo()._follow_booking()

    @api.model
    def _check_lines_open(self, bookings):
        """Refuse other products when it is too late for them."""
        if not self.env.su:
            for booking in bookings.filtered("service_id"):
                booking._check_changeable()

    # What visitors fill in when they book.

    @api.model
    def _asked_of(self, lines, by_staff):
        """Return what is asked for these products; clerks ask as they see fit."""
        if by_staff:
            return {}
        products = self.env["municipal.product"].union(*[line[0] for line in lines])
        return products._asked_parts()

    @api.model
    def _clean_asked(self, contact, remark, asked, company):
        """Return a checked contact with its remark, or nothing for nobody's.

        :param dict asked: see ``_asked_parts`` of products
        :raise Refusal: for all that is wrong or missing at once
        """
        if contact is None:
            return None
        checked, refusals = {}, []
        remark = "" if asked.get("remark") == "hidden" else remark
        required = asked.get("remark") == "required"
        ways = {part: asked[part] for part in ("email", "phone") if part in asked}
        for check in (
            lambda: clean_contact(self.env, contact, company=company, asked=ways),
            lambda: {"remark": clean_remark(self.env, remark, required)},
        ):
            try:
                checked.update(check())
            except Refusal as refusal:
                refusals += refusal.all
        if refusals:
            raise Refusal.together(refusals)
        return checked
