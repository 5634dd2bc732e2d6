from hypothesis import HealthCheck, settings

# A busy machine is no reason for a property to fail.
settings.register_profile(
    "municipal", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("municipal")

from . import (
    test_booking_bad_input,
    test_booking_flow,
    test_catalogue,
    test_closings,
    test_contact,
    test_demo_town_hall,
    test_engine_availability,
    test_engine_rules,
    test_portal_appointment,
    test_retention,
)
