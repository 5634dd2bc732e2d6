from . import (
    calendar_attendee,
    calendar_event,
    municipal_booking_line,
    resource_booking,
    resource_booking_agenda,
    resource_booking_contact,
    resource_booking_people,
    resource_booking_promise,
    resource_booking_request,
    resource_booking_rescheduling,
)
