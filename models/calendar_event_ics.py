import vobject
from markupsafe import Markup

from odoo import models


class CalendarEvent(models.Model):
    """The calendar file of an appointment: what it says, and how long it holds."""

    _inherit = "calendar.event"

    def _get_customer_summary(self):
        booking = self._municipal_booking()
        if not booking:
            return super()._get_customer_summary()
        return self.env._("Appointment %(reference)s", reference=booking.reference)

    def _get_customer_description(self):
        """Tell in the visitor's own calendar what to bring and where to change it."""
        booking = self._municipal_booking()
        if not booking:
            return super()._get_customer_description()
        lines = booking._product_names(public=True)
        items = booking._bring_items(public=True)
        if items:
            lines += [self.env._("What to bring:"), *[f"- {item}" for item in items]]
        lines.append(booking._page_url())
        return Markup("<br/>").join(lines)

    def _get_ics_file(self):
        """Give the file of an appointment a lasting identity.

        A calendar then replaces its entry when the visitor opens the file of a moved
        appointment, and does not keep the old moment beside the new one.
        """
        files = super()._get_ics_file()
        for meeting in self:
            booking = meeting._municipal_booking()
            if booking and meeting.id in files:
                files[meeting.id] = _stamp(files[meeting.id], booking)
        return files

    def _municipal_booking(self):
        return self.sudo().resource_booking_ids.filtered("service_id")[:1]


def _stamp(content, booking):
    """Return a calendar file with the identity and the version of a booking."""
    calendar = vobject.readOne(content.decode())
    event = calendar.vevent
    event.contents.pop("attendee", None)
    event.contents.pop("uid", None)
    host = booking.get_base_url().split("://")[-1]
    event.add("uid").value = f"{booking.reference}@{host}"
    for alarm in event.contents.get("valarm", ()):
        # The stock writes a reminder of one day before as one day after.
        alarm.trigger.value = -abs(alarm.trigger.value)
    moves = booking.visit_id.event_ids.filtered(lambda event: event.step == "moved")
    event.add("sequence").value = str(len(moves))
    return calendar.serialize().encode()
