from . import (
    test_alarm,
    test_desk,
    test_desk_browser,
    test_desk_release,
    test_desk_scan,
    test_quick_counter,
    test_desk_checks,
    test_scanner_azerty,
    test_tuesday_browser,
    test_tuesday_faults_browser,
)
