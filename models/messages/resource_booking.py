import base64
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.fields import Domain

from .notice_kinds import KINDS, UNTOLD

#: mails by which a calendar puts the appointment in, moves it or takes it out
WITH_CALENDAR_FILE = {
    "mail_template_booking_confirmation": "PUBLISH",
    "mail_template_booking_moved": "PUBLISH",
    "mail_template_booking_kept": "PUBLISH",
    "mail_template_booking_link": "PUBLISH",
    "mail_template_booking_cancelled": "CANCEL",
    "mail_template_booking_closed": "CANCEL",
}
#: before the appointment: a reminder that comes later helps nobody
TOO_LATE = timedelta(hours=1)
#: between two reminders of one appointment
AGAIN = timedelta(hours=12)


class ResourceBooking(models.Model):
    """What visitors are told by mail: to whom, by whom, in which language."""

    _name = "resource.booking"
    _inherit = ["resource.booking", "municipal.mailed.mixin"]

    notice_ids = fields.One2many(
        comodel_name="municipal.notice",
        inverse_name="booking_id",
        string="Told by mail",
    )
    notice_state = fields.Selection(
        selection=[
            ("queued", "Mail is leaving"),
            ("sent", "Mail sent"),
            ("failed", "Mail did not arrive"),
            ("unreachable", "Call: no e-mail address"),
        ],
        string="Mail",
        compute="_compute_notice",
    )
    notice_failure = fields.Char(string="Why not", compute="_compute_notice")
    to_call = fields.Boolean(
        compute="_compute_notice",
        search="_search_to_call",
        help="The visitor does not know what became of the appointment.",
    )

    def _send_template(self, name):
        """Mail visitors, each in their language, if they left an address.

        The mails wait in the queue, which begins when this transaction is committed.
        One that cannot be written stops neither what was asked nor the others:
        staff are told to call.

        :param str name: of a mail template of ours
        :return: the notices, one for each visitor with an address
        """
        notices = self.env["municipal.notice"]
        reachable = self._told_by(name).filtered("contact_email")
        if not reachable:
            return notices
        kind, result = KINDS[name], notices
        unsigned = reachable.filtered(lambda booking: not booking._sender())
        if unsigned:
            nothing = dict.fromkeys(unsigned)
            result += notices._note(nothing, kind, "failed", "sender")
        mails = (reachable - unsigned)._write_mails(name)
        written = {booking: mail for booking, mail in mails.items() if mail}
        if written:
            result += notices._note(written, kind)
            notices._trigger_queue()
        if len(written) < len(mails):
            lost = {booking: mail for booking, mail in mails.items() if not mail}
            result += notices._note(lost, kind, "failed", "text")
        return result

    def _promise_mail(self, name):
        """Mail visitors what they have just booked, after they got their answer.

        To put a mail into words takes longer than to book: see ``_promise`` of notices.
        """
        reachable = self._told_by(name).filtered("contact_email")
        if not all(booking._has_sender() for booking in reachable):
            return self._send_template(name)
        if not reachable:
            return self.env["municipal.notice"]
        return self.env["municipal.notice"]._promise(reachable, KINDS[name])

    def _template_and_records(self, name):
        """Return a mail template and the records on which it is rendered.

        The reminder is a template about attendees, since it is the calendar that
        says when; its mail belongs to the booking like all others.
        """
        template_sudo = self.env.ref(f"municipal_appointment.{name}").sudo()
        if template_sudo.model != "calendar.attendee":
            return template_sudo, self
        visitors_sudo = self.env["calendar.attendee"].sudo()
        for booking in self.sudo():
            visitors_sudo += booking.meeting_id.attendee_ids.filtered(
                lambda attendee, b=booking: attendee.partner_id in b.partner_ids
            )[:1]
        return template_sudo, visitors_sudo

    def _notice_until(self, kind):
        """Return when a notice is of no use any more: at the appointment.

        The link to confirm it: when that is too late.
        """
        until = kind == "to_confirm" and self.confirm_until
        return until or self._appointment_start()

    @api.model
    def _complete_mails(self, name, mails):
        """Give mails the calendar file of their booking, where one goes with them."""
        method = WITH_CALENDAR_FILE.get(name)
        pairs = [
            (mail.mail_message_id, booking)
            for booking, mail in mails.items()
            if method and booking.meeting_id
        ]
        files_sudo = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                [
                    {
                        "name": f"{booking.reference}.ics",
                        "datas": base64.b64encode(booking._ics_file(method)),
                        "type": "binary",
                        "res_model": message._name,
                        "res_id": message.id,
                    }
                    for message, booking in pairs
                ]
            )
        )
        for (message, _booking), file in zip(pairs, files_sudo, strict=True):
            message.sudo().attachment_ids = [Command.link(file.id)]

    def _ics_file(self, method="PUBLISH"):
        """Return the calendar file of the meeting, in the visitor's language.

        In the rights of the system: what a colleague may not read of a private
        meeting would be remembered as empty for the rest of the transaction.

        :param str method: ``CANCEL`` takes the entry out of a calendar
        """
        self.ensure_one()
        context = {"lang": self._lang(), "municipal_ics_method": method}
        meeting_sudo = self.sudo().with_context(**context).meeting_id
        return meeting_sudo._get_ics_file().get(meeting_sudo.id)

    def get_base_url(self):
        """Return the public address of the town that receives the visitor.

        Whoever causes a mail, and by whatever address an administrator logged in
        last: the links lead to the website of the town.
        """
        if len(self) == 1 and self.service_id:
            return self.type_id.company_id.sudo().get_base_url()
        return super().get_base_url()

    def _mail_get_companies(self, default=False):
        """Let mails carry the name of the municipality that receives the visitor."""
        companies = super()._mail_get_companies(default=default)
        municipal = self.filtered("service_id")
        return {**companies, **{b.id: b.type_id.company_id for b in municipal}}

    def _remind(self):
        """Remind visitors of their appointment, if there is time to act on it.

        After the server was away, several reminders may be due at once: one is
        enough. Nobody is reminded of what begins within the hour, is cancelled, or
        has begun.
        """
        now = fields.Datetime.now()
        expected = self.filtered(
            lambda booking: booking._is_expected()
            and booking.start
            and booking.start > now + TOO_LATE
        )
        notices_sudo = self.env["municipal.notice"].sudo()
        reminded = notices_sudo.search(
            [
                ("booking_id", "in", expected.ids),
                ("kind", "=", "reminder"),
                ("create_date", ">", now - AGAIN),
            ]
        ).booking_id
        (expected - reminded)._send_template("mail_template_booking_reminder")

    # Whether the visitor knows of it: what staff see beside an appointment.

    @api.depends(
        "notice_ids.state", "notice_ids.failure", "notice_ids.to_call", "service_id"
    )
    def _compute_notice(self):
        """Tell what became of the last mail; who was phoned knows it too."""
        # read for all at once: the last one of each would be asked for on its own
        self.notice_ids.mapped("state")
        for booking in self:
            last = booking.notice_ids.sorted("id")[-1:]
            known = last.called or last.state == "dropped"
            booking.notice_state = False if known else last.state
            booking.to_call = last.to_call
            booking.notice_failure = booking.to_call and last._failure_in_words()

    @api.model
    def _search_to_call(self, operator, value):
        if operator != "in":
            return NotImplemented
        calls = Domain("notice_ids.to_call", "=", True)
        return Domain.OR(calls if wanted else ~calls for wanted in value)

    def _is_notified(self):
        """Tell whether a mail to the visitor has left or is about to."""
        self.ensure_one()
        last_sudo = (
            self.env["municipal.notice"]
            .sudo()
            .search_fetch(
                [("booking_id", "=", self.id)], ["state"], order="id desc", limit=1
            )
        )
        return bool(last_sudo) and last_sudo.state not in (*UNTOLD, "dropped")

    def action_notified_by_phone(self):
        """Note that the visitor heard it on the phone."""
        self.check_access("read")
        self.notice_ids.action_called()
