from odoo import api, fields, models

from ...engine.phone import takes_sms
from ...engine.short_key import lengthen, shorten
from .resource_booking import AGAIN, TOO_LATE


class ResourceBooking(models.Model):
    """A reminder on the phone of who has no mail, or does not read it.

    A reminder of the kind *SMS Text Message* on an appointment type, by whatever
    provider Odoo sends SMS. Where its module is not installed there is no such kind.
    """

    _inherit = "resource.booking"

    #: a short link is looked up by it
    _access_token_index = models.Index("(access_token) WHERE access_token IS NOT NULL")

    def _remind_by_sms(self):
        """Remind visitors on their phones, as :meth:`_remind` does by mail."""
        now = fields.Datetime.now()
        for booking in self.sudo():
            timely = booking.start and booking.start > now + TOO_LATE
            if timely and booking._is_expected() and not booking._reminded_by_sms():
                booking._send_reminder_sms()

    def _reminded_by_sms(self):
        """Tell whether a reminder left for the phone a short while ago."""
        since = fields.Datetime.now() - AGAIN
        sent = self.message_ids.filtered(lambda message: message.message_type == "sms")
        return any(message.date > since for message in sent)

    def _send_reminder_sms(self):
        """Put a reminder in Odoo's queue of SMS, if the number takes any."""
        self.ensure_one()
        visitor = self.partner_ids[:1]
        if not visitor or not takes_sms(self.contact_phone or ""):
            return
        self._message_sms(
            self.with_context(lang=self._lang())._reminder_sms(),
            partner_ids=visitor.ids,
            sms_pid_to_number={visitor.id: self.contact_phone},
            put_in_queue=True,
        )

    def _reminder_sms(self):
        """Return the reminder: it names no product, for anybody may read along."""
        self.ensure_one()
        sensitive = any(self.line_ids.product_id.mapped("sensitive"))
        town = self.type_id.company_id.name
        text = self.env._(
            "Your appointment: %(day)s at %(time)s, %(place)s. Can you not come? "
            "Cancel here: %(link)s",
            day=self._day_in_words(),
            time=self._time_in_words(),
            place=town if sensitive else self.location_id.name or town,
            link=self._short_link(),
        )
        # a space that does not break is no sign of an SMS, and would halve its parts
        return " ".join(text.split())

    # A link that leaves room for words.

    def _short_link(self):
        """Return the address that leads to where the appointment is cancelled."""
        self.ensure_one()
        key = shorten(self._portal_ensure_token())
        path = f"/afspraak/a/{key}" if key else self.get_portal_url("/cancel")
        return f"{self.get_base_url()}{path}"

    @api.model
    def _find_by_short_key(self, key):
        """Return the appointment of a short link, if there is one."""
        secret = lengthen(key)
        if not secret:
            return self.browse()
        bookings_sudo = self.sudo().with_context(active_test=False)
        return bookings_sudo.search(
            [("access_token", "=", secret), ("service_id", "!=", False)], limit=1
        )
