from . import (
    test_absence,
    test_hours_bad_input,
    test_hours_change,
    test_hours_change_deletion,
    test_hours_change_doors,
    test_hours_change_many,
    test_hours_change_slot,
    test_hours_change_reach,
    test_job_race,
)
