from . import (
    municipal_booking_request,
    municipal_booking_request_hours,
    municipal_booking_request_line,
    municipal_walk_in_agenda,
)
