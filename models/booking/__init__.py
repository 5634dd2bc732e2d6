from . import (
    calendar_attendee,
    calendar_event,
    mail_activity_type,
    municipal_booking_line,
    resource_booking,
    resource_booking_agenda,
    resource_booking_find,
    resource_booking_lifecycle,
    resource_booking_people,
)
