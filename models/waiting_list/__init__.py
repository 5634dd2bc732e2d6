from . import (
    municipal_reservation,
    municipal_waiting,
    municipal_waiting_join,
    municipal_waiting_line,
    municipal_waiting_offer,
    municipal_waiting_words,
    resource_booking,
    resource_booking_type,
)
