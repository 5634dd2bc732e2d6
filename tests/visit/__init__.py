from . import (
    test_night,
    test_night_race,
    test_retention,
    test_visit_correction,
    test_visit_difference,
    test_visit_finish,
    test_visit_guard,
    test_visit_lifecycle,
    test_visit_period,
)
