from . import (
    test_backend_agenda,
    test_backend_request,
    test_booking_integrity,
    test_booking_people,
    test_contact,
    test_contact_doors,
    test_contact_inputs,
    test_day_list,
    test_find,
    test_known_people,
    test_urgent_booking,
)
