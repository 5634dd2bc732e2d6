from datetime import timedelta

from odoo import Command, api, fields, models

from ...engine.reference import new_reference
from ..common.inside import Inside

#: the visitor gets the mails of his municipality, and nobody any others
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


class ResourceBooking(models.Model):
    """A booking that is born with its meeting, out of what is known beforehand.

    The stock makes the booking first and a meeting out of it, computes the booking
    again out of the meeting, and writes it once more.
    """

    _inherit = "resource.booking"

    @api.model
    def _promise(self, lines, start, combination, vals):
        """Make the booking of a desk that is held, with its meeting.

        :param lines: list of pairs (product, quantity)
        :param datetime start: naive UTC
        :param dict vals: further values
        """
        quiet = self.with_context(**QUIET)
        vals = dict(vals, **self._promised_values(lines, start, combination))
        visitors = self._visitors_in(vals.get("partner_ids", ()))
        meeting = quiet.sudo()._meet(lines[0][0].type_id, combination, visitors, vals)
        vals["meeting_id"] = meeting.id
        booking = quiet.with_context(**{BORN_WITH_MEETING: Inside()}).create(vals)
        booking._settle_hold()
        return booking.with_env(self.env)

    @api.model
    def _promised_values(self, lines, start, combination):
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
        """Return what Odoo would compute of a visit that has only been booked."""
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
        alarm_ids, minutes = type_._known_reminders(type_.id)
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
        """Let the job of the reminders run in time, as the stock does for a meeting.

        The stock looks for the job and for the reminders each time.

        :param datetime start: naive UTC
        :param minutes: before it, of each reminder
        :return: whether it was done; else it is left to the stock
        """
        moments = [start - timedelta(minutes=each) for each in minutes or ()]
        if minutes is None or min(moments, default=start) <= fields.Datetime.now():
            return False
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "calendar.ir_cron_scheduler_alarm", raise_if_not_found=True
        )
        self.env["ir.cron.trigger"].sudo().create(
            [{"cron_id": cron_id, "call_at": moment} for moment in moments]
        )
        return True
