from . import (
    calendar_attendee,
    calendar_event,
    municipal_booking_line,
    resource_booking,
    resource_booking_agenda,
    resource_booking_find,
    resource_booking_lifecycle,
    resource_booking_people,
)
