from . import (
    test_booking_desk_choice,
    test_booking_slots,
    test_booking_search,
    test_capacity,
    test_hold_free_slots,
    test_reservation,
    test_reservation_race,
    test_upstream_behaviour,
    test_online_quota_race,
)
