from odoo import Command, api, fields, models


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
        with self.env["resource.booking"].sudo()._settled_after():
            return super().create(vals_list)

    def write(self, vals):
        """Let visits follow when a colleague moves his own meeting in his calendar."""
        with self.env["resource.booking"].sudo()._settled_after():
            result = super().write(vals)
            bookings = self.sudo().resource_booking_ids
            if vals.keys() & self._get_time_fields():
                bookings.filtered("service_id").visit_ids._follow_booking()
            if "active" in vals:
                bookings._unsettle()
            return result

    def unlink(self):
        with self.env["resource.booking"].sudo()._settled_after():
            return super().unlink()

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
        promised = self.env.context.get("municipal_visitors")
        if promised is not None:
            return self.env["res.partner"].browse(promised)
        booking = self.env["resource.booking"].sudo()
        for command in self.env.context.get("resource_booking_ids") or ():
            if command[0] == Command.SET:
                booking = booking.browse(command[2])
        return booking.filtered("service_id").partner_ids

    def _setup_alarms(self):
        """Spare the stock its look-ups for no events at all: it often asks for them."""
        return super()._setup_alarms() if self else {}
