from . import (
    test_by_staff,
    test_earlier,
    test_freed_time,
    test_offer,
    test_waiting_page,
    test_waiting_privacy,
    test_waiting_race,
)
