from . import (
    municipal_release,
    municipal_reservation,
    municipal_reservation_difference,
    resource_booking,
    resource_booking_type,
    resource_booking_type_release,
    resource_calendar,
)
