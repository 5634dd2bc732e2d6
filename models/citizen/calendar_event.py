import vobject
from markupsafe import Markup

from odoo import models


class CalendarEvent(models.Model):
    """The calendar file of an appointment: what it says, and how long it holds."""

    _inherit = "calendar.event"

    def _get_customer_summary(self):
        """Name the town, and nothing that tells why somebody goes there."""
        booking = self._municipal_booking()
        if not booking:
            return super()._get_customer_summary()
        return self.env._(
            "Appointment at %(town)s (%(reference)s)",
            town=booking.type_id.company_id.name,
            reference=booking.reference,
        )

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
    """Return a calendar file with the identity and the version of a booking.

    The identity depends on nothing that may change: neither on the address by which
    somebody logged in last, nor on the town's domain.
    """
    calendar = vobject.readOne(content.decode())
    method = booking.env.context.get("municipal_ics_method", "PUBLISH")
    calendar.add("method").value = method
    event = calendar.vevent
    event.contents.pop("attendee", None)
    event.contents.pop("organizer", None)
    event.contents.pop("uid", None)
    event.add("uid").value = booking._calendar_uid()
    event.add("sequence").value = str(booking._calendar_version(method))
    if method == "CANCEL":
        event.contents.pop("valarm", None)
        event.add("status").value = "CANCELLED"
    for alarm in event.contents.get("valarm", ()):
        _speak(alarm, event.summary.value)
    return calendar.serialize().encode()


def _speak(alarm, words):
    """Let an alarm show words to the visitor, before the appointment.

    Odoo writes a reminder of one day before as one day after, names no action (a
    sound, then) and gives it the name that staff see.
    """
    alarm.trigger.value = -abs(alarm.trigger.value)
    for name in ("action", "description"):
        alarm.contents.pop(name, None)
    alarm.add("action").value = "DISPLAY"
    alarm.add("description").value = words
