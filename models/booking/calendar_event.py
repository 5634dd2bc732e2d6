from odoo import Command, api, fields, models

from ..common.inside import Inside
from ..common.refusal import Refusal
from .resource_booking_lifecycle import VISITORS


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    municipal_company_id = fields.Many2one(
        comodel_name="res.company",
        string="Municipality",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Of the appointment that this meeting is. Others do not see it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        with self.env["resource.booking"].sudo()._syncing_reservations():
            return super().create(vals_list)

    def write(self, vals):
        """Let visits follow when a colleague moves a meeting in their calendar.

        The visitor is told then, as of every other change of the moment.
        """
        bookings_sudo = self.sudo().resource_booking_ids.filtered("service_id")
        before = {booking: booking.start for booking in bookings_sudo}
        if not self.env.su and before:
            self.check_access("write")
            self._check_appointments(bookings_sudo, vals)
        with self.env["resource.booking"].sudo()._syncing_reservations():
            result = super().write(vals)
            if vals.keys() & self._get_time_fields():
                bookings_sudo.visit_ids._follow_booking()
            if "active" in vals:
                self.sudo().resource_booking_ids._mark_unsynced()
        if not self.env.su:
            moved = bookings_sudo.filtered(lambda b: b.start != before[b])
            moved._send_template("mail_template_booking_moved")
        return result

    def unlink(self):
        """Refuse to delete what a visitor was promised; cancelling tells them."""
        if not self.env.su:
            self.check_access("unlink")
            bookings_sudo = self.sudo().resource_booking_ids.filtered("service_id")
            self._check_appointments(bookings_sudo, {"active": False})
        with self.env["resource.booking"].sudo()._syncing_reservations():
            return super().unlink()

    @api.model
    def _check_appointments(self, bookings, vals):
        """Refuse to take appointments off the calendar, or to move what is over.

        :raise Refusal:
        """
        if bookings and not vals.get("active", True):
            raise Refusal(
                self.env._(
                    "This is the appointment of a visitor: cancel it in the list of "
                    "appointments, so that the visitor is told."
                ),
                "moment",
            )
        if vals.get("start"):
            start = fields.Datetime.to_datetime(vals["start"])
            bookings.filtered(lambda b: b.start != start)._check_movable(start)

    def _attendees_values(self, partner_commands):
        """Let visitors who chose their moment accept it from the beginning."""
        commands = super()._attendees_values(partner_commands)
        visitors = self._visitors_of_booking()
        for command in commands:
            partner_id = command[0] == Command.CREATE and command[2]["partner_id"]
            if partner_id in visitors.ids:
                partner = visitors.browse(partner_id)
                command[2].update(
                    state="accepted", common_name=partner.name or partner.email
                )
        return commands

    @api.model
    def _visitors_of_booking(self):
        """Return the visitors of the booking for which a meeting is being made."""
        promised = Inside.of(self.env, VISITORS)
        if promised is not None:
            return self.env["res.partner"].browse(promised)
        booking_sudo = self.env["resource.booking"].sudo()
        if not self.env.su:
            # only the system makes such meetings; this key can be sent from outside
            return booking_sudo.partner_ids
        for command in self.env.context.get("resource_booking_ids") or ():
            if command[0] == Command.SET:
                booking_sudo = booking_sudo.browse(command[2])
        return booking_sudo.filtered("service_id").partner_ids

    def _setup_alarms(self):
        """Spare upstream its look-ups for no events at all: it often asks for them."""
        return super()._setup_alarms() if self else {}
