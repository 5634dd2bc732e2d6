from . import (
    test_alarm,
    test_counter,
    test_counter_browser,
    test_counter_release,
    test_counter_scan,
    test_counter_tally,
    test_desk_checks,
    test_scanner_azerty,
    test_tuesday_browser,
    test_tuesday_faults_browser,
)
