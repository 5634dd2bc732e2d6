from . import (
    test_access_rule,
    test_closings,
    test_hours_closings,
    test_hours_slots,
    test_hours_openings,
    test_hours_zones,
    test_plan,
    test_plan_version,
)
