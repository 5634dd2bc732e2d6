from odoo import models


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    def _send_invitation_emails(self):
        """Look for no invitation where none may be sent, nor for nobody."""
        if not self or self.env.context.get("no_mail_to_attendees"):
            return None
        return super()._send_invitation_emails()

    def _notify_attendees(self, mail_template, notify_author=False, force_send=False):
        """Send visitors of a town hall nothing but our own reminder.

        Upstream invites to, changes and cancels meetings in words that fit
        colleagues; visitors get the mails of their booking instead.
        """
        visitors = self.filtered(
            lambda attendee: attendee.event_id._municipal_booking()
        )
        visitors._remind_visitors(mail_template)
        others = self - visitors
        if others or not visitors:
            return super(CalendarAttendee, others)._notify_attendees(
                mail_template, notify_author=notify_author, force_send=force_send
            )
        return None

    def _remind_visitors(self, mail_template):
        """Mail those who are expected, once, if the template is a reminder of ours."""
        reminder = self.env.ref("municipal_appointment.mail_template_booking_reminder")
        if mail_template != reminder:
            return
        bookings_sudo = self.env["resource.booking"].sudo()
        for attendee in self.sudo():
            booking = attendee.event_id._municipal_booking()
            if attendee.partner_id in booking.partner_ids:
                bookings_sudo |= booking
        bookings_sudo._remind()
