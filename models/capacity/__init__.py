from . import (
    municipal_release,
    municipal_reservation,
    municipal_reservation_difference,
    municipal_reservation_turns,
    resource_booking_hold,
    resource_booking_reservation,
    resource_booking_turns,
    resource_booking_type_search,
    resource_booking_type_shares,
)
